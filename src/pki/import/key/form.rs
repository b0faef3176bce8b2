//! The three forms in which private keys are written: PKCS#8 (RFC 5208, RFC 5958), PKCS#1 (RFC 8017 appendix A.1.2) and
//! SEC 1 (RFC 5915).

use der::asn1::{AnyRef, BitStringRef, UintRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use zeroize::Zeroizing;

use super::{ImportProblem, ImportedKey};
use crate::pki::asn1::{self, Algorithm, Oid, element};
use crate::pki::decode::{EC_PUBLIC_KEY, PublicKeyKind, RSA_ENCRYPTION, SECP256R1, SECP384R1};
use crate::pki::key::{PrivateKey, SignatureScheme};

/// `AlgorithmIdentifier`s: rsaEncryption with its NULL (RFC 8017 appendix C), id-ecPublicKey with secp256r1 and with
/// secp384r1 (RFC 5480 section 2.1.1).
const RSA: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\0";
const P256: &[u8] = b"\x30\x13\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07";
const P384: &[u8] = b"\x30\x10\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x05\x2B\x81\x04\0\x22";
/// INTEGER 0, the version of PKCS#8 without a public key; INTEGER 1, the version of `ECPrivateKey`.
const PKCS8_VERSION: &[u8] = b"\x02\x01\0";
const EC_VERSION: &[u8] = b"\x02\x01\x01";

/// Identifier octets; the last is that of the public key in an `ECPrivateKey`.
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const SEQUENCE: u8 = 0x30;
const EC_PUBLIC: u8 = 0xA1;
/// In front of the bits of a BIT STRING: all bits of the last octet are used.
const NO_UNUSED_BITS: &[u8] = &[0];
/// The first octet of a point that is not compressed (SEC 1 section 2.3.3).
const UNCOMPRESSED: u8 = 4;

/// RSA sizes in bits: Envoy refuses shorter keys, browsers do not sign with longer ones.
const SHORTEST_RSA: usize = 2048;
const LONGEST_RSA: usize = 8192;

/// What people call other algorithms and curves, by OID.
const OTHERS: [(&str, &str); 6] = [
    ("1.3.101.112", "Ed25519"),
    ("1.3.101.113", "Ed448"),
    ("1.2.840.113549.1.1.10", "RSASSA-PSS"),
    ("1.2.840.10040.4.1", "DSA"),
    ("1.3.132.0.35", "P-521"),
    ("1.3.132.0.10", "secp256k1"),
];

fn unreadable(_: der::Error) -> ImportProblem {
    ImportProblem::KeySyntax
}

/// A `PrivateKeyInfo`, of either version, with any attributes.
pub fn pkcs8(der: &[u8]) -> Result<ImportedKey, ImportProblem> {
    let (algorithm, key) = pkcs8_parts(der).map_err(unreadable)?;
    match algorithm.oid.to_string().as_str() {
        RSA_ENCRYPTION => rsa(key),
        EC_PUBLIC_KEY => elliptic_curve(key, algorithm.parameters),
        other => Err(other_algorithm(other)),
    }
}

fn pkcs8_parts(der: &[u8]) -> der::Result<(Algorithm<'_>, &[u8])> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    version(&mut parts, 0..=1)?;
    let algorithm = Algorithm::read(&mut parts)?;
    let key = asn1::content(&mut parts, Tag::OctetString)?;
    // Attributes, and in version 2 the public key.
    asn1::tagged(&mut parts, 0)?;
    asn1::tagged(&mut parts, 1)?;
    parts.finish()?;
    Ok((algorithm, key))
}

/// A key in any of the three forms.
pub fn any(der: &[u8]) -> Result<ImportedKey, ImportProblem> {
    match second_tag(der).map_err(unreadable)? {
        Tag::Integer => rsa(der),
        Tag::OctetString => elliptic_curve(der, None),
        _ => pkcs8(der),
    }
}

/// What follows the version.
fn second_tag(der: &[u8]) -> der::Result<Tag> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    version(&mut parts, 0..=1)?;
    Tag::peek(&parts)
}

fn version(parts: &mut SliceReader<'_>, allowed: std::ops::RangeInclusive<u8>) -> der::Result<()> {
    let version: u8 = parts.decode()?;
    if allowed.contains(&version) {
        Ok(())
    } else {
        Err(parts.error(der::ErrorKind::Value { tag: Tag::Integer }))
    }
}

fn other_algorithm(oid: &str) -> ImportProblem {
    let known = OTHERS.iter().find(|(known, _)| *known == oid);
    ImportProblem::KeyAlgorithm(known.map_or(oid, |(_, name)| name).to_owned())
}

/// An `RSAPrivateKey` of two primes.
pub fn rsa(der: &[u8]) -> Result<ImportedKey, ImportProblem> {
    let (modulus, exponent) = rsa_public(der).map_err(unreadable)?;
    let bits = bits(modulus).map_err(unreadable)?;
    if bits < SHORTEST_RSA {
        return Err(ImportProblem::KeyTooShort(bits));
    }
    if bits > LONGEST_RSA {
        return Err(ImportProblem::KeyTooLong(bits));
    }
    let public = element(SEQUENCE, &[modulus, exponent]);
    let kind = PublicKeyKind::Rsa { bits };
    Ok(imported(kind, SignatureScheme::RsaSha256, RSA, der, &public))
}

/// The DER of modulus and public exponent.
fn rsa_public(der: &[u8]) -> der::Result<(&[u8], &[u8])> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    version(&mut parts, 0..=0)?;
    let modulus = parts.tlv_bytes()?;
    let exponent = parts.tlv_bytes()?;
    UintRef::from_der(exponent)?;
    // The private exponent, two primes, their exponents and the coefficient.
    for _ in 0..6 {
        parts.decode::<UintRef<'_>>()?;
    }
    parts.finish()?;
    Ok((modulus, exponent))
}

fn bits(integer: &[u8]) -> der::Result<usize> {
    let integer = UintRef::from_der(integer)?;
    let octets = integer.as_bytes();
    let unused = octets.first().map_or(0, |octet| octet.leading_zeros() as usize);
    Ok(octets.len() * 8 - unused)
}

/// The parts of an `ECPrivateKey`.
struct EcParts<'a> {
    private_key: &'a [u8],
    parameters: Option<AnyRef<'a>>,
    public_key: Option<&'a [u8]>,
}

impl<'a> EcParts<'a> {
    fn read(der: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
        version(&mut parts, 1..=1)?;
        let private_key = asn1::content(&mut parts, Tag::OctetString)?;
        let parameters = asn1::tagged(&mut parts, 0)?.map(AnyRef::from_der).transpose()?;
        let public_key = asn1::tagged(&mut parts, 1)?.map(BitStringRef::from_der).transpose()?;
        parts.finish()?;
        Ok(Self {
            private_key,
            parameters,
            public_key: public_key.and_then(|bits| bits.as_bytes()),
        })
    }
}

/// An `ECPrivateKey`; its curve may be named outside of it.
pub fn elliptic_curve(der: &[u8], parameters: Option<AnyRef<'_>>) -> Result<ImportedKey, ImportProblem> {
    let parts = EcParts::read(der).map_err(unreadable)?;
    let curve = parameters.or(parts.parameters).ok_or(ImportProblem::KeySyntax)?;
    if curve.tag() != Tag::ObjectIdentifier {
        return Err(ImportProblem::KeyForm);
    }
    let (kind, signature, algorithm, size) = match Oid::from_content(curve.value()).to_string().as_str() {
        SECP256R1 => (PublicKeyKind::EcdsaP256, SignatureScheme::EcdsaP256Sha256, P256, 32),
        SECP384R1 => (PublicKeyKind::EcdsaP384, SignatureScheme::EcdsaP384Sha384, P384, 48),
        other => return Err(other_algorithm(other)),
    };
    let is_point = |key: &&[u8]| key.len() == 2 * size + 1 && key.first() == Some(&UNCOMPRESSED);
    let public = parts.public_key.filter(is_point).ok_or(ImportProblem::KeyForm)?;
    let private = elliptic_curve_private(parts.private_key, public, size).ok_or(ImportProblem::KeySyntax)?;
    Ok(imported(kind, signature, algorithm, &private, public))
}

/// The `ECPrivateKey` with a number of exactly this many octets (RFC 5915 section 3), which some writers shorten, and without
/// parameters, which stand outside of it.
fn elliptic_curve_private(number: &[u8], public_key: &[u8], size: usize) -> Option<Zeroizing<Vec<u8>>> {
    let zeros = number.iter().take_while(|octet| **octet == 0).count();
    let number = &number[zeros..];
    let padding = &[0; 48][..size.checked_sub(number.len())?];
    let number = element(OCTET_STRING, &[padding, number]);
    let public_key = element(EC_PUBLIC, &[&element(BIT_STRING, &[NO_UNUSED_BITS, public_key])]);
    Some(element(SEQUENCE, &[EC_VERSION, &number, &public_key]))
}

fn imported(
    kind: PublicKeyKind,
    signature: SignatureScheme,
    algorithm: &[u8],
    private_key: &[u8],
    public_key: &[u8],
) -> ImportedKey {
    let private_key = element(OCTET_STRING, &[private_key]);
    let mut pkcs8 = element(SEQUENCE, &[PKCS8_VERSION, algorithm, &private_key]);
    let public_key = element(BIT_STRING, &[NO_UNUSED_BITS, public_key]);
    ImportedKey {
        // Moved, not copied.
        private_key: PrivateKey::from_pkcs8_der(std::mem::take(&mut pkcs8)),
        kind,
        signature,
        public_key: element(SEQUENCE, &[algorithm, &public_key]).to_vec(),
    }
}
