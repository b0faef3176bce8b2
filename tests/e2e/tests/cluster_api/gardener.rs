//! Gardener's DNS and certificates, by the words of the real kubectl.

use crate::kubectl::{DELAY, Shell, with_every_kubectl};
use mtls_wizard_e2e::cluster::Options;
use mtls_wizard_e2e::openssl::{describe, pem};
use mtls_wizard_e2e::process::run;
use serde_json::{Value, json};
use std::process::Command;

const DEFAULT_DOMAIN: &str = "c-1234567.kyma.example.com";

fn managed() -> Options {
    Options {
        delay: DELAY,
        ..Options::managed("managed", DEFAULT_DOMAIN)
    }
}

pub fn quick() -> Options {
    Options {
        delay: std::time::Duration::from_millis(5),
        ..managed()
    }
}

pub fn provider(name: &str, kind: &str, domain: &str) -> Value {
    json!({
        "apiVersion": "dns.gardener.cloud/v1alpha1", "kind": "DNSProvider",
        "metadata": {"name": name, "namespace": "default", "annotations": {"dns.gardener.cloud/class": "garden"}},
        "spec": {"type": kind, "secretRef": {"name": name}, "domains": {"include": [domain]}},
    })
}

fn entry(name: &str, host: &str, targets: &[&str]) -> Value {
    json!({
        "apiVersion": "dns.gardener.cloud/v1alpha1", "kind": "DNSEntry",
        "metadata": {"name": name, "namespace": "default", "annotations": {"dns.gardener.cloud/class": "garden"}},
        "spec": {"dnsName": host, "ttl": 600, "targets": targets},
    })
}

pub fn secret(name: &str, data: &Value) -> Value {
    let metadata = json!({"name": name, "namespace": "default"});
    json!({"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "stringData": data})
}

fn certificate(name: &str, spec: &Value) -> Value {
    let mut spec = spec.clone();
    spec["secretName"] = json!(name);
    spec["issuerRef"] = json!({"name": "garden"});
    json!({"apiVersion": "cert.gardener.cloud/v1alpha1", "kind": "Certificate",
           "metadata": {"name": name, "namespace": "istio-system"}, "spec": spec})
}

/// Applies an object and waits until its status says more than nothing. Returns `<state>: <message>`.
pub fn verdict(shell: &Shell, object: &Value) -> String {
    shell.apply(&object.to_string()).ok();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &object["metadata"];
    let (namespace, name) = (text(&metadata["namespace"]), text(&metadata["name"]));
    for _ in 0..100 {
        let found = shell
            .cluster
            .get(
                &text(&object["apiVersion"]),
                &text(&object["kind"]),
                Some(&namespace),
                &name,
            )
            .expect("it was applied");
        let status = &found["status"];
        if status["observedGeneration"] == found["metadata"]["generation"] {
            return format!("{}: {}", text(&status["state"]), text(&status["message"]));
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    "never judged".to_owned()
}

#[test]
fn a_managed_cluster_is_there_from_the_start() {
    with_every_kubectl(managed, |shell| {
        let hosts = shell
            .run("get gateway -n kyma-system kyma-gateway -o jsonpath={.spec.servers[0].hosts}")
            .ok();
        assert_eq!(hosts, format!("[\"*.{DEFAULT_DOMAIN}\"]"));
        let address =
            "get service -n istio-system istio-ingressgateway -o jsonpath={.status.loadBalancer.ingress[0].ip}";
        assert_eq!(shell.run(address).ok(), "203.0.113.10");
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Ready --timeout=1s")
            .ok();
        assert_eq!(shell.cluster.resolve(&format!("a.{DEFAULT_DOMAIN}")), ["203.0.113.10"]);
        assert_eq!(
            shell
                .run("get service -n kube-system kube-dns -o jsonpath={.spec.clusterIP}")
                .ok(),
            "10.43.0.10"
        );
    });
}

#[test]
fn from_credentials_to_a_certificate_of_ones_own_domain() {
    with_every_kubectl(managed, |shell| {
        let wait = |what: &str, state: &str| {
            shell
                .run(&format!(
                    "wait {what} --for=jsonpath={{.status.state}}={state} --timeout=10s"
                ))
                .ok();
        };
        let wanted = certificate(
            "mtls",
            &json!({"commonName": "*.mtls.example.com", "dnsNames": ["mtls.example.com"]}),
        );
        shell.apply(&wanted.to_string()).ok();
        wait("-n istio-system certificate.cert.gardener.cloud/mtls", "Error");
        shell
            .apply(&entry("wildcard", "*.mtls.example.com", &["203.0.113.10"]).to_string())
            .ok();
        wait("dnsentry/wildcard", "Error");
        assert!(shell.cluster.resolve("a.mtls.example.com").is_empty());

        let mut ignored = provider("dns", "cloudflare-dns", "example.com");
        ignored["metadata"]["annotations"] = json!({});
        shell.apply(&ignored.to_string()).ok();
        shell
            .apply(&secret("dns", &json!({"CLOUDFLARE_API_TOKEN": "token"})).to_string())
            .ok();
        shell
            .run("wait dnsprovider/dns --for=jsonpath={.status.state}=Ready --timeout=1s")
            .refused();
        shell
            .run("annotate dnsprovider dns dns.gardener.cloud/class=garden")
            .ok();
        wait("dnsprovider/dns", "Ready");
        wait("dnsentry/wildcard", "Ready");
        wait("-n istio-system certificate.cert.gardener.cloud/mtls", "Ready");
        assert_eq!(shell.cluster.resolve("a.mtls.example.com"), ["203.0.113.10"]);

        let folder = tempfile::tempdir().expect("a folder");
        for key in ["tls.crt", "tls.key", "ca.crt"] {
            let template = format!("-o=go-template={{{{index .data \"{key}\" | base64decode}}}}");
            let value = shell
                .words(&["get", "secret", "mtls", "-n", "istio-system", &template], "")
                .ok();
            std::fs::write(folder.path().join(key), value).expect("written");
        }
        let file = |key: &str| folder.path().join(key);
        let described = describe(
            &file("tls.crt"),
            &["-subject", "-ext", "subjectAltName,extendedKeyUsage"],
        )
        .expect("openssl");
        assert!(described.contains("CN = *.mtls.example.com"), "{described}");
        assert!(
            described.contains("DNS:*.mtls.example.com, DNS:mtls.example.com"),
            "{described}"
        );
        assert!(
            described.contains("Server Authentication") && !described.contains("Client"),
            "{described}"
        );
        run(Command::new("openssl")
            .args(["verify", "-x509_strict", "-purpose", "sslserver", "-CAfile"])
            .arg(shell.cluster.public_root().expect("a root"))
            .arg("-untrusted")
            .arg(file("ca.crt"))
            .arg(file("tls.crt")))
        .expect("the chain holds");
        assert!(
            pem(&file("tls.crt"))
                .expect("a file")
                .ends_with(&pem(&file("ca.crt")).expect("a file"))
        );
        assert!(pem(&file("tls.key")).expect("a file").contains("PRIVATE KEY"));
        // Another name in the Certificate, another certificate in the Secret.
        let wanted = certificate("mtls", &json!({"dnsNames": ["*.mtls.example.com", "more.example.com"]}));
        let before = shell
            .cluster
            .get("v1", "Secret", Some("istio-system"), "mtls")
            .expect("a Secret");
        shell.apply(&wanted.to_string()).ok();
        for _ in 0..50 {
            std::thread::sleep(DELAY);
            let now = shell.cluster.get("v1", "Secret", Some("istio-system"), "mtls");
            if now.is_some_and(|now| now["data"] != before["data"]) {
                return;
            }
        }
        panic!("the Secret was not renewed");
    });
}

#[test]
fn names_of_certificates_are_judged() {
    with_every_kubectl(quick, |shell| {
        let domain = DEFAULT_DOMAIN;
        let long = format!("*.{}.mtls.{domain}", "a".repeat(40));
        for (name, spec, expected) in [
            ("sub", json!({"commonName": format!("*.mtls.{domain}")}), "Ready: "),
            ("long", json!({"dnsNames": [long]}), "Ready: "),
            (
                "taken",
                json!({"commonName": format!("*.{domain}")}),
                "Error: *.c-1234567.kyma.example.com is taken",
            ),
            (
                "elsewhere",
                json!({"commonName": "*.example.org"}),
                "Error: no matching DNS provider found",
            ),
            (
                "suffix",
                json!({"commonName": format!("*.not{domain}")}),
                "Error: no matching DNS provider found",
            ),
            ("nothing", json!({}), "Error: neither commonName"),
        ] {
            let verdict = verdict(shell, &certificate(name, &spec));
            assert!(verdict.starts_with(expected), "{name}: {verdict}");
        }
        let refused = shell
            .apply(&certificate("common", &json!({"commonName": long})).to_string())
            .refused();
        assert!(
            refused.contains("spec.commonName") && refused.contains("64"),
            "{refused}"
        );
        let mut foreign = certificate("foreign", &json!({"commonName": format!("*.mtls.{domain}")}));
        foreign["spec"]["issuerRef"]["name"] = json!("letsencrypt");
        assert!(verdict(shell, &foreign).starts_with("Error: issuer \"letsencrypt\" not found"));
    });
}

#[test]
fn entries_need_a_provider_and_fitting_targets() {
    with_every_kubectl(quick, |shell| {
        shell
            .apply(&secret("dns", &json!({"NETLIFY_AUTH_TOKEN": "a"})).to_string())
            .ok();
        let mut dns = provider("dns", "netlify-dns", "example.com");
        dns["spec"]["domains"]["exclude"] = json!(["not.example.com"]);
        assert!(verdict(shell, &dns).starts_with("Ready"));
        for (name, host, targets, expected) in [
            ("address", "*.a.example.com", &["203.0.113.10"] as &[&str], "Ready"),
            ("name", "*.b.example.com", &["lb.elb.amazonaws.com"], "Ready"),
            (
                "twice",
                "*.a.example.com",
                &["203.0.113.11"],
                "Invalid: DNS name *.a.example.com is already used",
            ),
            (
                "mixed",
                "c.example.com",
                &["203.0.113.10", "lb.example.net"],
                "Invalid: targets mix",
            ),
            (
                "nonsense",
                "d.example.com",
                &["<pending>"],
                "Invalid: a target is no address",
            ),
            ("none", "e.example.com", &[], "Invalid: no target"),
            (
                "elsewhere",
                "a.example.org",
                &["203.0.113.10"],
                "Error: no matching DNS provider",
            ),
            (
                "excluded",
                "x.not.example.com",
                &["203.0.113.10"],
                "Error: no matching DNS provider",
            ),
            ("odd", "a_b.example.com", &["203.0.113.10"], "Invalid: dnsName"),
        ] {
            let verdict = verdict(shell, &entry(name, host, targets));
            assert!(verdict.starts_with(expected), "{name}: {verdict}");
        }
    });
}

#[test]
fn without_gardener_the_class_must_be_absent() {
    let plain = || Options {
        dns_class: None,
        ..quick()
    };
    with_every_kubectl(plain, |shell| {
        shell
            .apply(&secret("dns", &json!({"NETLIFY_AUTH_TOKEN": "a"})).to_string())
            .ok();
        let classed = provider("dns", "netlify-dns", "example.com");
        assert_eq!(verdict(shell, &classed), "never judged");
        shell.run("annotate dnsprovider dns dns.gardener.cloud/class-").ok();
        shell
            .run("wait dnsprovider/dns --for=jsonpath={.status.state}=Ready --timeout=5s")
            .ok();
    });
}
