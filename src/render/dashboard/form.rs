//! The forms, one function per kind. A kind without one here is uploaded as YAML.

mod gardener;
mod istio;

use super::{Entry, Page};
use crate::plan::exposure::ApiRuleVersion;
use crate::plan::resource::apirule::{APIRule, Rule};
use crate::plan::resource::core::{ConfigMap, Service};
use crate::plan::resource::{Metadata, Resource};

pub const API_RULES: Page = "Discovery and Network > API Rules";
pub const SERVICES: Page = "Discovery and Network > Services";
pub const DNS_PROVIDERS: Page = "Configuration > DNS Providers";
pub const DNS_ENTRIES: Page = "Configuration > DNS Entries";
pub const CERTIFICATES: Page = "Configuration > Certificates";

/// The page with the form for this resource, and the form filled in.
///
/// Deployments have a form, but it is the wrong one here: it has no fields for the ServiceAccount, the probe and all but
/// one label of the pods, and it begins with the Istio sidecar switched off and with resource limits that the manifest does not set
/// (busola, `src/resources/Deployments/templates.js`).
pub fn of(resource: &Resource) -> Option<(Page, Vec<Entry>)> {
    let mut sheet = Sheet::default();
    let page = match resource {
        Resource::Namespace(namespace) => {
            sheet.metadata(&namespace.metadata);
            "Namespaces"
        }
        Resource::ConfigMap(map) => config_map(&mut sheet, map),
        Resource::ServiceAccount(account) => {
            sheet.metadata(&account.metadata);
            "Configuration > Service Accounts"
        }
        Resource::Service(service) => self::service(&mut sheet, service),
        Resource::Gateway(gateway) if istio::has_fields(gateway) => istio::gateway(&mut sheet, gateway),
        // The form writes v2, which a module that needs v2alpha1 does not know.
        Resource::APIRule(rule) if rule.version == ApiRuleVersion::V2 => api_rule(&mut sheet, rule),
        Resource::AuthorizationPolicy(policy) => istio::authorization_policy(&mut sheet, policy),
        Resource::VirtualService(service) => istio::virtual_service(&mut sheet, service),
        Resource::DNSProvider(provider) => gardener::dns_provider(&mut sheet, provider)?,
        Resource::DNSEntry(entry) => gardener::dns_entry(&mut sheet, entry)?,
        Resource::Certificate(certificate) => gardener::certificate(&mut sheet, certificate)?,
        _ => return None,
    };
    Some((page, sheet.entries))
}

/// A form being filled in, line by line; the methods are called rather than inlined, which keeps the download small.
#[derive(Default)]
pub struct Sheet {
    pub entries: Vec<Entry>,
}

impl Sheet {
    #[inline(never)]
    pub fn field(&mut self, label: &'static str, value: &str) {
        let value = value.to_owned();
        self.entries.push(Entry::Field { label, value });
    }

    #[inline(never)]
    fn number(&mut self, label: &'static str, value: u32) {
        self.field(label, &value.to_string());
    }

    #[inline(never)]
    fn pair(&mut self, key: &str, value: &str) {
        let (key, value) = (key.to_owned(), value.to_owned());
        self.entries.push(Entry::Pair { key, value });
    }

    /// A part with a heading, left out if nothing stands in it.
    pub fn section(&mut self, label: &'static str, fill: impl FnOnce(&mut Self)) {
        let outer = std::mem::take(&mut self.entries);
        fill(self);
        self.close(outer, label, false);
    }

    /// An item of a list, after the button **Add**.
    fn added(&mut self, label: &'static str, fill: impl FnOnce(&mut Self)) {
        let outer = std::mem::take(&mut self.entries);
        fill(self);
        self.close(outer, label, true);
    }

    #[inline(never)]
    fn close(&mut self, outer: Vec<Entry>, label: &'static str, add: bool) {
        let entries = std::mem::replace(&mut self.entries, outer);
        if !entries.is_empty() {
            self.entries.push(Entry::Section { label, add, entries });
        }
    }

    /// What every form begins with. The namespace is the one that is open.
    #[inline(never)]
    fn metadata(&mut self, metadata: &Metadata) {
        self.field("Name", metadata.name.as_str());
        for (label, rows) in [("Labels", &metadata.labels), ("Annotations", &metadata.annotations)] {
            self.section(label, |sheet| {
                for (key, value) in rows {
                    if (*key, value.as_str()) != INJECTION {
                        sheet.pair(key, value);
                    }
                }
            });
        }
        if metadata
            .labels
            .get(INJECTION.0)
            .is_some_and(|value| value == INJECTION.1)
        {
            self.entries.push(Entry::Switch {
                label: "Enable Sidecar Injection",
            });
        }
    }
}

/// The label that puts Istio's sidecar into the pods of a namespace. Its form has a switch for it; no other kind has it.
const INJECTION: (&str, &str) = ("istio-injection", "enabled");

fn config_map(sheet: &mut Sheet, map: &ConfigMap) -> Page {
    sheet.metadata(&map.metadata);
    sheet.section("Data", |sheet| {
        for (key, value) in &map.data {
            sheet.pair(key, value);
        }
    });
    "Configuration > Config Maps"
}

fn service(sheet: &mut Sheet, service: &Service) -> Page {
    sheet.metadata(&service.metadata);
    sheet.section("Selectors", |sheet| {
        for (key, value) in &service.spec.selector {
            sheet.pair(key, value);
        }
    });
    for port in &service.spec.ports {
        sheet.added("Ports", |sheet| {
            sheet.field("Name", port.name);
            sheet.field("Protocol", "TCP");
            sheet.number("Port", port.port.into());
            sheet.number("Target Port", port.target_port.into());
        });
    }
    SERVICES
}

fn api_rule(sheet: &mut Sheet, rule: &APIRule) -> Page {
    let spec = &rule.spec;
    sheet.metadata(&rule.metadata);
    sheet.section("Service", |sheet| {
        sheet.field("Name", spec.service.name.as_str());
        sheet.number("Port", spec.service.port.into());
    });
    sheet.section("Gateway", |sheet| {
        sheet.field("Namespace", spec.gateway.namespace.as_str());
        sheet.field("Name", spec.gateway.name.as_str());
    });
    for host in &spec.hosts {
        sheet.field("Host", host.as_str());
    }
    for rule in &spec.rules {
        sheet.added("Rules", |sheet| self::rule(sheet, rule));
    }
    API_RULES
}

fn rule(sheet: &mut Sheet, rule: &Rule) {
    sheet.number("Timeout", rule.timeout.seconds().into());
    sheet.field("Path", rule.path.as_str());
    let methods: Vec<&str> = rule.methods.iter().map(|method| method.as_str()).collect();
    sheet.field("Methods", &methods.join(", "));
    if rule.no_auth {
        sheet.field("Access Strategy", "No Auth");
    }
    sheet.section("Request", |sheet| {
        sheet.section("Headers", |sheet| {
            for (name, value) in &rule.request.headers {
                sheet.pair(name, value);
            }
        });
    });
}
