//! Local k3d: the questions of tutorial 002.

use super::Tutorial;
use crate::plan::answers::{Answers, Scenario};
use crate::plan::names::{ClusterName, Namespace};
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "k3d",
    title: "Local k3d",
    summary: "A Kyma gateway with mutual TLS on a k3d cluster on your own machine. Everything is made here: both \
              certificate authorities, the gateway's certificate and a client's.",
    needs: &["k3d", "kubectl", "curl", "bash"],
    form: &FORM,
    plan: crate::plan::k3d::plan,
};

static FORM: Form = Form { steps: &STEPS, read };

static STEPS: [Step; 3] = [
    Step {
        id: "names",
        title: "Names and domains",
        intro: "Every value works as it is. Change what should be different.",
        groups: &[
            Group {
                title: "Domain",
                fields: &[Field::ParentDomain, Field::SubdomainPrefix],
            },
            Group {
                title: "Workload",
                fields: &[Field::Namespace, Field::WorkloadName],
            },
            Group {
                title: "Gateway",
                fields: &[Field::GatewayName, Field::GatewaySecret],
            },
            Group {
                title: "Cluster",
                fields: &[Field::ClusterName, Field::ResolveInCluster],
            },
        ],
    },
    Step {
        id: "certificates",
        title: "Certificates",
        intro: "Two certificate authorities, so that a server's certificate never opens the gateway as a client's. Keys \
                are made in this browser and go nowhere but into your download.",
        groups: &[
            Group {
                title: "Server root CA",
                fields: &[Field::ServerCaOrganization, Field::ServerCaCommonName],
            },
            Group {
                title: "Client root CA",
                fields: &[Field::ClientCaOrganization, Field::ClientCaCommonName],
            },
            Group {
                title: "Client",
                fields: &[Field::ClientCommonName, Field::ClientOrganization, Field::ClientUri],
            },
            Group {
                title: "Browser bundle (PKCS#12)",
                fields: &[Field::Password, Field::EncryptionProfile],
            },
            Group {
                title: "Keys and validity",
                fields: &[
                    Field::KeyAlgorithm,
                    Field::ValidFrom,
                    Field::CaValidity,
                    Field::LeafValidity,
                ],
            },
        ],
    },
    Step {
        id: "workload",
        title: "Workload",
        intro: "What answers behind the gateway.",
        groups: &[Group {
            title: "Workload",
            fields: &[
                Field::WorkloadKind,
                Field::HttpBinImage,
                Field::ServiceName,
                Field::ServicePort,
            ],
        }],
    },
];

fn read(reader: &mut Reader<'_>) -> Option<Answers> {
    let domains = read::domains(reader);
    let namespace = reader.read(Field::Namespace, Namespace::parse);
    let gateway = read::gateway(reader);
    let cluster = reader.read(Field::ClusterName, ClusterName::parse);
    let certificates = read::certificates(reader, domains.as_ref().map(|(domains, ..)| domains));
    let workload = read::workload(reader, domains.as_ref().map(|(_, _, name)| name.clone()));
    let resolve_in_cluster = reader.is_checked(Field::ResolveInCluster);
    let (domains, prefix, _) = domains?;
    Some(Answers {
        domains,
        prefix,
        namespace: namespace?,
        gateway: gateway?,
        certificates: certificates?,
        workload: workload?,
        scenario: Scenario::K3d {
            cluster: cluster?,
            resolve_in_cluster,
        },
        shown: reader.shown(),
    })
}
