//! From validated answers to what the user applies and runs: typed resources, typed tasks, a guide. No text is made here.
//!
//! Start with [`Plan`]. [`answers`] is what goes in; [`resource`] and [`task`] are what comes out; [`names`] are the
//! validated names that both are made of.

pub mod answers;
pub mod brought;
pub mod browser;
pub mod builder;
pub mod certificates;
pub mod certificates_only;
pub mod cluster;
pub mod dns;
pub mod egress;
pub mod exposure;
pub mod finding;
pub mod formats;
pub mod guide;
pub mod ingress;
pub mod k3d;
pub mod managed;
pub mod names;
pub mod own;
pub mod parts;
pub mod resource;
pub mod restrict;
pub mod route;
pub mod task;
pub mod trust;
pub mod verification;
pub mod workload;

use std::collections::BTreeMap;

use crate::pki::issuance::Issued;
use answers::{Answers, Scenario, Wanted};
use brought::Brought;
use certificates_only::CertificatesPlan;
use cluster::{Clusters, Role};
use formats::Formats;
use guide::{GuideStep, StepBody};
use names::{DnsName, FileStem, GatewayHost, Namespace};
use resource::Resource;
use resource::gateway::Pin;
use task::{SecretFromFiles, Task};
use verification::Verification;

use zeroize::Zeroizing;

use crate::pki::issuance::{CredentialId, Request};
use crate::pki::request::CertificateRequest;

/// What the answers come to.
pub fn plan(wanted: &Wanted) -> Planned {
    match wanted {
        Wanted::Gateway(answers) => Planned::Gateway(Box::new(gateway(answers))),
        Wanted::Certificates(answers) => Planned::Certificates(Box::new(certificates_only::plan(answers))),
    }
}

fn gateway(answers: &Answers) -> Plan {
    match &answers.scenario {
        Scenario::K3d(k3d) => k3d::plan(answers, k3d),
        Scenario::DefaultDomain(own) => managed::default_domain(answers, own),
        Scenario::CustomDomain(own) => managed::custom_domain(answers, own),
        Scenario::Restrict(restrict) => restrict::plan(answers, restrict),
        Scenario::Egress(egress) => egress::plan(answers, egress),
        Scenario::Own(own) => own::plan(answers, own),
    }
}

/// What a variant comes to.
#[derive(Clone, Debug)]
pub enum Planned {
    Gateway(Box<Plan>),
    /// Certificates without a cluster.
    Certificates(Box<CertificatesPlan>),
}

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
    /// Where the workload is.
    pub namespace: Namespace,
    /// The hosts.
    pub domains: Domains,
    /// The certificates to make, issuers first.
    pub requests: Vec<Request>,
    /// The requests of clients that keep their keys.
    pub signing_requests: Vec<(CredentialId, CertificateRequest)>,
    /// The names that the gateway's certificate is for, where it is not made here; `None` also where they are not known.
    pub server_names: Option<Vec<String>>,
    /// What the user has already and is not made here.
    pub brought: Brought,
    /// What the user brought along and the archive repeats.
    pub provided: Vec<Provided>,
    /// The resources, in the order in which they are applied.
    pub manifests: Vec<Manifest>,
    /// The tutorial, step by step.
    pub guide: Vec<GuideStep>,
    /// How the result is tested.
    pub verification: Verification,
    /// Which clusters the scripts may change.
    pub clusters: Clusters,
    /// In which further forms the clients' files are wanted.
    pub formats: Formats,
    /// Every answer but the secret ones, by field identifier: what `answers.json` holds.
    pub answers: BTreeMap<&'static str, String>,
}

impl Plan {
    /// The tasks of the guide, step by step, in their order.
    pub fn task_steps(&self) -> impl Iterator<Item = (&GuideStep, &[Task])> {
        self.guide.iter().filter_map(|step| match &step.body {
            StepBody::Tasks(tasks) => Some((step, tasks.as_slice())),
            StepBody::Unpack
            | StepBody::ChooseCluster
            | StepBody::Verify
            | StepBody::CallFromPod
            | StepBody::CallDirectly => None,
        })
    }

    /// The Secrets that the guide makes, each with its cluster.
    pub fn secrets(&self) -> impl Iterator<Item = (Role, &SecretFromFiles)> {
        self.task_steps().flat_map(|(step, tasks)| {
            tasks.iter().filter_map(move |task| match task {
                Task::Secret(secret) => Some((step.cluster, secret)),
                _ => None,
            })
        })
    }

    /// The first manifest of this kind.
    pub fn manifest(&self, kind: &str) -> Option<&Manifest> {
        self.manifests.iter().find(|manifest| manifest.resource.kind() == kind)
    }
}

impl Plan {
    /// The plan with the digests of the certificates that were made, where its Gateways name them.
    #[must_use]
    pub fn pinned(&self, issued: &Issued) -> Self {
        let mut plan = self.clone();
        plan.manifests.iter_mut().for_each(|manifest| pin(manifest, issued));
        for step in &mut plan.guide {
            if let StepBody::Tasks(tasks) = &mut step.body {
                for task in tasks {
                    if let Task::Apply(manifest) = task {
                        pin(manifest, issued);
                    }
                }
            }
        }
        plan
    }

    /// Whether Gateways name certificates or keys that are made with the archive.
    pub fn has_pins(&self) -> bool {
        let tls = self.manifests.iter().filter_map(|manifest| match &manifest.resource {
            Resource::Gateway(gateway) => Some(gateway.tls()),
            _ => None,
        });
        tls.flatten()
            .any(|tls| !tls.verify_certificate_spki.is_empty() || !tls.verify_certificate_hash.is_empty())
    }
}

fn pin(manifest: &mut Manifest, issued: &Issued) {
    let Resource::Gateway(gateway) = &mut manifest.resource else {
        return;
    };
    let made = |pin: &Pin| issued.credential(&pin.credential).map(|made| &made.certificate);
    for tls in gateway.spec.servers.iter_mut().filter_map(|server| server.tls.as_mut()) {
        for pin in &mut tls.verify_certificate_spki {
            pin.digest = made(pin).map(|certificate| certificate.details().verify_certificate_spki());
        }
        for pin in &mut tls.verify_certificate_hash {
            pin.digest = made(pin).map(|certificate| certificate.details().verify_certificate_hash());
        }
    }
}

/// A file of the user's own that goes into the archive.
#[derive(Clone, Debug)]
pub struct Provided {
    /// Below the archive's folder.
    pub path: String,
    pub content: ProvidedContent,
}

/// What the user's file holds.
#[derive(Clone, Debug)]
pub enum ProvidedContent {
    /// Certificates in PEM.
    Certificates(String),
    /// A private key or another secret.
    Secret(SecretText),
}

/// Text that does not show, and is overwritten when dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretText(pub Zeroizing<String>);

impl std::fmt::Debug for SecretText {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("SecretText")
    }
}

/// One resource and its place in the order.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    /// Counts from 1.
    pub number: usize,
    /// The cluster that it is for.
    pub cluster: Role,
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
