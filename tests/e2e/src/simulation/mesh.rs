//! The mesh's own identities: a certificate for each principal, with which proxies speak to each other.

use crate::openssl::{Authority, Identity, Leaf, Purpose};
use anyhow::Result;
use serde_json::{Value, json};
use std::collections::HashMap;

const TYPE: &str = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3";

/// The authority that istiod is, and what it has issued so far.
#[derive(Debug)]
pub(super) struct Mesh {
    authority: Authority,
    identities: HashMap<(String, bool), Identity>,
}

impl Mesh {
    /// A fresh authority.
    ///
    /// # Errors
    /// openssl fails.
    pub fn new() -> Result<Self> {
        Ok(Self {
            authority: Authority::new("/O=cluster.local")?,
            identities: HashMap::new(),
        })
    }

    /// How a proxy with this principal speaks to one with that.
    ///
    /// # Errors
    /// openssl fails.
    pub fn client(&mut self, principal: &str, server: &str) -> Result<Value> {
        let mut common = self.context(principal, Purpose::Client)?;
        common["validation_context"]["match_typed_subject_alt_names"] =
            json!([{"san_type": "URI", "matcher": {"exact": server}}]);
        Ok(json!({
            "name": "envoy.transport_sockets.tls",
            "typed_config": {"@type": format!("{TYPE}.UpstreamTlsContext"), "common_tls_context": common},
        }))
    }

    /// How a proxy with this principal is spoken to.
    ///
    /// # Errors
    /// openssl fails.
    pub fn server(&mut self, principal: &str) -> Result<Value> {
        Ok(json!({
            "name": "envoy.transport_sockets.tls",
            "typed_config": {
                "@type": format!("{TYPE}.DownstreamTlsContext"), "require_client_certificate": true,
                "common_tls_context": self.context(principal, Purpose::Server)?,
            },
        }))
    }

    fn context(&mut self, principal: &str, purpose: Purpose) -> Result<Value> {
        let key = (principal.to_owned(), purpose == Purpose::Server);
        if !self.identities.contains_key(&key) {
            let identity = self.authority.issue(&Leaf {
                subject: "/O=cluster.local",
                purpose,
                alternative_names: &format!("URI:{principal}"),
                days: 1,
            })?;
            self.identities.insert(key.clone(), identity);
        }
        let identity = &self.identities[&key];
        Ok(json!({
            "tls_certificates": [{
                "certificate_chain": {"filename": identity.certificate}, "private_key": {"filename": identity.private_key},
            }],
            "validation_context": {"trusted_ca": {"filename": self.authority.identity().certificate}},
        }))
    }
}
