//! A simulated public authority such as Let's Encrypt: a root, an intermediate and certificates for servers.

use crate::openssl::{Authority, Identity, Leaf, Purpose, pem};
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;

/// Issues certificates that say nothing but the names asked for. Made when first needed.
#[derive(Default)]
pub struct PublicIssuer {
    authorities: Option<(Authority, Authority)>,
    /// What was issued, by what was asked for: controllers ask again and again.
    issued: HashMap<Vec<String>, Value>,
}

impl PublicIssuer {
    /// The root's certificate, which clients trust.
    ///
    /// # Errors
    /// When openssl fails.
    pub fn root(&mut self) -> Result<PathBuf> {
        Ok(self.authorities()?.0.identity().certificate)
    }

    /// A client certificate of the intermediate: that of some stranger who has nothing to do with the cluster.
    ///
    /// # Errors
    /// When openssl fails.
    pub fn stranger(&mut self) -> Result<Identity> {
        self.authorities()?.1.issue(&Leaf {
            subject: "/CN=stranger.example.net",
            purpose: Purpose::Client,
            alternative_names: "DNS:stranger.example.net",
            days: 90,
        })
    }

    /// The data of a Secret with a certificate for these names, the first of which may be the common name.
    ///
    /// # Errors
    /// When openssl fails.
    pub fn secret_data(&mut self, common_name: Option<&str>, names: &[String]) -> Result<Value> {
        let mut asked = names.to_vec();
        asked.insert(0, common_name.unwrap_or_default().to_owned());
        if let Some(data) = self.issued.get(&asked) {
            return Ok(data.clone());
        }
        let alternative_names: Vec<String> = names.iter().map(|name| format!("DNS:{name}")).collect();
        let subject = common_name.map_or_else(|| "/".to_owned(), |name| format!("/CN={name}"));
        let (_, intermediate) = self.authorities()?;
        let leaf = intermediate.issue(&Leaf {
            subject: &subject,
            purpose: Purpose::Server,
            // Critical where there is no subject (RFC 5280, 4.2.1.6).
            alternative_names: &format!(
                "{}{}",
                if common_name.is_none() { "critical," } else { "" },
                alternative_names.join(",")
            ),
            days: 90,
        })?;
        let issuer = pem(&intermediate.identity().certificate)?;
        let chain = [pem(&leaf.certificate)?, issuer.clone()].concat();
        let data = json!({
            "tls.crt": encoded(&chain), "tls.key": encoded(&pem(&leaf.private_key)?), "ca.crt": encoded(&issuer),
        });
        self.issued.insert(asked, data.clone());
        Ok(data)
    }

    fn authorities(&mut self) -> Result<&(Authority, Authority)> {
        if self.authorities.is_none() {
            let root = Authority::root("/O=Simulated Public Authority/CN=Simulated Root X1")?;
            let intermediate = root.intermediate("/O=Simulated Public Authority/CN=Simulated R1")?;
            self.authorities = Some((root, intermediate));
        }
        self.authorities.as_ref().context("just made")
    }
}

// The private keys must not reach a test's output.
impl fmt::Debug for PublicIssuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("PublicIssuer")
            .field("issued", &self.issued.keys())
            .finish_non_exhaustive()
    }
}

fn encoded(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}
