//! kubectl's own words, against the API stand-in and against nothing.

use mtls_wizard_e2e::cluster::{Cluster, Installed, Options, schema};
use std::process::Command;

use super::must_be;

fn kubectl(cluster: &Cluster, arguments: &[&str], input: &str) -> String {
    let kubectl = std::path::Path::new("kubectl");
    let output = cluster.run_kubectl(kubectl, arguments, input).expect("kubectl runs");
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

fn is_here() -> bool {
    let found =
        Command::new("kubectl").args(["version", "--client"]).output().is_ok() && schema::crd_directory().is_dir();
    assert!(
        found || std::env::var_os("CI").is_none(),
        "kubectl or CRD_DIR is missing"
    );
    if !found {
        eprintln!("SKIPPED: kubectl or CRD_DIR is missing");
    }
    found
}

const API_RULE: &str = "---\napiVersion: gateway.kyma-project.io/v2\nkind: APIRule\nmetadata: {name: a, namespace: default}\n\
     spec: {gateway: a/b, hosts: [a.example.com], service: {name: a, port: 80}, rules: [{path: /*, methods: [GET], noAuth: true}]}\n";

#[test]
fn what_kubectl_complains_of_is_understood() {
    if !is_here() {
        return;
    }
    let bare = pollster::block_on(Cluster::start(Options::default())).expect("the cluster starts");
    let missing = kubectl(&bare, &["get", "secret", "kyma-mtls-cacert", "-n", "default"], "");
    must_be("kubectl-not-found/namespace", &missing);
    must_be(
        "kubectl-no-kind/module",
        &kubectl(&bare, &["apply", "-f", "-"], API_RULE),
    );
    must_be(
        "kubectl-file/folder",
        &kubectl(&bare, &["apply", "-f", "manifests/none.yaml"], ""),
    );
    let create = ["create", "configmap", "a", "-n", "default"];
    kubectl(&bare, &create, "");
    must_be("kubectl-exists/create", &kubectl(&bare, &create, ""));
    let waiting = [
        "wait",
        "configmap/a",
        "-n",
        "default",
        "--for=jsonpath={.data.x}=y",
        "--timeout=1s",
    ];
    must_be("kubectl-timeout/state", &kubectl(&bare, &waiting, ""));

    let options = Options {
        installed: Installed::AllDefinitions,
        ..Options::default()
    };
    let full = pollster::block_on(Cluster::start(options)).expect("the cluster starts");
    let unknown = API_RULE.replace("spec: {", "spec: {nmae: x, ");
    must_be(
        "kubectl-invalid/field",
        &kubectl(&full, &["apply", "-f", "-"], &unknown),
    );
    let invalid = API_RULE.replace("port: 80", "port: 800000");
    must_be(
        "kubectl-invalid/field",
        &kubectl(&full, &["apply", "-f", "-"], &invalid),
    );
    let old = API_RULE.replace("/v2", "/v1beta1");
    must_be(
        "apirule-old-version/v1beta1",
        &kubectl(&full, &["apply", "-f", "-", "--validate=false"], &old),
    );
}

#[test]
fn kubectl_without_a_cluster_is_understood() {
    if !is_here() {
        return;
    }
    let run = |arguments: &[&str]| {
        let output = Command::new("kubectl")
            .env("KUBECONFIG", "/dev/null")
            .args(arguments)
            .output()
            .expect("kubectl starts");
        String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
    };
    must_be("kubectl-context/k3d", &run(&["config", "use-context", "k3d-kyma"]));
    must_be("kubectl-context/other-file", &run(&["--context=nope", "get", "pods"]));
    must_be(
        "kubectl-no-cluster/network",
        &run(&["--server=https://nope.invalid", "--token=x", "get", "pods"]),
    );
    must_be(
        "kubectl-no-cluster/stopped",
        &run(&["--server=https://127.0.0.1:9", "--token=x", "get", "pods"]),
    );
}
