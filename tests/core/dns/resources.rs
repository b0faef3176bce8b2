//! What Gardener's controllers are given, as text.

use mtls_wizard::plan::Manifest;
use mtls_wizard::plan::builder::Builder;
use mtls_wizard::plan::cluster::Role;
use mtls_wizard::plan::dns::LoadBalancerAddress;
use mtls_wizard::plan::names::{DnsName, GatewayHost, Namespace, ResourceName};
use mtls_wizard::plan::resource::gardener::{
    Certificate, CertificateSpec, DNSEntry, DNSProvider, DnsClass, DnsEntrySpec, DnsProviderSpec, DomainSelection,
    PrivateKey, ProviderType, SecretReference, TimeToLive,
};
use mtls_wizard::plan::resource::{Metadata, Resource};
use mtls_wizard::render::yaml;
use serde_json::{Value, json};

use super::provider;

fn metadata(name: &str) -> Metadata {
    let name = ResourceName::parse(name, 0).expect("a name");
    Metadata::namespaced(name, &Namespace::parse("test").expect("a namespace"))
}

fn name(text: &str) -> ResourceName {
    ResourceName::parse(text, 0).expect("a name")
}

fn host(domain: &str) -> GatewayHost {
    GatewayHost::wildcard(&DnsName::parse_ascii(domain).expect("a domain"))
}

fn written(resource: Resource) -> (Manifest, Value) {
    let manifest = Builder::on(Role::Only).manifest(resource);
    let text = yaml::manifest(&manifest).expect("YAML");
    (manifest, serde_yaml::from_str(&text).expect("YAML"))
}

#[test]
fn a_provider_names_its_secret_and_its_domain() {
    let resource = |class: DnsClass| {
        Resource::DNSProvider(DNSProvider {
            metadata: class.mark(metadata("my-provider")),
            spec: DnsProviderSpec {
                kind: ProviderType(provider("aws-route53")),
                secret_ref: SecretReference {
                    name: name("my-credentials"),
                },
                domains: DomainSelection {
                    include: vec![DnsName::parse_ascii("example.com").expect("a domain")],
                },
            },
        })
    };
    let (manifest, marked) = written(resource(DnsClass::Garden));
    assert_eq!(manifest.path(), "manifests/01-dnsprovider-my-provider.yaml");
    let mut expected = json!({
        "apiVersion": "dns.gardener.cloud/v1alpha1", "kind": "DNSProvider",
        "metadata": {"name": "my-provider", "namespace": "test", "annotations": {"dns.gardener.cloud/class": "garden"}},
        "spec": {"type": "aws-route53", "secretRef": {"name": "my-credentials"}, "domains": {"include": ["example.com"]}},
    });
    assert_eq!(marked, expected);
    let (_, unmarked) = written(resource(DnsClass::Unset));
    expected["metadata"]
        .as_object_mut()
        .expect("an object")
        .remove("annotations");
    assert_eq!(unmarked, expected);
}

#[test]
fn an_entry_has_a_target_if_it_is_known() {
    let resource = |targets: Vec<LoadBalancerAddress>| {
        Resource::DNSEntry(DNSEntry {
            metadata: metadata("my-entry"),
            spec: DnsEntrySpec {
                dns_name: host("mtls.example.com"),
                ttl: TimeToLive::TEN_MINUTES,
                targets,
            },
        })
    };
    let address = |text: &str| LoadBalancerAddress::parse(text).expect("an address");
    let (_, known) = written(resource(vec![address("203.0.113.7"), address("lb.example.com")]));
    let targets = json!(["203.0.113.7", "lb.example.com"]);
    assert_eq!(
        known["spec"],
        json!({"dnsName": "*.mtls.example.com", "ttl": 600, "targets": targets})
    );
    assert_eq!(known["kind"], "DNSEntry");
    let (_, unknown) = written(resource(Vec::new()));
    assert_eq!(unknown["spec"], json!({"dnsName": "*.mtls.example.com", "ttl": 600}));
    assert_eq!(TimeToLive::seconds(0), None);
    assert_eq!(TimeToLive::seconds(8_640_001), None);
    assert_eq!(TimeToLive::seconds(600), Some(TimeToLive::TEN_MINUTES));
}

#[test]
fn a_certificate_has_a_common_name_of_at_most_64_characters() {
    let spec = |host: &GatewayHost, key| CertificateSpec::issued_by_garden(host, name("kyma-mtls"), key);
    let resource = |spec| {
        Resource::Certificate(Certificate {
            metadata: metadata("my-certificate"),
            spec,
        })
    };
    let short = host(&format!("{}.example.com", "a".repeat(50)));
    assert_eq!(short.as_str().len(), 64);
    let (_, with_name) = written(resource(spec(&short, None)));
    assert_eq!(with_name["apiVersion"], "cert.gardener.cloud/v1alpha1");
    assert_eq!(
        with_name["spec"],
        json!({"commonName": short.as_str(), "secretName": "kyma-mtls", "issuerRef": {"name": "garden"}})
    );
    let long = host(&format!("{}.example.com", "a".repeat(51)));
    let (_, without) = written(resource(spec(&long, Some(PrivateKey::EcdsaP384))));
    assert_eq!(
        without["spec"],
        json!({"dnsNames": [long.as_str()], "secretName": "kyma-mtls", "issuerRef": {"name": "garden"},
               "privateKey": {"algorithm": "ECDSA", "size": 384}})
    );
    for host in [short, long] {
        assert_eq!(spec(&host, None).host(), Some(&host));
    }
}
