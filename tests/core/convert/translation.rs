//! What becomes of hosts, gateways, services, CORS, metadata, and of several documents.

use mtls_wizard::convert::Source;
use serde_json::{Value, json};

use super::rules::{COMPLETE, SHOWN_BY_KUBECTL};
use super::{change, converted, old, one, problem};

fn golden(name: &str) -> Value {
    let path = format!("{}/tests/core/golden/convert/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_yaml::from_str(&text).expect("YAML")
}

#[test]
fn a_complete_rule() {
    let (rule, changes) = converted(COMPLETE);
    assert_eq!(rule, golden("complete"));
    let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(
        fields,
        [
            "apiVersion",
            "spec.gateway",
            "spec.host",
            "spec.corsPolicy.maxAge",
            "spec.rules[0].accessStrategies[0]",
            "spec.rules[1].accessStrategies[0]",
            "spec.rules[1].mutators[0]",
            "spec.rules[1].mutators[1]",
            "spec.rules[1].path",
            "spec.rules[2].accessStrategies[0].config",
            "spec.rules[2].path",
            "spec.rules[3].accessStrategies[0]",
            "spec.rules[3].path",
            "spec.service",
            "spec.rules",
        ]
    );
    assert!(
        changes
            .iter()
            .all(|change| !change.why.is_empty() && !change.before.is_empty() && !change.after.is_empty())
    );
}

#[test]
fn what_kubectl_shows_of_a_rule_that_it_cannot_show() {
    let conversion = one(SHOWN_BY_KUBECTL);
    assert_eq!(conversion.source, Source::V1beta1);
    assert_eq!(
        (conversion.name.as_str(), conversion.namespace.as_deref()),
        ("httpbin", Some("test"))
    );
    let (rule, changes) = converted(SHOWN_BY_KUBECTL);
    assert_eq!(rule, golden("shown-by-kubectl"));
    let dropped = change(&changes, "metadata");
    for field in [
        "managedFields",
        "resourceVersion",
        "uid",
        "finalizers",
        "generation",
        "creationTimestamp",
    ] {
        assert!(dropped.before.contains(field), "{dropped:?}");
    }
    assert_eq!(change(&changes, "status").after, "left out");
    change(
        &changes,
        "metadata.annotations.kubectl.kubernetes.io/last-applied-configuration",
    );
    change(
        &changes,
        "metadata.annotations.gateway.kyma-project.io/original-version",
    );
    assert!(change(&changes, "spec").why.contains("made in v1beta1"));
    let broken = SHOWN_BY_KUBECTL.replace("'{\"host\"", "'{\"host");
    problem(
        &broken,
        "metadata.annotations.gateway.kyma-project.io/v1beta1-spec",
        "kubectl",
    );
    let shown_as_old = SHOWN_BY_KUBECTL
        .replace("io/v2\nkind", "io/v1beta1\nkind")
        .replace("version: v1beta1", "version: v2");
    problem(
        &shown_as_old,
        "metadata.annotations.gateway.kyma-project.io/original-version",
        "apirules.v2",
    );
}

#[test]
fn json_is_as_good() {
    let value: Value = serde_yaml::from_str(COMPLETE).expect("YAML");
    for json in [
        serde_json::to_string(&value).expect("JSON"),
        serde_json::to_string_pretty(&value).expect("JSON"),
        serde_json::to_string_pretty(&value).expect("JSON").replace("  ", "\t"),
    ] {
        assert_eq!(converted(&json).0, golden("complete"));
    }
    let windows = COMPLETE.replace('\n', "\r\n");
    assert_eq!(converted(&windows).0, golden("complete"));
    assert_eq!(converted(&format!("\u{feff}{COMPLETE}")).0, golden("complete"));
}

#[test]
fn gateways() {
    let gateway = |text: &str| {
        let (rule, changes) = converted(&old(&format!("gateway: {text}"), ""));
        (rule["spec"]["gateway"].clone(), changes)
    };
    for legacy in ["gw.ns.svc.cluster.local", "gw.ns.svc.cluster", "gw.ns.svc", "gw.ns"] {
        let (converted, changes) = gateway(legacy);
        assert_eq!(converted, "ns/gw", "{legacy}");
        assert_eq!(change(&changes, "spec.gateway").before, legacy);
    }
    let (converted, changes) = gateway("gw");
    assert_eq!(converted, "shop/gw");
    assert!(change(&changes, "spec.gateway").why.contains("the APIRule's own"));
    let (converted, changes) = gateway("ns/gw");
    assert_eq!(converted, "ns/gw");
    assert!(changes.iter().all(|change| change.field != "spec.gateway"));
    let homeless = old("gateway: gw", "").replace(", namespace: shop", "");
    problem(&homeless, "spec.gateway", "namespace/name");
    problem(&old("gateway: my_gw.ns", ""), "spec.gateway", "ns/my_gw");
    problem(&old("gateway: a.b.c", ""), "spec.gateway", "b.c/a");
    problem(
        &old(&format!("gateway: ns/{}", "g".repeat(64)), ""),
        "spec.gateway",
        "at most 63",
    );
    problem(&old("gateway: null", ""), "spec.gateway", "kyma-system/kyma-gateway");
}

#[test]
fn hosts() {
    let host = |text: &str| converted(&old(&format!("host: {text}"), "")).1;
    assert_eq!(
        change(&host("a.example.com"), "spec.host").after,
        "hosts: [a.example.com]"
    );
    let upper = host("A.Example.com");
    assert!(change(&upper, "spec.host").why.contains("lower case"));
    let short = host("orders");
    assert!(change(&short, "spec.host").why.contains("that of the Gateway"));
    assert_eq!(
        converted(&old("host: '*.example.com'", "")).0["spec"]["hosts"],
        json!(["*.example.com"])
    );
    for bad in [
        "a_b.example.com",
        "'*.com'",
        "a.*.example.com",
        "example.c",
        "-a.example.com",
        "a..example.com",
        "10.0.0.1",
        "''",
        "a.x-n",
    ] {
        problem(&old(&format!("host: {bad}"), ""), "spec.hosts[0]", "domain name");
    }
    problem(
        &old(&format!("host: {}example.com", "a.".repeat(123)), ""),
        "spec.hosts[0]",
        "v2 does not take",
    );
    problem(&old("host: null", ""), "spec.host", "No host");
    problem(&old("host: 12", ""), "spec.host", "quotes");
    problem(
        &old("host: null\nhosts: [a.example.com, b.example.com]", ""),
        "spec.hosts",
        "one APIRule for each host",
    );
    problem(&old("hosts: [a.example.com]", ""), "spec.hosts", "Keep one");
    assert_eq!(
        converted(&old("host: null\nhosts: [a.example.com]", "")).0["spec"]["hosts"],
        json!(["a.example.com"])
    );
}

#[test]
fn services_and_timeouts() {
    let (rule, changes) = converted(&old(
        "service: null\ntimeout: 3900",
        "service: {name: a, namespace: b, port: 1, external: false}\ntimeout: 1",
    ));
    assert_eq!(
        rule["spec"]["rules"][0]["service"],
        json!({"name": "a", "namespace": "b", "port": 1, "external": false})
    );
    assert_eq!(
        (&rule["spec"]["timeout"], &rule["spec"]["rules"][0]["timeout"]),
        (&json!(3900), &json!(1))
    );
    assert_eq!(rule["spec"].get("service"), None);
    assert!(change(&changes, "spec.service").after.contains("RBAC: access denied"));
    problem(&old("service: null", ""), "spec.rules[0].service", "which Service");
    problem(&old("service: {name: a}", ""), "spec.service.port", "missing");
    problem(
        &old("service: {name: a, port: '80'}", ""),
        "spec.service.port",
        "without quotes",
    );
    problem(
        &old("service: {name: a, port: 65536}", ""),
        "spec.service.port",
        "from 1 to 65535",
    );
    problem(
        &old("service: {name: a, port: 80, host: b}", ""),
        "spec.service.host",
        "no such field",
    );
    problem(
        &old("", "service: {name: a, port: 80, namespace: A}"),
        "spec.rules[0].service.namespace",
        "lower-case",
    );
    problem(&old("timeout: 3901", ""), "spec.timeout", "from 1 to 3900");
    problem(&old("", "timeout: 1.5"), "spec.rules[0].timeout", "from 1 to 3900");
    problem(&old("retries: 3", ""), "spec.retries", "no such field");
    problem(&old("", "retries: 3"), "spec.rules[0].retries", "no such field");
}

#[test]
fn cross_origin_policies() {
    let (rule, changes) = converted(&old("", ""));
    assert_eq!(rule["spec"].get("corsPolicy"), None);
    let default = change(&changes, "spec.corsPolicy");
    assert!(
        default.before.contains("every origin") && default.why.contains("OPTIONS"),
        "{default:?}"
    );
    let policy = |text: &str| converted(&old(&format!("corsPolicy: {{{text}}}"), ""));
    for (age, seconds) in [("200s", 200), ("2m", 120), ("1h1m1s", 3661), ("1500ms", 1)] {
        let (rule, changes) = policy(&format!("maxAge: {age}"));
        assert_eq!(rule["spec"]["corsPolicy"]["maxAge"], seconds, "{age}");
        change(&changes, "spec.rules");
    }
    for bad in [
        "10",
        "ms",
        "1d",
        "999ms",
        "-5s",
        "99999999999999999999s",
        "9223372036854775807h",
    ] {
        problem(
            &old(&format!("corsPolicy: {{maxAge: {bad}}}"), ""),
            "spec.corsPolicy.maxAge",
            "600s",
        );
    }
    problem(
        &old("corsPolicy: {allowCredentials: yes}", ""),
        "spec.corsPolicy.allowCredentials",
        "true or false",
    );
    problem(
        &old("corsPolicy: {allowOrigin: ['*']}", ""),
        "spec.corsPolicy.allowOrigin",
        "no such field",
    );
    problem(
        &old("corsPolicy: {allowOrigins: ['*']}", ""),
        "spec.corsPolicy.allowOrigins[0]",
        "set of fields",
    );
    let with_options = converted(&old("corsPolicy: {allowMethods: [GET]}", "methods: [GET, OPTIONS]")).1;
    assert!(with_options.iter().all(|change| change.field != "spec.rules"));
}

#[test]
fn names_and_labels() {
    let named = |name: &str| old("", "").replace("name: orders,", &format!("name: {name},"));
    converted(&named("a.b-c"));
    converted(&named(&"a".repeat(63)));
    problem(&named(&"a".repeat(64)), "metadata.name", "at most 63");
    problem(&named("Orders"), "metadata.name", "lower-case");
    problem(&named("a..b"), "metadata.name", "takes no such name");
    problem(&named("''"), "metadata.name", "no name");
    problem(
        &old("", "").replace("namespace: shop", "namespace: Shop"),
        "metadata.namespace",
        "lower-case",
    );
    problem(
        &old("", "").replace("namespace: shop", "labels: {a: 1}"),
        "metadata.labels.a",
        "quotes",
    );
    problem(
        &old("", "").replace("namespace: shop", "generateName: a-"),
        "metadata.generateName",
        "no such field",
    );
    problem(&format!("{}data: {{}}\n", old("", "")), "data", "no such field");
    problem(&old("", "").replace("spec:", "spek:"), "spec", "no spec");
}
