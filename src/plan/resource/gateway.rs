//! Istio's Gateway (`networking.istio.io/v1`, file `networking/v1/gateway.proto`).

use serde::Serialize;

use super::Metadata;
use crate::pki::issuance::CredentialId;
use crate::plan::names::{GatewayHost, ResourceName};

/// `networking.istio.io/v1 Gateway`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Gateway {
    pub metadata: Metadata,
    pub spec: GatewaySpec,
}

impl Gateway {
    /// The hosts of all its servers.
    pub fn hosts(&self) -> impl Iterator<Item = &GatewayHost> {
        self.spec.servers.iter().flat_map(|server| &server.hosts)
    }

    /// How its servers end TLS, as far as they do.
    pub fn tls(&self) -> impl Iterator<Item = &ServerTls> {
        self.spec.servers.iter().filter_map(|server| server.tls.as_ref())
    }
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
    /// Where there are any, a client's certificate must have one of these names, exactly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub subject_alt_names: Vec<String>,
    /// Where there are any, a client's public key must be one of these: the SHA-256 digest of its
    /// `SubjectPublicKeyInfo`, in base64.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verify_certificate_spki: Vec<Pin>,
    /// Where there are any, a client's certificate must be one of these: its SHA-256 digest, in hexadecimal.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verify_certificate_hash: Vec<Pin>,
}

impl ServerTls {
    /// For every client of the authority that the credential names.
    pub fn new(mode: TlsMode, credential_name: ResourceName) -> Self {
        Self {
            mode,
            credential_name,
            subject_alt_names: Vec::new(),
            verify_certificate_spki: Vec::new(),
            verify_certificate_hash: Vec::new(),
        }
    }
}

/// The digest of a certificate that is made here, or of its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    pub credential: CredentialId,
    /// `None` until the certificate is made.
    pub digest: Option<String>,
}

impl Serialize for Pin {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let digest = self.digest.as_deref();
        serializer.serialize_str(digest.unwrap_or("known when the certificate is made"))
    }
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
