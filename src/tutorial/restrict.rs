//! Restrict by certificate: the questions of tutorial 004, with a gateway of its own.

use super::Tutorial;
use super::shared::{
    BUNDLE_GROUP, CLIENT_CA_GROUP, CLIENTS_GROUP, DEFAULT_DOMAIN, FORMATS_GROUP, KEYS_GROUP, MORE_CLIENTS_GROUP,
    NAMES_STEP, SERVER_CA_GROUP, WORKLOAD_STEP, read_shared,
};
use crate::locale::text;
use crate::plan::answers::{Scenario, Wanted};
use crate::plan::restrict::Restrict;
use crate::wizard::field::{CHOSEN, MADE};
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "restrict",
    title: text("Restrict by certificate"),
    summary: text(
        "Several clients of one authority, of which a workload answers only the chosen ones: by the exact subject of their \
              certificates, with the call of a denied client as the proof.",
    ),
    needs: &[text("a Kyma cluster"), text("kubectl"), text("curl"), text("bash")],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::ClusterDefault,
    overrides: &[
        DEFAULT_DOMAIN,
        Override {
            field: Field::Access,
            default: CHOSEN,
            example: "",
            hint: None,
        },
        Override {
            field: Field::ClientCaSource,
            default: MADE,
            example: "",
            hint: Some(text(
                "The clients that are told apart get their certificates here, so an own CA is needed with its key: with only its \
                 certificate, nobody here knows who its clients are.",
            )),
        },
    ],
    read,
};

static STEPS: [Step; 3] = [
    NAMES_STEP,
    Step {
        id: "clients",
        title: text("Clients and certificates"),
        intro: text("All clients have certificates of one authority, but only the allowed ones are answered."),
        groups: &[
            CLIENTS_GROUP,
            MORE_CLIENTS_GROUP,
            CLIENT_CA_GROUP,
            SERVER_CA_GROUP,
            BUNDLE_GROUP,
            KEYS_GROUP,
            FORMATS_GROUP,
        ],
    },
    WORKLOAD_STEP,
];

fn read(reader: &mut Reader<'_>) -> Option<Wanted> {
    let context = read::context(reader, Field::Context);
    let shared = read_shared(reader, true);
    let restrict = Restrict { context: context? };
    shared.map(|shared| shared.answers(Scenario::Restrict(restrict)))
}
