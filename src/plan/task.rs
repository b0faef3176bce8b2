//! What has to be done, as data: the guide, `apply.sh` and `cleanup.sh` are three renderings of the same tasks.

use super::Manifest;
use super::dns::Provider;
use super::names::{Namespace, ResourceName};

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Task {
    /// Apply a file of the archive.
    Apply(Manifest),
    /// Add what a file of the archive holds to a resource that others use too; make the resource if it is not there.
    AddTo(Manifest),
    /// Apply a file of a Kyma module's newest release.
    ApplyModule(ModuleFile),
    /// Wait until a CustomResourceDefinition exists and is established.
    WaitForCrd(&'static str),
    /// Wait until a resource exists and is in a state.
    WaitFor(Wait),
    /// Make or update a Secret from files of the archive.
    Secret(SecretFromFiles),
    /// Make or update the Secret of a DNS provider.
    ProviderSecret(ProviderSecret),
    /// Apply a DNSEntry without targets, with the address of the ingress gateway's load balancer as its target.
    DnsEntry(Manifest),
    /// Wait until somebody else has made a resource and it is in a state.
    WaitForMade(Wait),
    /// Apply a NetworkPolicy of the archive, with the address of the cluster's DNS added to the peers of its first rule.
    ApplyWithClusterDns(Manifest),
}

/// The credentials of a DNS provider, from the archive's folder [`super::dns::FILES`] if they were typed, else asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSecret {
    pub provider: &'static Provider,
    pub namespace: Namespace,
    pub name: ResourceName,
    /// Whether the archive holds the credentials.
    pub typed: bool,
}

/// A file that the releases of `github.com/kyma-project/<module>` carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ModuleFile {
    pub module: &'static str,
    pub file: &'static str,
}

impl ModuleFile {
    /// The path below the releases' base address.
    pub fn path(self) -> String {
        format!("{}/releases/latest/download/{}", self.module, self.file)
    }
}

/// Where the modules' releases are.
pub const MODULE_RELEASES: &str = "https://github.com/kyma-project";

/// A state to wait for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// As kubectl takes it: `deployment`, `istios.operator.kyma-project.io`.
    pub kind: &'static str,
    pub name: String,
    pub namespace: Option<Namespace>,
    pub condition: Condition,
    pub timeout_seconds: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// `status.conditions` has this type with status True.
    Condition(&'static str),
    /// It is there.
    Exists,
    /// `status.state` has this value: how Kyma's and Gardener's resources report.
    State(&'static str),
}

/// A Secret whose values are files of the archive, so that no key is copied into a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFromFiles {
    pub namespace: Namespace,
    pub name: ResourceName,
    pub content: SecretContent,
}

/// Paths are relative to the archive's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretContent {
    /// `kubernetes.io/tls` with the keys `tls.crt` and `tls.key`.
    Tls { certificate: String, key: String },
    /// `Opaque`: data key and file.
    Files(Vec<(&'static str, String)>),
}
