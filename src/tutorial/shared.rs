//! What every variant with an ingress gateway asks in the same way.

use std::collections::BTreeMap;

use crate::plan::Domains;
use crate::plan::answers::{Access, Answers, CertificateAnswers, GatewayAnswers, Scenario, Workload};
use crate::plan::exposure::Exposure;
use crate::plan::names::Namespace;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Group};

/// Who calls.
pub(super) const CLIENT_FIELDS: &[Field] = &[
    Field::Access,
    Field::AllowedClients,
    Field::DeniedClients,
    Field::ClientCommonName,
    Field::ClientOrganization,
    Field::ClientUri,
];

/// What all certificates share.
pub(super) const KEY_FIELDS: &[Field] = &[
    Field::KeyAlgorithm,
    Field::ValidFrom,
    Field::CaValidity,
    Field::LeafValidity,
];

/// What answers.
pub(super) const WORKLOAD_FIELDS: &[Field] = &[
    Field::WorkloadKind,
    Field::HttpBinImage,
    Field::ServiceName,
    Field::ServicePort,
    Field::PodLabels,
];

/// What the APIRule admits, where there is one.
pub(super) const EXPOSURE: Group = Group {
    title: "Rules of the APIRule",
    fields: &[
        Field::Rules,
        Field::ServiceRules,
        Field::Timeout,
        Field::RequestHeaders,
        Field::ApiRuleVersion,
    ],
};

/// The answers to the shared questions.
pub(super) struct Shared {
    pub domains: Domains,
    pub namespace: Namespace,
    pub gateway: GatewayAnswers,
    pub certificates: CertificateAnswers,
    pub workload: Workload,
    pub access: Access,
    pub exposure: Exposure,
    shown: BTreeMap<&'static str, String>,
}

impl Shared {
    /// All answers, with those of one variant.
    pub fn answers(self, scenario: Scenario) -> Answers {
        Answers {
            domains: self.domains,
            namespace: self.namespace,
            gateway: self.gateway,
            certificates: self.certificates,
            workload: self.workload,
            access: self.access,
            exposure: self.exposure,
            scenario,
            shown: self.shown,
        }
    }
}

/// Reads the shared questions. `makes_server` says whether the gateway's certificate is made here.
pub(super) fn read_shared(reader: &mut Reader<'_>, makes_server: bool) -> Option<Shared> {
    let hosts = read::domains(reader);
    let (domains, workload_name) = hosts.unzip();
    let namespace = reader.read(Field::Namespace, Namespace::parse);
    let gateway = read::gateway(reader, namespace.as_ref());
    let server = makes_server.then(|| read::made_server(reader, domains.as_ref()));
    let certificates = read::certificates(reader, domains.as_ref(), server);
    let workload = read::workload(reader, workload_name);
    let clients = certificates
        .as_ref()
        .map(|certificates| certificates.clients.as_slice());
    let access = read::access(reader, clients);
    let exposure = read::exposure(reader, workload.as_ref());
    Some(Shared {
        domains: domains?,
        namespace: namespace?,
        gateway: gateway?,
        certificates: certificates?,
        workload: workload?,
        access: access?,
        exposure: exposure?,
        shown: reader.shown(),
    })
}
