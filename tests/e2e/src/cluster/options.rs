//! How a cluster is started.

use super::controller::LoadBalancer;
use super::schema;
use anyhow::Result;
use serde_json::json;
use std::path::PathBuf;
use std::time::Duration;

/// What a fresh cluster has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Installed {
    /// No custom resources: they come with the modules' manifests, as on a new k3d cluster.
    #[default]
    Nothing,
    /// All definitions of the directory, and the namespaces `kyma-system` and `istio-system`.
    AllDefinitions,
    /// The same and the modules Istio and API Gateway, ready: a managed Kyma cluster.
    Kyma,
}

/// How to start a cluster.
#[derive(Debug, Clone)]
pub struct Options {
    /// Name of the context in the kubeconfig.
    pub context: String,
    /// Directory of the definitions; see [`schema::crd_directory`].
    pub crd_directory: PathBuf,
    /// What is there at the start.
    pub installed: Installed,
    /// How long controllers take for each step.
    pub delay: Duration,
    /// Address of `istio-ingressgateway`.
    pub load_balancer: LoadBalancer,
    /// The default domain that Gardener gave the cluster; `None` for a cluster like k3d's, whose `kyma-gateway` serves
    /// `*.local.kyma.dev`.
    pub default_domain: Option<String>,
    /// The class that the DNS controller obeys, in the annotation `dns.gardener.cloud/class`: `garden` in Gardener's
    /// shoots. `None` for a cluster without Gardener, where the annotation must be absent.
    pub dns_class: Option<String>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            context: "k3d-kyma".to_owned(),
            crd_directory: schema::crd_directory(),
            installed: Installed::default(),
            delay: Duration::from_millis(300),
            load_balancer: LoadBalancer::Ip("172.18.0.3".to_owned()),
            default_domain: None,
            dns_class: Some("garden".to_owned()),
        }
    }
}

impl Options {
    /// A managed Kyma cluster with this default domain, for example `c-1234567.kyma.ondemand.com`.
    pub fn managed(context: &str, default_domain: &str) -> Options {
        Options {
            context: context.to_owned(),
            installed: Installed::Kyma,
            default_domain: Some(default_domain.to_owned()),
            load_balancer: LoadBalancer::Ip("203.0.113.10".to_owned()),
            ..Options::default()
        }
    }
}

/// The text of a kubeconfig with one context.
///
/// # Errors
/// When it cannot be written as YAML.
pub fn kubeconfig(context: &str, server: &str) -> Result<String> {
    let user = format!("admin@{context}");
    Ok(serde_yaml::to_string(&json!({
        "apiVersion": "v1", "kind": "Config", "current-context": context,
        "clusters": [{"name": context, "cluster": {"server": server}}],
        "contexts": [{"name": context, "context": {"cluster": context, "user": user}}],
        "users": [{"name": user, "user": {}}],
    }))?)
}
