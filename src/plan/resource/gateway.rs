//! Istio's Gateway (`networking.istio.io/v1`, file `networking/v1/gateway.proto`).

use serde::Serialize;

use super::Metadata;
use crate::plan::names::{GatewayHost, ResourceName};

/// `networking.istio.io/v1 Gateway`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gateway {
    pub metadata: Metadata,
    pub spec: GatewaySpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GatewaySpec {
    pub selector: Selector,
    pub servers: Vec<Server>,
}

/// The labels of the gateway's pods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Selector {
    #[serde(skip_serializing_if = "Option::is_none")]
    app: Option<&'static str>,
    istio: &'static str,
}

impl Selector {
    /// Kyma's ingress gateway.
    pub const INGRESS: Self = Self {
        app: Some("istio-ingressgateway"),
        istio: "ingressgateway",
    };

    /// Kyma's egress gateway.
    pub const EGRESS: Self = Self {
        app: None,
        istio: "egressgateway",
    };

    /// As pairs of key and value.
    pub fn labels(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let app = self.app.map(|app| ("app", app));
        app.into_iter().chain([("istio", self.istio)])
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Server {
    pub port: Port,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tls: Option<ServerTls>,
    pub hosts: Vec<GatewayHost>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Port {
    pub number: u16,
    pub name: &'static str,
    pub protocol: &'static str,
}

impl Port {
    pub const MTLS: Self = Self {
        number: 443,
        name: "mtls",
        protocol: "HTTPS",
    };

    /// Plain HTTP.
    pub const HTTP: Self = Self {
        number: 80,
        name: "http",
        protocol: "HTTP",
    };

    /// HTTP in TLS that the proxy does not look into.
    pub const HTTPS: Self = Self {
        number: 443,
        name: "https",
        protocol: "HTTPS",
    };
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServerTls {
    pub mode: TlsMode,
    /// A Secret in the namespace of the gateway's pods.
    pub credential_name: ResourceName,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TlsMode {
    /// A client certificate is required.
    Mutual,
    /// A client certificate is checked if the client shows one.
    OptionalMutual,
}

impl TlsMode {
    /// As the resource has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mutual => "MUTUAL",
            Self::OptionalMutual => "OPTIONAL_MUTUAL",
        }
    }
}
