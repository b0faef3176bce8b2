//! Creating, applying, patching and deleting built-in kinds.

use crate::kubectl::{Shell, bare, with_every_kubectl};
use serde_json::{Value, json};

const WORKLOAD: &str = "
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: example/web:1
        env: [{name: A, value: a}, {name: B, value: b}]
        ports: [{containerPort: 8080}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: default}
spec:
  selector: {app: web}
  ports: [{name: http, port: 80, targetPort: 8080}, {name: admin, port: 81}]
";

fn secret_from(shell: &Shell, arguments: &str, file: &str, content: &str) -> String {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(file);
    std::fs::write(&path, content).unwrap();
    let command = format!(
        "create secret generic {arguments} --from-file={} --dry-run=client -o yaml",
        path.display()
    );
    shell.run(&command).ok()
}

#[test]
fn namespaces_and_secrets_are_applied_from_dry_runs() {
    with_every_kubectl(bare, |shell| {
        for expected in ["created", ""] {
            let namespace = shell.run("create namespace test --dry-run=client -o yaml").ok();
            assert!(shell.apply(&namespace).ok().contains(expected));
        }
        let first = secret_from(shell, "ca -n test", "cacert", "one");
        assert!(shell.apply(&first).ok().contains("created"));
        let before = shell.cluster.get("v1", "Secret", Some("test"), "ca").unwrap();
        assert_eq!(
            (&before["data"], &before["type"]),
            (&json!({"cacert": "b25l"}), &json!("Opaque"))
        );
        shell.apply(&first).ok();
        assert_eq!(
            shell.cluster.get("v1", "Secret", Some("test"), "ca").unwrap(),
            before,
            "nothing has changed"
        );
        assert!(
            shell
                .apply(&secret_from(shell, "ca -n test", "cacert", "two"))
                .ok()
                .contains("configured")
        );
        let after = shell.cluster.get("v1", "Secret", Some("test"), "ca").unwrap();
        assert_eq!(after["data"], json!({"cacert": "dHdv"}));
        assert_eq!(after["metadata"]["uid"], before["metadata"]["uid"]);
        assert_ne!(
            after["metadata"]["resourceVersion"],
            before["metadata"]["resourceVersion"]
        );
    });
}

#[test]
fn typed_clients_may_create_without_a_dry_run() {
    with_every_kubectl(bare, |shell| {
        shell.run("create namespace typed").ok();
        shell
            .run("create secret generic s -n typed --from-literal=key=value")
            .ok();
        shell.run("create configmap c -n typed --from-literal=key=value").ok();
        shell.run("create serviceaccount a -n typed").ok();
        let secret = shell.cluster.get("v1", "Secret", Some("typed"), "s").unwrap();
        assert_eq!(
            (&secret["data"]["key"], &secret["type"]),
            (&json!("dmFsdWU="), &json!("Opaque"))
        );
        let map = shell.cluster.get("v1", "ConfigMap", Some("typed"), "c").unwrap();
        assert_eq!(map["data"]["key"], "value");
        assert!(
            shell
                .run("create namespace typed")
                .refused()
                .contains("namespaces \"typed\" already exists")
        );
        assert_eq!(shell.run("auth can-i create secrets -n typed").ok().trim(), "yes");
    });
}

#[test]
fn apply_is_a_three_way_merge() {
    with_every_kubectl(bare, |shell| {
        assert_eq!(shell.apply(WORKLOAD).ok().matches("created").count(), 2);
        assert_eq!(shell.apply(WORKLOAD).ok().matches("unchanged").count(), 2);
        // Somebody else's label and environment variable stay; what the manifest no longer says goes.
        shell.run("label deployment web owner=me").ok();
        shell.run("set env deployment/web C=c").ok();
        let changed = WORKLOAD
            .replace(", {name: B, value: b}", "")
            .replace(", {name: admin, port: 81}", "");
        assert_eq!(shell.apply(&changed).ok().matches("configured").count(), 2);
        let deployment = shell
            .cluster
            .get("apps/v1", "Deployment", Some("default"), "web")
            .unwrap();
        assert_eq!(deployment["metadata"]["labels"]["owner"], "me");
        let environment = &deployment["spec"]["template"]["spec"]["containers"][0]["env"];
        assert_eq!(
            environment,
            &json!([{"name": "A", "value": "a"}, {"name": "C", "value": "c"}])
        );
        let service = shell.cluster.get("v1", "Service", Some("default"), "web").unwrap();
        assert_eq!(service["spec"]["ports"].as_array().unwrap().len(), 1);
        assert_eq!(deployment["metadata"]["generation"], 3, "the label does not count");
    });
}

#[test]
fn server_side_apply_owns_what_it_applies() {
    let map = |data: &str| format!("---\n{{apiVersion: v1, kind: ConfigMap, metadata: {{name: m}}, data: {data}}}");
    with_every_kubectl(bare, |shell| {
        let apply =
            |manager: &str, data: &str| shell.with_input(&format!("apply --server-side {manager} -f -"), &map(data));
        apply("--field-manager=one", "{a: x, b: x}").ok();
        apply("--field-manager=two", "{c: x}").ok();
        apply("--field-manager=one", "{a: new}").ok();
        let data = || shell.cluster.get("v1", "ConfigMap", Some("default"), "m").unwrap()["data"].clone();
        assert_eq!(data(), json!({"a": "new", "c": "x"}));
        let refused = apply("--field-manager=two", "{a: z, c: x}").refused();
        assert!(
            refused.contains("conflict with \"one\"") && refused.contains(".data.a"),
            "{refused}"
        );
        apply("--force-conflicts --field-manager=two", "{a: z, c: x}").ok();
        assert_eq!(data(), json!({"a": "z", "c": "x"}));
    });
}

#[test]
fn objects_are_patched_labelled_and_annotated() {
    with_every_kubectl(bare, |shell| {
        shell.with_input("create -f -", WORKLOAD).ok();
        shell
            .words(
                &[
                    "patch",
                    "service",
                    "web",
                    "--type",
                    "merge",
                    "-p",
                    r#"{"spec":{"selector":{"v":"2"}}}"#,
                ],
                "",
            )
            .ok();
        let json_patch = r#"[{"op":"replace","path":"/spec/ports/0/port","value":8000}]"#;
        shell
            .words(&["patch", "service", "web", "--type", "json", "-p", json_patch], "")
            .ok();
        shell
            .run("label namespace default istio-injection=enabled --overwrite")
            .ok();
        shell
            .run("label namespace default istio-injection=disabled --overwrite")
            .ok();
        shell.run("annotate namespace default note=read").ok();
        let service = shell.cluster.get("v1", "Service", Some("default"), "web").unwrap();
        assert_eq!(service["spec"]["selector"], json!({"app": "web", "v": "2"}));
        assert_eq!(service["spec"]["ports"][0]["port"], 8000);
        let namespace = shell.cluster.get("v1", "Namespace", None, "default").unwrap();
        assert_eq!(namespace["metadata"]["labels"]["istio-injection"], "disabled");
        assert_eq!(namespace["metadata"]["annotations"]["note"], "read");
        let missing = r#"[{"op":"remove","path":"/spec/nothing"}]"#;
        shell
            .words(&["patch", "service", "web", "--type", "json", "-p", missing], "")
            .refused();
    });
}

#[test]
fn objects_are_shown_in_every_format() {
    with_every_kubectl(bare, |shell| {
        shell.apply(WORKLOAD).ok();
        assert_eq!(shell.run("get deployment,service -l none=such -o name").ok(), "");
        assert_eq!(shell.run("get deployment -o name").ok(), "deployment.apps/web\n");
        assert_eq!(shell.run("get svc web -o jsonpath={.spec.ports[1].name}").ok(), "admin");
        let json: Value = serde_json::from_str(&shell.run("get deployment web -o json").ok()).unwrap();
        assert_eq!(json["kind"], "Deployment");
        let yaml: Value = serde_yaml::from_str(&shell.run("get deployments -o yaml").ok()).unwrap();
        assert_eq!(yaml["items"][0]["metadata"]["uid"], json["metadata"]["uid"]);
        assert!(shell.run("get all -A").ok().contains("deployment.apps/web"));
        let absent = shell.run("get secret absent").refused();
        assert!(absent.contains("secrets \"absent\" not found"), "{absent}");
    });
}

#[test]
fn deleting_waits_and_namespaces_take_their_contents_along() {
    with_every_kubectl(bare, |shell| {
        shell.apply(WORKLOAD).ok();
        assert!(
            shell
                .with_input("delete -f -", WORKLOAD)
                .ok()
                .contains("service \"web\" deleted")
        );
        assert!(
            shell
                .with_input("delete -f -", WORKLOAD)
                .refused()
                .contains("services \"web\" not found")
        );
        assert_eq!(shell.with_input("delete --ignore-not-found -f -", WORKLOAD).ok(), "");
        shell.run("create namespace short").ok();
        shell.run("create secret generic s -n short --from-literal=a=b").ok();
        shell.cluster.freeze("Namespace");
        shell.run("delete namespace short --wait=false").ok();
        let refused = shell
            .run("create secret generic t -n short --from-literal=a=b")
            .refused();
        assert!(refused.contains("being terminated"), "{refused}");
        shell.cluster.thaw("Namespace");
        shell.run("delete namespace short --ignore-not-found --timeout=5s").ok();
        assert_eq!(shell.cluster.get("v1", "Secret", Some("short"), "s"), None);
        assert_eq!(shell.cluster.get("v1", "Namespace", None, "short"), None);
        shell.run("create namespace short").ok();
        assert!(
            shell
                .run("delete namespace default")
                .refused()
                .contains("may not be deleted")
        );
    });
}
