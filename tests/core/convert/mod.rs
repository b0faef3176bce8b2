//! Older APIRules become v2.

mod access;
mod checks;
mod documents;
mod hostile;
mod paths;
mod rules;
mod translation;

use mtls_wizard::convert::{Change, Conversion, convert};
use serde_json::Value;

/// What became of a text with one document.
#[track_caller]
fn one(text: &str) -> Conversion {
    let mut conversions = convert(text);
    assert_eq!(conversions.len(), 1, "{conversions:#?}");
    conversions.remove(0)
}

/// The result; there must be one.
#[track_caller]
fn converted(text: &str) -> (Value, Vec<Change>) {
    let conversion = one(text);
    let Some(yaml) = conversion.yaml else {
        panic!("{:#?}", conversion.problems);
    };
    (serde_yaml::from_str(&yaml).expect("YAML"), conversion.changes)
}

/// The change at a field.
#[track_caller]
fn change<'a>(changes: &'a [Change], field: &str) -> &'a Change {
    let found = changes.iter().find(|change| change.field == field);
    found.unwrap_or_else(|| panic!("no change at {field} but {changes:#?}"))
}

/// There is a problem at exactly this field that says this; and no result.
#[track_caller]
fn problem(text: &str, field: &str, says: &str) {
    let conversion = one(text);
    let found = conversion.problems.iter().find(|problem| problem.field == field);
    let Some(found) = found else {
        panic!("no problem at {field} but {conversion:#?}");
    };
    let words = format!("{} {}", found.why, found.instead);
    assert!(words.contains(says), "{words:?} does not say {says:?}");
    assert_eq!(conversion.yaml, None);
}

/// A v1beta1 rule with one rule, made of lines for the spec and lines for the rule.
fn old(spec: &str, rule: &str) -> String {
    let has = |key: &str| format!("{spec}\n").lines().any(|line| line.starts_with(key));
    let mut text = String::from(
        "apiVersion: gateway.kyma-project.io/v1beta1\nkind: APIRule\nmetadata: {name: orders, namespace: shop}\nspec:\n",
    );
    for (key, default) in [
        ("host:", "host: orders.example.com"),
        ("gateway:", "gateway: kyma-system/kyma-gateway"),
        ("service:", "service: {name: orders, port: 80}"),
    ] {
        if !has(key) {
            text += &format!("  {default}\n");
        }
    }
    for line in spec.lines() {
        text += &format!("  {line}\n");
    }
    text + "  rules:\n" + &old_rule(rule)
}

fn old_rule(rule: &str) -> String {
    let has = |key: &str| rule.lines().any(|line| line.starts_with(key));
    let mut text = String::from("  -\n");
    for (key, default) in [
        ("path:", "path: /*"),
        ("methods:", "methods: [GET]"),
        ("accessStrategies:", "accessStrategies: [{handler: no_auth}]"),
    ] {
        if !has(key) {
            text += &format!("    {default}\n");
        }
    }
    for line in rule.lines() {
        text += &format!("    {line}\n");
    }
    text
}
