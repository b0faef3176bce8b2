//! Whether Gardener's resources fit each other and the Gateway.

use super::{Check, check, gateways};
use crate::locale::say;
use crate::plan::Plan;
use crate::plan::dns::Support;
use crate::plan::resource::gardener::{Certificate, DNSEntry, DNSProvider};
use crate::plan::resource::{Metadata, Resource};
use crate::plan::task::{ProviderSecret, Task};
use crate::wizard::Field;

/// What there is to say about certificate and DNS, as far as Gardener makes them.
pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let mut checks = Vec::new();
    for manifest in &plan.manifests {
        match &manifest.resource {
            Resource::Certificate(certificate) => checks.push(certificate_host(plan, certificate)),
            Resource::DNSProvider(provider) => {
                checks.push(provider_secret(plan, provider));
                checks.push(public_zones(provider));
            }
            Resource::DNSEntry(entry) => checks.extend([domain(plan, entry), class(plan, entry), host(plan, entry)]),
            _ => {}
        }
    }
    checks
}

/// The certificate that fills this Secret, in the namespace where the ingress gateway looks.
pub(super) fn certificate_for<'a>(plan: &'a Plan, secret: &str) -> Option<&'a Certificate> {
    plan.manifests.iter().find_map(|manifest| match &manifest.resource {
        Resource::Certificate(certificate)
            if certificate.spec.secret_name().as_str() == secret
                && certificate.metadata.namespace_name() == "istio-system" =>
        {
            Some(certificate)
        }
        _ => None,
    })
}

fn certificate_host(plan: &Plan, certificate: &Certificate) -> Check {
    let host = certificate.spec.host().map(ToString::to_string).unwrap_or_default();
    let served = |(gateway, _): (&crate::plan::resource::gateway::Gateway, _)| {
        let mut hosts = gateway.hosts();
        hosts.all(|found| found.as_str() == host)
    };
    check(
        say!("The certificate is for the Gateway’s hosts"),
        Field::SubdomainPrefix,
        gateways(plan).all(served),
        say!(
            "Gardener requests it for {host}, which is what the Gateway serves.",
            host
        ),
        say!(
            "Gardener requests it for {host}, but the Gateway serves another host, whose callers would refuse it.",
            host
        ),
    )
}

fn secret_of(plan: &Plan) -> Option<&ProviderSecret> {
    let tasks = plan.task_steps().flat_map(|(_, tasks)| tasks);
    tasks.into_iter().find_map(|task| match task {
        Task::ProviderSecret(secret) => Some(secret),
        _ => None,
    })
}

fn provider_secret(plan: &Plan, provider: &DNSProvider) -> Check {
    let name = &provider.spec.secret_ref.name;
    let namespace = provider.metadata.namespace_name();
    let found = secret_of(plan).is_some_and(|secret| {
        secret.name == *name && secret.namespace.as_str() == namespace && secret.provider == provider.spec.kind.0
    });
    check(
        say!("The DNSProvider finds its credentials"),
        Field::DnsProvider,
        found,
        say!(
            "The Secret {name} is made in {namespace}, the DNSProvider’s own namespace.",
            name,
            namespace
        ),
        say!(
            "No Secret {name} for this provider is made in {namespace}, so the DNSProvider would never be Ready.",
            name,
            namespace
        ),
    )
}

/// The certificate is proven by a record that the issuer looks up.
fn public_zones(provider: &DNSProvider) -> Check {
    let provider = provider.spec.kind.0;
    check(
        say!("Let’s Encrypt can look at the zone"),
        Field::DnsProvider,
        provider.support != Support::PrivateZones,
        say!("The zones of {title} are public.", title = provider.title),
        say!(
            "The zones of {title} are not public, so Let’s Encrypt would not find the proof, and the certificate would never be ready.",
            title = provider.title
        ),
    )
}

fn providers(plan: &Plan) -> impl Iterator<Item = &DNSProvider> {
    plan.manifests.iter().filter_map(|manifest| match &manifest.resource {
        Resource::DNSProvider(provider) => Some(provider),
        _ => None,
    })
}

fn domain(plan: &Plan, entry: &DNSEntry) -> Check {
    let name = entry.spec.dns_name.as_str();
    let is_within = |domain: &str| {
        name.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let included = providers(plan)
        .flat_map(|provider| &provider.spec.domains.include)
        .any(|domain| is_within(domain.as_str()));
    check(
        say!("The DNSProvider is in charge of the entry’s domain"),
        Field::ParentDomain,
        included,
        say!("{name} lies below the domain that the DNSProvider includes.", name),
        say!(
            "No DNSProvider includes the domain of {name}, so nobody would write its record.",
            name
        ),
    )
}

fn class(plan: &Plan, entry: &DNSEntry) -> Check {
    let marked = |metadata: &Metadata| metadata.annotations.contains_key("dns.gardener.cloud/class");
    let agree = providers(plan).all(|provider| marked(&provider.metadata) == marked(&entry.metadata));
    let says = if marked(&entry.metadata) {
        say!("Both are marked for Gardener’s controller of shoots.")
    } else {
        say!("Neither is marked, so a DNS controller of the cluster’s own takes them.")
    };
    check(
        say!("DNSProvider and DNSEntry have the same class"),
        Field::DnsClass,
        agree,
        says.to_owned(),
        say!(
            "Only one of them is marked with dns.gardener.cloud/class, so they would be left to different controllers."
        )
        .to_owned(),
    )
}

fn host(plan: &Plan, entry: &DNSEntry) -> Check {
    let name = entry.spec.dns_name.as_str();
    let mut hosts = gateways(plan).flat_map(|(gateway, _)| gateway.hosts());
    check(
        say!("The DNS record is for the Gateway’s hosts"),
        Field::SubdomainPrefix,
        hosts.all(|host| host.as_str() == name),
        say!("It leads {name} to the cluster.", name),
        say!(
            "It leads {name} to the cluster, but the Gateway serves another host, which would not be found.",
            name
        ),
    )
}
