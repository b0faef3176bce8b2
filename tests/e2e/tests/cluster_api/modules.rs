//! The Kyma modules, from the manifests to a ready APIRule.

use crate::kubectl::{DELAY, Shell, bare, with_every_kubectl};
use mtls_wizard_e2e::cluster::schema::{self, CrdSet};
use serde_json::Value;
use std::time::Instant;

const REST: &str = "
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: mtls, namespace: test}
spec:
  selector: {istio: ingressgateway}
  servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: ['*.m.local.kyma.dev'], tls: {mode: MUTUAL, credentialName: c}}]
---
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: web, namespace: test}
spec:
  gateway: test/mtls
  hosts: [web]
  rules: [{path: /*, methods: [GET], noAuth: true, service: {name: web, port: 80}}]
";

fn manifests(shell: &Shell) -> [String; 4] {
    [
        "istio/releases/latest/download/istio-manager.yaml",
        "istio/releases/latest/download/istio-default-cr.yaml",
        "api-gateway/releases/latest/download/api-gateway-manager.yaml",
        "api-gateway/releases/latest/download/apigateway-default-cr.yaml",
    ]
    .map(|path| format!("{}/kyma-project/{path}", shell.cluster.base_url()))
}

fn install(shell: &Shell) {
    let [istio, istio_resource, api_gateway, api_gateway_resource] = manifests(shell);
    shell.run("create namespace kyma-system").ok();
    shell.run(&format!("apply -f {istio} -f {api_gateway}")).ok();
    let crds = "crd/istios.operator.kyma-project.io crd/apigateways.operator.kyma-project.io";
    shell
        .run(&format!("wait --for=condition=Established {crds} --timeout=5s"))
        .ok();
    shell
        .run(&format!("apply -f {istio_resource} -f {api_gateway_resource}"))
        .ok();
}

#[test]
fn the_modules_become_ready_one_after_the_other() {
    with_every_kubectl(bare, |shell| {
        let [istio, ..] = manifests(shell);
        let refused = shell.run(&format!("apply -f {istio}")).refused();
        assert!(refused.contains("namespaces \"kyma-system\" not found"), "{refused}");
        let start = Instant::now();
        install(shell);
        shell
            .run("wait -n kyma-system istios/default --for=jsonpath={.status.state}=Ready --timeout=10s")
            .ok();
        assert!(start.elapsed() >= 3 * DELAY, "one step after the other");
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Ready --timeout=10s")
            .ok();
        shell
            .run("rollout status -n istio-system deployment/istio-ingressgateway --timeout=5s")
            .ok();
        let served = shell.run("api-resources --api-group=security.istio.io -o name").ok();
        assert!(served.contains("authorizationpolicies.security.istio.io"), "{served}");
        let address =
            "get service istio-ingressgateway -n istio-system -o jsonpath={.status.loadBalancer.ingress[0].ip}";
        shell.run("wait -n istio-system svc/istio-ingressgateway --for=jsonpath={.status.loadBalancer.ingress} --timeout=5s").ok();
        assert_eq!(shell.run(address).ok(), "172.18.0.3");
        shell
            .run("wait -n kyma-system --for=create gateways.networking.istio.io/kyma-gateway --timeout=5s")
            .ok();
    });
}

#[test]
fn an_api_rule_needs_its_gateway_its_service_and_a_free_host() {
    with_every_kubectl(bare, |shell| {
        install(shell);
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Ready --timeout=10s")
            .ok();
        shell.run("create namespace test").ok();
        shell.apply(REST).ok();
        let state =
            |wanted: &str| format!("wait -n test apirule/web --for=jsonpath={{.status.state}}={wanted} --timeout=5s");
        shell.run(&state("Warning")).ok();
        let problem = shell
            .run("get apirule web -n test -o jsonpath={.status.description}")
            .ok();
        assert!(problem.contains("Service test/web not found"), "{problem}");
        shell
            .apply(
                "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: test}, spec: {ports: [{port: 80}]}}",
            )
            .ok();
        let wait = "wait -n test apirule/web --timeout=5s --for=jsonpath={.status.description}=";
        let problem =
            "Validation errors: Attribute 'spec.rules[0].injection': Target service label selectors are not defined";
        let mut words: Vec<&str> = wait.split_whitespace().collect();
        let condition = format!("{}{problem}", words.pop().unwrap());
        shell.words(&[words, vec![&condition]].concat(), "").ok();
        shell
            .run("patch service web -n test --type=merge -p {\"spec\":{\"selector\":{\"app\":\"web\"}}}")
            .ok();
        shell.run(&state("Ready")).ok();
        let services = shell
            .cluster
            .list("networking.istio.io/v1", "VirtualService", Some("test"));
        assert_eq!(services[0]["spec"]["hosts"][0], "web.m.local.kyma.dev");
        let second = REST.replace("name: web, namespace", "name: rival, namespace");
        shell.apply(&second).ok();
        shell.run(&state("Warning").replace("/web", "/rival")).ok();
        shell.run("delete apirule web -n test").ok();
        shell.run(&state("Ready").replace("/web", "/rival")).ok();
    });
}

#[test]
fn without_istio_the_api_gateway_is_not_ready() {
    with_every_kubectl(bare, |shell| {
        shell.cluster.freeze("Istio");
        install(shell);
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Warning --timeout=5s")
            .ok();
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Ready --timeout=1s")
            .refused();
        shell.cluster.thaw("Istio");
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Ready --timeout=10s")
            .ok();
    });
}

#[test]
fn everything_that_controllers_write_fits_the_definitions() {
    with_every_kubectl(bare, |shell| {
        install(shell);
        shell
            .run("wait apigateways/default --for=jsonpath={.status.state}=Ready --timeout=10s")
            .ok();
        let crds = CrdSet::load(&schema::crd_directory()).unwrap();
        let kinds = [
            ("operator.kyma-project.io/v1alpha2", "Istio"),
            ("operator.kyma-project.io/v1alpha1", "APIGateway"),
            ("apps/v1", "Deployment"),
            ("v1", "Service"),
            ("v1", "Namespace"),
        ];
        for (api_version, kind) in kinds {
            let objects: Vec<Value> = shell.cluster.list(api_version, kind, None);
            assert!(!objects.is_empty(), "{kind}");
            for object in objects {
                assert_eq!(
                    schema::validate(&object, &crds),
                    [],
                    "{kind} {}",
                    object["metadata"]["name"]
                );
            }
        }
    });
}
