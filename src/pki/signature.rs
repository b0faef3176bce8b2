//! Signatures of others: whether what somebody signed was signed with the key that it should have been.
//!
//! Certificates, requests for certificates and revocation lists are built alike: what is signed, with what algorithm, and the
//! signature (RFC 5280 section 4.1.1). [`SignedOctets`] takes any of them apart, and a [`Verifier`] does the arithmetic:
//! WebCrypto in the browser, a native library in tests.

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use super::asn1::{self, Algorithm, Oid};
use super::decode::{DecodeError, PublicKeyInfo, PublicKeyKind};
use crate::locale::say;

/// A hash function of SHA-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    /// The name by which WebCrypto knows it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// The size of what it makes, in octets.
    pub fn octets(self) -> u32 {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// A curve on which signatures can be checked here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    P256,
    P384,
}

impl Curve {
    /// The size of one of its numbers, in octets.
    pub fn octets(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }
}

/// How to check a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS (RFC 8017 section 8.1) with MGF1 of the same hash and a salt of its size.
    RsaPss(Hash),
    /// ECDSA; the signature is a DER `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3).
    Ecdsa(Curve, Hash),
}

/// Why a signature could not be checked: the platform's own words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("the signature could not be checked: {value}", value = .0))]
pub struct VerifyError(pub String);

/// Checks signatures. Asynchronous because WebCrypto is.
#[allow(async_fn_in_trait)] // Always used through generics on one thread; no `Send` bound is wanted.
pub trait Verifier {
    /// Whether `signature` is that of `message` by the key in `public_key_info` (DER `SubjectPublicKeyInfo`, whose algorithm
    /// is that of the method). What is no signature at all is a wrong one.
    ///
    /// # Errors
    /// [`VerifyError`] if the platform refuses the key.
    async fn verify(
        &self,
        method: Method,
        public_key_info: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, VerifyError>;
}

/// What came of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Signed with that key, and not changed since.
    Valid,
    /// Signed with another key, or changed since.
    Invalid,
    /// Nothing is known, because this cannot be checked here: the algorithm, or what the platform said.
    Unknown(String),
}

/// Something signed: the octets, the algorithm and the signature.
#[derive(Clone, Copy, Debug)]
pub struct SignedOctets<'a> {
    /// What was signed: the first element, whole.
    pub message: &'a [u8],
    /// The DER `AlgorithmIdentifier`.
    pub algorithm: &'a [u8],
    pub signature: &'a [u8],
}

impl<'a> SignedOctets<'a> {
    /// Takes a certificate, a request for one or a revocation list apart.
    ///
    /// # Errors
    /// [`DecodeError::Syntax`] if `der` is not a SEQUENCE of three: anything, an algorithm and a BIT STRING.
    pub fn from_der(der: &'a [u8]) -> Result<Self, DecodeError> {
        Self::read(der).map_err(|error| DecodeError::Syntax(error.to_string()))
    }

    fn read(der: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
        let message = parts.tlv_bytes()?;
        let algorithm = parts.tlv_bytes()?;
        Algorithm::read(&mut SliceReader::new(algorithm)?)?;
        let signature = parts.decode::<BitStringRef<'_>>()?.raw_bytes();
        parts.finish()?;
        Ok(Self {
            message,
            algorithm,
            signature,
        })
    }

    /// The object identifier of the algorithm, in dots.
    pub fn algorithm_oid(&self) -> String {
        let read = || {
            Some(
                Algorithm::read(&mut SliceReader::new(self.algorithm).ok()?)
                    .ok()?
                    .oid
                    .to_string(),
            )
        };
        read().unwrap_or_default()
    }

    /// Whether it was signed with the key in this DER `SubjectPublicKeyInfo`.
    pub async fn check<V: Verifier>(&self, public_key_info: &[u8], verifier: &V) -> Verdict {
        let Some(method) = method(self.algorithm, public_key_info) else {
            return Verdict::Unknown(super::decode::algorithm_name(&self.algorithm_oid()));
        };
        match verifier
            .verify(method, public_key_info, self.message, self.signature)
            .await
        {
            Ok(true) => Verdict::Valid,
            Ok(false) => Verdict::Invalid,
            Err(error) => Verdict::Unknown(error.0),
        }
    }
}

/// `None` for algorithms and keys that are not checked here, also where the two do not belong together.
fn method(algorithm: &[u8], public_key_info: &[u8]) -> Option<Method> {
    let key = PublicKeyInfo::from_der(public_key_info).ok()?.kind().ok()?;
    let algorithm = Algorithm::read(&mut SliceReader::new(algorithm).ok()?).ok()?;
    let curve = match key {
        PublicKeyKind::Rsa { .. } => None,
        PublicKeyKind::EcdsaP256 => Some(Curve::P256),
        PublicKeyKind::EcdsaP384 => Some(Curve::P384),
        PublicKeyKind::Other(_) => return None,
    };
    match (algorithm.oid.to_string().as_str(), curve) {
        ("1.2.840.113549.1.1.11", None) => Some(Method::RsaPkcs1(Hash::Sha256)),
        ("1.2.840.113549.1.1.12", None) => Some(Method::RsaPkcs1(Hash::Sha384)),
        ("1.2.840.113549.1.1.13", None) => Some(Method::RsaPkcs1(Hash::Sha512)),
        ("1.2.840.113549.1.1.10", None) => pss_hash(algorithm.parameters?).ok().flatten().map(Method::RsaPss),
        ("1.2.840.10045.4.3.2", Some(curve)) => Some(Method::Ecdsa(curve, Hash::Sha256)),
        ("1.2.840.10045.4.3.3", Some(curve)) => Some(Method::Ecdsa(curve, Hash::Sha384)),
        ("1.2.840.10045.4.3.4", Some(curve)) => Some(Method::Ecdsa(curve, Hash::Sha512)),
        _ => None,
    }
}

/// `RSASSA-PSS-params` (RFC 4055 section 3.1); `None` unless both hashes are the same and the salt has their size.
fn pss_hash(parameters: AnyRef<'_>) -> der::Result<Option<Hash>> {
    parameters.tag().assert_eq(Tag::Sequence)?;
    let mut parts = SliceReader::new(parameters.value())?;
    let inner = |der| Algorithm::read(&mut SliceReader::new(der)?);
    let digest = asn1::tagged(&mut parts, 0)?.map(inner).transpose()?;
    let mask = asn1::tagged(&mut parts, 1)?.map(inner).transpose()?;
    let salt = asn1::tagged(&mut parts, 2)?.map(u32::from_der).transpose()?;
    asn1::tagged(&mut parts, 3)?;
    parts.finish()?;
    let (Some(digest), Some(mask), Some(salt)) = (digest, mask, salt) else {
        // What is absent is SHA-1.
        return Ok(None);
    };
    let mask_digest = match mask.parameters {
        Some(parameters) if parameters.tag() == Tag::Sequence => {
            Oid::read(&mut SliceReader::new(parameters.value())?)?.to_string()
        }
        _ => return Ok(None),
    };
    let hash = match digest.oid.to_string() {
        oid if oid != mask_digest => None,
        oid => match oid.as_str() {
            "2.16.840.1.101.3.4.2.1" => Some(Hash::Sha256),
            "2.16.840.1.101.3.4.2.2" => Some(Hash::Sha384),
            "2.16.840.1.101.3.4.2.3" => Some(Hash::Sha512),
            _ => None,
        },
    };
    Ok(hash.filter(|hash| hash.octets() == salt))
}

/// The two numbers of a DER `Ecdsa-Sig-Value` at the curve's full width, one after the other, as WebCrypto wants them;
/// `None` for anything else.
pub fn ecdsa_numbers(signature: &[u8], curve: Curve) -> Option<Vec<u8>> {
    let mut parts = SliceReader::new(asn1::only(signature, Tag::Sequence).ok()?).ok()?;
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let number = parts.decode::<der::asn1::UintRef<'_>>().ok()?;
        let padding = curve.octets().checked_sub(number.as_bytes().len())?;
        numbers.resize(numbers.len() + padding, 0);
        numbers.extend_from_slice(number.as_bytes());
    }
    parts.finish().ok()?;
    Some(numbers)
}
