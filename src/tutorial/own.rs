//! Own gateway certificate: the questions of tutorial 000.

use super::Tutorial;
use super::shared::{
    BUNDLE_GROUP, CLIENTS_GROUP, CLUSTER_GROUP, FORMATS_GROUP, KEYS_GROUP, MORE_CLIENTS_GROUP, PLACE_GROUP,
    WORKLOAD_STEP, read_shared,
};
use crate::locale::text;
use crate::plan::answers::{Scenario, Wanted};
use crate::plan::own::Own;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "own",
    title: text("Own gateway certificate"),
    summary: text(
        "You have a server certificate and its key already, as files or in a Secret. They are checked before anything is \
              applied; the authority for the clients is made here, or yours too.",
    ),
    needs: &[text("a Kyma cluster"), text("kubectl"), text("curl"), text("bash")],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::Certificate,
    overrides: &[
        Override {
            field: Field::ParentDomain,
            default: "",
            example: "apps.example.com",
            hint: Some(text(
                "The domain that your certificate is for, and that DNS leads to the ingress gateway: for a certificate for `*.apps.example.com`, `apps.example.com`. Not the cluster’s default domain, whose hosts Kyma’s own gateway serves.",
            )),
        },
        Override {
            field: Field::GatewaySecret,
            default: "kyma-mtls-certs",
            example: "",
            hint: Some(text(
                "In `istio-system`: the one that is there, or the one to make from your files. The clients’ CA goes into a second Secret with `-cacert` appended.",
            )),
        },
    ],
    read,
};

static STEPS: [Step; 3] = [
    Step {
        id: "names",
        title: text("Names and domains"),
        intro: text("Where the workload is, and on which host it answers."),
        groups: &[
            Group {
                title: text("Domain"),
                fields: &[Field::ParentDomain],
            },
            PLACE_GROUP,
            Group {
                title: text("Gateway"),
                fields: &[Field::GatewayName, Field::GatewaySecret, Field::TlsMode],
            },
            CLUSTER_GROUP,
        ],
    },
    Step {
        id: "certificates",
        title: text("Certificates"),
        intro: text(
            "The gateway’s certificate, which you have, and the authority that clients are checked against. Files are read \
                in this page and go nowhere but into your download.",
        ),
        groups: &[
            Group {
                title: text("Gateway certificate"),
                fields: &[Field::ServerSource, Field::ServerChain, Field::ServerKey],
            },
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
            CLIENTS_GROUP,
            MORE_CLIENTS_GROUP,
            BUNDLE_GROUP,
            KEYS_GROUP,
            FORMATS_GROUP,
        ],
    },
    WORKLOAD_STEP,
];

fn read(reader: &mut Reader<'_>) -> Option<Wanted> {
    let context = read::context(reader, Field::Context);
    let mode = read::tls_mode(reader);
    let shared = read_shared(reader, false);
    let domains = shared.as_ref().map(|shared| &shared.domains);
    let server = read::server(reader, domains);
    let own = Own {
        context: context?,
        server: server?,
    };
    let mut shared = shared?;
    shared.gateway.mode = mode?;
    Some(shared.answers(Scenario::Own(own)))
}
