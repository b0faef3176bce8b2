//! Private keys: of what kind they are, and which public key is theirs. What is secret in them is not looked at.

use der::asn1::BitStringRef;
use der::{Decode, Reader, SliceReader, Tag};

use super::public_key::{EC_PUBLIC_KEY, PublicKeyDetails, RSA_ENCRYPTION, public_key};
use crate::pki::asn1::{self, Algorithm, element};

/// How a private key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyForm {
    /// RFC 5208 and RFC 5958: `PRIVATE KEY`.
    Pkcs8,
    /// RFC 8017 appendix A.1.2: `RSA PRIVATE KEY`.
    Pkcs1,
    /// RFC 5915: `EC PRIVATE KEY`.
    Sec1,
}

/// What may be shown of a private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrivateKeyDetails {
    pub form: KeyForm,
    /// The public key, where the private one repeats it: RSA keys always do, others mostly.
    pub public_key: Option<PublicKeyDetails>,
    /// `ECDSA on P-256` and the like, also where the public key is not there.
    pub algorithm: String,
}

/// `AlgorithmIdentifier` rsaEncryption with its NULL (RFC 8017 appendix C).
const RSA: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x01\x05\0";
/// id-ecPublicKey (RFC 5480 section 2.1.1).
const EC: &[u8] = b"\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01";
const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
/// All bits of the last octet are used.
const NO_UNUSED_BITS: &[u8] = &[0];

/// Reads an unencrypted key in any of the three forms; `None` for anything else.
pub fn private_key(der: &[u8]) -> Option<PrivateKeyDetails> {
    pkcs8(der).or_else(|_| pkcs1(der)).or_else(|_| sec1(der)).ok()
}

fn pkcs8(der: &[u8]) -> der::Result<PrivateKeyDetails> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    version(&mut parts, 1)?;
    let algorithm = parts.tlv_bytes()?;
    let oid = Algorithm::read(&mut SliceReader::new(algorithm)?)?.oid.to_string();
    let key = asn1::content(&mut parts, Tag::OctetString)?;
    asn1::tagged(&mut parts, 0)?;
    let outside = asn1::tagged(&mut parts, 1)?;
    let bits = match oid.as_str() {
        RSA_ENCRYPTION | "1.2.840.113549.1.1.10" => Some(rsa_public(key)?),
        // Some write the octet that counts unused bits, and some do not: what is implicitly tagged has it.
        EC_PUBLIC_KEY => ec_parts(key)?.public_key,
        _ => outside.and_then(|bits| bits.strip_prefix(NO_UNUSED_BITS).map(<[u8]>::to_vec)),
    };
    Ok(details(KeyForm::Pkcs8, algorithm, bits.as_deref()))
}

fn pkcs1(der: &[u8]) -> der::Result<PrivateKeyDetails> {
    let bits = rsa_public(der)?;
    Ok(details(KeyForm::Pkcs1, RSA, Some(&bits)))
}

fn sec1(der: &[u8]) -> der::Result<PrivateKeyDetails> {
    let parts = ec_parts(der)?;
    let algorithm = element(SEQUENCE, &[EC, parts.parameters.unwrap_or_default()]);
    Ok(details(KeyForm::Sec1, &algorithm, parts.public_key.as_deref()))
}

fn version(parts: &mut SliceReader<'_>, highest: u8) -> der::Result<()> {
    let version: u8 = parts.decode()?;
    if version <= highest {
        Ok(())
    } else {
        Err(parts.error(Tag::Integer.value_error()))
    }
}

/// The DER `RSAPublicKey` of an `RSAPrivateKey`.
fn rsa_public(der: &[u8]) -> der::Result<Vec<u8>> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    version(&mut parts, 1)?;
    let (modulus, exponent) = (parts.tlv_bytes()?, parts.tlv_bytes()?);
    // The private exponent, two primes, their exponents and the coefficient: only that they are there.
    for _ in 0..6 {
        asn1::content(&mut parts, Tag::Integer)?;
    }
    Ok(element(SEQUENCE, &[modulus, exponent]).to_vec())
}

struct EcParts<'a> {
    /// The DER of the curve.
    parameters: Option<&'a [u8]>,
    public_key: Option<Vec<u8>>,
}

fn ec_parts(der: &[u8]) -> der::Result<EcParts<'_>> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    version(&mut parts, 1)?;
    asn1::content(&mut parts, Tag::OctetString)?;
    let parameters = asn1::tagged(&mut parts, 0)?;
    let public_key = asn1::tagged(&mut parts, 1)?
        .map(BitStringRef::from_der)
        .transpose()?
        .map(|bits| bits.raw_bytes().to_vec());
    Ok(EcParts { parameters, public_key })
}

fn details(form: KeyForm, algorithm: &[u8], public_bits: Option<&[u8]>) -> PrivateKeyDetails {
    let key_info = |bits| element(SEQUENCE, &[algorithm, &element(BIT_STRING, &[NO_UNUSED_BITS, bits])]);
    let known = public_bits.and_then(|bits| public_key(&key_info(bits)).ok());
    let algorithm = match &known {
        Some(key) => key.name.clone(),
        None => algorithm_name(algorithm),
    };
    PrivateKeyDetails {
        form,
        public_key: known,
        algorithm,
    }
}

/// The name of an algorithm, without a key.
fn algorithm_name(algorithm: &[u8]) -> String {
    let read = SliceReader::new(algorithm).and_then(|mut reader| {
        let algorithm = Algorithm::read(&mut reader)?;
        Ok(super::public_key::algorithm_name(&algorithm))
    });
    read.unwrap_or_else(|_: der::Error| "of an unknown algorithm".to_owned())
}

/// The DER `SubjectPublicKeyInfo` of a DER `RSAPublicKey`.
pub fn rsa_key_info(key: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[RSA, &element(BIT_STRING, &[NO_UNUSED_BITS, key])]).to_vec()
}

/// What people call the curve that DER parameters name; empty for others.
pub fn curve_name(parameters: &[u8]) -> String {
    algorithm_name(&element(SEQUENCE, &[EC, parameters]))
}
