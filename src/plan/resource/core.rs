//! The kinds that every Kubernetes has.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Metadata;
use crate::plan::names::ServiceName;

type Labels = BTreeMap<&'static str, String>;

/// `v1 Namespace`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Namespace {
    pub metadata: Metadata,
}

/// `v1 ConfigMap`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfigMap {
    pub metadata: Metadata,
    pub data: BTreeMap<String, String>,
}

/// `v1 ServiceAccount`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceAccount {
    pub metadata: Metadata,
}

/// `v1 Service`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Service {
    pub metadata: Metadata,
    pub spec: ServiceSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceSpec {
    pub ports: Vec<ServicePort>,
    pub selector: Labels,
}

/// The port's name begins with the protocol, which Istio reads from it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePort {
    pub name: &'static str,
    pub port: u16,
    pub target_port: u16,
}

/// `apps/v1 Deployment`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Deployment {
    pub metadata: Metadata,
    pub spec: DeploymentSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DeploymentSpec {
    pub replicas: u32,
    pub selector: LabelSelector,
    pub template: PodTemplate,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LabelSelector {
    pub match_labels: Labels,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PodTemplate {
    pub metadata: PodMetadata,
    pub spec: PodSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PodMetadata {
    pub labels: Labels,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodSpec {
    pub service_account_name: ServiceName,
    /// How long a pod that is told to end may take; Kubernetes' 30 seconds where it is not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub termination_grace_period_seconds: Option<u32>,
    pub containers: Vec<Container>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    pub name: &'static str,
    pub image: &'static str,
    pub image_pull_policy: &'static str,
    /// Instead of the image's own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub command: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<ContainerPort>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readiness_probe: Option<Probe>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ContainerPort {
    pub container_port: u16,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    pub http_get: HttpGet,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HttpGet {
    pub path: &'static str,
    pub port: u16,
}
