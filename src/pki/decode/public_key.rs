//! Public keys: what algorithm, what size.

use std::fmt;

use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::{Reader, SliceReader, Tag};

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
            EC_PUBLIC_KEY => match self.curve().as_deref() {
                Some(SECP256R1) => PublicKeyKind::EcdsaP256,
                Some(SECP384R1) => PublicKeyKind::EcdsaP384,
                Some(curve) => PublicKeyKind::Other(curve.to_owned()),
                None => PublicKeyKind::Other(algorithm),
            },
            _ => PublicKeyKind::Other(algorithm),
        })
    }

    fn curve(&self) -> Option<String> {
        let parameters = self.algorithm.parameters?;
        let is_named = der::Tagged::tag(&parameters) == Tag::ObjectIdentifier;
        is_named.then(|| Oid::from_content(parameters.value()).to_string())
    }
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
