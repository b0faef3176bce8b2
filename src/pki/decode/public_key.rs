//! Public keys: what algorithm, what size.

use std::fmt;

use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::{Reader, SliceReader, Tag};
use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::{DecodeError, PublicKeyKind};
use crate::pki::asn1::{self, Algorithm, Oid};

/// rsaEncryption (RFC 8017 appendix C).
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// id-ecPublicKey (RFC 5480 section 2.1.1).
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// secp256r1 and secp384r1 (RFC 5480 section 2.1.1.1).
pub const SECP256R1: &str = "1.2.840.10045.3.1.7";
pub const SECP384R1: &str = "1.3.132.0.34";

/// A `SubjectPublicKeyInfo` (RFC 5280 section 4.1.2.7).
pub struct PublicKeyInfo<'a> {
    algorithm: Algorithm<'a>,
    /// The content of the BIT STRING `subjectPublicKey`, without the octet that counts unused bits.
    pub bits: &'a [u8],
}

impl<'a> PublicKeyInfo<'a> {
    /// Reads exactly one.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DecodeError> {
        Self::read(der).map_err(unreadable)
    }

    fn read(der: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
        let algorithm = Algorithm::read(&mut parts)?;
        let bits = parts.decode::<BitStringRef<'_>>()?.raw_bytes();
        parts.finish()?;
        Ok(Self { algorithm, bits })
    }

    /// Algorithm and size.
    pub fn kind(&self) -> Result<PublicKeyKind, DecodeError> {
        let algorithm = self.algorithm.oid.to_string();
        Ok(match algorithm.as_str() {
            RSA_ENCRYPTION => PublicKeyKind::Rsa {
                bits: rsa_bits(self.bits).map_err(unreadable)?,
            },
            EC_PUBLIC_KEY => match curve(&self.algorithm).as_deref() {
                Some(SECP256R1) => PublicKeyKind::EcdsaP256,
                Some(SECP384R1) => PublicKeyKind::EcdsaP384,
                Some(curve) => PublicKeyKind::Other(curve.to_owned()),
                None => PublicKeyKind::Other(algorithm),
            },
            _ => PublicKeyKind::Other(algorithm),
        })
    }
}

/// A public key as people want to know it, also of a kind that we cannot use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKeyDetails {
    pub kind: PublicKeyKind,
    /// `RSA, 2048 bits`, `ECDSA on P-521`, `Ed25519` …
    pub name: String,
    /// The public exponent of an RSA key, in decimal; its hexadecimal digits if it is a large one.
    pub exponent: Option<String>,
    /// SHA-1 of the key's bits: what a subjectKeyIdentifier usually is (RFC 5280 section 4.2.1.2, method 1).
    pub identifier: [u8; 20],
    /// SHA-256 of the DER `SubjectPublicKeyInfo`.
    pub sha256: [u8; 32],
    /// The DER `SubjectPublicKeyInfo`.
    pub info: Vec<u8>,
}

/// What people call algorithms and curves that we do not make keys of, by OID.
const NAMES: [(&str, &str); 14] = [
    ("1.3.101.110", "X25519"),
    ("1.3.101.111", "X448"),
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.2.840.113549.1.1.10", "RSA for RSASSA-PSS only"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.2.840.10046.2.1", "Diffie-Hellman"),
    ("1.2.840.10045.3.1.1", "ECDSA on P-192"),
    ("1.3.132.0.33", "ECDSA on P-224"),
    ("1.3.132.0.35", "ECDSA on P-521"),
    ("1.3.132.0.10", "ECDSA on secp256k1"),
    ("1.3.36.3.3.2.8.1.1.7", "ECDSA on brainpoolP256r1"),
    ("1.3.36.3.3.2.8.1.1.11", "ECDSA on brainpoolP384r1"),
    ("1.3.36.3.3.2.8.1.1.13", "ECDSA on brainpoolP512r1"),
];

/// Reads a DER `SubjectPublicKeyInfo` of any algorithm.
///
/// # Errors
/// [`DecodeError::PublicKey`] for anything else.
pub fn public_key(der: &[u8]) -> Result<PublicKeyDetails, DecodeError> {
    let key = PublicKeyInfo::from_der(der)?;
    let kind = key.kind()?;
    let name = match &kind {
        PublicKeyKind::Rsa { bits } => ["RSA, ", &exact_bits(key.bits).unwrap_or(*bits).to_string(), " bits"].concat(),
        _ => algorithm_name(&key.algorithm),
    };
    let is_rsa = matches!(kind, PublicKeyKind::Rsa { .. });
    Ok(PublicKeyDetails {
        kind,
        name,
        exponent: if is_rsa { exponent(key.bits).ok() } else { None },
        identifier: Sha1::digest(key.bits).into(),
        sha256: Sha256::digest(der).into(),
        info: der.to_vec(),
    })
}

/// What people call an algorithm, or its curve.
pub fn algorithm_name(algorithm: &Algorithm<'_>) -> String {
    let oid = algorithm.oid.to_string();
    let oid = match (oid.as_str(), curve(algorithm)) {
        (RSA_ENCRYPTION, _) => return "RSA".to_owned(),
        (EC_PUBLIC_KEY, Some(curve)) => match curve.as_str() {
            SECP256R1 => return "ECDSA on P-256".to_owned(),
            SECP384R1 => return "ECDSA on P-384".to_owned(),
            _ => curve,
        },
        (EC_PUBLIC_KEY, None) => return "ECDSA on a curve without a name".to_owned(),
        _ => oid,
    };
    let known = NAMES.iter().find(|(own, _)| *own == oid);
    known.map_or_else(|| ["algorithm ", &oid].concat(), |(_, name)| (*name).to_owned())
}

fn curve(algorithm: &Algorithm<'_>) -> Option<String> {
    let parameters = algorithm.parameters?;
    let is_named = der::Tagged::tag(&parameters) == Tag::ObjectIdentifier;
    is_named.then(|| Oid::from_content(parameters.value()).to_string())
}

/// The number of bits of the modulus, without leading zeros.
fn exact_bits(der: &[u8]) -> der::Result<usize> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let modulus: UintRef<'_> = parts.decode()?;
    let octets = modulus.as_bytes();
    let unused = octets.first().map_or(0, |octet| octet.leading_zeros() as usize);
    Ok((octets.len() * 8).saturating_sub(unused))
}

fn exponent(der: &[u8]) -> der::Result<String> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    parts.decode::<AnyRef<'_>>()?;
    let exponent: UintRef<'_> = parts.decode()?;
    let octets = exponent.as_bytes();
    Ok(match octets.len() {
        0..=8 => octets
            .iter()
            .fold(0_u64, |number, octet| number << 8 | u64::from(*octet))
            .to_string(),
        _ => super::hex_lower(octets),
    })
}

fn unreadable(error: der::Error) -> DecodeError {
    DecodeError::PublicKey(error.to_string())
}

/// The size of the modulus of an `RSAPublicKey` (RFC 8017 appendix A.1.1) in whole octets, as all usual sizes are.
fn rsa_bits(der: &[u8]) -> der::Result<usize> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let modulus: UintRef<'_> = parts.decode()?;
    parts.decode::<AnyRef<'_>>()?;
    parts.finish()?;
    Ok(modulus.as_bytes().len() * 8)
}

impl fmt::Display for PublicKeyKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { bits } => write!(formatter, "RSA {bits}"),
            Self::EcdsaP256 => formatter.write_str("ECDSA P-256"),
            Self::EcdsaP384 => formatter.write_str("ECDSA P-384"),
            Self::Other(oid) => write!(formatter, "algorithm {oid}"),
        }
    }
}
