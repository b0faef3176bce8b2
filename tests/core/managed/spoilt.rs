//! Plans with one thing broken.

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::guide::StepBody;
use mtls_wizard::plan::names::{DnsName, GatewayHost, ResourceName};
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::task::Task;

use super::{custom, failures};
use crate::sample::plan;

/// Every check is shown to fail when what it looks at is wrong.
#[test]
fn spoilt_plans_are_noticed() {
    type Spoil = fn(&mut Plan);
    let cases: [(&str, Spoil); 8] = [
        ("The Gateway finds its certificate", |plan| {
            each(plan, |resource| {
                if let Resource::Certificate(certificate) = resource {
                    certificate.metadata.namespace =
                        Some(mtls_wizard::plan::names::Namespace::parse("test").expect("a name"));
                }
            });
        }),
        ("The certificate is for the Gateway’s hosts", |plan| {
            each(plan, |resource| {
                if let Resource::Gateway(gateway) = resource {
                    gateway.spec.servers[0].hosts = vec![host("other.example.com")];
                }
            });
        }),
        ("The DNS record is for the Gateway’s hosts", |plan| {
            each(plan, |resource| {
                if let Resource::DNSEntry(entry) = resource {
                    entry.spec.dns_name = host("other.my-own-domain.example.com");
                }
            });
        }),
        ("The DNSProvider is in charge of the entry’s domain", |plan| {
            each(plan, |resource| {
                if let Resource::DNSProvider(provider) = resource {
                    provider.spec.domains.include =
                        vec![DnsName::parse_ascii("own-domain.example.com").expect("a domain")];
                }
            });
        }),
        ("DNSProvider and DNSEntry have the same class", |plan| {
            each(plan, |resource| {
                if let Resource::DNSEntry(entry) = resource {
                    entry.metadata.annotations.clear();
                }
            });
        }),
        ("The DNSProvider finds its credentials", |plan| {
            each(plan, |resource| {
                if let Resource::DNSProvider(provider) = resource {
                    provider.spec.secret_ref.name = ResourceName::parse("other", 0).expect("a name");
                }
            });
        }),
        ("Clients are checked against the client CA", |plan| {
            tasks(plan, |task| !matches!(task, Task::Secret(_)));
        }),
        ("The gateway’s certificate covers the host", |plan| {
            plan.server_names = Some(vec!["*.example.com".to_owned()]);
        }),
    ];
    for (title, spoil) in cases {
        let mut plan = plan(&custom(&[]));
        spoil(&mut plan);
        assert!(failures(&plan).contains(&title), "{title}: {:?}", failures(&plan));
    }
}

fn host(domain: &str) -> GatewayHost {
    GatewayHost::wildcard(&DnsName::parse_ascii(domain).expect("a domain"))
}

fn each(plan: &mut Plan, change: impl Fn(&mut Resource)) {
    plan.manifests
        .iter_mut()
        .for_each(|manifest| change(&mut manifest.resource));
}

fn tasks(plan: &mut Plan, keep: impl Fn(&Task) -> bool) {
    for step in &mut plan.guide {
        if let StepBody::Tasks(tasks) = &mut step.body {
            tasks.retain(&keep);
        }
    }
}
