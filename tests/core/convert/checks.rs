//! v2alpha1 has v2's schema, and v2 is only checked.

use mtls_wizard::convert::Source;

use super::{change, converted, one, problem};

const V2: &str = r#"apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata:
  name: orders
  namespace: shop
spec:
  gateway: kyma-system/kyma-gateway
  hosts:
  - orders.example.com
  service:
    name: orders
    port: 80
  rules:
  - path: /anything/{*}
    methods:
    - GET
    extAuth:
      authorizers:
      - oauth2-proxy
      restrictions:
        authentications:
        - issuer: https://i.example
          jwksUri: https://i.example/keys
  - path: /*
    methods:
    - GET
    - POST
    noAuth: true
    request:
      headers:
        X-Empty: ''
"#;

#[test]
fn v2_stays_what_it_is() {
    let conversion = one(V2);
    assert_eq!(conversion.source, Source::V2);
    assert_eq!(conversion.yaml.as_deref(), Some(V2));
    assert_eq!(conversion.changes.len(), 1);
    assert!(conversion.changes[0].why.contains("v2 already"));
}

#[test]
fn only_the_version_of_v2alpha1_changes() {
    let conversion = one(&V2.replace("io/v2", "io/v2alpha1"));
    assert_eq!(conversion.source, Source::V2alpha1);
    assert_eq!(conversion.yaml.as_deref(), Some(V2));
    let version = change(&conversion.changes, "apiVersion");
    assert_eq!(version.before, "gateway.kyma-project.io/v2alpha1");
    assert!(version.why.contains("deprecated"));
    assert_eq!(conversion.changes.len(), 1);
}

#[test]
fn both_are_checked_alike() {
    let unique = |from: &str| assert_eq!(V2.matches(from).count(), 1, "{from}");
    for (from, to, field, says) in [
        (
            "- orders.example.com",
            "- orders.example.com\n  - b.example.com",
            "spec.hosts",
            "exactly one",
        ),
        (
            "- orders.example.com",
            "- Orders.example.com",
            "spec.hosts[0]",
            "lower-case",
        ),
        (
            "gateway: kyma-system/kyma-gateway",
            "gateway: kyma-gateway.kyma-system",
            "spec.gateway",
            "namespace/name",
        ),
        (
            "gateway: kyma-system/kyma-gateway",
            "timeout: 1",
            "spec.gateway",
            "No Gateway",
        ),
        (
            "gateway: kyma-system/kyma-gateway",
            "gateway: a/b\n  externalGateway: a/b",
            "spec.externalGateway",
            "exclude",
        ),
        (
            "gateway: kyma-system/kyma-gateway",
            "externalGateway: a",
            "spec.externalGateway",
            "namespace/name",
        ),
        (
            "  service:\n    name: orders\n    port: 80\n",
            "",
            "spec.rules[0].service",
            "which Service",
        ),
        (
            "name: orders\n    port",
            "name: ''\n    port",
            "spec.service.name",
            "no name",
        ),
        (
            "path: /anything/{*}",
            "path: /anything/.*",
            "spec.rules[0].path",
            "asterisk",
        ),
        (
            "path: /anything/{*}",
            "path: /anything{**}",
            "spec.rules[0].path",
            "stand alone",
        ),
        ("path: /anything/{*}", "path: /*", "spec.rules[1].path", "comes first"),
        (
            "path: /anything/{*}\n    methods:\n    - GET",
            "path: /a\n    methods: []",
            "spec.rules[0].methods",
            "at least one method",
        ),
        ("    - POST", "    - get", "spec.rules[1].methods[1]", "in capitals"),
        ("    - POST", "    - 1", "spec.rules[1].methods[1]", "quotes"),
        (
            "noAuth: true",
            "noAuth: false",
            "spec.rules[1]",
            "noAuth: false counts as none",
        ),
        (
            "noAuth: true",
            "noAuth: true\n    jwt: {authentications: [{issuer: i, jwksUri: 'https://i/k'}]}",
            "spec.rules[1]",
            "Keep one",
        ),
        (
            "noAuth: true",
            "jwt: {}",
            "spec.rules[1].jwt.authentications",
            "whose tokens",
        ),
        (
            "noAuth: true",
            "accessStrategies: [{handler: noop}]",
            "spec.rules[1].accessStrategies",
            "no such field",
        ),
        (
            "authorizers:\n      - oauth2-proxy",
            "authorizers: []",
            "spec.rules[0].extAuth.authorizers",
            "at least one",
        ),
        (
            "jwksUri: https://i.example/keys",
            "jwksUri: i",
            "spec.rules[0].extAuth.restrictions.authentications[0].jwksUri",
            "https://",
        ),
        (
            "issuer: https://i.example",
            "issuer: 'https:'",
            "spec.rules[0].extAuth.restrictions.authentications[0].issuer",
            "URI",
        ),
        (
            "X-Empty: ''",
            "Host: a",
            "spec.rules[1].request.headers.Host",
            "cannot set",
        ),
        ("X-Empty: ''", "X-A: a%b", "spec.rules[1].request.headers.X-A", "%%"),
        ("  rules:", "  timeout: 4000\n  rules:", "spec.timeout", "3900"),
        ("  rules:", "  host: a\n  rules:", "spec.host", "no such field"),
        (
            "  name: orders\n  namespace",
            "  name: Orders\n  namespace",
            "metadata.name",
            "takes no such name",
        ),
    ] {
        unique(from);
        let text = V2.replace(from, to);
        problem(&text, field, says);
        problem(&text.replace("io/v2", "io/v2alpha1"), field, says);
    }
    let rules = V2.find("  rules:").expect("rules");
    problem(&V2[..rules], "spec.rules", "missing");
    problem(&format!("{}  rules: []\n", &V2[..rules]), "spec.rules", "no rules");
    problem(&format!("{}  rules: none\n", &V2[..rules]), "spec.rules", "not a list");
}

fn with_tokens(first: &str, second: &str) -> String {
    let rules = V2.find("  rules:").expect("rules");
    let rule = |path: &str, jwt: &str| format!("  - {{path: {path}, methods: [GET], jwt: {{{jwt}}}}}\n");
    format!("{}  rules:\n{}{}", &V2[..rules], rule("/a", first), rule("/b", second))
}

#[test]
fn tokens_are_checked() {
    let issuer = |more: &str| format!("authentications: [{{issuer: i, jwksUri: 'https://i/k'{more}}}]");
    converted(&with_tokens(&issuer(""), &issuer("")));
    converted(&with_tokens(&issuer(", fromParams: [t]"), &issuer(", fromParams: [t]")));
    let elsewhere = with_tokens(&issuer(""), &issuer(", fromParams: [t]"));
    problem(&elsewhere, "spec.rules[1].jwt.authentications[0]", "another place");
    let two = issuer(", fromParams: [t, u]");
    problem(
        &with_tokens(&two, &two),
        "spec.rules[0].jwt.authentications[0]",
        "one place",
    );
    let mixed = "authentications: [{issuer: i, jwksUri: 'https://i/k', fromParams: [t]}, {issuer: j, jwksUri: 'https://i/k', fromHeaders: [{name: X}]}]";
    problem(
        &with_tokens(mixed, mixed),
        "spec.rules[0].jwt.authentications",
        "one of the two kinds",
    );
    let empty = issuer("") + ", authorizations: []";
    problem(
        &with_tokens(&empty, &empty),
        "spec.rules[0].jwt.authorizations",
        "empty",
    );
    let empty = issuer("") + ", authorizations: [{audiences: ['']}]";
    problem(
        &with_tokens(&empty, &empty),
        "spec.rules[0].jwt.authorizations[0].audiences",
        "empty",
    );
}

#[test]
fn null_is_nothing() {
    let text = V2
        .replace("  rules:", "  corsPolicy: null\n  timeout: ~\n  rules:")
        .replace("noAuth: true", "noAuth: true\n    jwt: null");
    assert_eq!(one(&text).yaml.as_deref(), Some(V2));
}
