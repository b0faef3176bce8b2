//! Istio's AuthorizationPolicy (`security.istio.io/v1`, file `security/v1/authorization_policy.proto`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Metadata;

/// `security.istio.io/v1 AuthorizationPolicy`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuthorizationPolicy {
    pub metadata: Metadata,
    pub spec: AuthorizationPolicySpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuthorizationPolicySpec {
    /// Always there: without it the policy is for every workload of the namespace.
    pub selector: WorkloadSelector,
    pub action: &'static str,
    pub rules: Vec<PolicyRule>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkloadSelector {
    pub match_labels: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyRule {
    pub from: Vec<From>,
    pub to: Vec<To>,
    pub when: Vec<Condition>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct From {
    pub source: Source,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Source {
    pub principals: Vec<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct To {
    pub operation: Operation,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Operation {
    pub hosts: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    pub key: &'static str,
    /// A leading or trailing `*` would be a wildcard.
    pub values: Vec<String>,
}
