//! Kubernetes' NetworkPolicy (`networking.k8s.io/v1`). It depends on the cluster's network plugin whether it has an effect.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Serialize;

use super::Metadata;

/// `networking.k8s.io/v1 NetworkPolicy`, for connections that pods open.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NetworkPolicy {
    pub metadata: Metadata,
    pub spec: NetworkPolicySpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NetworkPolicySpec {
    pub pod_selector: EveryPod,
    pub policy_types: Vec<&'static str>,
    /// What is allowed; everything else is not.
    pub egress: Vec<EgressRule>,
}

/// `{}`: every pod of the namespace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EveryPod {}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EgressRule {
    /// Every port where it is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<PolicyPort>,
    pub to: Vec<Peer>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PolicyPort {
    pub port: u16,
    pub protocol: &'static str,
}

/// Whom pods may call.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
pub enum Peer {
    Pods { namespace_selector: NamespaceSelector },
    Addresses { ip_block: IpBlock },
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NamespaceSelector {
    pub match_labels: BTreeMap<&'static str, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IpBlock {
    pub cidr: SingleAddress,
}

/// One address as a block: `10.43.0.10/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SingleAddress(pub IpAddr);

impl Serialize for SingleAddress {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bits = if self.0.is_ipv4() { 32 } else { 128 };
        serializer.collect_str(&format_args!("{}/{bits}", self.0))
    }
}
