//! APIRules of the Kyma API Gateway module: what upstream checks, and the Istio resources that it makes of a rule.
//!
//! Sources: kyma-project/api-gateway, `internal/validation/v2alpha1` (checks and their words) and
//! `internal/processing/processors/v2alpha1/{virtualservice,authorizationpolicy}`. Not modelled: `jwt`, `extAuth` and
//! `externalGateway`, which the rule says instead of pretending to have set them up.

mod route;

use super::istio::deployment_available;
use super::{Change, Rule, Settings, find, text};
use crate::cluster::core_kinds::label_value_problem;
use crate::cluster::modules::{API_GATEWAY_MANAGER, NAMESPACE};
use crate::cluster::store::{Key, State};
use route::Route;
use serde_json::{Value, json};

/// The principal of the ingress gateway in Kyma's Istio.
const INGRESS_GATEWAY: &str = "cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account";
/// The labels that say which APIRule an object was made for.
const OWNER: [&str; 2] = [
    "apirule.gateway.kyma-project.io/name",
    "apirule.gateway.kyma-project.io/namespace",
];
/// An APIRule is `Ready` once its Gateway and Services exist and its host is free; then it has a VirtualService and an
/// AuthorizationPolicy for each of its rules.
pub struct ApiRuleRule;

impl Rule for ApiRuleRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("gateway.kyma-project.io", "APIRule")
    }

    fn next(&self, object: &Value, state: &State, _: &Settings) -> Vec<Change> {
        if !deployment_available(state, NAMESPACE, API_GATEWAY_MANAGER) {
            return Vec::new();
        }
        let status =
            |state: &str, description: &str| Change::Status(json!({"state": state, "description": description}));
        match Exposure::of(object, state) {
            Ok(exposure) => {
                let mut changes = vec![
                    status("Ready", "Reconciled successfully"),
                    Change::Keep(exposure.virtual_service()),
                ];
                let policies = exposure.policies();
                changes.extend(exposure.outdated(state, &policies).map(Change::Remove));
                changes.extend(policies.into_iter().map(Change::Keep));
                changes
            }
            Err(problem) => vec![status("Warning", &format!("Validation errors: {problem}"))],
        }
    }
}

/// An APIRule that has passed the checks.
struct Exposure<'a> {
    rule: &'a Value,
    host: String,
    routes: Vec<Route<'a>>,
}

impl<'a> Exposure<'a> {
    /// Checks an APIRule. The error says what stands in its way.
    fn of(rule: &'a Value, state: &'a State) -> Result<Self, String> {
        let spec = &rule["spec"];
        let reference = text(&spec["gateway"]);
        let (namespace, name) = reference.split_once('/').unwrap_or(("", reference));
        let gateway = find(state, "networking.istio.io", "gateways", namespace, name)
            .ok_or_else(|| format!("Attribute 'spec.gateway': Gateway {reference} not found"))?;
        let host = full_host(text(&spec["hosts"][0]), gateway)?;
        // The name becomes a label of what is made of the rule.
        if let Some(problem) = label_value_problem(text(&rule["metadata"]["name"])) {
            return Err(format!("Attribute 'metadata.name': {problem}"));
        }
        let occupied = state.objects().any(|(key, other)| {
            key.plural == "virtualservices"
                && !made_for(rule, other)
                && other["spec"]["hosts"]
                    .as_array()
                    .is_some_and(|hosts| hosts.iter().any(|one| *one == *host))
        });
        if occupied {
            return Err("Attribute 'spec.hosts[0]': Host is occupied by another Virtual Service".to_owned());
        }
        let rules = spec["rules"].as_array().map_or(&[] as &[Value], Vec::as_slice);
        let routes = rules
            .iter()
            .enumerate()
            .map(|(index, one)| {
                Route::of(rule, one, state).map_err(|problem| format!("Attribute 'spec.rules[{index}]{problem}"))
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { rule, host, routes })
    }

    fn name(&self) -> String {
        let metadata = &self.rule["metadata"];
        let uid = text(&metadata["uid"]);
        format!(
            "{}-{}",
            text(&metadata["name"]),
            uid.split('-').next().unwrap_or_default()
        )
    }

    fn metadata(&self, name: String, namespace: &str) -> Value {
        let rule = &self.rule["metadata"];
        let labels = json!({OWNER[0]: rule["name"], OWNER[1]: rule["namespace"]});
        let mut metadata = json!({"name": name, "namespace": namespace, "labels": labels});
        // Owners in other namespaces are not allowed.
        if rule["namespace"] == namespace {
            metadata["ownerReferences"] = json!([{
                "apiVersion": self.rule["apiVersion"], "kind": "APIRule", "name": rule["name"], "uid": rule["uid"],
            }]);
        }
        metadata
    }

    fn virtual_service(&self) -> Value {
        let spec = &self.rule["spec"];
        let http: Vec<Value> = self.routes.iter().map(|route| route.http(spec, &self.host)).collect();
        json!({
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": self.metadata(self.name(), text(&self.rule["metadata"]["namespace"])),
            "spec": {"hosts": [self.host], "gateways": [spec["gateway"]], "http": http},
        })
    }

    /// One for each rule: only the ingress gateway may do what the rule admits.
    fn policies(&self) -> Vec<Value> {
        let policy = |(index, route): (usize, &Route<'_>)| {
            let path = if route.rule["path"] == "/*" {
                "/{**}"
            } else {
                text(&route.rule["path"])
            };
            let operation = json!({"hosts": [self.host], "methods": route.rule["methods"], "paths": [path]});
            json!({
                "apiVersion": "security.istio.io/v1", "kind": "AuthorizationPolicy",
                "metadata": self.metadata(format!("{}-{index}", self.name()), route.namespace),
                "spec": {
                    "selector": {"matchLabels": route.selector},
                    "rules": [{
                        "from": [{"source": {"principals": [INGRESS_GATEWAY]}}], "to": [{"operation": operation}],
                    }],
                },
            })
        };
        self.routes.iter().enumerate().map(policy).collect()
    }

    /// Policies that were made for rules that are gone.
    fn outdated(&self, state: &State, policies: &[Value]) -> impl Iterator<Item = Key> {
        let wanted = |key: &Key| {
            policies.iter().any(|one| {
                let metadata = &one["metadata"];
                metadata["name"] == *key.name && metadata["namespace"].as_str() == key.namespace.as_deref()
            })
        };
        let outdated: Vec<Key> = state
            .objects()
            .filter(|(key, object)| {
                key.plural == "authorizationpolicies" && made_for(self.rule, object) && !wanted(key)
            })
            .map(|(key, _)| key.clone())
            .collect();
        outdated.into_iter()
    }
}

fn made_for(rule: &Value, object: &Value) -> bool {
    let labels = &object["metadata"]["labels"];
    let (rule, name) = (&rule["metadata"], &labels[OWNER[0]]);
    name.is_string() && *name == rule["name"] && labels[OWNER[1]] == rule["namespace"]
}

/// A short host (a single label) lies in the domain of its Gateway, which then must have a single wildcard host.
fn full_host(host: &str, gateway: &Value) -> Result<String, String> {
    if host.contains('.') {
        return Ok(host.to_owned());
    }
    let servers = gateway["spec"]["servers"]
        .as_array()
        .map_or(&[] as &[Value], Vec::as_slice);
    let first = &servers.first().unwrap_or(&Value::Null)["hosts"];
    let single =
        first.as_array().is_some_and(|hosts| hosts.len() == 1) && servers.iter().all(|one| one["hosts"] == *first);
    match first[0].as_str().and_then(|host| host.strip_prefix("*.")) {
        Some(domain) if single => Ok(format!("{host}.{domain}")),
        _ => Err(
            "Attribute 'spec.hosts[0]': Lowercase RFC 1123 label is only supported as the APIRule host when selected \
             Gateway has a single host definition matching *.<fqdn> format"
                .to_owned(),
        ),
    }
}
