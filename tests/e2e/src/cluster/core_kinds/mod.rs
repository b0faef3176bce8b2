//! The built-in kinds: which there are, and what the API server refuses in them.
//!
//! Fields are checked by reading an object into its k8s-openapi type and writing it again: what is lost was unknown.
//! Rules about values cover what people get wrong in practice (names, labels, Secret keys, selectors, ports); they are
//! not the whole of the API server's validation.

mod names;
mod rules;
mod strict;

pub use names::{NameRule, label_value_problem, metadata_field_violations, metadata_violations, name_problem};
pub use rules::{defaults, update_violations};

use super::kinds::{KnownScope, ResourceKind};
use super::schema::Violation;
use k8s_openapi::api::{admissionregistration, apps, authorization, autoscaling, batch, coordination, core, discovery};
use k8s_openapi::api::{networking, policy, rbac, scheduling};
use k8s_openapi::apiextensions_apiserver::pkg::apis::apiextensions;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::OnceLock;

/// A built-in kind.
#[derive(Debug)]
pub struct BuiltIn {
    /// Names, scope and version.
    pub kind: ResourceKind,
    /// The rule for `metadata.name`.
    pub names: NameRule,
    reread: fn(&Value) -> Result<Value, Violation>,
}

impl BuiltIn {
    fn of<T>(short_names: &[&str], categories: &[&str]) -> BuiltIn
    where
        T: k8s_openapi::Resource + Serialize + DeserializeOwned,
        T::Scope: KnownScope,
    {
        let kind = ResourceKind::of_type::<T>(short_names, categories);
        BuiltIn {
            names: NameRule::of_kind(&kind),
            kind,
            reread: strict::reread::<T>,
        }
    }

    /// Fields that are unknown or of the wrong type: reasons to refuse the request as undecodable.
    pub fn decoding_violations(&self, object: &Value) -> Vec<Violation> {
        match (self.reread)(object) {
            Ok(kept) => strict::unknown_paths(object, &kept)
                .into_iter()
                .map(Violation::unknown_field)
                .collect(),
            Err(violation) => vec![violation],
        }
    }

    /// Removes unknown fields and nulls from an object that can be decoded.
    pub fn prune(&self, object: &mut Value) {
        if let Ok(kept) = (self.reread)(object) {
            strict::keep_known(object, &kept);
        }
    }

    /// Unacceptable values in an object that can be decoded.
    pub fn value_violations(&self, object: &Value) -> Vec<Violation> {
        let mut violations = metadata_violations(object, self.names);
        violations.extend(rules::violations(&self.kind, object));
        violations
    }

    /// All complaints. Values are looked at only if every field can be decoded.
    pub fn violations(&self, object: &Value) -> Vec<Violation> {
        let decoding = self.decoding_violations(object);
        if decoding.is_empty() {
            self.value_violations(object)
        } else {
            decoding
        }
    }
}

/// Every built-in kind.
pub fn all() -> &'static [BuiltIn] {
    static ALL: OnceLock<Vec<BuiltIn>> = OnceLock::new();
    ALL.get_or_init(|| {
        vec![
            BuiltIn::of::<core::v1::Namespace>(&["ns"], &[]),
            BuiltIn::of::<core::v1::Secret>(&[], &[]),
            BuiltIn::of::<core::v1::ConfigMap>(&["cm"], &[]),
            BuiltIn::of::<core::v1::Service>(&["svc"], &["all"]),
            BuiltIn::of::<core::v1::ServiceAccount>(&["sa"], &[]),
            BuiltIn::of::<core::v1::Pod>(&["po"], &["all"]),
            BuiltIn::of::<core::v1::Endpoints>(&["ep"], &[]),
            BuiltIn::of::<core::v1::Event>(&["ev"], &[]),
            BuiltIn::of::<core::v1::Node>(&["no"], &[]),
            BuiltIn::of::<core::v1::ResourceQuota>(&["quota"], &[]),
            BuiltIn::of::<core::v1::LimitRange>(&["limits"], &[]),
            BuiltIn::of::<core::v1::PersistentVolumeClaim>(&["pvc"], &[]),
            BuiltIn::of::<apps::v1::Deployment>(&["deploy"], &["all"]),
            BuiltIn::of::<apps::v1::ReplicaSet>(&["rs"], &["all"]),
            BuiltIn::of::<apps::v1::StatefulSet>(&["sts"], &["all"]),
            BuiltIn::of::<apps::v1::DaemonSet>(&["ds"], &["all"]),
            BuiltIn::of::<batch::v1::Job>(&[], &["all"]),
            BuiltIn::of::<networking::v1::NetworkPolicy>(&["netpol"], &[]),
            BuiltIn::of::<networking::v1::Ingress>(&["ing"], &[]),
            BuiltIn::of::<rbac::v1::Role>(&[], &[]),
            BuiltIn::of::<rbac::v1::RoleBinding>(&[], &[]),
            BuiltIn::of::<rbac::v1::ClusterRole>(&[], &[]),
            BuiltIn::of::<rbac::v1::ClusterRoleBinding>(&[], &[]),
            BuiltIn::of::<policy::v1::PodDisruptionBudget>(&["pdb"], &[]),
            BuiltIn::of::<autoscaling::v2::HorizontalPodAutoscaler>(&["hpa"], &["all"]),
            BuiltIn::of::<scheduling::v1::PriorityClass>(&["pc"], &[]),
            BuiltIn::of::<coordination::v1::Lease>(&[], &[]),
            BuiltIn::of::<discovery::v1::EndpointSlice>(&[], &[]),
            BuiltIn::of::<admissionregistration::v1::ValidatingWebhookConfiguration>(&[], &["api-extensions"]),
            BuiltIn::of::<admissionregistration::v1::MutatingWebhookConfiguration>(&[], &["api-extensions"]),
            BuiltIn::of::<authorization::v1::SelfSubjectAccessReview>(&[], &[]),
            BuiltIn::of::<authorization::v1::SelfSubjectRulesReview>(&[], &[]),
            BuiltIn::of::<apiextensions::v1::CustomResourceDefinition>(&["crd", "crds"], &["api-extensions"]),
        ]
    })
}

/// The built-in kind with this `apiVersion` and `kind`.
pub fn find(api_version: &str, kind: &str) -> Option<&'static BuiltIn> {
    all()
        .iter()
        .find(|built_in| built_in.kind.kind == kind && built_in.kind.api_version() == api_version)
}

/// Whether a built-in kind has a status of its own.
pub fn has_status(kind: &str) -> bool {
    matches!(
        kind,
        "Namespace"
            | "Service"
            | "Pod"
            | "Node"
            | "ResourceQuota"
            | "PersistentVolumeClaim"
            | "Deployment"
            | "ReplicaSet"
            | "StatefulSet"
            | "DaemonSet"
            | "Job"
            | "Ingress"
            | "PodDisruptionBudget"
            | "HorizontalPodAutoscaler"
            | "CustomResourceDefinition"
    )
}
