//! The Kyma Istio module: from the `Istio` resource to Istio itself.

use super::{Change, Rule, Settings, conditions};
use crate::cluster::modules::{ISTIO_MANAGER, NAMESPACE};
use crate::cluster::schema::Definition;
use crate::cluster::store::{State, has_condition};
use serde_json::{Value, json};

/// Namespace of Istio's control plane and ingress gateway.
pub const ISTIO_SYSTEM: &str = "istio-system";
/// Groups whose definitions come with Istio.
const GROUPS: [&str; 3] = ["networking.istio.io", "security.istio.io", "telemetry.istio.io"];

/// Installs Istio and reports `Ready` once everything of it is up. Needs the module's manager.
pub struct IstioRule;

impl Rule for IstioRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("operator.kyma-project.io", "Istio")
    }

    fn next(&self, object: &Value, state: &State, settings: &Settings) -> Vec<Change> {
        if !deployment_available(state, NAMESPACE, ISTIO_MANAGER) {
            return Vec::new();
        }
        let definitions = GROUPS.iter().flat_map(|group| settings.catalogue.of_group(group));
        let missing: Vec<&Definition> = definitions.filter(|wanted| !is_served(state, &wanted.name)).collect();
        let egress = object["spec"]["components"]["egressGateway"]["enabled"] == true;
        let running = deployment_available(state, ISTIO_SYSTEM, "istiod")
            && deployment_available(state, ISTIO_SYSTEM, "istio-ingressgateway")
            && (!egress || deployment_available(state, ISTIO_SYSTEM, "istio-egressgateway"));
        let mut changes = vec![Change::Status(status(object, missing.is_empty() && running))];
        changes.extend(
            missing
                .into_iter()
                .map(|definition| Change::Ensure(definition.source.clone())),
        );
        changes.extend(components().into_iter().map(Change::Ensure));
        if egress {
            changes.extend(egress_gateway().into_iter().map(Change::Ensure));
        }
        changes
    }
}

fn is_served(state: &State, definition: &str) -> bool {
    state.crds().definitions().any(|served| served.name == definition)
}

/// Whether a deployment exists and is available in its current generation.
pub fn deployment_available(state: &State, namespace: &str, name: &str) -> bool {
    state.objects().any(|(key, object)| {
        key.plural == "deployments"
            && key.namespace.as_deref() == Some(namespace)
            && key.name == name
            && has_condition(object, "Available")
    })
}

fn status(object: &Value, ready: bool) -> Value {
    let (state, reason) = if ready {
        ("Ready", "ReconcileSucceeded")
    } else {
        ("Processing", "ReconcileUnknown")
    };
    json!({"state": state, "description": "", "conditions": conditions(object, &[("Ready", ready, reason)])})
}

/// The namespace, the control plane and the ingress gateway.
fn components() -> Vec<Value> {
    let gateway_labels = json!({"app": "istio-ingressgateway", "istio": "ingressgateway"});
    vec![
        json!({"apiVersion": "v1", "kind": "Namespace",
               "metadata": {"name": ISTIO_SYSTEM, "labels": {"namespaces.warden.kyma-project.io/validate": "enabled"}}}),
        deployment("istiod", &json!({"app": "istiod", "istio": "pilot"}), "pilot"),
        deployment("istio-ingressgateway", &gateway_labels, "proxyv2"),
        json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "istio-ingressgateway", "namespace": ISTIO_SYSTEM, "labels": gateway_labels},
            "spec": {
                "type": "LoadBalancer", "selector": gateway_labels,
                "ports": [
                    {"name": "status-port", "port": 15021, "targetPort": 15021},
                    {"name": "http2", "port": 80, "targetPort": 8080},
                    {"name": "https", "port": 443, "targetPort": 8443},
                ],
            },
        }),
    ]
}

/// What `spec.components.egressGateway.enabled` adds.
fn egress_gateway() -> [Value; 2] {
    let labels = json!({"app": "istio-egressgateway", "istio": "egressgateway"});
    [
        deployment("istio-egressgateway", &labels, "proxyv2"),
        json!({
            "apiVersion": "v1", "kind": "Service",
            "metadata": {"name": "istio-egressgateway", "namespace": ISTIO_SYSTEM, "labels": labels},
            "spec": {
                "selector": labels,
                "ports": [
                    {"name": "http2", "port": 80, "targetPort": 8080},
                    {"name": "https", "port": 443, "targetPort": 8443},
                ],
            },
        }),
    ]
}

fn deployment(name: &str, labels: &Value, image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": ISTIO_SYSTEM, "labels": labels},
        "spec": {
            "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"serviceAccountName": format!("{name}-service-account"), "containers": [{"name": name, "image": format!("istio/{image}:1.30.2-distroless")}]},
            },
        },
    })
}
