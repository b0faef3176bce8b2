//! From a `credentialName` to what the proxy gets by SDS.
//!
//! Source: istio/istio, `pilot/pkg/credentials/kube/secrets.go`. A proxy whose secret cannot be delivered keeps its
//! listener and refuses every connection; Envoy does the same here, because its secrets are SDS resources too, in files.

use crate::cluster::Cluster;
use anyhow::{Context, Result};
use base64::Engine as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What follows the credential's name in the name of the Secret that holds the authorities.
const AUTHORITY_SUFFIX: &str = "-cacert";
const TYPE: &str = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.Secret";

type Data = BTreeMap<String, String>;

/// The Secrets of the namespace where the gateways' pods run, and the folder for SDS files.
pub(super) struct Credentials {
    secrets: BTreeMap<String, Data>,
    folder: PathBuf,
}

impl Credentials {
    /// Reads the Secrets of a namespace.
    pub fn of(cluster: &Cluster, namespace: &str, folder: &Path) -> Self {
        let decode = |value: &Value| {
            let bytes = base64::engine::general_purpose::STANDARD.decode(value.as_str().unwrap_or_default());
            String::from_utf8_lossy(&bytes.unwrap_or_default()).into_owned()
        };
        let data = |secret: &Value| {
            let fields = secret["data"].as_object().into_iter().flatten();
            fields.map(|(key, value)| (key.clone(), decode(value))).collect()
        };
        let name = |secret: &Value| secret["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let secrets = cluster.list("v1", "Secret", Some(namespace));
        Self {
            secrets: secrets.iter().map(|secret| (name(secret), data(secret))).collect(),
            folder: folder.to_owned(),
        }
    }

    /// A reference to the certificate and key of a credential. What is missing is added to `notes`.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn certificate(&self, name: &str, notes: &mut Vec<String>) -> Result<Value> {
        let pairs = [("cert", "key"), ("tls.crt", "tls.key")];
        let pair = self.secret(name).and_then(|data| {
            pairs
                .iter()
                .find_map(|(certificate, key)| Some((filled(data, certificate)?, filled(data, key)?)))
                .ok_or_else(|| unexpected(name, data, "(cert and key) or (tls.crt and tls.key)"))
        });
        let secret = pair.map(|(chain, key)| {
            json!({"tls_certificate": {
                "certificate_chain": {"inline_string": chain}, "private_key": {"inline_string": key},
            }})
        });
        self.deliver(name, secret, notes)
    }

    /// A reference to the authorities of a credential: those of the Secret `<name>-cacert`, and where there is none, those
    /// that lie beside the certificate.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn authority(&self, name: &str, notes: &mut Vec<String>) -> Result<Value> {
        let own = format!("{name}{AUTHORITY_SUFFIX}");
        let source = if self.secrets.contains_key(&own) {
            own.as_str()
        } else {
            name
        };
        let found = self.secret(source).and_then(|data| {
            [("cacert", "crl"), ("ca.crt", "ca.crl")]
                .iter()
                .find_map(|(authority, list)| Some((filled(data, authority)?, filled(data, list))))
                .ok_or_else(|| unexpected(source, data, "cacert or ca.crt"))
        });
        let secret = found.map(|(authority, list)| {
            let mut context = json!({"trusted_ca": {"inline_string": authority}});
            if let Some(list) = list {
                context["crl"] = json!({"inline_string": list});
            }
            json!({"validation_context": context})
        });
        self.deliver(&own, secret, notes)
    }

    fn secret(&self, name: &str) -> Result<&Data, String> {
        self.secrets
            .get(name)
            .ok_or_else(|| format!("secret istio-system/{name} not found"))
    }

    /// Writes an SDS file, without any resource if there is nothing to deliver, and returns the reference to it.
    fn deliver(&self, name: &str, secret: Result<Value, String>, notes: &mut Vec<String>) -> Result<Value> {
        let file = self.folder.join(format!("secret-{name}.json"));
        let resources = match secret {
            Ok(mut secret) => {
                secret["@type"] = json!(TYPE);
                secret["name"] = json!(name);
                vec![secret]
            }
            Err(problem) => {
                notes.push(format!("credential {name}: {problem}"));
                Vec::new()
            }
        };
        std::fs::write(&file, json!({"resources": resources}).to_string())
            .with_context(|| format!("writing {}", file.display()))?;
        Ok(json!({
            "name": name,
            "sds_config": {
                "path_config_source": {"path": file}, "resource_api_version": "V3", "initial_fetch_timeout": "1s",
            },
        }))
    }
}

fn filled<'a>(data: &'a Data, key: &str) -> Option<&'a str> {
    data.get(key).map(String::as_str).filter(|value| !value.is_empty())
}

fn unexpected(name: &str, data: &Data, expected: &str) -> String {
    let keys: Vec<&str> = data.keys().map(String::as_str).collect();
    format!(
        "found secret {name}, but didn't have expected keys {expected}; found: {}",
        keys.join(", ")
    )
}
