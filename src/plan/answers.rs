//! Validated answers: what a draft becomes once nothing in it is wrong.

use super::Domains;
use std::collections::BTreeMap;

use super::egress::Egress;
use super::exposure::{Exposure, Method};
use super::formats::Formats;
use super::k3d::K3d;
use super::managed::{CustomDomain, DefaultDomain};
use super::names::{FileStem, Namespace, ResourceName, ServiceName};
use super::own::Own;
use super::resource::gateway::TlsMode;
use super::restrict::Restrict;
use super::verification::Outcome;
use crate::pki::clock::Validity;
use crate::pki::import::ImportedAuthority;
use crate::pki::key::{KeyAlgorithm, PublicKey};
use crate::pki::name::{DistinguishedName, SubjectAltName};
use crate::pki::pkcs12::{EncryptionProfile, Password};
use crate::pki::request::CertificateRequest;

/// What a form's answers ask for.
#[derive(Clone, Debug)]
pub enum Wanted {
    Gateway(Box<Answers>),
    /// Certificates without a cluster.
    Certificates(Box<CertificatesOnly>),
}

/// What every tutorial with an ingress gateway asks for.
#[derive(Clone, Debug)]
pub struct Answers {
    pub domains: Domains,
    /// Of the workload and what exposes it.
    pub namespace: Namespace,
    pub gateway: GatewayAnswers,
    pub certificates: CertificateAnswers,
    pub workload: Workload,
    pub access: Access,
    /// What the APIRule is like, where there is one.
    pub exposure: Exposure,
    pub scenario: Scenario,
    /// Every answer but the secret ones, as `answers.json` shows them.
    pub shown: BTreeMap<&'static str, String>,
}

/// The Gateway and the Secret that it reads its credentials from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GatewayAnswers {
    pub namespace: Namespace,
    pub name: ResourceName,
    /// `credentialName`; the client CA goes into `<secret>-cacert`.
    pub secret: ResourceName,
    pub mode: TlsMode,
}

/// What only one tutorial asks for.
#[derive(Clone, Debug)]
pub enum Scenario {
    K3d(K3d),
    DefaultDomain(DefaultDomain),
    CustomDomain(CustomDomain),
    Restrict(Restrict),
    Egress(Egress),
    Own(Own),
}

/// What the variant without a cluster asks for.
#[derive(Clone, Debug)]
pub struct CertificatesOnly {
    pub certificates: CertificateAnswers,
    /// As [`Answers::shown`].
    pub shown: BTreeMap<&'static str, String>,
}

/// Whom the workload answers, of those whom the gateway lets in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody with a certificate of the client CA.
    EveryClient,
    /// Named clients, told apart by a policy beside the workload.
    Chosen(Policy),
    /// Named clients, told apart by the gateway.
    AtGateway(Criterion),
}

/// By what the gateway tells clients of one authority apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Criterion {
    /// A name in the certificate: another certificate with the same name does as well.
    Name,
    /// The key: a renewed certificate for the same key does as well.
    Key,
    /// The certificate itself.
    Certificate,
}

/// The clients that a policy admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Their subjects as Envoy writes them; at least one.
    pub subjects: Vec<String>,
}

/// The certificates to make.
#[derive(Clone, Debug)]
pub struct CertificateAnswers {
    /// Of servers and clients.
    pub key_algorithm: KeyAlgorithm,
    /// Of the authorities that are made here.
    pub ca_key_algorithm: KeyAlgorithm,
    /// `None` where the gateway's certificate comes from elsewhere.
    pub server: Option<ServerAnswers>,
    pub client_ca: ClientCa,
    /// An authority below a client CA that is made here, which signs in its place.
    pub intermediate: Option<DistinguishedName>,
    /// None only where the client CA is brought along without its key.
    pub clients: Vec<ClientAnswers>,
    /// Of the authorities; where the client CA is brought along, its own.
    pub ca_validity: Validity,
    pub leaf_validity: Validity,
    pub formats: Formats,
}

/// The authority that clients are checked against.
#[derive(Clone, Debug)]
pub enum ClientCa {
    /// Made here, with this subject.
    Made(DistinguishedName),
    /// Brought along. Without its key no client is made here.
    Brought(Box<ImportedAuthority>),
}

/// The authority that signs the gateway's certificate.
#[derive(Clone, Debug)]
pub enum ServerCa {
    /// Made here, with this subject.
    Made(DistinguishedName),
    /// Brought along, with its key.
    Brought(Box<ImportedAuthority>),
}

/// The gateway's certificate and its authority.
#[derive(Clone, Debug)]
pub struct ServerAnswers {
    /// What people call it.
    pub title: &'static str,
    pub ca: ServerCa,
    /// As [`CertificateAnswers::intermediate`], below a server CA that is made here.
    pub intermediate: Option<DistinguishedName>,
    pub subject: DistinguishedName,
    /// At least one DNS name.
    pub names: Vec<SubjectAltName>,
    pub validity: Validity,
}

/// One client certificate and the bundle that carries it into a browser.
#[derive(Clone, Debug)]
pub struct ClientAnswers {
    pub subject: DistinguishedName,
    /// What it is called in lists and by importers; its common name, unless it has another.
    pub name: String,
    /// Unique among the clients.
    pub folder: FileStem,
    /// What becomes of its calls.
    pub outcome: Outcome,
    /// At least one.
    pub subject_alt_names: Vec<SubjectAltName>,
    pub validity: Validity,
    pub key: ClientKey,
}

/// Where the key of a client is.
#[derive(Clone, Debug)]
pub enum ClientKey {
    /// It is made here, and put into a bundle.
    Made {
        password: Password,
        profile: EncryptionProfile,
        /// For which importers there is a second bundle.
        also: Option<EncryptionProfile>,
    },
    /// Its owner keeps it, and sent a request.
    Elsewhere(Box<SigningRequest>),
}

/// A request of somebody who keeps the key.
#[derive(Clone, Debug)]
pub struct SigningRequest {
    pub request: CertificateRequest,
    /// The key that the request is about.
    pub key: PublicKey,
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
        /// Those of its pods, which a policy selects; empty where none does.
        labels: BTreeMap<String, String>,
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

impl Workload {
    /// What an APIRule for it is like unless the answers say otherwise.
    pub fn usual_exposure(&self) -> Exposure {
        match self {
            Self::HttpBin { .. } => Exposure::everywhere(&[Method::Get]),
            Self::OwnService { .. } => Exposure::everywhere(&Method::USUAL),
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
