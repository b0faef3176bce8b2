//! Default domain: the questions of tutorial 001 where the cluster's own domain is used.

use super::Tutorial;
use super::shared::{CLIENTS_STEP, DEFAULT_DOMAIN, NAMES_STEP, WORKLOAD_STEP, read_shared};
use crate::locale::text;
use crate::plan::answers::{Scenario, Wanted};
use crate::plan::managed::DefaultDomain;
use crate::wizard::read::{self, Reader};
use crate::wizard::{Field, Form, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "default-domain",
    title: text("Default domain"),
    summary: text(
        "A gateway below the domain that your Kyma cluster has from the start. Gardener obtains its certificate from \
              Let’s Encrypt; there is nothing to set up in DNS.",
    ),
    needs: &[text("a Kyma cluster"), text("kubectl"), text("curl"), text("bash")],
    form: &FORM,
};

static FORM: Form = Form {
    steps: &STEPS,
    parent_domain: ParentDomain::ClusterDefault,
    overrides: &[DEFAULT_DOMAIN],
    read,
};

static STEPS: [Step; 3] = [NAMES_STEP, CLIENTS_STEP, WORKLOAD_STEP];

fn read(reader: &mut Reader<'_>) -> Option<Wanted> {
    let context = read::context(reader, Field::Context);
    let shared = read_shared(reader, false);
    let own = DefaultDomain { context: context? };
    shared.map(|shared| shared.answers(Scenario::DefaultDomain(own)))
}
