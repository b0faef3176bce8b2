//! Signs asynchronously with rcgen, which signs synchronously.
//!
//! WebCrypto only signs asynchronously, and rcgen offers no way to encode the to-be-signed part alone. So rcgen's "signer"
//! only notes the octets; the real key signs them, and the certificate is put together here. That also leaves a chance to
//! write the issuer's name exactly as it stands in the issuer's certificate, and the subject's as we encode it: rcgen drops
//! repeated attributes such as `DC=example,DC=com`.

use std::cell::RefCell;

use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag};
use rcgen::{CertificateParams, Issuer, KeyIdMethod, PublicKeyData, SignatureAlgorithm};

use super::{Certificate, CertificateError, Template, parameters};
use crate::pki::asn1;
use crate::pki::decode::PublicKeyKind;
use crate::pki::key::{SignatureScheme, SigningKey};

/// The identifier octets of a SEQUENCE and a BIT STRING.
const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
/// In front of the bits of a BIT STRING: all bits of the last octet are used.
const NO_UNUSED_BITS: &[u8] = &[0];

/// Encodes and signs a certificate. The issuer is named by its DER, or is the subject itself.
pub async fn sign<K: SigningKey>(
    template: &Template<'_>,
    parameters: &CertificateParams,
    issuer_identifier: KeyIdMethod,
    issuer_name: Option<&[u8]>,
    key: &K,
) -> Result<Certificate, CertificateError> {
    let encoded = encode(template, parameters, issuer_identifier, key.signature())?;
    let subject = template.subject.der();
    let issuer = issuer_name.unwrap_or(&subject);
    let (message, algorithm) = with_names(&encoded, issuer, &subject).map_err(unreadable)?;
    let signature = key.sign(&message).await?;
    let signature = asn1::element(BIT_STRING, &[NO_UNUSED_BITS, &signature]);
    let der = asn1::element(SEQUENCE, &[&message, algorithm, &signature]);
    let certificate = Certificate::from_der(der.to_vec())?;
    // rcgen writes the key's algorithm itself; if the given key said otherwise, the certificate is about another key.
    if certificate.details().public_key_info != template.public_key.info {
        return Err(CertificateError::PublicKey(template.public_key.kind.to_string()));
    }
    Ok(certificate)
}

/// The `TBSCertificate`, whose issuer and subject have another name.
fn encode(
    template: &Template<'_>,
    parameters: &CertificateParams,
    issuer_identifier: KeyIdMethod,
    scheme: SignatureScheme,
) -> Result<Vec<u8>, CertificateError> {
    let subject_key = Key {
        algorithm: key_algorithm(&template.public_key.kind)?,
        bits: parameters::key_bits(template)?,
    };
    let recorder = Recorder {
        algorithm: signature_algorithm(scheme),
        message: RefCell::default(),
    };
    let mut issuer_parameters = CertificateParams::default();
    issuer_parameters.distinguished_name = parameters.distinguished_name.clone();
    issuer_parameters.key_identifier_method = issuer_identifier;
    parameters
        .signed_by(&subject_key, &Issuer::new(issuer_parameters, &recorder))
        .map_err(parameters::encoding)?;
    Ok(recorder.message.into_inner())
}

/// The `TBSCertificate` with these names, and the DER of its signature's algorithm, which also stands outside of it.
fn with_names<'a>(encoded: &'a [u8], issuer: &[u8], subject: &[u8]) -> der::Result<(Vec<u8>, &'a [u8])> {
    let content = asn1::only(encoded, Tag::Sequence)?;
    let mut parts = SliceReader::new(content)?;
    // RFC 5280 section 4.1: version, serialNumber, signature, issuer, validity, subject.
    parts.decode::<AnyRef<'_>>()?;
    parts.decode::<AnyRef<'_>>()?;
    let algorithm = parts.tlv_bytes()?;
    let position = usize::try_from(parts.position())?;
    parts.decode::<AnyRef<'_>>()?;
    let validity = parts.tlv_bytes()?;
    parts.decode::<AnyRef<'_>>()?;
    let after = parts.read_slice(parts.remaining_len())?;
    let message = asn1::element(SEQUENCE, &[&content[..position], issuer, validity, subject, after]);
    Ok((message.to_vec(), algorithm))
}

fn unreadable(error: der::Error) -> CertificateError {
    CertificateError::Encode(error.to_string())
}

fn signature_algorithm(scheme: SignatureScheme) -> &'static SignatureAlgorithm {
    match scheme {
        SignatureScheme::RsaSha256 => &rcgen::PKCS_RSA_SHA256,
        SignatureScheme::EcdsaP256Sha256 => &rcgen::PKCS_ECDSA_P256_SHA256,
        SignatureScheme::EcdsaP384Sha384 => &rcgen::PKCS_ECDSA_P384_SHA384,
    }
}

/// rcgen names the algorithm of a key by that of the key's own signatures.
fn key_algorithm(kind: &PublicKeyKind) -> Result<&'static SignatureAlgorithm, CertificateError> {
    match kind {
        PublicKeyKind::Rsa { .. } => Ok(&rcgen::PKCS_RSA_SHA256),
        PublicKeyKind::EcdsaP256 => Ok(&rcgen::PKCS_ECDSA_P256_SHA256),
        PublicKeyKind::EcdsaP384 => Ok(&rcgen::PKCS_ECDSA_P384_SHA384),
        PublicKeyKind::Other(_) => Err(CertificateError::PublicKey(kind.to_string())),
    }
}

/// The subject's public key.
struct Key<'a> {
    algorithm: &'static SignatureAlgorithm,
    bits: &'a [u8],
}

impl PublicKeyData for Key<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.bits
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

/// Notes the octets to be signed. rcgen also wants the issuer's public key, but uses only its algorithm.
struct Recorder {
    algorithm: &'static SignatureAlgorithm,
    message: RefCell<Vec<u8>>,
}

impl PublicKeyData for Recorder {
    fn der_bytes(&self) -> &[u8] {
        &[]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}

impl rcgen::SigningKey for Recorder {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.message.replace(message.to_vec());
        Ok(Vec::new())
    }
}
