//! Makes requests for authorities elsewhere.

use std::net::IpAddr;

use super::CertificateRequest;
use crate::locale::say;
use crate::pki::asn1::element;
use crate::pki::decode::{DecodeError, PublicKeyInfo, PublicKeyKind};
use crate::pki::key::{KeyError, SignatureScheme, SigningKey};
use crate::pki::name::{DistinguishedName, SubjectAltName};

/// What a certificate is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    Server,
    Client,
}

/// What a new request shall ask for. Authorities may grant something else.
#[derive(Clone, Copy, Debug)]
pub struct RequestTemplate<'a> {
    pub subject: &'a DistinguishedName,
    pub subject_alt_names: &'a [SubjectAltName],
    pub purpose: Purpose,
}

/// Why a request could not be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MakeError {
    #[error("{}", say!("a request needs a subject or an alternative name"))]
    NoName,
    #[error("{}", say!("a server needs a DNS name or an IP address"))]
    NoServerName,
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("{}", say!("the request could not be read back: {value}", value = .0))]
    Decode(#[from] DecodeError),
}

/// Identifier octets.
const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const ATTRIBUTES: u8 = 0xA0;

/// Whole elements: INTEGER 0, BOOLEAN TRUE, and the OBJECT IDENTIFIERs of extensionRequest (RFC 2985 section 5.4.2),
/// subjectAltName, keyUsage, extKeyUsage (RFC 5280 section 4.2.1), serverAuth and clientAuth (section 4.2.1.12).
const VERSION: &[u8] = b"\x02\x01\0";
const TRUE: &[u8] = b"\x01\x01\xFF";
const EXTENSION_REQUEST: &[u8] = b"\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x09\x0E";
const SUBJECT_ALT_NAME: &[u8] = b"\x06\x03\x55\x1D\x11";
const KEY_USAGE: &[u8] = b"\x06\x03\x55\x1D\x0F";
const EXTENDED_KEY_USAGE: &[u8] = b"\x06\x03\x55\x1D\x25";
const SERVER_AUTH: &[u8] = b"\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01";
const CLIENT_AUTH: &[u8] = b"\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x02";
/// BIT STRINGs: digitalSignature; digitalSignature and keyEncipherment.
const SIGN: &[u8] = b"\x03\x02\x07\x80";
const SIGN_AND_ENCIPHER: &[u8] = b"\x03\x02\x05\xA0";
/// `AlgorithmIdentifier`s: sha256WithRSAEncryption with its NULL (RFC 8017 appendix A.2.4), ecdsa-with-SHA256 and
/// ecdsa-with-SHA384 (RFC 5758 section 3.2).
const RSA_SHA256: &[u8] = b"\x30\x0D\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x01\x0B\x05\0";
const ECDSA_SHA256: &[u8] = b"\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x02";
const ECDSA_SHA384: &[u8] = b"\x30\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x04\x03\x03";
/// In front of the bits of a BIT STRING: all bits of the last octet are used.
const NO_UNUSED_BITS: &[u8] = &[0];

/// Makes a request and signs it with the key that it is about.
///
/// # Errors
/// [`MakeError`] if there is nothing to name the certificate by, or the key fails.
pub async fn make<K: SigningKey>(template: &RequestTemplate<'_>, key: &K) -> Result<CertificateRequest, MakeError> {
    let names = template.subject_alt_names;
    if template.subject.is_empty() && names.is_empty() {
        return Err(MakeError::NoName);
    }
    let is_host = |name: &SubjectAltName| matches!(name, SubjectAltName::Dns(_) | SubjectAltName::Ip(_));
    if template.purpose == Purpose::Server && !names.iter().any(is_host) {
        return Err(MakeError::NoServerName);
    }
    let info = key.public_key();
    let extensions = element(
        SEQUENCE,
        &[&extensions(template, &PublicKeyInfo::from_der(info)?.kind()?)],
    );
    let attribute = element(SEQUENCE, &[EXTENSION_REQUEST, &element(SET, &[&extensions])]);
    let attributes = element(ATTRIBUTES, &[&attribute]);
    let message = element(SEQUENCE, &[VERSION, &template.subject.der(), info, &attributes]);
    let signature = key.sign(&message).await?;
    let signature = element(BIT_STRING, &[NO_UNUSED_BITS, &signature]);
    let algorithm = match key.signature() {
        SignatureScheme::RsaSha256 => RSA_SHA256,
        SignatureScheme::EcdsaP256Sha256 => ECDSA_SHA256,
        SignatureScheme::EcdsaP384Sha384 => ECDSA_SHA384,
    };
    let der = element(SEQUENCE, &[&message, algorithm, &signature]);
    Ok(CertificateRequest::decode(&der)?)
}

fn extensions(template: &RequestTemplate<'_>, key: &PublicKeyKind) -> Vec<u8> {
    let mut all = Vec::new();
    if !template.subject_alt_names.is_empty() {
        let names: Vec<u8> = template.subject_alt_names.iter().flat_map(alternative_name).collect();
        // RFC 5280 section 4.1.2.6: they are then all that names the subject.
        let is_critical = template.subject.is_empty();
        all.extend(extension(SUBJECT_ALT_NAME, is_critical, &element(SEQUENCE, &[&names])));
    }
    let (usage, purpose) = match template.purpose {
        Purpose::Server if key.is_rsa() => (SIGN_AND_ENCIPHER, SERVER_AUTH),
        Purpose::Server => (SIGN, SERVER_AUTH),
        Purpose::Client => (SIGN, CLIENT_AUTH),
    };
    all.extend(extension(KEY_USAGE, true, usage));
    all.extend(extension(EXTENDED_KEY_USAGE, false, &element(SEQUENCE, &[purpose])));
    all
}

fn extension(oid: &[u8], is_critical: bool, content: &[u8]) -> Vec<u8> {
    let critical = if is_critical { TRUE } else { &[] };
    element(SEQUENCE, &[oid, critical, &element(OCTET_STRING, &[content])]).to_vec()
}

/// A `GeneralName` (RFC 5280 section 4.2.1.6).
fn alternative_name(name: &SubjectAltName) -> Vec<u8> {
    let (number, content) = match name {
        SubjectAltName::Email(address) => (1, address.as_str().as_bytes().to_vec()),
        SubjectAltName::Dns(dns) => (2, dns.as_str().as_bytes().to_vec()),
        SubjectAltName::Uri(uri) => (6, uri.as_str().as_bytes().to_vec()),
        SubjectAltName::Ip(IpAddr::V4(address)) => (7, address.octets().to_vec()),
        SubjectAltName::Ip(IpAddr::V6(address)) => (7, address.octets().to_vec()),
    };
    element(0x80 | number, &[&content]).to_vec()
}
