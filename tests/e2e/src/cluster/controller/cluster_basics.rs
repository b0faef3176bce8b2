//! What every cluster does by itself: namespaces, definitions, deployments, load balancers.

use super::{Change, LoadBalancer, Rule, Settings, conditions};
use crate::cluster::store::State;
use serde_json::{Value, json};

/// A new namespace gets its default ServiceAccount and the cluster's root certificates; a deleted one goes.
pub struct NamespaceRule;

impl Rule for NamespaceRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("", "Namespace")
    }

    fn next(&self, object: &Value, _: &State, _: &Settings) -> Vec<Change> {
        if object["metadata"]["deletionTimestamp"].is_string() {
            return vec![Change::EmptyAndRemove];
        }
        let namespace = &object["metadata"]["name"];
        vec![Change::Ensure(json!({
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default", "namespace": namespace},
        }))]
    }
}

/// A definition is accepted and established; only then are its resources served.
pub struct DefinitionRule;

impl Rule for DefinitionRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("apiextensions.k8s.io", "CustomResourceDefinition")
    }

    fn next(&self, object: &Value, _: &State, _: &Settings) -> Vec<Change> {
        vec![Change::Status(established(object))]
    }
}

/// The status of a definition that is served.
pub fn established(definition: &Value) -> Value {
    let spec = &definition["spec"];
    let stored: Vec<&Value> = spec["versions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|version| version["storage"] == true)
        .map(|version| &version["name"])
        .collect();
    let wanted = [
        ("NamesAccepted", true, "NoConflicts"),
        ("Established", true, "InitialNamesAccepted"),
    ];
    json!({
        "acceptedNames": spec["names"], "storedVersions": stored, "conditions": conditions(definition, &wanted),
    })
}

/// All replicas of a deployment become available.
pub struct DeploymentRule;

impl Rule for DeploymentRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("apps", "Deployment")
    }

    fn next(&self, object: &Value, _: &State, _: &Settings) -> Vec<Change> {
        let replicas = &object["spec"]["replicas"];
        let wanted = [
            ("Available", true, "MinimumReplicasAvailable"),
            ("Progressing", true, "NewReplicaSetAvailable"),
        ];
        vec![Change::Status(json!({
            "observedGeneration": object["metadata"]["generation"], "replicas": replicas,
            "updatedReplicas": replicas, "readyReplicas": replicas, "availableReplicas": replicas,
            "conditions": conditions(object, &wanted),
        }))]
    }
}

/// A Service of type LoadBalancer gets its address.
pub struct LoadBalancerRule;

impl Rule for LoadBalancerRule {
    fn subject(&self) -> (&'static str, &'static str) {
        ("", "Service")
    }

    fn next(&self, object: &Value, _: &State, settings: &Settings) -> Vec<Change> {
        if object["spec"]["type"] != "LoadBalancer" {
            return Vec::new();
        }
        let address = match &settings.load_balancer {
            LoadBalancer::Ip(address) => json!({"ip": address, "ipMode": "VIP"}),
            LoadBalancer::Hostname(name) => json!({"hostname": name}),
            LoadBalancer::Pending => return Vec::new(),
        };
        vec![Change::Status(json!({"loadBalancer": {"ingress": [address]}}))]
    }
}
