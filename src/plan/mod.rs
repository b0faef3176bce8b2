//! From validated answers to what the user applies and runs: typed resources, typed tasks, a guide. No text is made here.
//!
//! Start with [`Plan`]. [`answers`] is what goes in; [`resource`] and [`task`] are what comes out; [`names`] are the
//! validated names that both are made of.

pub mod answers;
pub mod browser;
pub mod certificates;
pub mod dns;
pub mod guide;
pub mod ingress;
pub mod k3d;
pub mod names;
pub mod resource;
pub mod task;
pub mod verification;

use std::collections::BTreeMap;

use guide::{GuideStep, StepBody};
use names::{DnsName, FileStem, GatewayHost};
use resource::Resource;
use task::{SecretFromFiles, Task};
use verification::Verification;

use crate::pki::issuance::Request;

/// Everything a tutorial comes to for one user's answers. Files, commands, checks and pictures are functions of it and
/// of the issued credentials.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The tutorial's identifier, for example `k3d`.
    pub tutorial: &'static str,
    /// The heading of the guide.
    pub title: String,
    /// The archive's top folder: `mtls-<tutorial>-<namespace>`.
    pub folder: FileStem,
    /// The hosts.
    pub domains: Domains,
    /// The certificates to make, issuers first.
    pub requests: Vec<Request>,
    /// The resources, in the order in which they are applied.
    pub manifests: Vec<Manifest>,
    /// The tutorial, step by step.
    pub guide: Vec<GuideStep>,
    /// How the result is tested.
    pub verification: Verification,
    /// Which cluster the scripts may change.
    pub cluster: Cluster,
    /// Every answer but the secret ones, by field identifier: what `answers.json` holds.
    pub answers: BTreeMap<&'static str, String>,
}

impl Plan {
    /// The tasks of the guide, step by step, in their order.
    pub fn task_steps(&self) -> impl Iterator<Item = (&str, &[Task])> {
        self.guide.iter().filter_map(|step| match &step.body {
            StepBody::Tasks(tasks) => Some((step.title.as_str(), tasks.as_slice())),
            StepBody::Unpack | StepBody::Verify => None,
        })
    }

    /// The Secrets that the guide makes.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretFromFiles> {
        self.task_steps()
            .flat_map(|(_, tasks)| tasks)
            .filter_map(|task| match task {
                Task::Secret(secret) => Some(secret),
                _ => None,
            })
    }

    /// The first manifest of this kind.
    pub fn manifest(&self, kind: &str) -> Option<&Manifest> {
        self.manifests.iter().find(|manifest| manifest.resource.kind() == kind)
    }
}

/// One resource and its place in the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Counts from 1.
    pub number: usize,
    pub resource: Resource,
}

impl Manifest {
    /// `NN-<kind>-<name>.yaml`, in lower case.
    pub fn file_name(&self) -> String {
        let kind = self.resource.kind().to_ascii_lowercase();
        format!("{:02}-{kind}-{}.yaml", self.number, self.resource.metadata().name)
    }

    /// Where the archive keeps it.
    pub fn path(&self) -> String {
        format!("manifests/{}", self.file_name())
    }
}

/// Collects by insertion. `BTreeMap`'s own way of collecting sorts first, and each sort is 4 KB of WebAssembly per type.
pub fn ordered<K: Ord, V>(entries: impl IntoIterator<Item = (K, V)>) -> BTreeMap<K, V> {
    let mut map = BTreeMap::new();
    for (key, value) in entries {
        map.insert(key, value);
    }
    map
}

/// Numbers resources in their order.
pub fn number(resources: Vec<Resource>) -> Vec<Manifest> {
    resources
        .into_iter()
        .enumerate()
        .map(|(index, resource)| Manifest {
            number: index + 1,
            resource,
        })
        .collect()
}

/// The kube context that the scripts change, and how they may find it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cluster {
    /// A k3d cluster of this name on this machine; its context is `k3d-<name>`.
    K3d { name: names::ClusterName },
}

/// The hosts of a tutorial, in the tutorials' terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domains {
    /// PARENT_DOMAIN.
    pub parent: DnsName,
    /// SUBDOMAIN: a dedicated name under the parent domain.
    pub subdomain: DnsName,
    /// GATEWAY_DOMAIN: every host one level below the subdomain.
    pub gateway: GatewayHost,
    /// WORKLOAD_DOMAIN: the workload's host, under the gateway domain.
    pub workload: DnsName,
}
