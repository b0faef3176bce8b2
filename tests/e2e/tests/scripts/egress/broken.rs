//! One thing in either cluster is broken, and `verify.sh` says so.

use mtls_wizard::tutorial::egress::TUTORIAL;
use mtls_wizard_e2e::archive::Unpacked;
use serde_json::{Value, json};

use super::{CLIENT_SECRET, POLICY, ROUTE, RULE, SERVER_SECRET, SUBSET, TELEMETRY, find, mutate, remove};
use crate::two_clusters::{KUBE_DNS, TwoClusters};

/// Gives the value of a Secret another key.
fn rename(secret: &mut Value, from: &str, to: &str) {
    let data = secret["data"].as_object_mut().expect("data");
    let value = data.remove(from).expect("the key is there");
    data.insert(to.to_owned(), value);
}

fn file(archive: &Unpacked, name: &str) -> Value {
    use base64::Engine as _;
    let bytes = std::fs::read(archive.path(name)).expect("a file");
    json!(base64::engine::general_purpose::STANDARD.encode(bytes))
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_credentials_fail() {
    let through = "FAIL  through the egress gateway: status 503";
    let mut clusters = TwoClusters::applied(&[]);
    let other = Unpacked::make(&TUTORIAL, &[]).expect("an archive");
    let client = find(&clusters.egress, CLIENT_SECRET).expect("a Secret");
    let server = find(&clusters.target, SERVER_SECRET).expect("a Secret");

    mutate(&clusters.egress, CLIENT_SECRET, |secret| {
        rename(secret, "tls.crt", "certificate")
    });
    let (run, notes) = clusters.verify().await;
    run.failed_saying(through);
    assert!(notes.contains("found: ca.crt, certificate, tls.key"), "{notes}");

    for (key, path) in [
        // The authority of the clients instead of the server's.
        ("ca.crt", "certificates/client-root-ca.crt"),
        // Purposes keep the two apart: the server's own certificate is no client's.
        ("tls.crt", "certificates/server.crt"),
    ] {
        let archive = &clusters.archive;
        mutate(&clusters.egress, CLIENT_SECRET, |secret| {
            secret["data"] = client["data"].clone();
            secret["data"][key] = file(archive, path);
            if key == "tls.crt" {
                secret["data"]["tls.key"] = file(archive, "certificates/server.key");
            }
        });
        clusters.verify().await.0.failed_saying(through);
    }
    mutate(&clusters.egress, CLIENT_SECRET, |secret| {
        secret["data"] = client["data"].clone();
        secret["data"]["tls.crt"] = file(&other, "certificates/clients/ml-client-egress/client.crt");
        secret["data"]["tls.key"] = file(&other, "certificates/clients/ml-client-egress/client.key");
    });
    clusters
        .verify()
        .await
        .0
        .failed_saying(through)
        .says("ok    without a certificate: refused");
    mutate(&clusters.egress, CLIENT_SECRET, |secret| {
        secret["data"] = client["data"].clone()
    });

    mutate(&clusters.target, SERVER_SECRET, |secret| {
        secret["data"].as_object_mut().expect("data").remove("cacert");
    });
    let (run, notes) = clusters.verify().await;
    run.failed_saying("not let in").says(through);
    assert!(notes.contains("didn't have expected keys cacert or ca.crt"), "{notes}");
    mutate(&clusters.target, SERVER_SECRET, |secret| {
        secret["data"] = server["data"].clone();
        secret["data"]["key"] = file(&other, "certificates/server.key");
    });
    clusters.verify().await.0.failed_saying("not let in").says(through);
    mutate(&clusters.target, SERVER_SECRET, |secret| {
        secret["data"] = server["data"].clone()
    });
    clusters.verify().await.0.succeeded();

    // Another folder of certificates than the one that was applied.
    clusters.archive = other;
    clusters.verify().await.0.failed_saying("not let in");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_ways_fail() {
    let clusters = TwoClusters::applied(&[]);
    let egress = &clusters.egress;
    let through = "FAIL  through the egress gateway: status 503";
    let tls = |change: fn(&mut Value)| {
        mutate(egress, RULE, |rule| {
            change(&mut rule["spec"]["trafficPolicy"]["portLevelSettings"][0]["tls"])
        });
    };
    let host = clusters.archive.plan.verification.host.to_string();
    let rule = find(egress, RULE).expect("a rule")["spec"].clone();
    assert_eq!(rule["trafficPolicy"]["portLevelSettings"][0]["tls"]["sni"], json!(host));

    tls(|tls| tls["sni"] = json!("other.example.com"));
    clusters.verify().await.0.failed_saying(through);
    mutate(egress, RULE, |object| object["spec"] = rule.clone());
    tls(|tls| tls["subjectAltNames"] = json!(["httpbin.other.kyma.ondemand.com"]));
    clusters.verify().await.0.failed_saying(through);
    mutate(egress, RULE, |object| object["spec"] = rule.clone());
    tls(|tls| tls["mode"] = json!("SIMPLE"));
    clusters.verify().await.0.failed_saying(through);
    mutate(egress, RULE, |object| object["spec"] = rule.clone());

    let subset = find(egress, SUBSET).expect("a rule");
    remove(egress, SUBSET);
    let (run, notes) = clusters.verify().await;
    run.failed_saying(through);
    assert!(
        notes.contains("no DestinationRule defines the subset target"),
        "{notes}"
    );
    let metadata = json!({"name": SUBSET.3, "namespace": SUBSET.2});
    egress
        .create(json!({"apiVersion": SUBSET.0, "kind": SUBSET.1, "metadata": metadata, "spec": subset["spec"]}))
        .expect("created");
    clusters.verify().await.0.succeeded();

    mutate(egress, ROUTE, |service| {
        service["spec"]["http"].as_array_mut().expect("routes").remove(0);
    });
    clusters
        .verify()
        .await
        .0
        .failed_saying("FAIL  through the egress gateway: status ");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_seen_is_not_believed() {
    let clusters = TwoClusters::applied(&[]);
    let egress = &clusters.egress;
    let telemetry = find(egress, TELEMETRY).expect("a Telemetry");
    assert_eq!(
        telemetry["spec"]["selector"]["matchLabels"],
        json!({"istio": "egressgateway"})
    );
    remove(egress, TELEMETRY);
    clusters
        .verify()
        .await
        .0
        .failed_saying("the egress gateway did not log the request");

    let clusters = TwoClusters::applied(&[]);
    let egress = &clusters.egress;
    let policy = find(egress, POLICY).expect("a NetworkPolicy");
    let resolvers = &policy["spec"]["egress"][0]["to"];
    assert_eq!(resolvers[1]["ipBlock"]["cidr"], json!(format!("{KUBE_DNS}/32")));
    assert_eq!(resolvers.as_array().map(Vec::len), Some(2));
    // Without the address, pods of Gardener's clusters find nobody.
    mutate(egress, POLICY, |policy| {
        policy["spec"]["egress"][0]["to"].as_array_mut().expect("peers").pop();
    });
    clusters
        .verify()
        .await
        .0
        .failed_saying("through the egress gateway: curl: (6)");
    remove(egress, POLICY);
    let (run, _) = clusters.verify().await;
    run.failed_saying("a direct call to https://")
        .says("reaches the target");
    remove(egress, ("apps/v1", "Deployment", "test", "curl"));
    clusters
        .verify()
        .await
        .0
        .failed_saying("through the egress gateway: Error from server (NotFound)");
}
