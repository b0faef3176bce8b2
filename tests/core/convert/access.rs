//! Handlers, tokens, mutators.

use serde_json::{Value, json};

use super::{change, converted, old, problem};

fn handlers(handlers: &str) -> String {
    old("", &format!("accessStrategies: [{handlers}]"))
}

#[track_caller]
fn rule(text: &str) -> Value {
    converted(text).0["spec"]["rules"][0].clone()
}

#[test]
fn open_handlers() {
    for handler in ["no_auth", "noop", "allow"] {
        let text = handlers(&format!("{{handler: {handler}, config: null}}"));
        assert_eq!(rule(&text), json!({"path": "/*", "methods": ["GET"], "noAuth": true}));
        let changes = converted(&text).1;
        let strategy = change(&changes, "spec.rules[0].accessStrategies[0]");
        assert_eq!(
            (strategy.before.as_str(), strategy.after.as_str()),
            (format!("handler: {handler}").as_str(), "noAuth: true")
        );
        assert_eq!(strategy.why.contains("every method"), handler == "allow");
    }
    let changes = converted(&handlers("{handler: noop, config: {a: b}}")).1;
    assert_eq!(
        change(&changes, "spec.rules[0].accessStrategies[0].config").after,
        "left out"
    );
}

#[test]
fn handlers_that_v2_does_not_have() {
    for (handler, instead) in [
        ("oauth2_introspection", "extAuth.authorizers"),
        ("oauth2_client_credentials", "extAuth"),
        ("cookie_session", "extAuth"),
        ("bearer_token", "extAuth"),
        ("anonymous", "no_auth"),
        ("unauthorized", "DENY"),
        ("ext-auth", "apirules.v2"),
        ("something", "no such handler"),
        ("''", "This handler"),
    ] {
        let text = handlers(&format!("{{handler: {handler}, config: {{required_scope: [read]}}}}"));
        problem(&text, "spec.rules[0].accessStrategies[0]", instead);
        // One problem, not also its consequence that the rule says nothing about access.
        assert_eq!(super::one(&text).problems.len(), 1);
    }
    problem(&handlers(""), "spec.rules[0].accessStrategies", "who may enter");
    problem(
        &handlers("{handler: noop}, {handler: jwt}"),
        "spec.rules[0].accessStrategies",
        "Keep one",
    );
    problem(
        &old("", "").replace("accessStrategies", "accessStrategy"),
        "spec.rules[0].accessStrategies",
        "who may enter",
    );
}

fn jwt(config: &str) -> String {
    handlers(&format!("{{handler: jwt, config: {{{config}}}}}"))
}

const ISSUER: &str = "trusted_issuers: ['https://i.example'], jwks_urls: ['https://i.example/keys']";

#[test]
fn tokens_in_oathkeepers_form() {
    let authentication = json!({"issuer": "https://i.example", "jwksUri": "https://i.example/keys"});
    assert_eq!(rule(&jwt(ISSUER))["jwt"], json!({"authentications": [authentication]}));
    let two = "trusted_issuers: ['https://i.example', j], jwks_urls: 'https://i.example/keys'";
    let second = json!({"issuer": "j", "jwksUri": "https://i.example/keys"});
    assert_eq!(
        rule(&jwt(two))["jwt"],
        json!({"authentications": [authentication, second]})
    );
    let required = jwt(&format!(
        "{ISSUER}, required_scope: [read, write], scope_strategy: exact, audience: [shop]"
    ));
    let authorization = json!({"requiredScopes": ["read", "write"], "audiences": ["shop"]});
    assert_eq!(
        rule(&required)["jwt"],
        json!({"authentications": [authentication], "authorizations": [authorization]})
    );
    let by_query = jwt(&format!("{ISSUER}, token_from: {{query_parameter: t}}"));
    assert_eq!(rule(&by_query)["jwt"]["authentications"][0]["fromParams"], json!(["t"]));
    let changes = converted(&jwt(&format!("{ISSUER}, allowed_algorithms: [RS256], jwks_ttl: 5m"))).1;
    assert_eq!(
        change(&changes, "spec.rules[0].accessStrategies[0].config.allowed_algorithms").after,
        "left out"
    );
    assert_eq!(
        change(&changes, "spec.rules[0].accessStrategies[0].config.jwks_ttl").after,
        "left out"
    );
}

#[test]
fn tokens_that_cannot_be_translated() {
    let at = |key: &str| format!("spec.rules[0].accessStrategies[0].config.{key}");
    problem(
        &jwt("jwks_urls: ['https://i.example/keys']"),
        &at("trusted_issuers"),
        "well-known",
    );
    problem(
        &jwt("trusted_issuers: ['https://i.example']"),
        &at("jwks_urls"),
        "Oathkeeper's own configuration",
    );
    problem(&handlers("{handler: jwt}"), &at("trusted_issuers"), "whose tokens");
    let keys = "trusted_issuers: ['https://i.example'], jwks_urls: ['https://a/k', 'https://b/k']";
    problem(&jwt(keys), &at("jwks_urls"), "authentications");
    for (setting, key, says) in [
        ("scope_strategy: wildcard", "scope_strategy", "compares scopes exactly"),
        ("scope_strategy: none", "scope_strategy", "compares scopes exactly"),
        ("required_scope: ['read.*']", "required_scope", "asterisk"),
        ("required_scope: [1]", "required_scope", "list of texts"),
        ("token_from: {header: X-Token}", "token_from", "fromHeaders"),
        ("token_from: {cookie: t}", "token_from", "extAuth"),
        ("forward: true", "forward", "no such field"),
    ] {
        problem(&jwt(&format!("{ISSUER}, {setting}")), &at(key), says);
    }
    problem(
        &jwt("trusted_issuers: ['https://i.example'], jwks_urls: ['file:keys']"),
        "spec.rules[0].jwt.authentications[0].jwksUri",
        "https://",
    );
}

#[test]
fn tokens_in_istios_form() {
    let istio = "authentications: [{issuer: i, jwksUri: 'https://i/k', fromHeaders: [{name: X, prefix: 'P '}]}], authorizations: [{requiredScopes: [a], audiences: []}, {audiences: []}]";
    let expected = json!({
        "authentications": [{"issuer": "i", "jwksUri": "https://i/k", "fromHeaders": [{"name": "X", "prefix": "P "}]}],
        "authorizations": [{"requiredScopes": ["a"]}],
    });
    assert_eq!(rule(&jwt(istio))["jwt"], expected);
    problem(
        &jwt("authentications: [{issuer: i}]"),
        "spec.rules[0].jwt.authentications[0].jwksUri",
        "missing",
    );
    problem(
        &jwt("authorizations: [{requiredScopes: [a]}]"),
        "spec.rules[0].jwt.authentications",
        "whose tokens",
    );
    problem(
        &jwt("authentications: [{issuer: i, jwksUri: 'https://i/k'}], required_scope: [a]"),
        "spec.rules[0].accessStrategies[0].config.required_scope",
        "no such field",
    );
}

#[test]
fn mutators() {
    let mutators = |list: &str| old("", &format!("mutators: [{list}]"));
    let header = "{handler: header, config: {headers: {X-A: a, X-B: '%REQ(X-C)%'}}}";
    let cookie = "{handler: cookie, config: {cookies: {c: d}}}";
    let expected = json!({"headers": {"X-A": "a", "X-B": "%REQ(X-C)%"}, "cookies": {"c": "d"}});
    assert_eq!(
        rule(&mutators(&format!("{header}, {{handler: noop}}, {cookie}")))["request"],
        expected
    );
    assert_eq!(rule(&mutators("")).get("request"), None);
    let at = |end: &str| format!("spec.rules[0].mutators[0]{end}");
    problem(&mutators("{handler: id_token}"), &at(""), "token of its own");
    problem(&mutators("{handler: hydrator}"), &at(""), "another service");
    problem(&mutators("{handler: other}"), &at(""), "no such mutator");
    problem(&mutators("{handler: header}"), &at(".config"), "headers");
    problem(
        &mutators("{handler: header, config: {X-A: a}}"),
        &at(".config"),
        "headers",
    );
    problem(
        &mutators("{handler: header, config: {headers: {X-A: '{{ print .Subject }}'}}}"),
        &at(".config.headers.X-A"),
        "in braces",
    );
    problem(
        &mutators(&format!("{header}, {header}")),
        "spec.rules[0].mutators[1]",
        "one mutator",
    );
    for bad in ["{X-A: 1}", "{Host: a}", "{'X A': a}", "{X-A: '100%'}"] {
        let text = mutators(&format!("{{handler: header, config: {{headers: {bad}}}}}"));
        let problems = super::one(&text).problems;
        assert!(
            problems
                .iter()
                .any(|problem| problem.field.starts_with("spec.rules[0].request.headers.")),
            "{bad}: {problems:?}"
        );
    }
}
