//! JSON Web Tokens: from a v1beta1 handler's `config`, in Oathkeeper's form or in Istio's, to v2's `jwt`; and v2's checks.

use super::node::Node;
use super::report::{Report, inside};

/// v2's `jwt`, as far as it could be made; what could not is reported.
pub(super) fn convert(config: Option<&Node>, field: &str, report: &mut Report) -> Node {
    let config = config.unwrap_or(&Node::Null);
    let in_istio_form = config.entry("authentications").is_some() || config.entry("authorizations").is_some();
    let converted = if in_istio_form {
        from_istio(config, field, report)
    } else {
        from_oathkeeper(config, field, report)
    };
    report.change(
        field,
        &format!("handler jwt, {}", config.shown()),
        &format!("jwt, {}", converted.shown()),
        "In v2 Istio checks the tokens, and each issuer is named together with the address of its keys. Scopes and audiences are all required, and compared exactly.",
    );
    converted
}

/// The form is v2's already. An empty list meant nothing; v2 refuses it.
fn from_istio(config: &Node, field: &str, report: &mut Report) -> Node {
    let mut kept = Vec::new();
    for (key, node) in config.without_nulls().entries() {
        if !["authentications", "authorizations"].contains(&key.as_str()) {
            report.unknown(&inside(field, key));
            continue;
        }
        let items = node.items().iter().map(|item| match item {
            Node::Map(entries) => {
                let kept = entries.iter().filter(|(_, node)| *node != Node::List(Vec::new()));
                Node::Map(kept.cloned().collect())
            }
            other => other.clone(),
        });
        let items: Vec<Node> = items.filter(|item| *item != Node::Map(Vec::new())).collect();
        if !items.is_empty() {
            kept.push((key.clone(), Node::List(items)));
        }
    }
    Node::Map(kept)
}

/// Oathkeeper's `jwt` authenticator (ory/oathkeeper, `pipeline/authn/authenticator_jwt.go`).
fn from_oathkeeper(config: &Node, field: &str, report: &mut Report) -> Node {
    let issuers = texts(config, &["trusted_issuers"]);
    let keys = texts(config, &["jwks_urls"]);
    if issuers.is_empty() {
        report.problem(
            &inside(field, "trusted_issuers"),
            "v2 must know whose tokens it accepts; here any issuer was good.",
            "Add trusted_issuers with your identity provider's issuer, which it publishes under /.well-known/openid-configuration, and convert again.",
        );
    }
    if keys.len() != 1 {
        let why = if keys.is_empty() {
            "v2 must know where the issuer's keys are; here Oathkeeper's own configuration decided."
        } else {
            "v2 takes one address of keys for each issuer, and nothing here says which belongs to which."
        };
        let instead = "Give jwks_urls exactly one address; or, for several, replace this config by authentications: a list with issuer and jwksUri in each item. Then convert again.";
        report.problem(&inside(field, "jwks_urls"), why, instead);
    }
    let source = token_source(config, field, report);
    let authentications = issuers.iter().flat_map(|issuer| {
        keys.first().map(|key| {
            let mut entries = vec![
                ("issuer".to_owned(), (*issuer).clone()),
                ("jwksUri".to_owned(), (*key).clone()),
            ];
            entries.extend(source.clone());
            Node::Map(entries)
        })
    });
    let mut converted = vec![("authentications".to_owned(), Node::List(authentications.collect()))];
    let mut required = Vec::new();
    for (key, names) in [
        ("requiredScopes", &["required_scope"] as &[&str]),
        ("audiences", &["target_audience", "audience"]),
    ] {
        let values = texts(config, names);
        if !values.is_empty() {
            required.push((key.to_owned(), Node::List(values.into_iter().cloned().collect())));
        }
    }
    if !required.is_empty() {
        converted.push(("authorizations".to_owned(), Node::List(vec![Node::Map(required)])));
    }
    other_settings(config, field, report);
    Node::Map(converted)
}

/// The items of the first of these lists that is there.
fn texts<'a>(config: &'a Node, names: &[&str]) -> Vec<&'a Node> {
    let list = names.iter().find_map(|name| config.entry(name));
    match list {
        // Oathkeeper took a single value for a list of one.
        Some(text @ Node::Text(_)) => vec![text],
        Some(list) => list.items().iter().collect(),
        None => Vec::new(),
    }
}

/// `token_from`: where the token is in the request, if not in `Authorization: Bearer`.
fn token_source(config: &Node, field: &str, report: &mut Report) -> Option<(String, Node)> {
    let source = config.entry("token_from")?;
    match source.entries() {
        [(kind, name)] if kind == "query_parameter" => Some(("fromParams".to_owned(), Node::List(vec![name.clone()]))),
        _ => {
            report.problem(
                &inside(field, "token_from"),
                "Only a token in a query parameter can be taken over: of a header, v2 must know what stands before the token, and cookies it does not read.",
                "Replace this config by authentications with issuer, jwksUri and fromHeaders (name, prefix), and convert again; for a cookie, use extAuth.",
            );
            None
        }
    }
}

fn other_settings(config: &Node, field: &str, report: &mut Report) {
    for (key, node) in config.entries() {
        let field = inside(field, key);
        match key.as_str() {
            "trusted_issuers" | "jwks_urls" | "required_scope" | "target_audience" | "audience" | "token_from" => {
                let texts = matches!(node, Node::Text(_) | Node::Null | Node::Map(_));
                if !texts && !matches!(node, Node::List(items) if items.iter().all(|item| item.text().is_some())) {
                    report.problem(
                        &field,
                        "This is not a list of texts.",
                        "Write a list, with quotes around what looks like a number.",
                    );
                }
            }
            "scope_strategy" if node.text() == Some("exact") => {}
            "scope_strategy" => report.problem(
                &field,
                "v2 compares scopes exactly; Oathkeeper's other strategies do not exist there.",
                "If exact scopes are right, write scope_strategy: exact and convert again; otherwise use extAuth.",
            ),
            "allowed_algorithms" => report.change(
                &field,
                &node.shown(),
                "left out",
                "v2 has no such list: Istio accepts the algorithms that the keys at jwksUri are made for.",
            ),
            "jwks_max_wait" | "jwks_ttl" => {
                report.change(
                    &field,
                    &node.shown(),
                    "left out",
                    "Istio fetches and keeps the keys by its own times.",
                );
            }
            _ => report.unknown(&field),
        }
    }
    let scopes = texts(config, &["required_scope"]);
    if scopes
        .iter()
        .any(|scope| scope.text().is_some_and(|text| text.contains('*')))
    {
        report.problem(
            &inside(field, "required_scope"),
            "An asterisk in a scope has no meaning in v2, which compares scopes exactly.",
            "List the scopes that are required, and convert again.",
        );
    }
}

/// What the controller checks in a `jwt`, or in `extAuth.restrictions`.
pub(super) fn check(jwt: &Node, field: &str, report: &mut Report) {
    let authentications = jwt.entry("authentications").map(Node::items).unwrap_or_default();
    if authentications.is_empty() {
        let why = "v2 must know whose tokens it accepts.";
        report.problem(
            &inside(field, "authentications"),
            why,
            "Add an item with issuer and jwksUri.",
        );
    }
    let (mut headers, mut parameters) = (0, 0);
    for (index, authentication) in authentications.iter().enumerate() {
        let field = format!("{field}.authentications[{index}]");
        let text = |key: &str| authentication.entry(key).and_then(Node::text);
        if text("issuer").is_some_and(|issuer| issuer.is_empty() || (issuer.contains(':') && !is_uri(issuer))) {
            let why = "An issuer is the text that stands in the tokens; with a colon in it, it must be a URI.";
            report.problem(
                &inside(&field, "issuer"),
                why,
                "Write it as the identity provider publishes it.",
            );
        }
        if text("jwksUri").is_some_and(|uri| !is_uri(uri)) {
            let why = "The address of the keys must be a URL.";
            report.problem(&inside(&field, "jwksUri"), why, "Write it with https:// in front.");
        }
        let count = |key: &str| authentication.entry(key).map_or(0, |list| list.items().len());
        let (from_headers, from_parameters) = (count("fromHeaders"), count("fromParams"));
        headers += from_headers;
        parameters += from_parameters;
        if from_headers > 1 || from_parameters > 1 {
            let why = "The controller takes one place of the token for each issuer.";
            report.problem(&field, why, "Keep one item of fromHeaders or fromParams.");
        }
    }
    if headers > 0 && parameters > 0 {
        let why = "The controller does not take fromHeaders and fromParams together.";
        report.problem(&inside(field, "authentications"), why, "Keep one of the two kinds.");
    }
    let authorizations = jwt.entry("authorizations");
    if matches!(authorizations, Some(Node::List(items)) if items.is_empty()) {
        let why = "The list is empty, which the controller refuses.";
        report.problem(&inside(field, "authorizations"), why, "Take it away.");
    }
    for (index, authorization) in authorizations.map(Node::items).unwrap_or_default().iter().enumerate() {
        for (key, node) in authorization.entries() {
            let empty = |item: &Node| item.text() == Some("");
            if matches!(node, Node::List(items) if items.is_empty() || items.iter().any(empty)) {
                let why = "The list, or a text in it, is empty, which the controller refuses.";
                report.problem(&format!("{field}.authorizations[{index}].{key}"), why, "Take it away.");
            }
        }
    }
}

/// A scheme, a colon and a host, without blanks.
fn is_uri(text: &str) -> bool {
    let scheme = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let parts = text.split_once("://");
    let whole = parts.is_some_and(|(name, rest)| !name.is_empty() && name.bytes().all(scheme) && !rest.is_empty());
    whole && !text.contains(|character: char| character.is_whitespace() || character.is_control())
}

/// The controller makes one RequestAuthentication of them all, so the same issuer must read its token from the same place.
pub(super) fn check_same(rules: &[Node], origins: &[usize], report: &mut Report) {
    let mut known: Vec<&Node> = Vec::new();
    for (rule, origin) in rules.iter().zip(origins) {
        let jwt = rule.entry("jwt").and_then(|jwt| jwt.entry("authentications"));
        for (index, authentication) in jwt.map(Node::items).unwrap_or_default().iter().enumerate() {
            let same = |key: &str, other: &Node| authentication.entry(key) == other.entry(key);
            let earlier = known
                .iter()
                .find(|other| same("issuer", other) && same("jwksUri", other));
            match earlier {
                Some(other) if !(same("fromHeaders", other) && same("fromParams", other)) => report.problem(
                    &format!("spec.rules[{origin}].jwt.authentications[{index}]"),
                    "Another rule reads this issuer's tokens from another place; the controller takes one for all.",
                    "Give fromHeaders and fromParams the same values in every rule.",
                ),
                Some(_) => {}
                None => known.push(authentication),
            }
        }
    }
}
