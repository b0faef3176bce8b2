//! APIRules: what their controller checks and what it makes of them; the egress gateway; NetworkPolicies.

use crate::kubectl::{Shell, with_every_kubectl};
use mtls_wizard_e2e::cluster::{Options, schema};
use serde_json::{Value, json};

fn managed() -> Options {
    Options {
        delay: std::time::Duration::from_millis(5),
        ..Options::managed("managed", "c-1234567.kyma.example.com")
    }
}

const WORKLOAD: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: test}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: test}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: test}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: example/web:1}]}
---
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: web, namespace: test}
spec:
  gateway: kyma-system/kyma-gateway
  hosts: [web]
  timeout: 20
  service: {name: web, port: 80}
  rules:
    - {path: '/a/{*}', methods: [GET, HEAD], noAuth: true, request: {headers: {X-One: '1'}, cookies: {a: b}}}
    - {path: '/b/{**}', methods: [POST], noAuth: true, timeout: 7}
";

fn wait(shell: &Shell, condition: &str) {
    let words = ["wait", "-n", "test", "apirule/web", "--timeout=5s", condition];
    shell.words(&words, "").ok();
}

fn policies(shell: &Shell) -> Vec<Value> {
    shell
        .cluster
        .list("security.istio.io/v1", "AuthorizationPolicy", Some("test"))
}

#[test]
fn an_exposed_workload_has_a_route_and_policies() {
    with_every_kubectl(managed, |shell| {
        shell.apply(WORKLOAD).ok();
        let problem =
            "Validation errors: Attribute 'spec.rules[0]': Pod test/web does not have an injected istio sidecar";
        wait(shell, &format!("--for=jsonpath={{.status.description}}={problem}"));
        shell.run("label namespace test istio-injection=enabled").ok();
        wait(shell, "--for=jsonpath={.status.state}=Ready");

        let routes = shell
            .cluster
            .list("networking.istio.io/v1", "VirtualService", Some("test"));
        let spec = &routes[0]["spec"];
        assert_eq!(spec["hosts"], json!(["web.c-1234567.kyma.example.com"]));
        assert_eq!(spec["gateways"], json!(["kyma-system/kyma-gateway"]));
        let [first, second] = [&spec["http"][0], &spec["http"][1]];
        assert_eq!(first["match"][0]["method"]["regex"], "^(GET|HEAD)$");
        assert!(
            first["match"][0]["uri"]["regex"]
                .as_str()
                .is_some_and(|regex| regex.starts_with("^/a/("))
        );
        assert_eq!(first["route"][0]["destination"]["host"], "web.test.svc.cluster.local");
        assert_eq!([&first["timeout"], &second["timeout"]], ["20s", "7s"]);
        let set = json!({"Cookie": "a=b", "X-One": "1", "x-forwarded-host": "web.c-1234567.kyma.example.com"});
        assert_eq!(first["headers"]["request"]["set"], set);
        let made = policies(shell);
        assert_eq!(made.len(), 2);
        assert_eq!(made[1]["spec"]["selector"]["matchLabels"], json!({"app": "web"}));
        let operation = &made[1]["spec"]["rules"][0]["to"][0]["operation"];
        assert_eq!(operation["paths"], json!(["/b/{**}"]));
        let crds = schema::CrdSet::load(&schema::crd_directory()).expect("definitions");
        for object in made.iter().chain(&routes) {
            assert_eq!(schema::validate(object, &crds), []);
        }

        // The rule changes, and what was made of it follows.
        let fewer = json!({"spec": {"rules": [{"path": "/*", "methods": ["PUT"], "noAuth": true}]}});
        shell
            .words(
                &[
                    "patch",
                    "apirule",
                    "web",
                    "-n",
                    "test",
                    "--type=merge",
                    "-p",
                    &fewer.to_string(),
                ],
                "",
            )
            .ok();
        for _ in 0..100 {
            let route = &shell
                .cluster
                .list("networking.istio.io/v1", "VirtualService", Some("test"))[0];
            if route["spec"]["http"][0]["match"][0]["method"]["regex"] == "^(PUT)$" && policies(shell).len() == 1 {
                shell.run("delete apirule web -n test").ok();
                assert!(policies(shell).is_empty());
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        panic!("the route stayed as it was");
    });
}

#[test]
fn a_host_has_one_owner_and_a_rule_a_short_name() {
    with_every_kubectl(managed, |shell| {
        shell.run("create namespace test").ok();
        shell.run("label namespace test istio-injection=enabled").ok();
        shell
            .apply(
                "
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: rival, namespace: default}
spec: {hosts: [web.c-1234567.kyma.example.com], gateways: [kyma-system/kyma-gateway], http: [{route: [{destination: {host: x}}]}]}",
            )
            .ok();
        let (_, rest) = WORKLOAD.split_once("---").expect("several");
        shell.apply(rest).ok();
        let problem = "Validation errors: Attribute 'spec.hosts[0]': Host is occupied by another Virtual Service";
        wait(shell, &format!("--for=jsonpath={{.status.description}}={problem}"));
        shell.run("delete virtualservice rival").ok();
        wait(shell, "--for=jsonpath={.status.state}=Ready");

        let long = "a".repeat(64);
        let rule = rest.split_once("kind: APIRule").expect("an APIRule").1;
        let rule = format!("apiVersion: gateway.kyma-project.io/v2\nkind: APIRule{rule}").replace("[web]", "[other]");
        shell
            .apply(&rule.replace(
                "{name: web, namespace: test}",
                &format!("{{name: {long}, namespace: test}}"),
            ))
            .ok();
        let warning = format!("wait -n test apirule/{long} --for=jsonpath={{.status.state}}=Warning --timeout=5s");
        shell.run(&warning).ok();
    });
}

#[test]
fn the_egress_gateway_comes_with_the_istio_resource() {
    with_every_kubectl(managed, |shell| {
        shell
            .run("get deployment -n istio-system istio-egressgateway")
            .refused();
        let patch = json!({"spec": {"components": {"egressGateway": {"enabled": true}}}}).to_string();
        shell
            .words(
                &[
                    "patch",
                    "istio",
                    "default",
                    "-n",
                    "kyma-system",
                    "--type=merge",
                    "-p",
                    &patch,
                ],
                "",
            )
            .ok();
        shell
            .run("wait -n istio-system --for=create deployment/istio-egressgateway --timeout=5s")
            .ok();
        shell
            .run("rollout status -n istio-system deployment/istio-egressgateway --timeout=5s")
            .ok();
        shell
            .run("wait -n kyma-system istio/default --for=jsonpath={.status.state}=Ready --timeout=5s")
            .ok();
        let ports = shell
            .run("get service -n istio-system istio-egressgateway -o jsonpath={.spec.ports[*].port}")
            .ok();
        assert_eq!(ports, "80 443");
    });
}

#[test]
fn network_policies_are_judged() {
    with_every_kubectl(managed, |shell| {
        let policy = |egress: Value, types: Value| {
            json!({
                "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "egress"},
                "spec": {"podSelector": {}, "policyTypes": types, "egress": egress},
            })
            .to_string()
        };
        let block = |cidr: &str, protocol: &str| json!([{"to": [{"ipBlock": {"cidr": cidr}}], "ports": [{"port": 53, "protocol": protocol}]}]);
        shell
            .apply(&policy(block("10.43.0.10/32", "UDP"), json!(["Egress"])))
            .ok();
        for (egress, types, field) in [
            (
                block("10.43.0.10", "UDP"),
                json!(["Egress"]),
                "spec.egress[0].to.ipBlock.cidr",
            ),
            (block("/32", "UDP"), json!(["Egress"]), "spec.egress[0].to.ipBlock.cidr"),
            (
                block("10.43.0.10/32", "DNS"),
                json!(["Egress"]),
                "spec.egress[0].ports.protocol",
            ),
            (block("10.43.0.10/32", "UDP"), json!(["egress"]), "spec.policyTypes"),
        ] {
            let refused = shell.apply(&policy(egress, types)).refused();
            assert!(refused.contains(field), "{refused}");
        }
    });
}
