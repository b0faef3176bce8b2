//! Everything that stands in a certificate, also what is broken or forbidden there: for people who want to know what is wrong.
//!
//! [`super::decode`] refuses what it cannot fully trust; this takes whatever has the skeleton of a certificate, and says of
//! each part that cannot be read why.

mod extension;

pub use extension::{Extension, ExtensionValue, NameConstraint};

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::body::Body;
use super::{
    AlternativeName, BasicConstraints, DecodeError, NameDetails, PublicKeyDetails, hex_lower, parts, public_key,
};
use crate::pki::clock::UnixTime;

/// A certificate, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anatomy {
    pub der: Vec<u8>,
    /// 1 to 3.
    pub version: u32,
    /// The content of the INTEGER, with the octet that says the sign if there is one.
    pub serial_number: Vec<u8>,
    pub issuer: NameDetails,
    /// `None` for what is no time between 1950 and 9999.
    pub not_before: Option<UnixTime>,
    pub not_after: Option<UnixTime>,
    pub subject: NameDetails,
    pub public_key: Result<PublicKeyDetails, DecodeError>,
    /// The DER `SubjectPublicKeyInfo`.
    pub public_key_info: Vec<u8>,
    /// In their order, with unknown, unreadable and repeated ones.
    pub extensions: Vec<Extension>,
    /// The name or else the OID of the algorithm of the issuer's signature.
    pub signature_algorithm: String,
    /// What the signed part says about that; RFC 5280 section 4.1.1.2 wants them to be the same.
    pub announced_algorithm: String,
    /// The issuer's signature.
    pub signature: Vec<u8>,
    /// What it is of: the DER `TBSCertificate`.
    pub to_be_signed: Vec<u8>,
}

impl Anatomy {
    /// Reads DER.
    ///
    /// # Errors
    /// [`DecodeError`] for what has not the skeleton of exactly one certificate.
    pub fn read(der: &[u8]) -> Result<Self, DecodeError> {
        let body = Body::from_der(der)?;
        Ok(Self {
            der: der.to_vec(),
            version: body.version,
            serial_number: body.serial_number.to_vec(),
            issuer: parts::name(&body.issuer),
            not_before: body.not_before.moment().ok(),
            not_after: body.not_after.moment().ok(),
            subject: parts::name(&body.subject),
            public_key: public_key(body.public_key),
            public_key_info: body.public_key.to_vec(),
            extensions: body.extensions.raw().iter().map(extension::read).collect(),
            signature_algorithm: parts::algorithm_name(&body.signature_algorithm.to_string()),
            announced_algorithm: parts::algorithm_name(&body.announced_algorithm.to_string()),
            signature: body.signature.to_vec(),
            to_be_signed: body.to_be_signed.to_vec(),
        })
    }

    /// SHA-256 of the DER.
    pub fn fingerprint_sha256(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }

    /// SHA-1 of the DER; older tools show it.
    pub fn fingerprint_sha1(&self) -> [u8; 20] {
        Sha1::digest(&self.der).into()
    }

    /// The serial number in lower case hexadecimal, without the octet for the sign: as OpenSSL and ourselves show it.
    pub fn serial_hex(&self) -> String {
        parts::serial_number(&self.serial_number)
    }

    /// Whether the serial number is below zero (X.690 section 8.3.3).
    pub fn has_negative_serial(&self) -> bool {
        self.serial_number.first().is_some_and(|octet| octet & 0x80 != 0)
    }

    /// Whether the subject is the issuer, octet by octet, and no key identifier says otherwise.
    pub fn is_self_issued(&self) -> bool {
        let other_key = match (self.authority_key(), self.subject_key()) {
            (Some(authority), Some(subject)) => authority != subject,
            _ => false,
        };
        self.issuer.der == self.subject.der && !other_key
    }

    /// The first extension of this name that can be read.
    pub fn extension(&self, name: &str) -> Option<&Extension> {
        self.extensions
            .iter()
            .find(|extension| extension.name == name && !matches!(extension.value, ExtensionValue::Unreadable { .. }))
    }

    fn value(&self, name: &str) -> Option<&ExtensionValue> {
        self.extension(name).map(|extension| &extension.value)
    }

    /// subjectAltName; empty where there is none.
    pub fn alternative_names(&self) -> &[AlternativeName] {
        match self.value("subjectAltName") {
            Some(ExtensionValue::Names(names)) => names,
            _ => &[],
        }
    }

    /// keyUsage; `None` where there is none.
    pub fn key_usages(&self) -> Option<&[&'static str]> {
        match self.value("keyUsage") {
            Some(ExtensionValue::KeyUsages(usages)) => Some(usages),
            _ => None,
        }
    }

    /// extKeyUsage; `None` where there is none.
    pub fn purposes(&self) -> Option<&[String]> {
        match self.value("extKeyUsage") {
            Some(ExtensionValue::Purposes(purposes)) => Some(purposes),
            _ => None,
        }
    }

    pub fn basic_constraints(&self) -> Option<BasicConstraints> {
        match self.value("basicConstraints") {
            Some(ExtensionValue::Constraints(constraints)) => Some(*constraints),
            _ => None,
        }
    }

    /// Whether it says that it is an authority's, or is of a version that cannot say and has signed itself.
    pub fn is_authority(&self) -> bool {
        match self.basic_constraints() {
            Some(constraints) => constraints.is_ca,
            None => self.version < 3 && self.is_self_issued(),
        }
    }

    /// subjectKeyIdentifier.
    pub fn subject_key(&self) -> Option<&[u8]> {
        match self.value("subjectKeyIdentifier") {
            Some(ExtensionValue::KeyIdentifier(identifier)) => Some(identifier),
            _ => None,
        }
    }

    /// The key identifier of authorityKeyIdentifier.
    pub fn authority_key(&self) -> Option<&[u8]> {
        match self.value("authorityKeyIdentifier") {
            Some(ExtensionValue::Authority { key, .. }) => key.as_deref(),
            _ => None,
        }
    }

    /// Whether names and key identifiers say that this one issued `other`. Signatures are another matter.
    pub fn may_have_issued(&self, other: &Self) -> bool {
        let same_key = match (other.authority_key(), self.subject_key()) {
            (Some(authority), Some(subject)) => authority == subject,
            _ => true,
        };
        other.issuer.der == self.subject.der && same_key
    }

    /// What to call it: its subject, or else its serial number.
    pub fn title(&self) -> String {
        match self.subject.readable.as_str() {
            "" => ["serial number ", &hex_lower(&self.serial_number)].concat(),
            name => name.to_owned(),
        }
    }
}
