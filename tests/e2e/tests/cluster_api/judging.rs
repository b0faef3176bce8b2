//! The judge without a server: `schema::validate`.

use crate::kubectl::{bare, definitions_present, with_every_kubectl};
use mtls_wizard_e2e::cluster::schema::{CrdSet, Rule, crd_directory, documents, validate};
use serde_json::{Value, json};

fn complaints(manifest: &str, crds: &CrdSet) -> Vec<String> {
    let objects = documents(manifest).unwrap();
    objects
        .iter()
        .flat_map(|object| validate(object, crds))
        .map(|violation| violation.to_string())
        .collect()
}

#[track_caller]
fn complains(object: &Value, crds: &CrdSet, expected: &str) {
    let found: Vec<String> = validate(object, crds).iter().map(ToString::to_string).collect();
    assert!(
        found.iter().any(|one| one.contains(expected)),
        "{expected:?} is not among {found:#?}"
    );
}

#[test]
fn every_definition_compiles_and_is_itself_accepted() {
    if !definitions_present() {
        return;
    }
    let crds = CrdSet::load(&crd_directory()).unwrap();
    assert!(crds.definitions().count() >= 25);
    for definition in crds.definitions() {
        assert_eq!(validate(&definition.source, &crds), [], "{}", definition.name);
    }
    for version in crds.versions() {
        let empty = json!({"apiVersion": version.kind.api_version(), "kind": version.kind.kind,
                           "metadata": {"name": "x"}, "unknown": 1});
        let violations = validate(&empty, &crds);
        let unusable = violations.iter().find(|one| one.message.contains("cannot be used"));
        assert_eq!(unusable, None, "{}", version.kind.kind);
        assert!(
            violations
                .iter()
                .any(|one| one.rule == Rule::UnknownField && one.path == "unknown")
        );
    }
}

#[test]
fn good_custom_resources_are_accepted() {
    if !definitions_present() {
        return;
    }
    let crds = CrdSet::load(&crd_directory()).unwrap();
    let manifest = "
{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: d}, spec: {host: a.b, trafficPolicy: {tls: {mode: MUTUAL, sni: a.b, subjectAltNames: [a.b]}, loadBalancer: {simple: ROUND_ROBIN}}}}
---
{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: a}, spec: {selector: {matchLabels: {app: x}}, rules: [{}]}}
---
{apiVersion: networking.istio.io/v1alpha3, kind: EnvoyFilter, metadata: {name: e}, spec: {configPatches: [{applyTo: HTTP_FILTER, patch: {operation: MERGE, value: {any: [thing, {goes: here}]}}}]}}
---
{apiVersion: dns.gardener.cloud/v1alpha1, kind: DNSEntry, metadata: {name: e}, spec: {dnsName: '*.a.b', targets: [1.2.3.4], ttl: 600}}
---
{apiVersion: cert.gardener.cloud/v1alpha1, kind: Certificate, metadata: {name: c}, spec: {commonName: a.b, secretName: s, issuerRef: {name: garden}, privateKey: {algorithm: ECDSA, size: 256}}}
";
    assert_eq!(complaints(manifest, &crds), [] as [String; 0]);
}

#[test]
fn exclusive_alternatives_bounds_and_formats_are_enforced() {
    if !definitions_present() {
        return;
    }
    let crds = CrdSet::load(&crd_directory()).unwrap();
    let two_balancers = json!({"apiVersion": "networking.istio.io/v1", "kind": "DestinationRule", "metadata": {"name": "d"},
        "spec": {"host": "a", "trafficPolicy": {"loadBalancer": {"simple": "RANDOM", "consistentHash": {"httpHeaderName": "x"}}}}});
    complains(&two_balancers, &crds, "spec.trafficPolicy.loadBalancer");
    let mut rule = json!({"apiVersion": "gateway.kyma-project.io/v2", "kind": "APIRule", "metadata": {"name": "r"},
        "spec": {"hosts": ["a.b.cc"], "gateway": "n/g", "rules": [{"path": "/*", "methods": ["GET"], "noAuth": true}]}});
    assert_eq!(validate(&rule, &crds), []);
    rule["spec"]["timeout"] = json!(3901);
    complains(&rule, &crds, "spec.timeout: Invalid value: 3901");
    rule["spec"]["hosts"] = json!([]);
    complains(&rule, &crds, "spec.hosts");
    rule["spec"]["rules"] = json!("none");
    complains(&rule, &crds, "spec.rules in body must be of type array");
    rule["metadata"]["labels"] = json!({"app": "a b"});
    complains(&rule, &crds, "a valid label must be an empty string or consist of");
    rule["kind"] = json!("ApiRule");
    complains(&rule, &crds, "no matches for kind \"ApiRule\"");
}

#[test]
fn built_in_kinds_are_judged_by_their_types_and_rules() {
    let crds = CrdSet::default();
    let object = |api_version: &str, kind: &str, rest: Value| {
        let mut object = json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}});
        object
            .as_object_mut()
            .unwrap()
            .extend(rest.as_object().unwrap().clone());
        object
    };
    let secret = |rest: Value| object("v1", "Secret", rest);
    assert_eq!(validate(&secret(json!({"stringData": {"a": "b"}})), &crds), []);
    complains(&secret(json!({"dat": {}})), &crds, "unknown field \"dat\"");
    complains(
        &secret(json!({"data": {"a": "not base64!"}})),
        &crds,
        "cannot unmarshal field data",
    );
    complains(&secret(json!({"data": {"a b": ""}})), &crds, "a valid config key");
    let tls = secret(json!({"type": "kubernetes.io/tls", "data": {"tls.crt": "eA=="}}));
    complains(&tls, &crds, "data[tls.key]: Required value");
    complains(
        &json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a.b"}}),
        &crds,
        "RFC 1123 label",
    );
    complains(
        &object("v1", "Service", json!({"spec": {"ports": [{"port": 0}]}})),
        &crds,
        "between 1 and 65535",
    );
    complains(
        &object("v1", "Service", json!({"spec": {"ports": [{"port": 1}, {"port": 2}]}})),
        &crds,
        "spec.ports[0].name: Required",
    );
    let policy = json!({"spec": {"podSelector": {}, "ingress": [{"from": [{"podSelektor": {}}]}]}});
    complains(
        &object("networking.k8s.io/v1", "NetworkPolicy", policy),
        &crds,
        "unknown field \"spec.ingress[0].from[0].podSelektor\"",
    );
    let deployment = json!({"spec": {"replicas": "2", "selector": {}, "template": {}}});
    complains(
        &object("apps/v1", "Deployment", deployment),
        &crds,
        "cannot unmarshal field spec.replicas",
    );
    let deployment = json!({"spec": {"selector": {"matchLabels": {"a": "b"}},
        "template": {"metadata": {"labels": {"a": "c"}}, "spec": {"containers": [{"name": "x"}]}}}});
    complains(
        &object("apps/v1", "Deployment", deployment.clone()),
        &crds,
        "`selector` does not match template `labels`",
    );
    complains(
        &object("apps/v1", "Deployment", deployment),
        &crds,
        "spec.template.spec.containers[0].image: Required value",
    );
}

#[test]
fn the_server_says_the_same_about_built_in_kinds() {
    with_every_kubectl(bare, |shell| {
        let refused = shell.apply("{apiVersion: v1, kind: Secret, metadata: {name: t}, type: kubernetes.io/tls, stringData: {tls.crt: x}}").refused();
        assert!(refused.contains("data[tls.key]: Required value"), "{refused}");
        let refused = shell
            .apply("{apiVersion: v1, kind: ConfigMap, metadata: {name: t}, dta: {a: b}}")
            .refused();
        assert!(refused.contains("unknown field \"dta\""), "{refused}");
        shell
            .apply("{apiVersion: v1, kind: Secret, metadata: {name: t}, stringData: {a: b}}")
            .ok();
        let secret = shell.cluster.get("v1", "Secret", Some("default"), "t").unwrap();
        assert_eq!(
            (&secret["data"], secret.get("stringData")),
            (&json!({"a": "Yg=="}), None)
        );
        let refused = shell
            .apply("{apiVersion: v1, kind: Secret, metadata: {name: t}, type: other, stringData: {a: b}}")
            .refused();
        assert!(refused.contains("field is immutable"), "{refused}");
    });
}
