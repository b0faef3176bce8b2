//! The Kyma API Gateway module: the `APIGateway` resource and the gateway of the whole cluster.

use super::istio::deployment_available;
use super::{Change, Rule, Settings, conditions, find};
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

    fn next(&self, object: &Value, state: &State, settings: &Settings) -> Vec<Change> {
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
            let domain = settings.default_domain.as_deref().unwrap_or(LOCAL_DOMAIN);
            changes.push(Change::Ensure(kyma_gateway(domain)));
        }
        changes
    }
}

fn kyma_gateway(domain: &str) -> Value {
    let hosts = json!([format!("*.{domain}")]);
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
