//! Reads a gateway from an unpacked archive: what `apply.sh` would put into a cluster, put into Envoy instead.

use super::config::{ClientCertificate, GatewayConfig, HeaderRule, Rule, Workload};
use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fs, path::Path};

#[derive(Deserialize)]
struct Manifest<T> {
    metadata: Metadata,
    spec: T,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    namespace: String,
}

#[derive(Deserialize)]
struct GatewaySpec {
    servers: Vec<Server>,
}

#[derive(Deserialize)]
struct Server {
    hosts: Vec<String>,
    tls: ServerTls,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ServerTls {
    mode: String,
    credential_name: String,
}

#[derive(Deserialize)]
struct ApiRuleSpec {
    gateway: String,
    hosts: Vec<String>,
    rules: Vec<ApiRuleRule>,
}

#[derive(Deserialize)]
struct ApiRuleRule {
    methods: Vec<String>,
    path: String,
    timeout: Option<u32>,
    #[serde(default)]
    request: RequestChanges,
}

#[derive(Deserialize, Default)]
struct RequestChanges {
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

/// The controller's default timeout (kyma-project/api-gateway, virtual_service_processor.go).
const DEFAULT_TIMEOUT_SECONDS: u32 = 180;

/// Reads the Gateway, its credential and the APIRule from an unpacked archive.
///
/// # Errors
/// A file is missing or not of the expected form, the Gateway is not `MUTUAL`, or the APIRule names another Gateway.
pub(super) fn read(folder: &Path) -> Result<GatewayConfig> {
    let gateway: Manifest<GatewaySpec> = only_manifest(folder, "-gateway-", "credentialName")?;
    let api_rule: Manifest<ApiRuleSpec> = only_manifest(folder, "-apirule-", "")?;
    let server = match gateway.spec.servers.as_slice() {
        [server] => server,
        servers => bail!("the Gateway has {} servers instead of one", servers.len()),
    };
    ensure!(
        server.tls.mode == "MUTUAL",
        "tls.mode is {} instead of MUTUAL",
        server.tls.mode
    );
    ensure!(
        !server.tls.credential_name.is_empty(),
        "the Gateway names no credential"
    );
    let gateway_name = format!("{}/{}", gateway.metadata.namespace, gateway.metadata.name);
    ensure!(
        api_rule.spec.gateway == gateway_name,
        "the APIRule names {}, the Gateway is {gateway_name}",
        api_rule.spec.gateway
    );
    let workload_host = match api_rule.spec.hosts.as_slice() {
        [host] => host.clone(),
        hosts => bail!("the APIRule has {} hosts instead of one", hosts.len()),
    };
    let certificate = |name: &str| text(&folder.join("certificates").join(name));
    Ok(GatewayConfig {
        hosts: server.hosts.clone(),
        server_chain_pem: certificate("server-chain.pem")?,
        server_key_pem: certificate("server.key")?,
        client_ca_pem: certificate("client-root-ca.crt")?,
        client_lists_pem: None,
        client_certificate: ClientCertificate::Required,
        workload_host,
        rules: api_rule.spec.rules.into_iter().map(rule).collect(),
        workload: workload(folder)?,
        port: None,
    })
}

fn rule(rule: ApiRuleRule) -> Rule {
    Rule {
        methods: rule.methods,
        path: rule.path,
        timeout_seconds: rule.timeout.unwrap_or(DEFAULT_TIMEOUT_SECONDS),
        headers: rule
            .request
            .headers
            .iter()
            .map(|(name, value)| HeaderRule::new(name, value))
            .collect(),
    }
}

/// The one manifest with these parts in its name and its content; an egress gateway's Gateway has no credential.
fn only_manifest<T: DeserializeOwned>(folder: &Path, part_of_name: &str, part_of_content: &str) -> Result<T> {
    let mut found = manifests(folder)?
        .into_iter()
        .filter(|(name, content)| name.contains(part_of_name) && content.contains(part_of_content));
    let (name, content) = found
        .next()
        .with_context(|| format!("no manifests/*{part_of_name}*.yaml"))?;
    if let Some((other, _)) = found.next() {
        bail!("both {name} and {other} contain {part_of_name}");
    }
    serde_yaml::from_str(&content).with_context(|| format!("reading manifests/{name}"))
}

/// Which image the Deployment runs; without a Deployment of ours (the user's own workload) the tutorial's shape.
fn workload(folder: &Path) -> Result<Workload> {
    let runs_go = manifests(folder)?.iter().any(|(_, content)| {
        content
            .lines()
            .any(|line| line.trim_start_matches([' ', '-']).starts_with("image:") && line.contains("go-httpbin"))
    });
    Ok(if runs_go {
        Workload::GoHttpbin
    } else {
        Workload::Httpbin
    })
}

fn manifests(folder: &Path) -> Result<Vec<(String, String)>> {
    let manifests = folder.join("manifests");
    let mut files = Vec::new();
    for entry in fs::read_dir(&manifests).with_context(|| format!("reading {}", manifests.display()))? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            files.push((name, text(&path)?));
        }
    }
    files.sort();
    Ok(files)
}

fn text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
}
