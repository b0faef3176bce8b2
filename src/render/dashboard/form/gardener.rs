//! Gardener's kinds (kyma-project/kyma-dashboard, `extensions/configuration`; kyma-project/busola,
//! `kyma/extensions/configuration`). Each gives `None` for what its form cannot say.

use super::{field, metadata, section};
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

pub fn dns_provider(provider: &DNSProvider) -> Option<Vec<Entry>> {
    let spec = &provider.spec;
    let (_, title) = TYPES.into_iter().find(|(id, _)| *id == spec.kind.0.id)?;
    let mut form = of_garden(&provider.metadata)?;
    form.push(field("Type", title));
    let namespace = provider.metadata.namespace.iter();
    let mut secret: Vec<Entry> = namespace
        .map(|namespace| field("Namespace", namespace.as_str()))
        .collect();
    secret.push(field("Name", spec.secret_ref.name.as_str()));
    form.push(section("Secret Reference", secret));
    let domains = spec.domains.include.iter();
    form.extend(domains.map(|domain| field("Include Domains", domain.as_str())));
    Some(form)
}

/// The form demands a target.
pub fn dns_entry(entry: &DNSEntry) -> Option<Vec<Entry>> {
    let spec = &entry.spec;
    let mut form = of_garden(&entry.metadata)?;
    form.push(field("DNSName", spec.dns_name.as_str()));
    form.push(field("TTL", &spec.ttl.in_seconds().to_string()));
    form.extend(spec.targets.iter().map(|target| field("Targets", &target.to_string())));
    (!spec.targets.is_empty()).then_some(form)
}

/// Both forms begin with the annotation of Gardener's own controller, and what is meant for another has none.
fn of_garden(resource: &Metadata) -> Option<Vec<Entry>> {
    (!resource.annotations.is_empty()).then(|| metadata(resource))
}

/// The form demands a common name and asks for no key. It offers only issuers of the cluster itself; without one,
/// Gardener takes its own, `garden`, which is also what the manifest names.
pub fn certificate(certificate: &Certificate) -> Option<Vec<Entry>> {
    let spec = &certificate.spec;
    let common_name = spec.common_name()?;
    if spec.private_key().is_some() {
        return None;
    }
    let mut form = metadata(&certificate.metadata);
    form.push(field("Common Name", common_name.as_str()));
    form.push(field("Secret Name", spec.secret_name().as_str()));
    Some(form)
}
