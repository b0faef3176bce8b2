//! Local k3d: the questions of tutorial 002.

use super::Tutorial;
use super::shared::{CLIENT_FIELDS, EXPOSURE, KEY_FIELDS, WORKLOAD_FIELDS, read_shared};
use crate::plan::answers::{Answers, Scenario};
use crate::plan::k3d::K3d;
use crate::plan::names::ClusterName;
use crate::wizard::read::Reader;
use crate::wizard::{Field, Form, Group, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "k3d",
    title: "Local k3d",
    summary: "A Kyma gateway with mutual TLS on a k3d cluster on your own machine. Everything is made here: both \
              certificate authorities, the gateway's certificate and a client's.",
    needs: &["k3d", "kubectl", "curl", "bash"],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::Name,
    overrides: &[],
    read,
};

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
                title: "Clients",
                fields: CLIENT_FIELDS,
            },
            Group {
                title: "Browser bundle (PKCS#12)",
                fields: &[Field::Password, Field::EncryptionProfile],
            },
            Group {
                title: "Keys and validity",
                fields: KEY_FIELDS,
            },
        ],
    },
    Step {
        id: "workload",
        title: "Workload",
        intro: "What answers behind the gateway.",
        groups: &[
            Group {
                title: "Workload",
                fields: WORKLOAD_FIELDS,
            },
            EXPOSURE,
        ],
    },
];

fn read(reader: &mut Reader<'_>) -> Option<Answers> {
    let cluster = reader.read(Field::ClusterName, ClusterName::parse);
    let resolve_in_cluster = reader.is_checked(Field::ResolveInCluster);
    let shared = read_shared(reader, true);
    let k3d = K3d {
        cluster: cluster?,
        resolve_in_cluster,
    };
    shared.map(|shared| shared.answers(Scenario::K3d(k3d)))
}
