//! `Certificate`: from the names asked for to a Secret.

use super::{dns::provider_of, lies_in};
use crate::cluster::controller::{Change, Rule, Settings, find, text};
use crate::cluster::store::State;
use serde_json::{Value, json};
use std::sync::PoisonError;

/// The only issuer of a Kyma cluster.
const ISSUER: &str = "garden";
/// RFC 5280, A.1, `ub-common-name`.
const COMMON_NAME_LIMIT: usize = 64;

/// A certificate is issued when its names lie in the default domain or a `Ready` DNSProvider serves them.
pub struct CertificateRule;

impl Rule for CertificateRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("cert.gardener.cloud", "Certificate")
    }

    fn next(&self, object: &Value, state: &State, settings: &Settings) -> Vec<Change> {
        match issue(object, state, settings) {
            Ok(changes) => changes,
            Err(problem) => vec![status(object, "Error", &problem)],
        }
    }
}

fn status(certificate: &Value, state: &str, message: &str) -> Change {
    Change::Status(json!({
        "state": state, "message": message, "observedGeneration": certificate["metadata"]["generation"],
    }))
}

fn issue(certificate: &Value, state: &State, settings: &Settings) -> Result<Vec<Change>, String> {
    let spec = &certificate["spec"];
    let common_name = spec["commonName"].as_str();
    let names = names(spec)?;
    if common_name.is_some_and(|name| name.len() > COMMON_NAME_LIMIT) {
        return Err(format!("commonName has more than {COMMON_NAME_LIMIT} characters"));
    }
    if spec["issuerRef"]["name"]
        .as_str()
        .is_some_and(|issuer| issuer != ISSUER)
    {
        return Err(format!("issuer {:?} not found", text(&spec["issuerRef"]["name"])));
    }
    for name in &names {
        challenge(name, state, settings)?;
    }
    let secret = spec["secretName"].as_str().ok_or("no secretName specified")?;
    let namespace = text(&certificate["metadata"]["namespace"]);
    let data = settings
        .issuer
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .secret_data(common_name, &names)
        .map_err(|error| format!("issuing failed: {error:#}"))?;
    // A Secret for other names is written anew, as a renewal does.
    let outdated = find(state, "", "secrets", namespace, secret).is_some_and(|found| found["data"] != data);
    let mut changes = Vec::new();
    if outdated {
        changes.push(Change::Remove(crate::cluster::store::Key {
            group: String::new(),
            plural: "secrets".to_owned(),
            namespace: Some(namespace.to_owned()),
            name: secret.to_owned(),
        }));
    }
    let owner = json!({
        "apiVersion": certificate["apiVersion"], "kind": "Certificate", "name": certificate["metadata"]["name"],
        "uid": certificate["metadata"]["uid"],
    });
    changes.push(Change::Ensure(json!({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
        "metadata": {"name": secret, "namespace": namespace, "ownerReferences": [owner]}, "data": data,
    })));
    changes.push(status(certificate, "Ready", "certificate (SN 01) is valid"));
    if let Change::Status(fields) = &mut changes[usize::from(outdated) + 1] {
        fields["dnsNames"] = json!(names);
        if let Some(name) = common_name {
            fields["commonName"] = json!(name);
        }
    }
    Ok(changes)
}

/// The common name, if there is one, and the other names, each once.
fn names(spec: &Value) -> Result<Vec<String>, String> {
    let more = spec["dnsNames"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    let mut names: Vec<String> = Vec::new();
    for name in spec["commonName"].as_str().into_iter().chain(more) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err("neither commonName nor dnsNames nor csr specified".to_owned());
    }
    Ok(names)
}

/// Whether the DNS challenge for a name can be answered.
fn challenge(name: &str, state: &State, settings: &Settings) -> Result<(), String> {
    if let Some(domain) = &settings.default_domain {
        if *name == format!("*.{domain}") {
            return Err(format!("{name} is taken by the certificate of kyma-gateway"));
        }
        if lies_in(name, domain) {
            return Ok(());
        }
    }
    match provider_of(name, state, settings) {
        Some(_) => Ok(()),
        None => Err(format!("no matching DNS provider found for the challenge of {name}")),
    }
}
