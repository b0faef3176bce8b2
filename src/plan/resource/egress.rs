//! What sends a host's requests through the egress gateway: Istio's ServiceEntry and DestinationRule
//! (`networking.istio.io/v1`, files `networking/v1/service_entry.proto` and `networking/v1/destination_rule.proto`).

use serde::Serialize;

use super::Metadata;
use super::gateway::Port;
use super::virtual_service::PortSelector;
use crate::plan::names::{DnsName, ResourceName};

/// `networking.istio.io/v1 ServiceEntry`: a host outside of the cluster that the mesh knows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceEntry {
    pub metadata: Metadata,
    pub spec: ServiceEntrySpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceEntrySpec {
    pub hosts: Vec<DnsName>,
    pub ports: Vec<Port>,
    /// How the proxies find the host's addresses.
    pub resolution: &'static str,
}

/// `networking.istio.io/v1 DestinationRule`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DestinationRule {
    pub metadata: Metadata,
    pub spec: DestinationRuleSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationRuleSpec {
    /// A full name, so that it does not depend on the namespace of whoever reads it.
    pub host: String,
    /// `.` for the proxies of the rule's own namespace; all proxies where it is empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub export_to: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subsets: Vec<Subset>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traffic_policy: Option<TrafficPolicy>,
}

/// Without labels: all endpoints, under a name that routes can refer to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Subset {
    pub name: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TrafficPolicy {
    pub port_level_settings: Vec<PortSettings>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PortSettings {
    pub port: PortSelector,
    pub tls: ClientTls,
}

/// How a proxy speaks TLS to the host.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientTls {
    /// `MUTUAL`: the proxy shows a certificate too.
    pub mode: &'static str,
    /// A Secret in the namespace of the proxy's pods.
    pub credential_name: ResourceName,
    /// The server name that the proxy asks for; the server chooses its certificate by it.
    pub sni: DnsName,
    /// The names of which the server's certificate must have one. Without them, only its chain is checked.
    pub subject_alt_names: Vec<DnsName>,
}
