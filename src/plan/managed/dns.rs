//! The records of a domain of the user's own.

use super::DnsAnswers;
use crate::plan::answers::Answers;
use crate::plan::builder::Builder;
use crate::plan::dns::{Credentials, file};
use crate::plan::names::ResourceName;
use crate::plan::resource::Metadata;
use crate::plan::resource::gardener::{
    DNSEntry, DNSProvider, DnsClass, DnsEntrySpec, DnsProviderSpec, DomainSelection, ProviderType, SecretReference,
    TimeToLive,
};
use crate::plan::task::{Condition, ProviderSecret, Task, Wait};
use crate::plan::{Provided, ProvidedContent, SecretText};

/// What follows the gateway Secret's name in the names of what belongs to DNS.
const SUFFIX: &str = "-dns";

fn name(answers: &Answers) -> ResourceName {
    answers.gateway.secret.with_suffix(SUFFIX)
}

fn metadata(answers: &Answers, dns: &DnsAnswers) -> Metadata {
    dns.class.mark(Metadata::namespaced(name(answers), &answers.namespace))
}

fn ready(kind: &'static str, answers: &Answers, timeout_seconds: u32) -> Task {
    Task::WaitFor(Wait {
        kind,
        name: name(answers).to_string(),
        namespace: Some(answers.namespace.clone()),
        condition: Condition::State("Ready"),
        timeout_seconds,
    })
}

/// What is said about the class annotation.
fn class_why(class: DnsClass) -> &'static str {
    match class {
        DnsClass::Garden => {
            "The annotation `dns.gardener.cloud/class: garden` hands it to Gardener's own controller, which ignores it otherwise."
        }
        DnsClass::Unset => "It has no class annotation, so the DNS controller of the cluster itself takes it.",
    }
}

/// Gives Gardener access to the zone.
pub(super) fn provider(builder: &mut Builder, answers: &Answers, dns: &DnsAnswers) {
    let (name, parent) = (name(answers), &answers.domains.parent);
    let resource = DNSProvider {
        metadata: metadata(answers, dns),
        spec: DnsProviderSpec {
            kind: ProviderType(dns.provider),
            secret_ref: SecretReference { name: name.clone() },
            domains: DomainSelection {
                include: vec![parent.clone()],
            },
        },
    };
    let secret = Task::ProviderSecret(ProviderSecret {
        provider: dns.provider,
        namespace: answers.namespace.clone(),
        name: name.clone(),
        typed: dns.credentials.is_some(),
    });
    let tasks = vec![
        secret,
        builder.apply(resource),
        ready("dnsproviders.dns.gardener.cloud", answers, 180),
    ];
    builder.tasks(
        "dns-provider",
        format!("Give Gardener access to {parent} at {}", dns.provider.title),
        format!(
            "The Secret `{name}` holds the credentials, and the DNSProvider in the same namespace says for which domain they are: \
             `{parent}` and everything below it. {} The provider's documentation is at {}.",
            class_why(dns.class),
            dns.provider.documentation
        ),
        tasks,
        format!(
            "`dnsprovider.dns.gardener.cloud/{name} condition met`. If not, `kubectl describe \
             dnsproviders.dns.gardener.cloud {name} -n {}` says what the provider answered.",
            answers.namespace
        ),
    );
}

/// Points the domain at the cluster.
pub(super) fn entry(builder: &mut Builder, answers: &Answers, dns: &DnsAnswers) {
    let name = name(answers);
    let host = &answers.domains.gateway;
    let manifest = builder.manifest(DNSEntry {
        metadata: metadata(answers, dns),
        spec: DnsEntrySpec {
            dns_name: host.clone(),
            ttl: TimeToLive::TEN_MINUTES,
            targets: dns.address.iter().cloned().collect(),
        },
    });
    let apply = match dns.address {
        Some(_) => Task::Apply(manifest),
        None => Task::DnsEntry(manifest),
    };
    let target = match &dns.address {
        Some(address) => format!("`{address}`"),
        None => {
            "the address of the load balancer in front of the ingress gateway, an IP address or a host name that only \
                 the cluster knows"
                .to_owned()
        }
    };
    builder.tasks(
        "dns-entry",
        format!("Point {host} at the cluster"),
        format!("The DNSEntry makes Gardener write a record for `{host}` that leads to {target}."),
        vec![apply, ready("dnsentries.dns.gardener.cloud", answers, 300)],
        format!("`dnsentry.dns.gardener.cloud/{name} condition met`."),
    );
}

/// The typed credentials as files of the archive, which the Secret is made from.
pub(super) fn files(credentials: &Credentials) -> Vec<Provided> {
    let provided = |(key, value): (&'static str, &zeroize::Zeroizing<String>)| Provided {
        path: file(key),
        content: ProvidedContent::Secret(SecretText(value.clone())),
    };
    credentials.values().map(provided).collect()
}
