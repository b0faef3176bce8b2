//! Validated answers: what a draft becomes once nothing in it is wrong.

use super::Domains;
use super::names::{ClusterName, DnsPrefix, Namespace, ResourceName, ServiceName};
use crate::pki::clock::Validity;
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{DistinguishedName, SubjectAltName};
use crate::pki::pkcs12::{EncryptionProfile, Password};

/// What every tutorial with an ingress gateway asks for.
#[derive(Clone, Debug)]
pub struct Answers {
    pub domains: Domains,
    pub prefix: DnsPrefix,
    pub namespace: Namespace,
    pub gateway: GatewayAnswers,
    pub certificates: CertificateAnswers,
    pub workload: Workload,
    pub scenario: Scenario,
    /// Every answer but the secret ones, as `answers.json` shows them.
    pub shown: std::collections::BTreeMap<&'static str, String>,
}

/// The Gateway and the Secret that it reads its credentials from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayAnswers {
    pub name: ResourceName,
    /// `credentialName`; the client CA goes into `<secret>-cacert`.
    pub secret: ResourceName,
}

/// What only one tutorial asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scenario {
    K3d {
        cluster: ClusterName,
        /// Also teach the cluster's own DNS the workload's host.
        resolve_in_cluster: bool,
    },
}

/// The two authorities, the server and the client.
#[derive(Clone, Debug)]
pub struct CertificateAnswers {
    pub key_algorithm: KeyAlgorithm,
    pub server_ca: DistinguishedName,
    pub server: DistinguishedName,
    pub client_ca: DistinguishedName,
    pub client: ClientAnswers,
    pub ca_validity: Validity,
    pub leaf_validity: Validity,
}

/// One client certificate and the bundle that carries it into a browser.
#[derive(Clone, Debug)]
pub struct ClientAnswers {
    pub subject: DistinguishedName,
    pub common_name: String,
    pub subject_alt_name: SubjectAltName,
    pub password: Password,
    pub profile: EncryptionProfile,
}

/// What answers behind the gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Workload {
    HttpBin {
        name: ServiceName,
        image: HttpBinImage,
    },
    OwnService {
        name: ServiceName,
        service: ServiceName,
        port: u16,
    },
}

impl Workload {
    /// The workload's name: the first label of its host and the stem of the APIRule's name.
    pub fn name(&self) -> &ServiceName {
        match self {
            Self::HttpBin { name, .. } | Self::OwnService { name, .. } => name,
        }
    }

    /// The Service that the APIRule points at, and its port.
    pub fn service(&self) -> (&ServiceName, u16) {
        match self {
            Self::HttpBin { name, .. } => (name, HTTPBIN_SERVICE_PORT),
            Self::OwnService { service, port, .. } => (service, *port),
        }
    }
}

/// The port of the sample's Service, as in the Kyma and Istio samples.
pub const HTTPBIN_SERVICE_PORT: u16 = 8000;

/// Which HTTPBin runs. Both print the request headers at `/headers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HttpBinImage {
    /// Runs on amd64 and arm64, the image of Istio's own sample.
    GoHttpbin,
    /// The tutorial's: amd64 only.
    KennethReitz,
}

impl HttpBinImage {
    pub const ALL: [Self; 2] = [Self::GoHttpbin, Self::KennethReitz];

    /// The stable identifier used in answers and links.
    pub fn id(self) -> &'static str {
        match self {
            Self::GoHttpbin => "go-httpbin",
            Self::KennethReitz => "kennethreitz",
        }
    }

    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|image| image.id() == id)
    }

    /// The image reference.
    pub fn reference(self) -> &'static str {
        match self {
            Self::GoHttpbin => "docker.io/mccutchen/go-httpbin:v2.15.0",
            Self::KennethReitz => "docker.io/kennethreitz/httpbin",
        }
    }

    /// The port that the container listens on.
    pub fn container_port(self) -> u16 {
        match self {
            Self::GoHttpbin => 8080,
            Self::KennethReitz => 80,
        }
    }
}
