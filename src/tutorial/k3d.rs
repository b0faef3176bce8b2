//! Local k3d: the questions of tutorial 002.

use super::Tutorial;
use super::shared::{
    BUNDLE_GROUP, CLIENT_CA_GROUP, CLIENTS_GROUP, DOMAIN_GROUP, FORMATS_GROUP, GATEWAY_GROUP, KEYS_GROUP,
    MORE_CLIENTS_GROUP, PLACE_GROUP, SERVER_CA_GROUP, WORKLOAD_STEP, read_shared,
};
use crate::locale::text;
use crate::plan::answers::{Scenario, Wanted};
use crate::plan::k3d::K3d;
use crate::plan::names::ClusterName;
use crate::wizard::read::Reader;
use crate::wizard::{Field, Form, Group, ParentDomain, Step};

/// The variant.
pub static TUTORIAL: Tutorial = Tutorial {
    id: "k3d",
    title: text("Local k3d"),
    summary: text(
        "A Kyma gateway with mutual TLS on a k3d cluster on your own machine. Everything is made here: both \
              certificate authorities, the gateway’s certificate and a client’s.",
    ),
    needs: &[text("k3d"), text("kubectl"), text("curl"), text("bash")],
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
        title: text("Names and domains"),
        intro: text("Every value works as it is. Change what should be different."),
        groups: &[
            DOMAIN_GROUP,
            PLACE_GROUP,
            GATEWAY_GROUP,
            Group {
                title: text("Cluster"),
                fields: &[Field::ClusterName, Field::ResolveInCluster],
            },
        ],
    },
    Step {
        id: "certificates",
        title: text("Certificates"),
        intro: text(
            "Two certificate authorities, so that a server’s certificate never opens the gateway as a client’s. Keys \
                are made in this browser and go nowhere but into your download.",
        ),
        groups: &[
            SERVER_CA_GROUP,
            CLIENT_CA_GROUP,
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
    let cluster = reader.read(Field::ClusterName, ClusterName::parse);
    let resolve_in_cluster = reader.is_checked(Field::ResolveInCluster);
    let shared = read_shared(reader, true);
    let k3d = K3d {
        cluster: cluster?,
        resolve_in_cluster,
    };
    shared.map(|shared| shared.answers(Scenario::K3d(k3d)))
}
