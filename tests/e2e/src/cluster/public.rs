//! What the rest of the world knows of a cluster: its names and the authority that vouches for them.

use super::{Cluster, LoadBalancer, controller};
use crate::gateway::covers;
use crate::openssl::Identity;
use anyhow::Result;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::PoisonError;

impl Cluster {
    /// The certificate of the root above the authority that issues the cluster's public certificates; clients trust it as
    /// they trust the roots of browsers.
    ///
    /// # Errors
    /// When openssl fails.
    pub fn public_root(&self) -> Result<PathBuf> {
        self.issuer().root()
    }

    /// A client certificate from the same public authority, held by a stranger.
    ///
    /// # Errors
    /// When openssl fails.
    pub fn public_stranger(&self) -> Result<Identity> {
        self.issuer().stranger()
    }

    fn issuer(&self) -> std::sync::MutexGuard<'_, controller::PublicIssuer> {
        self.settings.issuer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What public DNS answers for a host: the targets of a `Ready` DNSEntry for it, and for names in the default domain
    /// the load balancer's address. Empty for unknown names.
    pub fn resolve(&self, host: &str) -> Vec<String> {
        for entry in self.list("dns.gardener.cloud/v1alpha1", "DNSEntry", None) {
            let name = entry["spec"]["dnsName"].as_str().unwrap_or_default();
            if entry["status"]["state"] == "Ready" && covers(name, host) {
                let targets = entry["spec"]["targets"].as_array().into_iter().flatten();
                return targets.filter_map(Value::as_str).map(str::to_owned).collect();
            }
        }
        let domain = self.settings.default_domain.as_deref();
        match &self.settings.load_balancer {
            LoadBalancer::Ip(address) | LoadBalancer::Hostname(address)
                if domain.is_some_and(|domain| covers(&format!("*.{domain}"), host)) =>
            {
                vec![address.clone()]
            }
            _ => Vec::new(),
        }
    }
}
