//! The forms, one function per kind. A kind without one here is uploaded as YAML.

use super::{Entry, Page};
use crate::plan::exposure::ApiRuleVersion;
use crate::plan::resource::apirule::{APIRule, Rule};
use crate::plan::resource::core::{ConfigMap, Namespace, Service, ServicePort};
use crate::plan::resource::gateway::{Gateway, Server};
use crate::plan::resource::{Metadata, Resource};

pub const API_RULES: Page = "Discovery and Network > API Rules";
pub const SERVICES: Page = "Discovery and Network > Services";

/// The page with the form for this resource, and the form filled in.
///
/// Deployments have a form, but it is the wrong one here: it has no fields for the ServiceAccount, the probe and all but
/// one label of the pods, and it begins with the Istio sidecar switched off and with resource limits that the manifest does not set
/// (busola, `src/resources/Deployments/templates.js`).
pub fn of(resource: &Resource) -> Option<(Page, Vec<Entry>)> {
    match resource {
        Resource::Namespace(namespace) => Some(("Namespaces", self::namespace(namespace))),
        Resource::ConfigMap(map) => Some(("Configuration > Config Maps", config_map(map))),
        Resource::ServiceAccount(account) => Some(("Configuration > Service Accounts", metadata(&account.metadata))),
        Resource::Service(service) => Some((SERVICES, self::service(service))),
        Resource::Gateway(gateway) => Some(("Istio > Gateways", self::gateway(gateway))),
        // The form writes v2, which a module that needs v2alpha1 does not know.
        Resource::APIRule(rule) if rule.version == ApiRuleVersion::V2 => Some((API_RULES, api_rule(rule))),
        _ => None,
    }
}

pub fn field(label: &'static str, value: &str) -> Entry {
    Entry::Field {
        label,
        value: value.to_owned(),
    }
}

fn number(label: &'static str, value: u16) -> Entry {
    field(label, &value.to_string())
}

pub fn section(label: &'static str, entries: Vec<Entry>) -> Entry {
    Entry::Section {
        label,
        add: false,
        entries,
    }
}

/// An item of a list, after the button **Add**.
fn added(label: &'static str, entries: Vec<Entry>) -> Entry {
    Entry::Section {
        label,
        add: true,
        entries,
    }
}

fn pair(key: &str, value: &str) -> Entry {
    Entry::Pair {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

/// A section of rows, if there are any.
fn pairs<'a>(label: &'static str, rows: impl Iterator<Item = (&'a str, &'a str)>) -> Option<Entry> {
    let rows: Vec<Entry> = rows.map(|(key, value)| pair(key, value)).collect();
    (!rows.is_empty()).then(|| section(label, rows))
}

/// What every form begins with. The namespace is the one that is open.
fn metadata(metadata: &Metadata) -> Vec<Entry> {
    let mut form = vec![field("Name", metadata.name.as_str())];
    form.extend(pairs(
        "Labels",
        metadata.labels.iter().map(|(key, value)| (*key, value.as_str())),
    ));
    form
}

/// The label that the form has a switch for.
const INJECTION: &str = "istio-injection";

fn namespace(namespace: &Namespace) -> Vec<Entry> {
    let mut rest = namespace.metadata.clone();
    let injected = rest.labels.remove(INJECTION);
    let mut form = metadata(&rest);
    if injected.is_some_and(|value| value == "enabled") {
        form.push(Entry::Switch {
            label: "Enable Sidecar Injection",
        });
    }
    form
}

fn config_map(map: &ConfigMap) -> Vec<Entry> {
    let mut form = metadata(&map.metadata);
    form.extend(pairs(
        "Data",
        map.data.iter().map(|(key, value)| (key.as_str(), value.as_str())),
    ));
    form
}

fn service(service: &Service) -> Vec<Entry> {
    let mut form = metadata(&service.metadata);
    let selector = service.spec.selector.iter().map(|(key, value)| (*key, value.as_str()));
    form.extend(pairs("Selectors", selector));
    form.extend(service.spec.ports.iter().map(service_port));
    form
}

fn service_port(port: &ServicePort) -> Entry {
    let fields = vec![
        field("Name", port.name),
        field("Protocol", "TCP"),
        number("Port", port.port),
        number("Target Port", port.target_port),
    ];
    added("Ports", fields)
}

fn gateway(gateway: &Gateway) -> Vec<Entry> {
    let mut form = metadata(&gateway.metadata);
    form.extend(pairs("Selector", gateway.spec.selector.labels()));
    form.extend(gateway.spec.servers.iter().map(server));
    form
}

fn server(server: &Server) -> Entry {
    let port = vec![
        number("Port Number", server.port.number),
        field("Port Name", server.port.name),
        field("Protocol", server.port.protocol),
    ];
    let mut fields = vec![section("Port", port)];
    fields.extend(server.tls.as_ref().map(|tls| {
        let entries = vec![
            field("TLS Mode", tls.mode.as_str()),
            field("Credential Name", tls.credential_name.as_str()),
        ];
        section("TLS", entries)
    }));
    // A list of plain values has one field per value, below its label.
    fields.extend(server.hosts.iter().map(|host| field("Hosts", host.as_str())));
    added("Servers", fields)
}

fn api_rule(rule: &APIRule) -> Vec<Entry> {
    let spec = &rule.spec;
    let service = vec![
        field("Name", spec.service.name.as_str()),
        number("Port", spec.service.port),
    ];
    let gateway = vec![
        field("Namespace", spec.gateway.namespace.as_str()),
        field("Name", spec.gateway.name.as_str()),
    ];
    let mut form = metadata(&rule.metadata);
    form.extend([section("Service", service), section("Gateway", gateway)]);
    form.extend(spec.hosts.iter().map(|host| field("Host", host.as_str())));
    form.extend(spec.rules.iter().map(self::rule));
    form
}

fn rule(rule: &Rule) -> Entry {
    let mut fields = vec![
        number("Timeout", rule.timeout.seconds()),
        field("Path", rule.path.as_str()),
    ];
    let methods: Vec<&str> = rule.methods.iter().map(|method| method.as_str()).collect();
    fields.push(field("Methods", &methods.join(", ")));
    if rule.no_auth {
        fields.push(field("Access Strategy", "No Auth"));
    }
    let headers = rule
        .request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    fields.extend(pairs("Headers", headers).map(|headers| section("Request", vec![headers])));
    added("Rules", fields)
}
