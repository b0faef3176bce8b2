//! The server itself: what clients see of it, what tests see of it, and its end.

use crate::kubectl::{bare, definitions_present, with_every_kubectl};
use mtls_wizard_e2e::cluster::{Cluster, Options};
use serde_json::{Value, json};

#[test]
fn kubectl_finds_the_context_and_the_version() {
    let named = || Options {
        context: "garden-test".to_owned(),
        ..bare()
    };
    with_every_kubectl(named, |shell| {
        assert_eq!(shell.run("config current-context").ok().trim(), "garden-test");
        assert_eq!(shell.run("config get-contexts -o name").ok().trim(), "garden-test");
        let version: Value = serde_json::from_str(&shell.run("version -o json").ok()).unwrap();
        assert_eq!(version["serverVersion"]["major"], "1");
        shell.run("cluster-info").ok();
        assert!(shell.run("api-resources -o name").ok().contains("deployments.apps"));
        shell.run("get namespaces").ok();
        shell.run("get serviceaccounts -A").ok();
    });
}

#[test]
fn requests_are_recorded_without_their_bodies() {
    with_every_kubectl(bare, |shell| {
        shell
            .run("create secret generic hidden --from-literal=password=very-secret")
            .ok();
        shell.run("get secret absent").refused();
        let requests = shell.cluster.requests();
        let made = requests
            .iter()
            .find(|request| request.method == "POST")
            .expect("a POST");
        assert_eq!(
            (made.path.as_str(), made.code),
            ("/api/v1/namespaces/default/secrets", 201)
        );
        let absent = requests
            .iter()
            .find(|request| request.path.ends_with("/secrets/absent"))
            .expect("a GET");
        assert_eq!((absent.method.as_str(), absent.code), ("GET", 404));
        assert!(!format!("{requests:?}").contains("very-secret"));
    });
}

#[test]
fn tests_can_read_and_break_the_state() {
    with_every_kubectl(bare, |shell| {
        let made = shell.cluster.create(json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "s", "namespace": "default"}, "stringData": {"cacert": "right"}}));
        assert_eq!(made.unwrap()["metadata"]["name"], "s");
        shell
            .cluster
            .mutate("v1", "Secret", Some("default"), "s", |secret| {
                secret["data"] = json!({"ca": "eA=="})
            })
            .unwrap();
        assert_eq!(shell.run("get secret s -o jsonpath={.data}").ok(), r#"{"ca":"eA=="}"#);
        assert!(shell.cluster.remove("v1", "Secret", Some("default"), "s").is_some());
        shell.run("get secret s").refused();
        let wrong = shell.cluster.create(json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "s", "namespace": "nowhere"}}));
        assert_eq!(wrong.unwrap_err().to_string(), "namespaces \"nowhere\" not found");
    });
}

#[test]
fn dry_runs_on_the_server_store_nothing() {
    with_every_kubectl(bare, |shell| {
        shell.run("create namespace dry --dry-run=server").ok();
        assert_eq!(shell.cluster.get("v1", "Namespace", None, "dry"), None);
        shell.run("delete namespace kube-node-lease --dry-run=server").ok();
        let kept = shell.cluster.get("v1", "Namespace", None, "kube-node-lease").unwrap();
        assert_eq!(kept["status"]["phase"], "Active");
    });
}

#[test]
fn a_stale_write_is_a_conflict() {
    with_every_kubectl(bare, |shell| {
        shell.run("create configmap m --from-literal=a=b").ok();
        let stale = shell.run("get configmap m -o yaml").ok();
        shell.run("label configmap m changed=yes").ok();
        let refused = shell
            .with_input("replace -f -", &stale.replace("a: b", "a: c"))
            .refused();
        assert!(refused.contains("the object has been modified"), "{refused}");
    });
}

#[tokio::test]
async fn dropping_the_cluster_stops_the_server() {
    if !definitions_present() {
        return;
    }
    let cluster = Cluster::start(bare()).await.unwrap();
    let address = cluster.base_url().trim_start_matches("http://").to_owned();
    let kubeconfig = cluster.kubeconfig();
    assert!(std::net::TcpStream::connect(&address).is_ok() && kubeconfig.exists());
    drop(cluster);
    assert!(!kubeconfig.exists());
    let gone = async {
        while std::net::TcpStream::connect(&address).is_ok() {
            tokio::task::yield_now().await
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), gone)
        .await
        .expect("the port is closed");
}
