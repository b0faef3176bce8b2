//! Gardener's kinds (kyma-project/kyma-dashboard, `extensions/configuration`; kyma-project/busola,
//! `kyma/extensions/configuration`). Each gives `None` for what its form cannot say.

use super::{CERTIFICATES, DNS_ENTRIES, DNS_PROVIDERS, Page, Sheet};
use crate::plan::resource::Metadata;
use crate::plan::resource::gardener::{Certificate, DNSEntry, DNSProvider};
use crate::render::dashboard::Entry;

/// The providers that the form offers, and the names under which it does.
const TYPES: [(&str, &str); 8] = [
    ("alicloud-dns", "Alicloud DNS provider"),
    ("aws-route53", "AWS Route 53 provider"),
    ("azure-dns", "Azure DNS provider"),
    ("google-clouddns", "Google CloudDNS provider"),
    ("openstack-designate", "Openstack Designate provider"),
    ("cloudflare-dns", "Cloudflare DNS provider"),
    ("infoblox-dns", "Infoblox DNS provider"),
    ("netlify-dns", "Netlify DNS provider"),
];

pub fn dns_provider(sheet: &mut Sheet, provider: &DNSProvider) -> Option<Page> {
    let spec = &provider.spec;
    let (_, title) = TYPES.into_iter().find(|(id, _)| *id == spec.kind.0.id)?;
    of_garden(sheet, &provider.metadata)?;
    sheet.field("Type", title);
    sheet.section("Secret Reference", |sheet| {
        if let Some(namespace) = &provider.metadata.namespace {
            sheet.field("Namespace", namespace.as_str());
        }
        sheet.field("Name", spec.secret_ref.name.as_str());
    });
    for domain in &spec.domains.include {
        sheet.field("Include Domains", domain.as_str());
    }
    Some(DNS_PROVIDERS)
}

/// Where the dashboard shows the address that a DNSEntry without targets needs.
const ADDRESS: &str = "what `Discovery and Network > Services` of the namespace `istio-system` shows for `istio-ingressgateway` under \
                       `External IPs`";

pub fn dns_entry(sheet: &mut Sheet, entry: &DNSEntry) -> Option<Page> {
    let spec = &entry.spec;
    of_garden(sheet, &entry.metadata)?;
    sheet.field("DNSName", spec.dns_name.as_str());
    sheet.number("TTL", spec.ttl.in_seconds());
    for target in &spec.targets {
        sheet.field("Targets", &target.to_string());
    }
    // The form demands one.
    if spec.targets.is_empty() {
        sheet.entries.push(Entry::Own {
            label: "Targets",
            hint: ADDRESS.to_owned(),
        });
    }
    Some(DNS_ENTRIES)
}

/// Both forms begin with the annotation of Gardener's own controller, and what is meant for another has none.
fn of_garden(sheet: &mut Sheet, resource: &Metadata) -> Option<()> {
    sheet.metadata(resource);
    (!resource.annotations.is_empty()).then_some(())
}

/// The form demands a common name and asks for no key. It offers only issuers of the cluster itself; without one,
/// Gardener takes its own, `garden`, which is also what the manifest names.
pub fn certificate(sheet: &mut Sheet, certificate: &Certificate) -> Option<Page> {
    let spec = &certificate.spec;
    let common_name = spec.common_name()?;
    if spec.private_key().is_some() {
        return None;
    }
    sheet.metadata(&certificate.metadata);
    sheet.field("Common Name", common_name.as_str());
    sheet.field("Secret Name", spec.secret_name().as_str());
    Some(CERTIFICATES)
}
