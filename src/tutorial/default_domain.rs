//! Default domain: the questions of tutorial 001 where the cluster's own domain is used.

use super::Tutorial;
use super::shared::{
    CLIENTS_STEP, CLUSTER_GROUP, DEFAULT_DOMAIN_EXAMPLE, DEFAULT_DOMAIN_HINT, GATEWAY_GROUP, PLACE_GROUP,
    WORKLOAD_STEP, read_shared,
};
use crate::plan::answers::{Answers, Scenario};
use crate::plan::managed::DefaultDomain;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, Group, Override, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "default-domain",
    title: "Default domain",
    summary: "A gateway below the domain that your Kyma cluster has from the start. Gardener obtains its certificate from \
              Let's Encrypt; there is nothing to set up in DNS.",
    needs: &["a Kyma cluster", "kubectl", "curl", "bash"],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::ClusterDefault,
    overrides: &[Override {
        field: Field::ParentDomain,
        default: "",
        example: DEFAULT_DOMAIN_EXAMPLE,
        hint: Some(DEFAULT_DOMAIN_HINT),
    }],
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
            PLACE_GROUP,
            GATEWAY_GROUP,
            CLUSTER_GROUP,
        ],
    },
    CLIENTS_STEP,
    WORKLOAD_STEP,
];

fn read(reader: &mut Reader<'_>) -> Option<Answers> {
    let context = read::context(reader, Field::Context);
    let shared = read_shared(reader, false);
    let own = DefaultDomain { context: context? };
    shared.map(|shared| shared.answers(Scenario::DefaultDomain(own)))
}
