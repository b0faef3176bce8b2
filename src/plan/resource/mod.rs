//! Kubernetes resources as small structs with only the fields that are emitted. `render::yaml` turns them into text; the
//! tests hold them against the CRDs and the Kubernetes API types.

pub mod apirule;
pub mod core;
pub mod egress;
pub mod gardener;
pub mod gateway;
pub mod istio;
pub mod network_policy;
pub mod policy;
pub mod virtual_service;

use std::collections::BTreeMap;

use serde::Serialize;

use super::names::{Namespace, ResourceName};

/// `metadata` of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Metadata {
    pub name: ResourceName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<Namespace>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<&'static str, String>,
}

impl Metadata {
    /// The namespace as a text; empty where there is none.
    pub fn namespace_name(&self) -> &str {
        self.namespace.as_ref().map_or("", Namespace::as_str)
    }

    /// Of a cluster-scoped resource.
    pub fn cluster_scoped(name: ResourceName) -> Self {
        Self {
            name,
            namespace: None,
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
        }
    }

    /// Of a resource in a namespace.
    pub fn namespaced(name: ResourceName, namespace: &Namespace) -> Self {
        Self {
            name,
            namespace: Some(namespace.clone()),
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
        }
    }

    pub fn label(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.labels.insert(key, value.into());
        self
    }

    pub fn annotation(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.annotations.insert(key, value.into());
        self
    }
}

macro_rules! resources {
    ($($variant:ident($module:ident, $api_version:literal),)*) => {
        /// A resource that a plan may hold.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Resource {
            $($variant($module::$variant),)*
        }

        $(impl From<$module::$variant> for Resource {
            fn from(resource: $module::$variant) -> Self {
                Self::$variant(resource)
            }
        })*

        impl Resource {
            /// The kinds that plans hold.
            pub const KINDS: &'static [&'static str] = &[$(stringify!($variant)),*];

            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => stringify!($variant),)* }
            }

            /// What a resource of this kind has unless it says another.
            fn usual_api_version(&self) -> &'static str {
                match self { $(Self::$variant(_) => $api_version,)* }
            }

            pub fn metadata(&self) -> &Metadata {
                match self { $(Self::$variant(resource) => &resource.metadata,)* }
            }
        }

        impl Serialize for Resource {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                #[derive(Serialize)]
                #[serde(rename_all = "camelCase")]
                struct Document<'a, T: Serialize> {
                    api_version: &'static str,
                    kind: &'static str,
                    #[serde(flatten)]
                    resource: &'a T,
                }
                let (api_version, kind) = (self.api_version(), self.kind());
                match self { $(Self::$variant(resource) => Document { api_version, kind, resource }.serialize(serializer),)* }
            }
        }
    };
}

resources! {
    Namespace(core, "v1"),
    ConfigMap(core, "v1"),
    ServiceAccount(core, "v1"),
    Service(core, "v1"),
    Deployment(core, "apps/v1"),
    Gateway(gateway, "networking.istio.io/v1"),
    VirtualService(virtual_service, "networking.istio.io/v1"),
    AuthorizationPolicy(policy, "security.istio.io/v1"),
    APIRule(apirule, "gateway.kyma-project.io/v2"),
    DNSProvider(gardener, "dns.gardener.cloud/v1alpha1"),
    DNSEntry(gardener, "dns.gardener.cloud/v1alpha1"),
    Certificate(gardener, "cert.gardener.cloud/v1alpha1"),
    Istio(istio, "operator.kyma-project.io/v1alpha2"),
    Telemetry(istio, "telemetry.istio.io/v1"),
    ServiceEntry(egress, "networking.istio.io/v1"),
    DestinationRule(egress, "networking.istio.io/v1"),
    NetworkPolicy(network_policy, "networking.k8s.io/v1"),
}

impl Resource {
    pub fn api_version(&self) -> &'static str {
        match self {
            Self::APIRule(rule) => rule.version.api_version(),
            other => other.usual_api_version(),
        }
    }
}
