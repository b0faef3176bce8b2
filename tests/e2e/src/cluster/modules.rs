//! Release manifests of the Kyma modules Istio and API Gateway, made from the CRDs at hand.
//!
//! Names and shapes follow what upstream's `config/default` builds (kyma-project/istio, kyma-project/api-gateway): the
//! manager's Deployment in `kyma-system`, which has to exist already, and its CRDs. RBAC objects and the user interface
//! extensions of the dashboard are left out.

use super::schema::CrdSet;
use serde_json::{Value, json};

/// Namespace of the managers and of the Istio resource.
pub const NAMESPACE: &str = "kyma-system";
/// Name of the Istio module's manager.
pub const ISTIO_MANAGER: &str = "istio-controller-manager";
/// Name of the API Gateway module's manager.
pub const API_GATEWAY_MANAGER: &str = "api-gateway-controller-manager";

/// The release files of both modules, in an order in which they can be applied.
pub const FILES: [&str; 4] = [
    "istio/releases/latest/download/istio-manager.yaml",
    "istio/releases/latest/download/istio-default-cr.yaml",
    "api-gateway/releases/latest/download/api-gateway-manager.yaml",
    "api-gateway/releases/latest/download/apigateway-default-cr.yaml",
];

/// The file at `<repository>/releases/latest/download/<file>` of the kyma-project organisation, as YAML.
pub fn manifest(path: &str, catalogue: &CrdSet) -> Option<String> {
    let documents: Option<Vec<String>> = objects(path, catalogue)?
        .iter()
        .map(|object| serde_yaml::to_string(object).ok())
        .collect();
    Some(documents?.join("---\n"))
}

/// The same as objects.
pub fn objects(path: &str, catalogue: &CrdSet) -> Option<Vec<Value>> {
    let (repository, file) = path.split_once("/releases/latest/download/")?;
    let definition = |name: &str| {
        catalogue
            .definitions()
            .find(|one| one.name == name)
            .map(|one| one.source.clone())
    };
    let objects = match (repository, file) {
        ("istio", "istio-manager.yaml") => {
            let mut objects = vec![definition("istios.operator.kyma-project.io")?];
            objects.extend(manager(ISTIO_MANAGER, "istio"));
            objects
        }
        ("istio", "istio-default-cr.yaml") => vec![json!({
            "apiVersion": "operator.kyma-project.io/v1alpha2", "kind": "Istio",
            "metadata": {"name": "default", "namespace": NAMESPACE, "labels": {"app.kubernetes.io/name": "default"}},
        })],
        ("api-gateway", "api-gateway-manager.yaml") => {
            let mut objects = vec![definition("apigateways.operator.kyma-project.io")?];
            objects.extend(
                catalogue
                    .of_group("gateway.kyma-project.io")
                    .map(|one| one.source.clone()),
            );
            objects.extend(manager(API_GATEWAY_MANAGER, "api-gateway"));
            objects
        }
        ("api-gateway", "apigateway-default-cr.yaml") => vec![json!({
            "apiVersion": "operator.kyma-project.io/v1alpha1", "kind": "APIGateway",
            "metadata": {"name": "default", "labels": {"operator.kyma-project.io/managed-by": "kyma"}},
            "spec": {"enableKymaGateway": true},
        })],
        _ => return None,
    };
    Some(objects)
}

fn manager(name: &str, module: &str) -> [Value; 2] {
    let labels = json!({"control-plane": "controller-manager", "kyma-project.io/module": module});
    let metadata = json!({"name": name, "namespace": NAMESPACE, "labels": labels});
    let account = json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata});
    let container = json!({
        "name": "manager", "image": format!("europe-docker.pkg.dev/kyma-project/prod/{module}-manager:latest"),
        "command": ["/manager"], "args": ["--leader-elect"],
        "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}},
    });
    let deployment = json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata,
        "spec": {
            "replicas": 1, "selector": {"matchLabels": labels},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"serviceAccountName": name, "terminationGracePeriodSeconds": 10, "containers": [container]},
            },
        },
    });
    [account, deployment]
}
