//! Istio's VirtualService (`networking.istio.io/v1`, file `networking/v1/virtual_service.proto`).

use std::collections::BTreeMap;

use serde::Serialize;

use super::Metadata;
use crate::plan::names::DnsName;

/// `networking.istio.io/v1 VirtualService`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VirtualService {
    pub metadata: Metadata,
    pub spec: VirtualServiceSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VirtualServiceSpec {
    pub hosts: Vec<DnsName>,
    /// `namespace/name`, a name in the same namespace, or `mesh`.
    pub gateways: Vec<String>,
    pub http: Vec<HttpRoute>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HttpRoute {
    #[serde(rename = "match", skip_serializing_if = "Vec::is_empty")]
    pub r#match: Vec<HttpMatch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<Headers>,
    pub route: Vec<RouteDestination>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<&'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HttpMatch {
    pub gateways: Vec<&'static str>,
    pub port: u16,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Headers {
    pub request: RequestHeaders,
}

/// `set` overwrites what the client sent.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RequestHeaders {
    pub set: BTreeMap<&'static str, &'static str>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RouteDestination {
    pub destination: Destination,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Destination {
    /// A full name, so that it does not depend on the namespace of whoever reads it.
    pub host: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subset: Option<&'static str>,
    pub port: PortSelector,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PortSelector {
    pub number: u16,
}
