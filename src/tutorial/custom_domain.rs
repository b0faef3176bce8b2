//! Custom domain: the questions of tutorial 001 for a domain whose DNS Gardener is given access to.

use super::Tutorial;
use super::shared::{CLIENTS_STEP, NAMES_STEP, WORKLOAD_STEP, read_shared};
use crate::locale::text;
use crate::plan::answers::{Scenario, Wanted};
use crate::plan::managed::CustomDomain;
use crate::wizard::field::dns::CREDENTIAL_FIELDS;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "custom-domain",
    title: text("Custom domain"),
    summary: text(
        "A gateway on a domain that you own. Gardener writes its DNS records with the credentials that you give your \
              cluster, and obtains its certificate from Let’s Encrypt.",
    ),
    needs: &[
        text("a Kyma cluster"),
        text("a domain in a public DNS zone and credentials for it"),
        text("kubectl"),
        text("curl"),
        text("bash"),
    ],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::Name,
    overrides: &[Override {
        field: Field::ParentDomain,
        default: "",
        example: "my-own-domain.example.com",
        hint: Some(text(
            "A domain of yours in a public DNS zone. The gateway gets a name of its own below it, so what is there already stays as \
             it is.",
        )),
    }],
    read,
};

static STEPS: [Step; 4] = [
    NAMES_STEP,
    Step {
        id: "dns",
        title: text("DNS"),
        intro: text(
            "Gardener writes the records that lead to your cluster, and those that prove to Let’s Encrypt that the domain is \
                yours.",
        ),
        groups: &[
            Group {
                title: text("Provider"),
                fields: &[Field::DnsProvider, Field::DnsCredentials],
            },
            Group {
                title: text("Credentials"),
                fields: &CREDENTIAL_FIELDS,
            },
            Group {
                title: text("Cluster"),
                fields: &[Field::DnsClass, Field::LoadBalancerAddress],
            },
        ],
    },
    CLIENTS_STEP,
    WORKLOAD_STEP,
];

fn read(reader: &mut Reader<'_>) -> Option<Wanted> {
    let context = read::context(reader, Field::Context);
    let dns = read::dns(reader);
    let shared = read_shared(reader, false);
    let own = CustomDomain {
        context: context?,
        dns: dns?,
    };
    shared.map(|shared| shared.answers(Scenario::CustomDomain(own)))
}
