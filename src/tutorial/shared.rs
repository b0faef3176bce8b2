//! What every variant with an ingress gateway asks in the same way.

use crate::locale::text;
use std::collections::BTreeMap;

use crate::plan::Domains;
use crate::plan::answers::{Access, Answers, CertificateAnswers, GatewayAnswers, Scenario, Wanted, Workload};
use crate::plan::exposure::Exposure;
use crate::plan::names::Namespace;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Group, Override, Step};

/// A default domain that SAP BTP, Kyma runtime could give.
pub(super) const DEFAULT_DOMAIN_EXAMPLE: &str = "c12345.kyma.ondemand.com";

/// The parent domain, where it is the cluster's default domain: nobody but the user knows it.
pub(super) const DEFAULT_DOMAIN: Override = Override {
    field: Field::ParentDomain,
    default: "",
    example: DEFAULT_DOMAIN_EXAMPLE,
    hint: Some(text(
        "The default domain of your cluster, which leads to it already. `kubectl get gateways.networking.istio.io -n kyma-system kyma-gateway -o jsonpath='{.spec.servers[0].hosts}'` prints it; paste what it prints.",
    )),
};

/// The hosts.
pub(super) const DOMAIN_GROUP: Group = Group {
    title: text("Domain"),
    fields: &[Field::ParentDomain, Field::SubdomainPrefix],
};

pub(super) const PLACE_GROUP: Group = Group {
    title: text("Workload"),
    fields: &[Field::Namespace, Field::WorkloadName],
};

pub(super) const GATEWAY_GROUP: Group = Group {
    title: text("Gateway"),
    fields: &[Field::GatewayName, Field::GatewaySecret],
};

/// A cluster that exists.
pub(super) const CLUSTER_GROUP: Group = Group {
    title: text("Cluster"),
    fields: &[Field::Context],
};

/// The page about names, on a cluster that exists.
pub(super) const NAMES_STEP: Step = Step {
    id: "names",
    title: text("Names and domains"),
    intro: text("Where the workload is, and on which host it answers."),
    groups: &[DOMAIN_GROUP, PLACE_GROUP, GATEWAY_GROUP, CLUSTER_GROUP],
};

pub(super) const SERVER_CA_GROUP: Group = Group {
    title: text("Server root CA"),
    fields: &[
        Field::ServerCaSource,
        Field::ServerCaChain,
        Field::ServerCaKey,
        Field::ServerCaOrganization,
        Field::ServerCaCommonName,
        Field::ServerIntermediate,
        Field::ServerIntermediateCommonName,
    ],
};

pub(super) const CLIENT_CA_GROUP: Group = Group {
    title: text("Client root CA"),
    fields: &[
        Field::ClientCaSource,
        Field::ClientCaChain,
        Field::ClientCaKey,
        Field::ClientCaOrganization,
        Field::ClientCaCommonName,
        Field::Intermediate,
        Field::IntermediateCommonName,
    ],
};

/// Who calls.
pub(super) const CLIENTS_GROUP: Group = Group {
    title: text("Clients"),
    fields: CLIENT_FIELDS,
};

/// What most people leave as it is.
pub(super) const MORE_CLIENTS_GROUP: Group = Group {
    title: text("More names, more clients"),
    fields: &[
        Field::ClientSubject,
        Field::ClientNames,
        Field::Clients,
        Field::ClientRequests,
    ],
};

pub(super) const BUNDLE_GROUP: Group = Group {
    title: text("Browser bundle (PKCS#12)"),
    fields: &[Field::Password, Field::EncryptionProfile],
};

/// What all certificates share.
pub(super) const KEYS_GROUP: Group = Group {
    title: text("Keys and validity"),
    fields: &[
        Field::KeyAlgorithm,
        Field::CaKeyAlgorithm,
        Field::ValidFrom,
        Field::CaValidity,
        Field::LeafValidity,
    ],
};

/// Other forms of the same files.
pub(super) const FORMATS_GROUP: Group = Group {
    title: text("Other formats"),
    fields: &[Field::Formats],
};

/// The page about clients, where the gateway's own certificate comes from elsewhere.
pub(super) const CLIENTS_STEP: Step = Step {
    id: "clients",
    title: text("Clients and certificates"),
    intro: text(
        "The gateway lets in everybody who shows a certificate of the client root CA, which is made here or yours.",
    ),
    groups: &[
        CLIENTS_GROUP,
        MORE_CLIENTS_GROUP,
        CLIENT_CA_GROUP,
        BUNDLE_GROUP,
        KEYS_GROUP,
        FORMATS_GROUP,
    ],
};

/// The page about what answers.
pub(super) const WORKLOAD_STEP: Step = Step {
    id: "workload",
    title: text("Workload"),
    intro: text("What answers behind the gateway."),
    groups: &[
        Group {
            title: text("Workload"),
            fields: WORKLOAD_FIELDS,
        },
        EXPOSURE,
    ],
};

const CLIENT_FIELDS: &[Field] = &[
    Field::Access,
    Field::AllowedClients,
    Field::DeniedClients,
    Field::ClientCommonName,
    Field::ClientOrganization,
    Field::ClientUri,
];

/// What answers.
const WORKLOAD_FIELDS: &[Field] = &[
    Field::WorkloadKind,
    Field::HttpBinImage,
    Field::ServiceName,
    Field::ServicePort,
    Field::FunctionName,
    Field::PodLabels,
];

/// What the APIRule admits, where there is one.
pub(super) const EXPOSURE: Group = Group {
    title: text("Rules of the APIRule"),
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
    pub fn answers(self, scenario: Scenario) -> Wanted {
        Wanted::Gateway(Box::new(Answers {
            domains: self.domains,
            namespace: self.namespace,
            gateway: self.gateway,
            certificates: self.certificates,
            workload: self.workload,
            access: self.access,
            exposure: self.exposure,
            scenario,
            shown: self.shown,
        }))
    }
}

/// Reads the shared questions. `makes_server` says whether the gateway's certificate is made here.
pub(super) fn read_shared(reader: &mut Reader<'_>, makes_server: bool) -> Option<Shared> {
    let hosts = read::domains(reader);
    let (domains, workload_name) = hosts.unzip();
    let namespace = reader.read(Field::Namespace, Namespace::parse);
    let gateway = read::gateway(reader, namespace.as_ref());
    let server = makes_server.then(|| read::made_server(reader, domains.as_ref()));
    let home = domains.as_ref().map(|domains| domains.subdomain.as_str());
    let certificates = read::certificates(reader, home, server);
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
