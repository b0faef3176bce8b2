//! Restrict by certificate: the questions of tutorial 004, with a gateway of its own.

use super::Tutorial;
use super::shared::{
    CLIENT_FIELDS, DEFAULT_DOMAIN_EXAMPLE, DEFAULT_DOMAIN_HINT, EXPOSURE, KEY_FIELDS, WORKLOAD_FIELDS, read_shared,
};
use crate::plan::answers::{Answers, Scenario};
use crate::plan::restrict::Restrict;
use crate::wizard::field::CHOSEN;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "restrict",
    title: "Restrict by certificate",
    summary: "Several clients of one authority, of which a workload answers only the chosen ones: by the exact subject of their \
              certificates, with the call of a denied client as the proof.",
    needs: &["a Kyma cluster", "kubectl", "curl", "bash"],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::ClusterDefault,
    overrides: &[
        Override {
            field: Field::ParentDomain,
            default: "",
            example: DEFAULT_DOMAIN_EXAMPLE,
            hint: Some(DEFAULT_DOMAIN_HINT),
        },
        Override {
            field: Field::Access,
            default: CHOSEN,
            example: "",
            hint: None,
        },
    ],
    read,
};

static STEPS: [Step; 3] = [
    Step {
        id: "names",
        title: "Names and domains",
        intro: "Where the workload is, and on which host it answers.",
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
                fields: &[Field::Context],
            },
        ],
    },
    Step {
        id: "clients",
        title: "Clients and certificates",
        intro: "All clients have certificates of one authority, but only the allowed ones are answered.",
        groups: &[
            Group {
                title: "Clients",
                fields: CLIENT_FIELDS,
            },
            Group {
                title: "Client root CA",
                fields: &[Field::ClientCaOrganization, Field::ClientCaCommonName],
            },
            Group {
                title: "Server root CA",
                fields: &[Field::ServerCaOrganization, Field::ServerCaCommonName],
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
    let context = read::context(reader, Field::Context);
    let shared = read_shared(reader, true);
    let restrict = Restrict { context: context? };
    shared.map(|shared| shared.answers(Scenario::Restrict(restrict)))
}
