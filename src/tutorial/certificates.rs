//! Only certificates: the questions where there is no cluster.

use super::Tutorial;
use super::shared::{BUNDLE_GROUP, FORMATS_GROUP, SERVER_CA_GROUP};
use crate::locale::text;
use crate::plan::answers::{CertificatesOnly, Wanted};
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "certificates",
    title: text("Only certificates"),
    summary: text(
        "Certificates for one client or five hundred, for a server too, by an authority that is made here or yours. No \
              cluster is touched.",
    ),
    needs: &[text("a browser")],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::NotAsked,
    overrides: &[
        Override {
            field: Field::Clients,
            default: "ML Client Curl",
            example: "",
            hint: Some(text(
                "One per line: a common name, or CSV with `name,O,CN,OU,SANs,validity,password`, of which only the name is needed. \
                 Each gets a folder of its own. At most 500.",
            )),
        },
        Override {
            field: Field::ClientCaSource,
            default: "made",
            example: "",
            hint: Some(text("It signs the clients.")),
        },
        Override {
            field: Field::KeyAlgorithm,
            default: "rsa-2048",
            example: "",
            hint: Some(text(
                "For the keys of clients and server. The authorities have a question of their own.",
            )),
        },
        Override {
            field: Field::CaKeyAlgorithm,
            default: "rsa-2048",
            example: "",
            hint: None,
        },
        Override {
            field: Field::LeafValidity,
            default: "397",
            example: "",
            hint: Some(text(
                "A number of days, or a last day such as `2027-11-30`. At most 825 days. A server made here has a question of its own.",
            )),
        },
    ],
    read,
};

static STEPS: [Step; 3] = [
    Step {
        id: "authority",
        title: text("Authority"),
        intro: text(
            "Who signs the clients’ certificates. Keys are made in this browser and go nowhere but into your download.",
        ),
        groups: &[
            Group {
                title: text("Client CA"),
                fields: &[
                    Field::ClientCaSource,
                    Field::ClientCaChain,
                    Field::ClientCaKey,
                    Field::ClientCaOrganization,
                    Field::ClientCaCommonName,
                    Field::Intermediate,
                    Field::IntermediateCommonName,
                ],
            },
            Group {
                title: text("Keys and validity of the CAs"),
                fields: &[Field::CaKeyAlgorithm, Field::CaValidity],
            },
        ],
    },
    Step {
        id: "certificates",
        title: text("Certificates"),
        intro: text("Whom they are for. Every value works as it is."),
        groups: &[
            Group {
                title: text("Clients"),
                fields: &[Field::Clients, Field::ClientOrganization, Field::TrustDomain],
            },
            Group {
                title: text("Requests"),
                fields: &[Field::ClientRequests],
            },
            Group {
                title: text("Server"),
                fields: &[Field::MakeServer, Field::ServerNames],
            },
            SERVER_CA_GROUP,
        ],
    },
    Step {
        id: "keys",
        title: text("Keys and formats"),
        intro: text("What the files are like."),
        groups: &[
            Group {
                title: text("Keys and validity"),
                fields: &[
                    Field::KeyAlgorithm,
                    Field::ValidFrom,
                    Field::LeafValidity,
                    Field::ServerValidity,
                ],
            },
            BUNDLE_GROUP,
            FORMATS_GROUP,
        ],
    },
];

fn read(reader: &mut Reader<'_>) -> Option<Wanted> {
    let makes_clients = reader.asks(Field::TrustDomain);
    let trust_domain = makes_clients.then(|| read::trust_domain(reader)).flatten();
    let server = read::only_server(reader);
    let home = trust_domain.as_ref().map(|domain| domain.as_str());
    let certificates = read::certificates(reader, home, server);
    if makes_clients && trust_domain.is_none() {
        return None;
    }
    Some(Wanted::Certificates(Box::new(CertificatesOnly {
        certificates: certificates?,
        shown: reader.shown(),
    })))
}
