//! Certificates: the DER with what stands in it, and how new ones are made.

mod parameters;
mod signing;

use std::fmt;

use super::clock::Validity;
use super::decode::{self, CertificateDetails, DecodeError, PublicKeyKind};
use super::key::{KeyError, SigningKey};
use super::name::{DistinguishedName, SubjectAltName};
use super::pem;
use super::profile::Profile;
use crate::locale::say;

/// A certificate: DER that was read successfully, and what stands in it.
#[derive(Clone)]
pub struct Certificate {
    der: Vec<u8>,
    details: Box<CertificateDetails>,
}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    /// [`DecodeError`] if it is not exactly one certificate.
    pub fn from_der(der: Vec<u8>) -> Result<Self, DecodeError> {
        let details = Box::new(decode::decode(&der)?);
        Ok(Self { der, details })
    }

    /// The DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// `-----BEGIN CERTIFICATE-----` PEM (RFC 7468 section 5), with a final newline.
    pub fn pem(&self) -> String {
        pem::encode("CERTIFICATE", &self.der)
    }

    /// What stands in it.
    pub fn details(&self) -> &CertificateDetails {
        &self.details
    }

    /// SHA-256 of the DER.
    pub fn fingerprint_sha256(&self) -> [u8; 32] {
        self.details.fingerprint_sha256
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Certificate")
            .field("subject", &self.details.subject.readable)
            .field("serial_number", &self.details.serial_number)
            .finish_non_exhaustive()
    }
}

/// A positive serial number of exactly 16 octets (RFC 5280 section 4.1.2.2 allows 20).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SerialNumber([u8; 16]);

impl SerialNumber {
    /// Makes one of random octets; 119 or more bits stay random.
    ///
    /// The top bit is cleared, because DER integers are signed. A first octet of zero becomes one, because DER would
    /// drop it.
    pub fn from_random(mut octets: [u8; 16]) -> Self {
        octets[0] &= 0x7F;
        octets[0] = octets[0].max(1);
        Self(octets)
    }

    /// The octets, most significant first.
    pub fn octets(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Debug for SerialNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SerialNumber({})", decode::hex_lower(&self.0))
    }
}

/// What a new certificate shall say.
#[derive(Clone, Debug)]
pub struct Template<'a> {
    pub profile: Profile,
    /// How many authorities may stand below this one; of no meaning for a leaf.
    pub path_length: u8,
    pub subject: &'a DistinguishedName,
    pub subject_alt_names: &'a [SubjectAltName],
    pub validity: Validity,
    pub serial_number: SerialNumber,
    pub public_key: PublicKey<'a>,
}

/// The public key that a certificate is about.
#[derive(Clone, Debug)]
pub struct PublicKey<'a> {
    /// What the key is said to be, which it must be.
    pub kind: PublicKeyKind,
    /// DER `SubjectPublicKeyInfo`.
    pub info: &'a [u8],
}

/// A certification authority: its certificate and the matching key.
pub struct Authority<'a, K> {
    pub certificate: &'a Certificate,
    pub key: &'a K,
}

/// Why a certificate could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    #[error("{}", say!("a certification authority needs a name"))]
    EmptyAuthorityName,
    #[error("{}", say!("a certification authority has no subject alternative names"))]
    UnexpectedAlternativeName,
    #[error("{}", say!("a server certificate needs the DNS name of the server as subject alternative name"))]
    MissingDnsName,
    #[error("{}", say!("a client certificate needs a subject alternative name"))]
    MissingAlternativeName,
    #[error("{}", say!("the validity is longer than the {maximum_days} days that are allowed", maximum_days))]
    ValidityTooLong { maximum_days: u32 },
    #[error("{}", say!("only a root certification authority signs itself, and only itself"))]
    SelfSigned,
    #[error("{}", say!("the issuer’s certificate is not one of a certification authority"))]
    IssuerNotAuthority,
    #[error("{}", say!("the issuer’s certificate allows only {value} authorities below it", value = .0))]
    PathLength(u32),
    #[error("{}", say!("the issuer’s key does not belong to the issuer’s certificate"))]
    IssuerKey,
    #[error("{}", say!("the issuer’s certificate has no subject key identifier"))]
    IssuerKeyIdentifier,
    #[error("{}", say!("the public key is not a key of the algorithm {value}", value = .0))]
    PublicKey(String),
    #[error("{}", say!("the certificate could not be encoded: {value}", value = .0))]
    Encode(String),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("{}", say!("the certificate could not be read back: {value}", value = .0))]
    Decode(#[from] DecodeError),
}

/// Makes the certificate of a root, signed by its own key.
///
/// # Errors
/// [`CertificateError`] if the template breaks its profile or the key fails.
pub async fn self_signed<K: SigningKey>(template: &Template<'_>, key: &K) -> Result<Certificate, CertificateError> {
    if template.profile != Profile::RootCa || template.public_key.info != key.public_key() {
        return Err(CertificateError::SelfSigned);
    }
    let parameters = parameters::certificate(template)?;
    let identifier = parameters.key_identifier_method.clone();
    signing::sign(template, &parameters, identifier, None, key).await
}

/// Makes the certificate of a leaf or of an intermediate authority, signed by an authority.
///
/// # Errors
/// [`CertificateError`] if the template breaks its profile, the authority is none, or the key fails.
pub async fn signed_by<K: SigningKey>(
    template: &Template<'_>,
    authority: &Authority<'_, K>,
) -> Result<Certificate, CertificateError> {
    if template.profile == Profile::RootCa {
        return Err(CertificateError::SelfSigned);
    }
    if authority.certificate.details().public_key_info != authority.key.public_key() {
        return Err(CertificateError::IssuerKey);
    }
    let parameters = parameters::certificate(template)?;
    let identifier = parameters::issuer(authority.certificate)?;
    let issuer = authority.certificate.details();
    let limit = issuer.basic_constraints.and_then(|constraints| constraints.path_length);
    match limit {
        Some(limit) if template.profile.is_ca() && limit <= u32::from(template.path_length) => {
            return Err(CertificateError::PathLength(limit));
        }
        _ => {}
    }
    let name = &issuer.subject.der;
    signing::sign(template, &parameters, identifier, Some(name), authority.key).await
}
