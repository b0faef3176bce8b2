//! The Kyma API Gateway module: the `APIGateway` resource, the gateway of the whole cluster, and APIRules.

use super::istio::deployment_available;
use super::{Change, Rule, Settings, conditions};
use crate::cluster::modules::{API_GATEWAY_MANAGER, NAMESPACE};
use crate::cluster::store::State;
use serde_json::{Value, json};

/// Domain of `kyma-gateway` on clusters that Gardener does not manage.
const LOCAL_DOMAIN: &str = "local.kyma.dev";

/// Reports `Ready` when Istio is there, and makes `kyma-gateway` unless that is switched off.
pub struct ApiGatewayRule;

impl Rule for ApiGatewayRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("operator.kyma-project.io", "APIGateway")
    }

    fn next(&self, object: &Value, state: &State, _: &Settings) -> Vec<Change> {
        if !deployment_available(state, NAMESPACE, API_GATEWAY_MANAGER) {
            return Vec::new();
        }
        let istio = find(state, "operator.kyma-project.io", "istios", NAMESPACE, "default");
        if istio.is_none_or(|istio| istio["status"]["state"] != "Ready") {
            let wanted = [("Ready", false, "DependenciesMissing")];
            let description = "Istio has to be installed and ready before API Gateway";
            return vec![Change::Status(json!({
                "state": "Warning", "description": description, "conditions": conditions(object, &wanted),
            }))];
        }
        let wanted = [("Ready", true, "ReconcileSucceeded")];
        let mut changes = vec![Change::Status(json!({
            "state": "Ready", "description": "", "conditions": conditions(object, &wanted),
        }))];
        if object["spec"]["enableKymaGateway"] == true {
            changes.push(Change::Ensure(kyma_gateway()));
        }
        changes
    }
}

fn kyma_gateway() -> Value {
    let hosts = json!([format!("*.{LOCAL_DOMAIN}")]);
    json!({
        "apiVersion": "networking.istio.io/v1", "kind": "Gateway",
        "metadata": {"name": "kyma-gateway", "namespace": NAMESPACE},
        "spec": {
            "selector": {"app": "istio-ingressgateway", "istio": "ingressgateway"},
            "servers": [
                {"hosts": hosts, "port": {"name": "https", "number": 443, "protocol": "HTTPS"},
                 "tls": {"mode": "SIMPLE", "credentialName": "kyma-gateway-certs"}},
                {"hosts": hosts, "port": {"name": "http", "number": 80, "protocol": "HTTP"},
                 "tls": {"httpsRedirect": true}},
            ],
        },
    })
}

/// An APIRule is `Ready` once its Gateway and Services exist and its host is free; then it has a VirtualService.
pub struct ApiRuleRule;

impl Rule for ApiRuleRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("gateway.kyma-project.io", "APIRule")
    }

    fn next(&self, object: &Value, state: &State, _: &Settings) -> Vec<Change> {
        if !deployment_available(state, NAMESPACE, API_GATEWAY_MANAGER) {
            return Vec::new();
        }
        let metadata = &object["metadata"];
        let (name, uid) = (text(&metadata["name"]), text(&metadata["uid"]));
        let own = format!("{name}-{}", uid.split('-').next().unwrap_or_default());
        let status =
            |state: &str, description: &str| Change::Status(json!({"state": state, "description": description}));
        match virtual_service(object, state, &own) {
            Ok(service) => vec![status("Ready", "Reconciled successfully"), Change::Ensure(service)],
            Err(problem) => vec![status("Warning", &format!("Validation errors: {problem}"))],
        }
    }
}

/// The VirtualService of an APIRule, or what stands in its way.
fn virtual_service(rule: &Value, state: &State, own: &str) -> Result<Value, String> {
    let spec = &rule["spec"];
    let namespace = text(&rule["metadata"]["namespace"]);
    let reference = text(&spec["gateway"]);
    let (gateway_namespace, gateway_name) = reference.split_once('/').unwrap_or(("", reference));
    let gateway = find(
        state,
        "networking.istio.io",
        "gateways",
        gateway_namespace,
        gateway_name,
    )
    .ok_or_else(|| format!("Attribute 'spec.gateway': Gateway {reference} not found"))?;
    let host = full_host(text(&spec["hosts"][0]), gateway);
    let occupied = state.objects().any(|(key, other)| {
        key.plural == "virtualservices"
            && key.name != own
            && other["spec"]["hosts"]
                .as_array()
                .is_some_and(|hosts| hosts.iter().any(|one| *one == *host))
    });
    if occupied {
        return Err("Attribute 'spec.hosts[0]': Host is occupied by another Virtual Service".to_owned());
    }
    let mut routes = Vec::new();
    for (index, one) in spec["rules"].as_array().into_iter().flatten().enumerate() {
        let service = if one["service"].is_object() {
            &one["service"]
        } else {
            &spec["service"]
        };
        let home = service["namespace"].as_str().unwrap_or(namespace);
        let name = text(&service["name"]);
        if find(state, "", "services", home, name).is_none() {
            return Err(format!(
                "Attribute 'spec.rules[{index}].service': Service {home}/{name} not found"
            ));
        }
        routes.push(json!({"route": [{"destination": {
            "host": format!("{name}.{home}.svc.cluster.local"), "port": {"number": service["port"]},
        }}]}));
    }
    Ok(json!({
        "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
        "metadata": {
            "name": own, "namespace": namespace,
            "ownerReferences": [{"apiVersion": rule["apiVersion"], "kind": "APIRule",
                                 "name": rule["metadata"]["name"], "uid": rule["metadata"]["uid"]}],
        },
        "spec": {"hosts": [host], "gateways": [reference], "http": routes},
    }))
}

/// A short host (a single label) lies in the domain of its Gateway.
fn full_host(host: &str, gateway: &Value) -> String {
    let domain = gateway["spec"]["servers"][0]["hosts"][0]
        .as_str()
        .and_then(|host| host.strip_prefix("*."));
    match domain {
        Some(domain) if !host.contains('.') => format!("{host}.{domain}"),
        _ => host.to_owned(),
    }
}

fn find<'a>(state: &'a State, group: &str, plural: &str, namespace: &str, name: &str) -> Option<&'a Value> {
    let found = state.objects().find(|(key, _)| {
        key.group == group && key.plural == plural && key.namespace.as_deref() == Some(namespace) && key.name == name
    });
    found.map(|(_, object)| object)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
