//! `DNSProvider` and `DNSEntry`.

use super::dns_secret::{self, Properties};
use super::lies_in;
use crate::cluster::controller::{Change, Rule, Settings, find, text};
use crate::cluster::core_kinds::{NameRule, name_problem};
use crate::cluster::store::State;
use base64::Engine as _;
use serde_json::{Value, json};
use std::net::IpAddr;

const GROUP: &str = "dns.gardener.cloud";
const CLASS: &str = "dns.gardener.cloud/class";

/// Whether the DNS controller looks at an object at all.
fn is_ours(object: &Value, settings: &Settings) -> bool {
    object["metadata"]["annotations"][CLASS].as_str() == settings.dns_class.as_deref()
}

/// A provider is `Ready` when its Secret holds credentials of its type, else `Error`. Without the class it is ignored.
pub struct DnsProviderRule;

impl Rule for DnsProviderRule {
    fn subject(&self) -> (&'static str, &'static str) {
        (GROUP, "DNSProvider")
    }

    fn next(&self, object: &Value, state: &State, settings: &Settings) -> Vec<Change> {
        if !is_ours(object, settings) {
            return Vec::new();
        }
        let (verdict, message) = match credentials(object, state) {
            Ok(()) => ("Ready", "provider operational".to_owned()),
            Err(problem) => ("Error", problem),
        };
        let included = object["spec"]["domains"]["include"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        vec![Change::Status(json!({
            "state": verdict, "message": message, "observedGeneration": object["metadata"]["generation"],
            "domains": {"included": if verdict == "Ready" { included } else { Vec::new() }},
        }))]
    }
}

fn credentials(provider: &Value, state: &State) -> Result<(), String> {
    let reference = &provider["spec"]["secretRef"];
    let namespace = text(&provider["metadata"]["namespace"]);
    let name = reference["name"].as_str().ok_or("no secretRef specified")?;
    if reference["namespace"].as_str().is_some_and(|other| other != namespace) {
        return Err(format!(
            "secret {name} must lie in the provider's own namespace {namespace}"
        ));
    }
    let secret = find(state, "", "secrets", namespace, name)
        .ok_or_else(|| format!("cannot get secret {namespace}/{name}: secrets {name:?} not found"))?;
    let mut properties = Properties::new();
    for (key, value) in secret["data"].as_object().into_iter().flatten() {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text(value));
        let value = bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        properties.insert(
            key.clone(),
            value.ok_or_else(|| format!("property '{key}' is not text"))?,
        );
    }
    dns_secret::check(text(&provider["spec"]["type"]), &properties)
}

/// The `Ready` provider that serves a name: the one with the longest domain that includes it and does not exclude it.
pub fn provider_of<'a>(name: &str, state: &'a State, settings: &Settings) -> Option<&'a Value> {
    let name = name.strip_prefix("*.").unwrap_or(name);
    let longest = |domains: &Value| {
        let domains = domains.as_array().into_iter().flatten().map(text);
        domains.filter(|domain| lies_in(name, domain)).map(str::len).max()
    };
    let providers = state
        .objects()
        .filter(|(key, _)| key.group == GROUP && key.plural == "dnsproviders");
    providers
        .filter(|(_, provider)| provider["status"]["state"] == "Ready" && is_ours(provider, settings))
        .filter_map(|(_, provider)| {
            let domains = &provider["spec"]["domains"];
            // Without a list the provider serves all zones of its account, which here are all there are.
            let included = if domains["include"].is_null() {
                Some(0)
            } else {
                longest(&domains["include"])
            };
            included
                .filter(|included| longest(&domains["exclude"]).is_none_or(|excluded| excluded < *included))
                .map(|included| (included, provider))
        })
        .max_by_key(|(included, _)| *included)
        .map(|(_, provider)| provider)
}

/// An entry is `Ready` when a provider serves its name and its targets are addresses or one host name.
pub struct DnsEntryRule;

impl Rule for DnsEntryRule {
    fn subject(&self) -> (&'static str, &'static str) {
        (GROUP, "DNSEntry")
    }

    fn next(&self, object: &Value, state: &State, settings: &Settings) -> Vec<Change> {
        if !is_ours(object, settings) {
            return Vec::new();
        }
        let name = text(&object["spec"]["dnsName"]);
        let status = match (problem(object, state), provider_of(name, state, settings)) {
            (Some(problem), _) => json!({"state": "Invalid", "message": problem}),
            (None, None) => json!({"state": "Error", "message": format!("no matching DNS provider found for {name}")}),
            (None, Some(provider)) => json!({
                "state": "Ready", "message": "dns entry active", "dnsName": name, "targets": object["spec"]["targets"],
                "provider": format!("{}/{}", text(&provider["metadata"]["namespace"]), text(&provider["metadata"]["name"])),
                "providerType": provider["spec"]["type"],
            }),
        };
        let mut status = status;
        status["observedGeneration"] = object["metadata"]["generation"].clone();
        vec![Change::Status(status)]
    }
}

fn problem(entry: &Value, state: &State) -> Option<String> {
    let name = text(&entry["spec"]["dnsName"]);
    if let Some(problem) = name_problem(name.strip_prefix("*.").unwrap_or(name), NameRule::Subdomain) {
        return Some(format!("dnsName: {problem}"));
    }
    let taken = state.objects().find(|(key, other)| {
        key.group == GROUP
            && key.plural == "dnsentries"
            && other["spec"]["dnsName"] == name
            && other["metadata"]["uid"] != entry["metadata"]["uid"]
            && other["status"]["state"] == "Ready"
    });
    if let Some((key, _)) = taken {
        return Some(format!(
            "DNS name {name} is already used by {}/{}",
            key.namespace.as_deref().unwrap_or(""),
            key.name
        ));
    }
    let targets: Vec<&str> = entry["spec"]["targets"]
        .as_array()
        .into_iter()
        .flatten()
        .map(text)
        .collect();
    let addresses = targets.iter().filter(|target| target.parse::<IpAddr>().is_ok()).count();
    let host_names = targets.iter().filter(|target| {
        let name = target.trim_end_matches('.');
        target.parse::<IpAddr>().is_err() && name.contains('.') && name_problem(name, NameRule::Subdomain).is_none()
    });
    match (addresses, host_names.count()) {
        (0, 0) if targets.is_empty() => Some("no target or text specified".to_owned()),
        (addresses, host_names) if addresses + host_names < targets.len() => {
            Some("a target is no address and no host name".to_owned())
        }
        (1.., 1..) => Some("targets mix addresses and host names".to_owned()),
        _ => None,
    }
}
