//! A managed cluster with resources applied to it, as the tests of the simulation need it.

use anyhow::{Context, Result};
use mtls_wizard_e2e::cluster::{Cluster, Options, schema::documents};
use mtls_wizard_e2e::openssl::{Identity, pem};
use serde_json::{Value, json};
use std::time::Duration;

/// The cluster's default domain.
pub const DEFAULT_DOMAIN: &str = "c-1234567.kyma.example.com";

/// A managed cluster that is quick about everything.
pub async fn cluster() -> Result<Cluster> {
    let options = Options::managed("managed", DEFAULT_DOMAIN);
    let cluster = Cluster::start(Options {
        delay: Duration::from_millis(5),
        ..options
    })
    .await?;
    let labels = json!({"istio-injection": "enabled"});
    cluster.create(json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "test", "labels": labels}}))?;
    Ok(cluster)
}

/// Creates the resources of a YAML text.
pub fn apply(cluster: &Cluster, text: &str) -> Result<()> {
    for document in documents(text)? {
        let name = document["metadata"]["name"].to_string();
        cluster.create(document).context(name)?;
    }
    Ok(())
}

/// HTTPBin under another name, with its Service on port 8000.
pub fn workload(cluster: &Cluster, name: &str) -> Result<()> {
    let metadata = json!({"name": name, "namespace": "test"});
    let labels = json!({"app": name});
    let container = json!({"name": "httpbin", "image": "mccutchen/go-httpbin:2.15.0"});
    for object in [
        json!({"apiVersion": "v1", "kind": "Service", "metadata": metadata,
               "spec": {"selector": labels, "ports": [{"name": "http", "port": 8000, "targetPort": 8080}]}}),
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
               "spec": {"selector": {"matchLabels": labels}, "template": {
                   "metadata": {"labels": labels}, "spec": {"serviceAccountName": name, "containers": [container]}}}}),
    ] {
        cluster.create(object)?;
    }
    until(cluster, "apps/v1", "Deployment", ("test", name), |object| {
        object["status"]["availableReplicas"] == 1
    })?;
    Ok(())
}

/// A Secret in the namespace of the gateways.
pub fn secret(cluster: &Cluster, name: &str, data: &[(&str, String)]) -> Result<()> {
    let data: serde_json::Map<String, Value> = data
        .iter()
        .map(|(key, value)| ((*key).to_owned(), json!(value)))
        .collect();
    let metadata = json!({"name": name, "namespace": "istio-system"});
    cluster.create(json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": data}))?;
    Ok(())
}

/// The keys of a generic Secret for an identity and the authority of those who call it or whom it calls.
pub fn generic(identity: &Identity, authority: &Identity) -> Result<[(&'static str, String); 3]> {
    let (certificate, key) = (pem(&identity.certificate)?, pem(&identity.private_key)?);
    Ok([
        ("cert", certificate),
        ("key", key),
        ("cacert", pem(&authority.certificate)?),
    ])
}

/// The object as soon as it is as wanted.
pub fn until(
    cluster: &Cluster,
    api_version: &str,
    kind: &str,
    (namespace, name): (&str, &str),
    wanted: impl Fn(&Value) -> bool,
) -> Result<Value> {
    for _ in 0..200 {
        let object = cluster.get(api_version, kind, Some(namespace), name);
        if let Some(object) = object.filter(&wanted) {
            return Ok(object);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let object = cluster.get(api_version, kind, Some(namespace), name);
    anyhow::bail!("{kind} {name} did not become as wanted: {object:?}")
}
