//! The address of the load balancer, and the DNSEntry that gets it as its target.

use mtls_wizard::plan::Manifest;
use mtls_wizard::plan::builder::Builder;
use mtls_wizard::plan::cluster::Role;
use mtls_wizard::plan::names::{DnsName, GatewayHost};
use mtls_wizard::plan::resource::gardener::{DNSEntry, DnsClass, DnsEntrySpec, TimeToLive};
use mtls_wizard::plan::resource::{Metadata, Resource};
use mtls_wizard::render::{gardener, yaml};
use mtls_wizard_e2e::cluster::LoadBalancer;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

use super::{Shoot, namespace, secret_name};

fn entry(shoot: &Shoot) -> Manifest {
    let metadata = Metadata::namespaced(secret_name(), &namespace());
    let dns_name = GatewayHost::wildcard(&DnsName::parse_ascii("mtls.example.com").expect("a domain"));
    let manifest = Builder::on(Role::Only).manifest(Resource::DNSEntry(DNSEntry {
        metadata: DnsClass::Garden.mark(metadata),
        spec: DnsEntrySpec {
            dns_name,
            ttl: TimeToLive::TEN_MINUTES,
            targets: Vec::new(),
        },
    }));
    shoot.write(&manifest.path(), &yaml::manifest(&manifest).expect("YAML"));
    manifest
}

fn with_service(load_balancer: LoadBalancer) -> Shoot {
    let shoot = Shoot::new(load_balancer);
    shoot
        .cluster
        .create(json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "istio-ingressgateway", "namespace": "istio-system"},
            "spec": {"type": "LoadBalancer", "ports": [{"port": 443}]},
        }))
        .expect("a Service");
    shoot
}

fn applied(shoot: &Shoot) -> Value {
    let entry = shoot.cluster.get(
        "dns.gardener.cloud/v1alpha1",
        "DNSEntry",
        Some("test"),
        "dns-credentials",
    );
    entry.expect("an entry")
}

fn apply(shoot: &Shoot, manifest: &Manifest) -> crate::stage::Run {
    shoot.run(&gardener::dns_entry(manifest), &[], "")
}

#[test]
fn an_address_or_else_a_name_becomes_the_target() {
    for (balancer, target) in [
        (LoadBalancer::Ip("203.0.113.7".to_owned()), "203.0.113.7"),
        (LoadBalancer::Ip("2001:db8::7".to_owned()), "2001:db8::7"),
        (
            LoadBalancer::Hostname("a1-b2.elb.amazonaws.com".to_owned()),
            "a1-b2.elb.amazonaws.com",
        ),
    ] {
        let shoot = with_service(balancer);
        let manifest = entry(&shoot);
        for _ in 0..2 {
            let words = format!("The gateway is reached at {target}.");
            apply(&shoot, &manifest).succeeded().says(&words);
            let entry = applied(&shoot);
            assert_eq!(
                entry["spec"],
                json!({"dnsName": "*.mtls.example.com", "ttl": 600, "targets": [target]})
            );
            assert_eq!(entry["metadata"]["annotations"]["dns.gardener.cloud/class"], "garden");
        }
    }
}

#[test]
fn applying_the_file_by_itself_keeps_the_target() {
    let shoot = with_service(LoadBalancer::Ip("203.0.113.7".to_owned()));
    let manifest = entry(&shoot);
    apply(&shoot, &manifest).succeeded();
    for _ in 0..2 {
        shoot
            .run(&format!("kube apply -f {}\n", manifest.path()), &[], "")
            .succeeded();
        assert_eq!(applied(&shoot)["spec"]["targets"], json!(["203.0.113.7"]));
    }
    // And a new address replaces the old one.
    let commands = gardener::dns_entry(&manifest);
    shoot
        .run(&commands, &[("LOAD_BALANCER_ADDRESS", " 203.0.113.8 ")], "")
        .succeeded();
    assert_eq!(applied(&shoot)["spec"]["targets"], json!(["203.0.113.8"]));
}

/// Waits until the script has seen that the Service has no address yet. Before that, it looks whether there is a Service.
fn until_seen_without_address(shoot: &Shoot) {
    let deadline = Instant::now() + Duration::from_secs(60);
    let seen = || {
        let requests = shoot.cluster.requests().into_iter();
        requests
            .filter(|request| request.method == "GET" && request.path.ends_with("/services/istio-ingressgateway"))
            .count()
    };
    while seen() < 2 {
        assert!(Instant::now() < deadline, "nobody asks for the address");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_address_that_comes_late_is_waited_for() {
    let shoot = with_service(LoadBalancer::Pending);
    let manifest = entry(&shoot);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            until_seen_without_address(&shoot);
            let change = |service: &mut Value| {
                service["status"]["loadBalancer"]["ingress"] = json!([{"ip": "203.0.113.9"}]);
            };
            let mutated = shoot
                .cluster
                .mutate("v1", "Service", Some("istio-system"), "istio-ingressgateway", change);
            mutated.expect("a Service");
        });
        apply(&shoot, &manifest)
            .succeeded()
            .says("Waiting for the address of the load balancer");
    });
    assert_eq!(applied(&shoot)["spec"]["targets"], json!(["203.0.113.9"]));
}

#[test]
fn no_address_and_no_gateway_are_explained() {
    let shoot = with_service(LoadBalancer::Pending);
    let manifest = entry(&shoot);
    let commands = gardener::dns_entry(&manifest);
    shoot
        .run(&commands, &[("LOAD_BALANCER_ATTEMPTS", "1")], "")
        .failed_saying("the Service istio-ingressgateway has no external address")
        .says("set LOAD_BALANCER_ADDRESS");
    let strange = [("LOAD_BALANCER_ADDRESS", "1.2.3.4\",\"x")];
    shoot
        .run(&commands, &strange, "")
        .failed_saying("is neither an IP address nor a host name");
    shoot
        .cluster
        .remove("v1", "Service", Some("istio-system"), "istio-ingressgateway");
    shoot
        .run(&commands, &[], "")
        .failed_saying("Has the Istio module been added");
    assert_eq!(
        shoot.cluster.list("dns.gardener.cloud/v1alpha1", "DNSEntry", None),
        Vec::<Value>::new()
    );
}

#[test]
fn waiting_says_what_gardener_complains_about() {
    let shoot = with_service(LoadBalancer::Ip("203.0.113.7".to_owned()));
    let manifest = entry(&shoot);
    apply(&shoot, &manifest).succeeded();
    let set = |state: &str, message: &str| {
        let change = |entry: &mut Value| entry["status"] = json!({"state": state, "message": message});
        let mutated = shoot.cluster.mutate(
            "dns.gardener.cloud/v1alpha1",
            "DNSEntry",
            Some("test"),
            "dns-credentials",
            change,
        );
        mutated.expect("an entry");
    };
    shoot.cluster.freeze("DNSEntry");
    let wait = "wait_until_ready dnsentries.dns.gardener.cloud/dns-credentials test 2\n";
    set("Error", "no matching provider found");
    shoot
        .run(wait, &[], "")
        .failed_saying("did not become Ready. It says: Error no matching provider found");
    set("Ready", "");
    shoot.run(wait, &[], "").succeeded();
}

#[test]
fn the_commands_of_the_guide_do_the_same() {
    for balancer in [
        LoadBalancer::Ip("203.0.113.7".to_owned()),
        LoadBalancer::Hostname("lb.example.com".to_owned()),
    ] {
        let shoot = with_service(balancer);
        let manifest = entry(&shoot);
        // Until the stand-in has given the address.
        shoot.run("load_balancer_address\n", &[], "").succeeded();
        let run = shoot
            .run(&gardener::guide_dns_entry(&manifest).join("\n"), &[], "")
            .succeeded();
        let target = applied(&shoot)["spec"]["targets"][0]
            .as_str()
            .expect("a target")
            .to_owned();
        run.says(&target);
        assert!(["203.0.113.7", "lb.example.com"].contains(&target.as_str()));
    }
}
