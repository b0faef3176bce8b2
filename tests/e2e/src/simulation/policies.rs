//! AuthorizationPolicies as Envoy's RBAC filters.
//!
//! Source: istio/istio, `pilot/pkg/security/authz/{builder,model,matcher}`. Policies of the root namespace hold in all
//! namespaces, those without a selector for all workloads. DENY is asked before ALLOW; where there is an ALLOW policy,
//! what none of them allows is refused with 403 `RBAC: access denied`.

use super::objects::{AuthorizationPolicy, Condition, Object, Operation, PolicyRule, Source, Texts, selects};
use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

/// Istio's root namespace.
pub(super) const ROOT_NAMESPACE: &str = "istio-system";

/// The filters of a workload, in the order in which they are asked.
///
/// # Errors
/// A policy has an action or a condition that is not simulated.
pub(super) fn filters(policies: &[Object<AuthorizationPolicy>], namespace: &str, labels: &Texts) -> Result<Vec<Value>> {
    let mut deny = None;
    let mut allow = None;
    for policy in policies {
        let here = policy.namespace == namespace || policy.namespace == ROOT_NAMESPACE;
        let selector = policy.spec.selector.as_ref();
        if !here || !selector.is_none_or(|selector| selects(&selector.match_labels, labels)) {
            continue;
        }
        let group = match policy.spec.action.as_deref() {
            None | Some("ALLOW") => &mut allow,
            Some("DENY") => &mut deny,
            Some(action) => bail!(
                "not simulated in AuthorizationPolicy {}: action {action}",
                policy.path()
            ),
        };
        let rules = group.get_or_insert_with(Map::new);
        for (index, rule) in policy.spec.rules.iter().enumerate() {
            rules.insert(
                format!("ns[{}]-policy[{}]-rule[{index}]", policy.namespace, policy.name),
                json!({"permissions": [any(permissions(rule))], "principals": [any(principals(rule)?)]}),
            );
        }
    }
    let filter = |action: &str, policies: Map<String, Value>| {
        json!({
            "name": "envoy.filters.http.rbac",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.filters.http.rbac.v3.RBAC",
                "rules": {"action": action, "policies": policies},
            },
        })
    };
    let deny = deny.map(|policies| filter("DENY", policies));
    Ok(deny
        .into_iter()
        .chain(allow.map(|policies| filter("ALLOW", policies)))
        .collect())
}

/// Alternatives; none at all means that everything will do.
enum Alternatives {
    Permissions(Vec<Value>),
    Principals(Vec<Value>),
}

fn any(alternatives: Alternatives) -> Value {
    let (key, list) = match alternatives {
        Alternatives::Permissions(list) => ("or_rules", ("rules", list)),
        Alternatives::Principals(list) => ("or_ids", ("ids", list)),
    };
    if list.1.is_empty() {
        json!({"any": true})
    } else {
        json!({key: {list.0: list.1}})
    }
}

fn permissions(rule: &PolicyRule) -> Alternatives {
    Alternatives::Permissions(rule.to.iter().map(|to| operation(&to.operation)).collect())
}

fn operation(operation: &Operation) -> Value {
    let mut all = Vec::new();
    let mut require = |values: &[String], excluded: &[String], one: fn(&str) -> Value| {
        let list = |values: &[String]| {
            let values = values.iter().map(|value| one(value)).collect();
            any(Alternatives::Permissions(values))
        };
        if !values.is_empty() {
            all.push(list(values));
        }
        if !excluded.is_empty() {
            all.push(json!({"not_rule": list(excluded)}));
        }
    };
    require(&operation.hosts, &operation.not_hosts, |value| {
        header(":authority", value, true)
    });
    require(&operation.methods, &operation.not_methods, |value| {
        header(":method", value, false)
    });
    require(&operation.paths, &operation.not_paths, path);
    all.push(json!({"any": true}));
    json!({"and_rules": {"rules": all}})
}

fn path(value: &str) -> Value {
    if !value.contains('{') {
        return json!({"url_path": {"path": text(value, false)}});
    }
    let template = value.replace("{**}", "**").replace("{*}", "*");
    json!({"uri_template": {
        "name": "uri-template",
        "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.path.match.uri_template.v3.UriTemplateMatchConfig",
            "path_template": template,
        },
    }})
}

fn principals(rule: &PolicyRule) -> Result<Alternatives> {
    let conditions = rule.when.iter().map(condition).collect::<Result<Vec<Value>>>()?;
    let with_conditions = |mut all: Vec<Value>| {
        all.extend(conditions.iter().cloned());
        all.push(json!({"any": true}));
        json!({"and_ids": {"ids": all}})
    };
    Ok(Alternatives::Principals(if rule.from.is_empty() {
        vec![with_conditions(Vec::new())]
    } else {
        rule.from
            .iter()
            .map(|from| with_conditions(source(&from.source)))
            .collect()
    }))
}

fn source(source: &Source) -> Vec<Value> {
    let mut all = Vec::new();
    for (values, excluded, one) in [
        (
            &source.principals,
            &source.not_principals,
            principal as fn(&str) -> Value,
        ),
        (&source.namespaces, &source.not_namespaces, namespace),
    ] {
        all.extend(required(values, excluded, one));
    }
    all
}

fn required(values: &[String], excluded: &[String], one: impl Fn(&str) -> Value) -> Vec<Value> {
    let list = |values: &[String]| {
        any(Alternatives::Principals(
            values.iter().map(|value| one(value)).collect(),
        ))
    };
    let wanted = (!values.is_empty()).then(|| list(values));
    let unwanted = (!excluded.is_empty()).then(|| json!({"not_id": list(excluded)}));
    wanted.into_iter().chain(unwanted).collect()
}

fn principal(value: &str) -> Value {
    let name = match value.strip_prefix('*') {
        Some("") => json!({"safe_regex": {"regex": ".+"}}),
        Some(suffix) => json!({"suffix": suffix}),
        None => text(&format!("spiffe://{value}"), false),
    };
    json!({"authenticated": {"principal_name": name}})
}

fn namespace(value: &str) -> Value {
    let pattern = format!(".*/ns/{}/.*", value.replace('*', ".*"));
    json!({"authenticated": {"principal_name": {"safe_regex": {"regex": pattern}}}})
}

fn condition(condition: &Condition) -> Result<Value> {
    let name = condition
        .key
        .strip_prefix("request.headers[")
        .and_then(|rest| rest.strip_suffix(']'));
    let all = match (name, condition.key.as_str()) {
        (Some(name), _) => required(&condition.values, &condition.not_values, |value| {
            header(name, value, false)
        }),
        (None, "source.principal") => required(&condition.values, &condition.not_values, principal),
        (None, "source.namespace") => required(&condition.values, &condition.not_values, namespace),
        (None, key) => bail!("not simulated in an AuthorizationPolicy: the condition {key}"),
    };
    if all.is_empty() {
        bail!("the condition {} has neither values nor notValues", condition.key);
    }
    Ok(json!({"and_ids": {"ids": all}}))
}

/// A header with a value; `*` at one end of it stands for anything, alone for any value at all.
fn header(name: &str, value: &str, ignore_case: bool) -> Value {
    if value == "*" {
        json!({"header": {"name": name, "present_match": true}})
    } else {
        json!({"header": {"name": name, "string_match": text(value, ignore_case)}})
    }
}

fn text(value: &str, ignore_case: bool) -> Value {
    let mut text = match (value, value.strip_prefix('*'), value.strip_suffix('*')) {
        ("*", ..) => json!({"safe_regex": {"regex": ".+"}}),
        (_, Some(end), _) => json!({"suffix": end}),
        (_, None, Some(start)) => json!({"prefix": start}),
        _ => json!({"exact": value}),
    };
    if ignore_case {
        text["ignore_case"] = json!(true);
    }
    text
}
