//! The forms of the kinds that no default needs, and when there is none.

use mtls_wizard::plan::Manifest;
use mtls_wizard::plan::builder::Builder;
use mtls_wizard::plan::cluster::Role;
use mtls_wizard::plan::dns::{LoadBalancerAddress, PROVIDERS, Provider};
use mtls_wizard::plan::names::{DnsName, GatewayHost, Namespace, ResourceName};
use mtls_wizard::plan::resource::gardener::{
    Certificate, CertificateSpec, DNSEntry, DNSProvider, DnsClass, DnsEntrySpec, DnsProviderSpec, DomainSelection,
    PrivateKey, ProviderType, SecretReference, TimeToLive,
};
use mtls_wizard::plan::resource::{Metadata, Resource};
use mtls_wizard::plan::task::{Condition, Task, Wait};
use mtls_wizard::render::dashboard::{Action, Instruction, instruction};
use mtls_wizard::tutorial::custom_domain;
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::field::dns::{TYPED, field_of};

use super::{assert_complete, tasks, text};
use crate::sample::{changed_of, plan};

fn name(text: &str) -> ResourceName {
    ResourceName::parse(text, 0).expect("a name")
}

fn namespace() -> Namespace {
    Namespace::parse("test").expect("a namespace")
}

pub fn metadata(text: &str) -> Metadata {
    Metadata::namespaced(name(text), &namespace())
}

pub fn domain(text: &str) -> DnsName {
    DnsName::parse_ascii(text).expect("a domain")
}

fn provider(id: &str) -> &'static Provider {
    PROVIDERS
        .iter()
        .find(|provider| provider.id == id)
        .expect("a provider of this name")
}

fn applied(resource: impl Into<Resource>) -> (Manifest, Instruction) {
    let manifest = Builder::on(Role::Only).manifest(resource);
    let instruction = instruction(&Task::Apply(manifest.clone()), &[]).expect("an instruction");
    (manifest, instruction)
}

/// The form reads like this, and nothing of the resource is missing in it.
pub fn assert_form(resource: impl Into<Resource>, expected: &str) {
    let (manifest, instruction) = applied(resource);
    assert_complete(&manifest, &instruction);
    assert_eq!(text(&[instruction]), expected);
}

fn assert_uploaded(resource: impl Into<Resource>) {
    let (manifest, instruction) = applied(resource);
    let expected = Action::Upload { file: manifest.path() };
    assert_eq!(instruction.action, expected);
    assert_eq!(instruction.namespace, manifest.resource.metadata().namespace);
}

fn dns_provider(id: &str, class: DnsClass) -> DNSProvider {
    DNSProvider {
        metadata: class.mark(metadata("my-provider")),
        spec: DnsProviderSpec {
            kind: ProviderType(provider(id)),
            secret_ref: SecretReference {
                name: name("my-credentials"),
            },
            domains: DomainSelection {
                include: vec![domain("example.com"), domain("example.org")],
            },
        },
    }
}

#[test]
fn a_dns_provider_is_filled_in() {
    assert_form(
        dns_provider("aws-route53", DnsClass::Garden),
        "In the namespace `test`, go to `Configuration > DNS Providers` and choose `Create`.
  Name: my-provider
  Annotations
    [dns.gardener.cloud/class] = [garden]
  Type: AWS Route 53 provider
  Secret Reference
    Namespace: test
    Name: my-credentials
  Include Domains: example.com
  Include Domains: example.org
Choose `Create`.
",
    );
}

/// The form knows eight types, and comes with the annotation.
#[test]
fn other_dns_providers_are_uploaded() {
    for id in ["azure-private-dns", "powerdns", "rfc2136"] {
        assert_uploaded(dns_provider(id, DnsClass::Garden));
    }
    assert_uploaded(dns_provider("aws-route53", DnsClass::Unset));
}

fn dns_entry(class: DnsClass, targets: &[&str]) -> DNSEntry {
    let address = |text: &&str| LoadBalancerAddress::parse(text).expect("an address");
    DNSEntry {
        metadata: class.mark(metadata("my-entry")),
        spec: DnsEntrySpec {
            dns_name: GatewayHost::wildcard(&domain("mtls.example.com")),
            ttl: TimeToLive::TEN_MINUTES,
            targets: targets.iter().map(address).collect(),
        },
    }
}

#[test]
fn a_dns_entry_is_filled_in() {
    assert_form(
        dns_entry(DnsClass::Garden, &["203.0.113.7", "2001:db8::7"]),
        "In the namespace `test`, go to `Configuration > DNS Entries` and choose `Create`.
  Name: my-entry
  Annotations
    [dns.gardener.cloud/class] = [garden]
  DNSName: *.mtls.example.com
  TTL: 600
  Targets: 203.0.113.7
  Targets: 2001:db8::7
Choose `Create`.
",
    );
    assert_uploaded(dns_entry(DnsClass::Unset, &["203.0.113.7"]));
}

fn credential(key: &str) -> Field {
    let found = provider("aws-route53").credential(key).expect("a credential");
    field_of(found).expect("its field")
}

/// Typed credentials are files of the archive, others are the user's own; and the address is on the cluster only.
#[test]
fn what_only_the_user_knows_is_asked_for() {
    let read = |changes: &[(Field, &str)]| {
        let plan = plan(&changed_of(&custom_domain::TUTORIAL, changes));
        let instructions: Vec<Instruction> = tasks(&plan)
            .iter()
            .filter(|task| matches!(task, Task::ProviderSecret(_) | Task::DnsEntry(_)))
            .filter_map(|task| instruction(task, &plan.provided))
            .collect();
        text(&instructions)
    };
    let asked = read(&[]);
    for expected in [
        "  Name: kyma-mtls-dns\n  Type: Opaque\n  Data\n    AWS_ACCESS_KEY_ID: (",
        "    AWS_SECRET_ACCESS_KEY: (",
        "  Targets: (what `Discovery and Network > Services` of the namespace `istio-system` shows",
    ] {
        assert!(asked.contains(expected), "{expected} is not in {asked}");
    }
    let typed = read(&[
        (Field::DnsCredentials, TYPED),
        (credential("AWS_ACCESS_KEY_ID"), "AKIAIOSFODNN7EXAMPLE"),
        (
            credential("AWS_SECRET_ACCESS_KEY"),
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ),
    ]);
    let expected = "  Data\n    [AWS_ACCESS_KEY_ID] < credentials/dns/AWS_ACCESS_KEY_ID\n    [AWS_SECRET_ACCESS_KEY] < credentials/dns/AWS_SECRET_ACCESS_KEY\n";
    assert!(typed.contains(expected), "{typed}");
    assert!(!typed.contains("EXAMPLE"), "{typed}");
}

fn certificate(subdomain: &str, key: Option<PrivateKey>) -> Certificate {
    let host = GatewayHost::wildcard(&domain(&format!("{subdomain}.example.com")));
    Certificate {
        metadata: metadata("my-certificate"),
        spec: CertificateSpec::issued_by_garden(&host, name("kyma-mtls"), key),
    }
}

#[test]
fn a_certificate_is_filled_in() {
    assert_form(
        certificate("mtls", None),
        "In the namespace `test`, go to `Configuration > Certificates` and choose `Create`.
  Name: my-certificate
  Common Name: *.mtls.example.com
  Secret Name: kyma-mtls
Choose `Create`.
",
    );
    assert_uploaded(certificate("mtls", Some(PrivateKey::EcdsaP256)));
    // Too long for a common name, which the form demands.
    assert_uploaded(certificate(&"a".repeat(60), None));
}

#[test]
fn gardeners_states_are_looked_for_on_their_pages() {
    for (kind, page) in [
        ("dnsproviders.dns.gardener.cloud", "DNS Providers"),
        ("dnsentries.dns.gardener.cloud", "DNS Entries"),
        ("certificates.cert.gardener.cloud", "Certificates"),
    ] {
        let wait = Wait {
            kind,
            name: "mine".to_owned(),
            namespace: Some(namespace()),
            condition: Condition::State("Ready"),
            timeout_seconds: 60,
        };
        let instruction = instruction(&Task::WaitFor(wait), &[]).expect("an instruction");
        let expected = format!(
            "In the namespace `test`, go to `Configuration > {page}` and wait until `mine` is listed with `Ready` under `Status`."
        );
        assert_eq!(instruction.opening(), expected);
    }
}
