//! What bash, shellcheck and the CRDs say about everything that is made from the table.

use std::process::Command;

use mtls_wizard::plan::builder::Builder;
use mtls_wizard::plan::cluster::Role;
use mtls_wizard::plan::dns::{LoadBalancerAddress, PROVIDERS};
use mtls_wizard::plan::names::{DnsName, GatewayHost, ResourceName};
use mtls_wizard::plan::resource::gardener::{
    Certificate, CertificateSpec, DNSEntry, DNSProvider, DnsClass, DnsEntrySpec, DnsProviderSpec, DomainSelection,
    PrivateKey, ProviderType, SecretReference, TimeToLive,
};
use mtls_wizard::plan::resource::{Metadata, Resource};
use mtls_wizard::render::{gardener, yaml};
use mtls_wizard_e2e::cluster::schema::{CrdSet, crd_directory, documents, validate};
use mtls_wizard_e2e::process::{program, run};

use super::{namespace, opening, secret_name};

#[test]
fn bash_and_shellcheck_find_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for provider in PROVIDERS {
        let script = folder.path().join(format!("{}.sh", provider.id));
        let text = [
            opening(),
            "printf '%s\\n' \"$YES\"\n".to_owned(),
            gardener::credentials_function(provider),
            gardener::dns_secret(&namespace(), &secret_name()),
            "\napply_dns_entry manifests/01-dnsentry-x.yaml\nwait_until_ready a/b c 5\n".to_owned(),
        ];
        std::fs::write(&script, text.concat()).expect("written");
        run(Command::new("bash").arg("-n").arg(&script)).expect("bash reads it");
        let output = Command::new(program("shellcheck").expect("shellcheck is installed"))
            .args(["--shell=bash", "--severity=style"])
            .arg(&script)
            .output()
            .expect("shellcheck runs");
        assert!(
            output.status.success(),
            "{}:\n{}",
            provider.id,
            String::from_utf8_lossy(&output.stdout)
        );
    }
}

fn resources() -> Vec<Resource> {
    let domain = |text: &str| DnsName::parse_ascii(text).expect("a domain");
    let metadata = || Metadata::namespaced(secret_name(), &namespace());
    let secret = || ResourceName::parse("kyma-mtls", 7).expect("a name");
    let mut resources: Vec<Resource> = PROVIDERS
        .iter()
        .map(|provider| {
            Resource::DNSProvider(DNSProvider {
                metadata: DnsClass::Garden.mark(metadata()),
                spec: DnsProviderSpec {
                    kind: ProviderType(provider),
                    secret_ref: SecretReference { name: secret_name() },
                    domains: DomainSelection {
                        include: vec![domain("example.com")],
                    },
                },
            })
        })
        .collect();
    for targets in [
        Vec::new(),
        vec![LoadBalancerAddress::parse("203.0.113.7").expect("an address")],
    ] {
        resources.push(Resource::DNSEntry(DNSEntry {
            metadata: DnsClass::Unset.mark(metadata()),
            spec: DnsEntrySpec {
                dns_name: GatewayHost::wildcard(&domain("mtls.example.com")),
                ttl: TimeToLive::seconds(8_640_000).expect("the most"),
                targets,
            },
        }));
    }
    for length in [50, 51] {
        let host = GatewayHost::wildcard(&domain(&format!("{}.example.com", "a".repeat(length))));
        for key in PrivateKey::ALL.map(Some).into_iter().chain([None]) {
            resources.push(Resource::Certificate(Certificate {
                metadata: metadata(),
                spec: CertificateSpec::issued_by_garden(&host, secret(), key),
            }));
        }
    }
    resources
}

#[test]
fn every_resource_fits_its_definition() {
    if !crd_directory().is_dir() {
        assert!(
            std::env::var_os("CI").is_none(),
            "CRD_DIR must name the folder of the CRDs"
        );
        println!(
            "SKIPPED every_resource_fits_its_definition: no CRDs in {}",
            crd_directory().display()
        );
        return;
    }
    let definitions = CrdSet::load(&crd_directory()).expect("definitions");
    let mut builder = Builder::on(Role::Only);
    for manifest in resources().into_iter().map(|resource| builder.manifest(resource)) {
        let text = yaml::manifest(&manifest).expect("YAML");
        let resource = documents(&text).expect("YAML").remove(0);
        assert_eq!(validate(&resource, &definitions), [], "{text}");
        // The judge does look: the same without what the definition requires is refused.
        let mut spoilt = resource.clone();
        spoilt["spec"]["unknown"] = serde_json::json!(1);
        assert_ne!(validate(&spoilt, &definitions), [], "{text}");
    }
}
