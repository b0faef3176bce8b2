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
    pub selector: IngressSelector,
    pub servers: Vec<Server>,
}

/// The labels of Kyma's ingress gateway pods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IngressSelector {
    app: &'static str,
    istio: &'static str,
}

impl IngressSelector {
    pub const KYMA: Self = Self {
        app: "istio-ingressgateway",
        istio: "ingressgateway",
    };

    /// As pairs of key and value.
    pub fn labels(&self) -> [(&'static str, &'static str); 2] {
        [("app", self.app), ("istio", self.istio)]
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Server {
    pub port: Port,
    pub tls: ServerTls,
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
}

impl TlsMode {
    /// As the resource has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mutual => "MUTUAL",
        }
    }
}
