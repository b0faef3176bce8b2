//! What Gardener's controllers for DNS and certificates read (gardener/external-dns-management,
//! `pkg/apis/dns/v1alpha1`; gardener/cert-management, `pkg/apis/cert/v1alpha1`).

use serde::Serialize;

use super::Metadata;
use crate::plan::dns::{LoadBalancerAddress, Provider};
use crate::plan::names::{DnsName, GatewayHost, ResourceName};

/// Which DNS controller a DNSProvider or DNSEntry is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnsClass {
    /// The one that Gardener runs for its shoots, among them every Kyma runtime: it leaves alone what is not annotated.
    Garden,
    /// A controller that runs in the cluster itself: it leaves alone what is annotated with another class.
    Unset,
}

impl DnsClass {
    /// Marks a DNSProvider or DNSEntry; neither Secrets nor Certificates are marked.
    pub fn mark(self, metadata: Metadata) -> Metadata {
        match self {
            Self::Garden => metadata.annotation("dns.gardener.cloud/class", "garden"),
            Self::Unset => metadata,
        }
    }
}

/// `dns.gardener.cloud/v1alpha1 DNSProvider`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DNSProvider {
    pub metadata: Metadata,
    pub spec: DnsProviderSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DnsProviderSpec {
    #[serde(rename = "type")]
    pub kind: ProviderType,
    pub secret_ref: SecretReference,
    pub domains: DomainSelection,
}

/// [`Provider::id`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderType(pub &'static Provider);

impl Serialize for ProviderType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.id)
    }
}

/// A Secret in the DNSProvider's own namespace.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SecretReference {
    pub name: ResourceName,
}

/// The domains for which this provider is in charge, with everything below them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DomainSelection {
    pub include: Vec<DnsName>,
}

/// `dns.gardener.cloud/v1alpha1 DNSEntry`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DNSEntry {
    pub metadata: Metadata,
    pub spec: DnsEntrySpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DnsEntrySpec {
    pub dns_name: GatewayHost,
    pub ttl: TimeToLive,
    /// Empty where the address is known on the cluster only: then whoever applies the entry adds it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<LoadBalancerAddress>,
}

/// How long others may remember a record: 1 to 8640000 seconds (`DNSEntry.spec.ttl`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TimeToLive(u32);

impl TimeToLive {
    /// The tutorial's.
    pub const TEN_MINUTES: Self = Self(600);

    pub fn seconds(seconds: u32) -> Option<Self> {
        (1..=8_640_000).contains(&seconds).then_some(Self(seconds))
    }

    pub fn in_seconds(self) -> u32 {
        self.0
    }
}

/// `cert.gardener.cloud/v1alpha1 Certificate`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Certificate {
    pub metadata: Metadata,
    pub spec: CertificateSpec,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CertificateSpec {
    #[serde(skip_serializing_if = "Option::is_none")]
    common_name: Option<GatewayHost>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dns_names: Vec<GatewayHost>,
    secret_name: ResourceName,
    issuer_ref: IssuerReference,
    #[serde(skip_serializing_if = "Option::is_none")]
    private_key: Option<PrivateKey>,
}

impl CertificateSpec {
    /// The most that a common name may have (RFC 5280, `ub-common-name`; the CRD's `maxLength`).
    pub const COMMON_NAME_LIMIT: usize = 64;

    /// From Gardener's default issuer. A name that is too long for a common name stands among the DNS names alone; the issuer
    /// repeats a common name there by itself.
    pub fn issued_by_garden(host: &GatewayHost, secret_name: ResourceName, private_key: Option<PrivateKey>) -> Self {
        let is_short = host.as_str().len() <= Self::COMMON_NAME_LIMIT;
        Self {
            common_name: is_short.then(|| host.clone()),
            dns_names: if is_short { Vec::new() } else { vec![host.clone()] },
            secret_name,
            issuer_ref: IssuerReference { name: "garden" },
            private_key,
        }
    }

    /// The host, wherever it stands.
    pub fn host(&self) -> Option<&GatewayHost> {
        self.common_name.as_ref().or(self.dns_names.first())
    }

    /// The host, where it is short enough for a common name.
    pub fn common_name(&self) -> Option<&GatewayHost> {
        self.common_name.as_ref()
    }

    /// The key that is asked for.
    pub fn private_key(&self) -> Option<PrivateKey> {
        self.private_key
    }

    /// The Secret that the certificate and its key are put into.
    pub fn secret_name(&self) -> &ResourceName {
        &self.secret_name
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct IssuerReference {
    name: &'static str,
}

/// The key that Gardener makes; its default where none is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PrivateKey {
    Rsa2048,
    Rsa3072,
    Rsa4096,
    EcdsaP256,
    EcdsaP384,
}

impl PrivateKey {
    pub const ALL: [Self; 5] = [
        Self::Rsa2048,
        Self::Rsa3072,
        Self::Rsa4096,
        Self::EcdsaP256,
        Self::EcdsaP384,
    ];

    /// `spec.privateKey.algorithm` and `spec.privateKey.size` in bits.
    pub fn algorithm_and_size(self) -> (&'static str, u16) {
        match self {
            Self::Rsa2048 => ("RSA", 2048),
            Self::Rsa3072 => ("RSA", 3072),
            Self::Rsa4096 => ("RSA", 4096),
            Self::EcdsaP256 => ("ECDSA", 256),
            Self::EcdsaP384 => ("ECDSA", 384),
        }
    }
}

impl Serialize for PrivateKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Fields {
            algorithm: &'static str,
            size: u16,
        }
        let (algorithm, size) = self.algorithm_and_size();
        Fields { algorithm, size }.serialize(serializer)
    }
}
