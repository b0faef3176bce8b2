//! `accessStrategies`, who may enter: v1beta1 named handlers, most of them of Ory Oathkeeper; v2 has `noAuth`, `jwt` and `extAuth`.

use super::jwt;
use super::node::Node;
use super::report::{Report, inside};

const EXTERNAL: &str = "Deploy a service that decides (OAuth2 Proxy, for example), register it in the Istio resource under spec.config.authorizers, and expose this path by extAuth.authorizers.";

/// The field of v2 that says it, if there is one.
pub(super) fn convert(rule: &Node, rule_field: &str, report: &mut Report) -> Option<(String, Node)> {
    let field = inside(rule_field, "accessStrategies");
    let handlers = rule.entry("accessStrategies").map(Node::items).unwrap_or_default();
    let [handler] = handlers else {
        let (why, instead) = if handlers.is_empty() {
            (
                "The rule does not say who may enter.",
                "Add a handler, for example no_auth, and convert again.",
            )
        } else {
            (
                "v2 has exactly one way in for each rule; v1beta1 tried several in turn.",
                "Keep one handler. For tokens of several issuers use one jwt handler with several authentications.",
            )
        };
        report.problem(&field, why, instead);
        return None;
    };
    let field = format!("{field}[0]");
    let name = handler.entry("handler").and_then(Node::text).unwrap_or_default();
    let config = handler.entry("config");
    match name {
        "no_auth" | "noop" | "allow" => {
            let why = match name {
                "allow" => {
                    "v2 lets everybody in by noAuth. The allow handler let every method through; v2 only those in methods, so list all that are used."
                }
                "noop" => "v2 lets everybody in by noAuth. Requests no longer go through Oathkeeper.",
                _ => "v2 lets everybody in by noAuth.",
            };
            report.change(&field, &format!("handler: {name}"), "noAuth: true", why);
            if config.is_some_and(|config| !config.entries().is_empty()) {
                report.change(&inside(field, "config"), "there", "left out", "noAuth has no settings.");
            }
            Some(("noAuth".to_owned(), Node::Flag(true)))
        }
        "jwt" => {
            let jwt = jwt::convert(config, &inside(field, "config"), report);
            Some(("jwt".to_owned(), jwt))
        }
        other => {
            let (why, instead) = refusal(other);
            let shown = if other.is_empty() { "This handler" } else { other };
            report.problem(&field, &format!("{shown}: {why}"), instead);
            None
        }
    }
}

/// Why there is no such thing in v2, and what there is.
fn refusal(handler: &str) -> (&'static str, &'static str) {
    match handler {
        "oauth2_introspection" => (
            "v2 does not ask an authorization server about opaque tokens, as Oathkeeper did.",
            "If the tokens are JSON Web Tokens, write the handler jwt with trusted_issuers and jwks_urls and convert again. Otherwise deploy a service that asks (OAuth2 Proxy, for example), register it in the Istio resource under spec.config.authorizers, and expose this path by extAuth.authorizers.",
        ),
        "oauth2_client_credentials" => (
            "Oathkeeper fetched a token for the client's name and password; nothing in v2 does that.",
            "Let clients fetch a token themselves and write the handler jwt, or use extAuth with a service of your own.",
        ),
        "cookie_session" | "bearer_token" => (
            "Oathkeeper asked a session server about each request; v2 has no handler for that.",
            EXTERNAL,
        ),
        "anonymous" => (
            "It let in requests without credentials only, which v2 cannot tell apart.",
            "If everybody may enter, write the handler no_auth and convert again; otherwise use extAuth.",
        ),
        "unauthorized" => (
            "It kept everybody out, and v2 has no handler for that: what no rule names is not exposed.",
            "Take the rule away and convert again. If a more general rule covers its path, the path would be open then: refuse it by an Istio AuthorizationPolicy with action DENY.",
        ),
        "ext-auth" => (
            "This rule is v2 already and only shown as v1beta1, where its authorizers are missing.",
            "Paste what kubectl get apirules.v2.gateway.kyma-project.io prints.",
        ),
        _ => ("v2 has no such handler.", EXTERNAL),
    }
}
