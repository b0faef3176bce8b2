//! Waiting: what is waited for really comes late, and waiting for what never comes ends.

use crate::kubectl::{DELAY, bare, with_every_kubectl};
use mtls_wizard_e2e::cluster::{LoadBalancer, Options};
use std::time::{Duration, Instant};

const DEPLOYMENT: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web:1}]}
";

#[test]
fn a_rollout_is_followed_to_its_end() {
    with_every_kubectl(bare, |shell| {
        let start = Instant::now();
        shell.apply(DEPLOYMENT).ok();
        let told = shell.run("rollout status deployment/web --timeout=10s").ok();
        assert!(told.contains("successfully rolled out"), "{told}");
        assert!(start.elapsed() >= DELAY, "it was not ready at once");
        shell
            .run("wait --for=condition=Available deployment/web --timeout=5s")
            .ok();
        shell
            .run("wait --for=jsonpath={.status.readyReplicas}=2 deployment/web --timeout=5s")
            .ok();
        shell.apply(&DEPLOYMENT.replace("web:1", "web:2")).ok();
        shell.run("rollout status deployment/web --timeout=10s").ok();
        let deployment = shell
            .cluster
            .get("apps/v1", "Deployment", Some("default"), "web")
            .unwrap();
        assert_eq!(deployment["status"]["observedGeneration"], 2);
    });
}

#[test]
fn waiting_for_what_never_comes_times_out() {
    with_every_kubectl(bare, |shell| {
        shell.cluster.freeze("Deployment");
        shell.apply(DEPLOYMENT).ok();
        let late = shell
            .run("wait --for=condition=Available deployment/web --timeout=1s")
            .refused();
        assert!(
            late.contains("timed out waiting for the condition on deployments/web"),
            "{late}"
        );
        shell.run("rollout status deployment/web --timeout=1s").refused();
        let absent = shell
            .run("wait --for=condition=Available deployment/absent --timeout=1s")
            .refused();
        assert!(absent.contains("not found"), "{absent}");
    });
}

#[test]
fn a_wait_ends_when_the_object_changes() {
    with_every_kubectl(bare, |shell| {
        shell.cluster.freeze("Deployment");
        shell.apply(DEPLOYMENT).ok();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                shell
                    .run("wait --for=condition=Available deployment/web --timeout=10s")
                    .ok()
            });
            std::thread::sleep(Duration::from_millis(700));
            assert!(!waiting.is_finished());
            shell.cluster.thaw("Deployment");
            assert!(waiting.join().unwrap().contains("condition met"));
        });
    });
}

#[test]
fn creation_and_deletion_can_be_waited_for() {
    with_every_kubectl(bare, |shell| {
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| shell.run("wait --for=create secret/late --timeout=10s").ok());
            std::thread::sleep(Duration::from_millis(500));
            shell.run("create secret generic late --from-literal=a=b").ok();
            waiting.join().unwrap();
        });
        shell.run("create namespace gone").ok();
        shell.run("delete namespace gone --wait=false").ok();
        shell.run("wait --for=delete namespace/gone --timeout=5s").ok();
        assert_eq!(shell.cluster.get("v1", "Namespace", None, "gone"), None);
    });
}

#[test]
fn load_balancers_get_the_address_of_their_cloud() {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: lb}, \
                   spec: {type: LoadBalancer, ports: [{port: 443}]}}";
    let aws = || Options {
        load_balancer: LoadBalancer::Hostname("lb.example.com".to_owned()),
        ..bare()
    };
    with_every_kubectl(aws, |shell| {
        shell.apply(service).ok();
        shell
            .run("wait --for=jsonpath={.status.loadBalancer.ingress} service/lb --timeout=5s")
            .ok();
        let address = shell
            .run("get service lb -o jsonpath={.status.loadBalancer.ingress[0].hostname}")
            .ok();
        assert_eq!(address, "lb.example.com");
    });
}

#[test]
fn watches_start_at_a_revision_and_obey_selectors() {
    with_every_kubectl(bare, |shell| {
        let created = shell
            .with_input(
                "create -o jsonpath={.metadata.resourceVersion} -f -",
                "---\n{apiVersion: v1, \
            kind: ConfigMap, metadata: {name: m, labels: {in: view}}}",
            )
            .ok();
        shell.run("label configmap m more=labels").ok();
        shell.run("label configmap m in=elsewhere --overwrite").ok();
        let events = |query: &str| -> Vec<String> {
            let path = format!("/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=1&{query}");
            let lines = shell.run(&format!("get --raw {path}")).ok();
            let event = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap();
            lines
                .lines()
                .map(|line| event(line)["type"].as_str().unwrap().to_owned())
                .collect()
        };
        let since = format!("resourceVersion={created}");
        assert_eq!(
            events(&format!("{since}&labelSelector=in%3Dview")),
            ["MODIFIED", "DELETED"]
        );
        assert_eq!(
            events(&format!("{since}&fieldSelector=metadata.name%3Dm")),
            ["MODIFIED", "MODIFIED"]
        );
        assert_eq!(events("fieldSelector=metadata.name%3Dm"), ["ADDED"]);
        let initial = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
        assert_eq!(events(initial), ["ADDED", "BOOKMARK"]);
    });
}
