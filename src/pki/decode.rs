//! Reads certificates back from DER, for people to look at and for policies to be made of.

pub mod anatomy;
mod body;
mod extensions;
mod names;
mod parts;
mod private_key;
mod public_key;
pub(super) mod revocation_list;
mod structure;

pub use names::{NameAttribute, name_attributes};
pub use private_key::{KeyForm, PrivateKeyDetails, curve_name, private_key, rsa_key_info};
pub use public_key::{PublicKeyDetails, public_key};
pub use structure::{Structure, bag_certificates, elements, structure};

pub(super) use extensions::Extensions;
pub(super) use parts::{algorithm_name, name as name_details};
pub(super) use public_key::{EC_PUBLIC_KEY, PublicKeyInfo, RSA_ENCRYPTION, SECP256R1, SECP384R1};

use std::net::IpAddr;

use base64ct::{Base64, Encoding};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use self::body::Body;
use super::clock::{ClockError, Validity};
use super::key::KeyAlgorithm;
use super::name::EncodedName;
use crate::locale::say;

/// What stands in a certificate, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateDetails {
    /// 1 to 3; ours are 3.
    pub version: u32,
    /// The serial number's octets in lower case hexadecimal, without a sign octet.
    pub serial_number: String,
    pub subject: NameDetails,
    pub issuer: NameDetails,
    pub validity: Validity,
    pub public_key: PublicKeyKind,
    /// The name or else the OID of the algorithm of the issuer's signature, for example `sha256WithRSAEncryption`.
    pub signature_algorithm: String,
    pub subject_alt_names: Vec<AlternativeName>,
    /// The names of RFC 5280 section 4.2.1.3, for example `digitalSignature`.
    pub key_usages: Vec<&'static str>,
    /// The names of RFC 5280 section 4.2.1.12, for example `serverAuth`; OIDs of others.
    pub extended_key_usages: Vec<String>,
    pub basic_constraints: Option<BasicConstraints>,
    pub subject_key_identifier: Option<Vec<u8>>,
    pub authority_key_identifier: Option<Vec<u8>>,
    /// Of the whole DER.
    pub fingerprint_sha256: [u8; 32],
    /// Of the whole DER; older tools show it.
    pub fingerprint_sha1: [u8; 20],
    /// The DER `SubjectPublicKeyInfo`.
    pub public_key_info: Vec<u8>,
}

impl CertificateDetails {
    /// SHA-256 of the `SubjectPublicKeyInfo` in base64, as Istio's `verifyCertificateSpki` wants it.
    pub fn verify_certificate_spki(&self) -> String {
        Base64::encode_string(&Sha256::digest(&self.public_key_info))
    }

    /// SHA-256 of the certificate in lower case hexadecimal, as Istio's `verifyCertificateHash` wants it.
    pub fn verify_certificate_hash(&self) -> String {
        hex_lower(&self.fingerprint_sha256)
    }

    /// The URI names joined by `,`, as Envoy's `%DOWNSTREAM_PEER_URI_SAN%` prints them; `None` without any.
    pub fn envoy_uri_names(&self) -> Option<String> {
        super::envoy::uri_names(self.subject_alt_names.iter().filter_map(|name| match name {
            AlternativeName::Uri(uri) => Some(uri.as_str()),
            _ => None,
        }))
    }
}

/// A subject or an issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameDetails {
    /// As Envoy and Istio see it (see [`super::envoy`]); `None` if the name is empty.
    pub envoy: Option<String>,
    /// `CN=…, O=…` in DER order, for people; not to be compared or parsed.
    pub readable: String,
    /// The DER, which is what issuers and subjects are compared by.
    pub der: Vec<u8>,
}

impl NameDetails {
    /// The first organization in it, as text; `None` without one, or if its text cannot be read.
    pub fn organization(&self) -> Option<String> {
        /// organizationName (RFC 5280 appendix A.1).
        const ORGANIZATION: &str = "2.5.4.10";
        let name = EncodedName::from_der(&self.der).ok()?;
        let mut attributes = name.relative_names().iter().flatten();
        let found = attributes.find(|attribute| attribute.kind.to_string() == ORGANIZATION)?;
        String::from_utf8(super::envoy::text_octets(&found.value)?).ok()
    }
}

/// A public key's algorithm and size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKeyKind {
    Rsa {
        bits: usize,
    },
    EcdsaP256,
    EcdsaP384,
    /// The OID of the algorithm, or of the curve of an elliptic curve key.
    Other(String),
}

impl PublicKeyKind {
    /// Whether the key can also encrypt, which decides a server's keyUsage.
    pub fn is_rsa(&self) -> bool {
        matches!(self, Self::Rsa { .. })
    }
}

impl From<KeyAlgorithm> for PublicKeyKind {
    fn from(algorithm: KeyAlgorithm) -> Self {
        match algorithm {
            KeyAlgorithm::Rsa2048 => Self::Rsa { bits: 2048 },
            KeyAlgorithm::Rsa3072 => Self::Rsa { bits: 3072 },
            KeyAlgorithm::Rsa4096 => Self::Rsa { bits: 4096 },
            KeyAlgorithm::EcdsaP256 => Self::EcdsaP256,
            KeyAlgorithm::EcdsaP384 => Self::EcdsaP384,
        }
    }
}

/// basicConstraints (RFC 5280 section 4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    pub is_ca: bool,
    pub path_length: Option<u32>,
}

/// A subject alternative name as found, whether or not we would write it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlternativeName {
    Dns(String),
    Uri(String),
    Email(String),
    Ip(IpAddr),
    /// Another kind, described for people.
    Other(String),
}

/// Why a certificate could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    #[error("{}", say!("this is not a DER certificate: {value}", value = .0))]
    Syntax(String),
    #[error("{}", say!("{value} octets follow the certificate", value = .0))]
    Trailing(usize),
    #[error("{}", say!("the extension {name} cannot be read: {reason}", name, reason))]
    Extension { name: &'static str, reason: String },
    #[error("{}", say!("its public key cannot be read: {value}", value = .0))]
    PublicKey(String),
    #[error("{}", say!("its validity is impossible: {value}", value = .0))]
    Validity(#[from] ClockError),
}

/// Reads a DER certificate.
///
/// # Errors
/// [`DecodeError`] for anything that is not exactly one certificate with readable extensions.
pub fn decode(der: &[u8]) -> Result<CertificateDetails, DecodeError> {
    let body = Body::from_der(der)?;
    let extensions = &body.extensions;
    Ok(CertificateDetails {
        version: body.version,
        serial_number: parts::serial_number(body.serial_number),
        subject: parts::name(&body.subject),
        issuer: parts::name(&body.issuer),
        validity: Validity::new(body.not_before.moment()?, body.not_after.moment()?)?,
        public_key: PublicKeyInfo::from_der(body.public_key)?.kind()?,
        signature_algorithm: parts::algorithm_name(&body.signature_algorithm.to_string()),
        subject_alt_names: extensions.subject_alt_names()?,
        key_usages: extensions.key_usages()?,
        extended_key_usages: extensions.extended_key_usages()?,
        basic_constraints: extensions.basic_constraints()?,
        subject_key_identifier: extensions.subject_key_identifier(),
        authority_key_identifier: extensions.authority_key_identifier(),
        fingerprint_sha256: Sha256::digest(der).into(),
        fingerprint_sha1: Sha1::digest(der).into(),
        public_key_info: body.public_key.to_vec(),
    })
}

/// Lower case hexadecimal without separators.
pub fn hex_lower(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Upper case hexadecimal without separators.
pub fn hex_upper(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}

/// Upper case hexadecimal with colons, as openssl and browsers show fingerprints.
pub fn hex_colons(octets: &[u8]) -> String {
    octets
        .iter()
        .map(|octet| format!("{octet:02X}"))
        .collect::<Vec<_>>()
        .join(":")
}
