//! The parts of a certificate, from x509-parser's types into ours.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use x509_parser::asn1_rs::{Any, Oid};
use x509_parser::error::X509Error;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::X509Certificate;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{SubjectPublicKeyInfo, X509Name};

use super::{AlternativeName, BasicConstraints, DecodeError, NameDetails, PublicKeyKind, hex_lower};
use crate::pki::envoy;

/// id-ecPublicKey (RFC 5480 section 2.1.1).
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// secp256r1 and secp384r1 (RFC 5480 section 2.1.1.1).
const SECP256R1: &str = "1.2.840.10045.3.1.7";
const SECP384R1: &str = "1.3.132.0.34";

pub fn serial_number(parsed: &X509Certificate<'_>) -> String {
    match parsed.raw_serial() {
        [0, rest @ ..] if !rest.is_empty() => hex_lower(rest),
        octets => hex_lower(octets),
    }
}

pub fn name(name: &X509Name<'_>) -> NameDetails {
    NameDetails {
        envoy: envoy::distinguished_name(name),
        readable: readable(name),
        der: name.as_raw().to_vec(),
    }
}

fn readable(name: &X509Name<'_>) -> String {
    let relative_names = name.iter_rdn().map(|relative_name| {
        let parts: Vec<String> = relative_name
            .iter()
            .map(|attribute| {
                let kind = attribute.attr_type();
                let kind = envoy::short_name(kind).map_or_else(|| envoy::dotted(kind), str::to_owned);
                format!("{kind}={}", readable_value(attribute.attr_value()))
            })
            .collect();
        parts.join(" + ")
    });
    relative_names.collect::<Vec<_>>().join(", ")
}

/// The text, with control characters made visible so that a foreign certificate cannot draw on the page.
fn readable_value(value: &Any<'_>) -> String {
    match envoy::text_octets(value) {
        Some(octets) => String::from_utf8_lossy(&octets).replace(char::is_control, "\u{FFFD}"),
        None => format!("#{}", hex_lower(value.data)),
    }
}

pub fn public_key(key: &SubjectPublicKeyInfo<'_>) -> Result<PublicKeyKind, DecodeError> {
    let algorithm = key.algorithm.algorithm.to_id_string();
    if algorithm == EC_PUBLIC_KEY {
        let curve = key
            .algorithm
            .parameters
            .as_ref()
            .and_then(|parameters| parameters.as_oid().ok());
        return Ok(match curve.map(|oid| oid.to_id_string()).as_deref() {
            Some(SECP256R1) => PublicKeyKind::EcdsaP256,
            Some(SECP384R1) => PublicKeyKind::EcdsaP384,
            Some(curve) => PublicKeyKind::Other(curve.to_owned()),
            None => PublicKeyKind::Other(algorithm),
        });
    }
    match key.parsed() {
        // x509-parser rounds up to whole octets of the modulus, which our and all usual key sizes are.
        Ok(PublicKey::RSA(rsa)) => Ok(PublicKeyKind::Rsa { bits: rsa.key_size() }),
        Ok(_) => Ok(PublicKeyKind::Other(algorithm)),
        Err(error) => Err(DecodeError::PublicKey(error.to_string())),
    }
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

/// The name in RFC 8017 and RFC 5758 of the algorithms that we sign with; the OID of others.
pub fn signature_algorithm(oid: &Oid<'_>) -> String {
    match oid.to_id_string().as_str() {
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption".to_owned(),
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256".to_owned(),
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384".to_owned(),
        other => other.to_owned(),
    }
}

fn unreadable(name: &'static str) -> impl Fn(X509Error) -> DecodeError {
    move |error| DecodeError::Extension {
        name,
        reason: error.to_string(),
    }
}

pub fn subject_alt_names(parsed: &X509Certificate<'_>) -> Result<Vec<AlternativeName>, DecodeError> {
    let extension = parsed
        .subject_alternative_name()
        .map_err(unreadable("subjectAltName"))?;
    let names = extension
        .map(|extension| extension.value.general_names.as_slice())
        .unwrap_or_default();
    Ok(names.iter().map(alternative_name).collect())
}

fn alternative_name(name: &GeneralName<'_>) -> AlternativeName {
    match name {
        GeneralName::DNSName(dns) => AlternativeName::Dns((*dns).to_owned()),
        GeneralName::URI(uri) => AlternativeName::Uri((*uri).to_owned()),
        GeneralName::RFC822Name(address) => AlternativeName::Email((*address).to_owned()),
        GeneralName::IPAddress(octets) => match ip_address(octets) {
            Some(address) => AlternativeName::Ip(address),
            None => AlternativeName::Other(format!("IP address of {} octets", octets.len())),
        },
        other => AlternativeName::Other(other.to_string()),
    }
}

fn ip_address(octets: &[u8]) -> Option<IpAddr> {
    let version_4 = <[u8; 4]>::try_from(octets).map(|octets| IpAddr::V4(Ipv4Addr::from(octets)));
    version_4
        .or_else(|_| <[u8; 16]>::try_from(octets).map(|octets| IpAddr::V6(Ipv6Addr::from(octets))))
        .ok()
}

/// As openssl prints it: `DNS:example.com`, `URI:spiffe://…`, `email:…`, `IP Address:…`.
impl fmt::Display for AlternativeName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => write!(formatter, "DNS:{name}"),
            Self::Uri(uri) => write!(formatter, "URI:{uri}"),
            Self::Email(address) => write!(formatter, "email:{address}"),
            Self::Ip(address) => write!(formatter, "IP Address:{address}"),
            Self::Other(description) => formatter.write_str(description),
        }
    }
}

pub fn key_usages(parsed: &X509Certificate<'_>) -> Result<Vec<&'static str>, DecodeError> {
    let Some(extension) = parsed.key_usage().map_err(unreadable("keyUsage"))? else {
        return Ok(Vec::new());
    };
    let usage = extension.value;
    let flags = [
        (usage.digital_signature(), "digitalSignature"),
        (usage.non_repudiation(), "nonRepudiation"),
        (usage.key_encipherment(), "keyEncipherment"),
        (usage.data_encipherment(), "dataEncipherment"),
        (usage.key_agreement(), "keyAgreement"),
        (usage.key_cert_sign(), "keyCertSign"),
        (usage.crl_sign(), "cRLSign"),
        (usage.encipher_only(), "encipherOnly"),
        (usage.decipher_only(), "decipherOnly"),
    ];
    Ok(flags
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .map(|(_, name)| name)
        .collect())
}

pub fn extended_key_usages(parsed: &X509Certificate<'_>) -> Result<Vec<String>, DecodeError> {
    let Some(extension) = parsed.extended_key_usage().map_err(unreadable("extKeyUsage"))? else {
        return Ok(Vec::new());
    };
    let usage = extension.value;
    let flags = [
        (usage.any, "anyExtendedKeyUsage"),
        (usage.server_auth, "serverAuth"),
        (usage.client_auth, "clientAuth"),
        (usage.code_signing, "codeSigning"),
        (usage.email_protection, "emailProtection"),
        (usage.time_stamping, "timeStamping"),
        (usage.ocsp_signing, "OCSPSigning"),
    ];
    let known = flags
        .into_iter()
        .filter(|(is_set, _)| *is_set)
        .map(|(_, name)| name.to_owned());
    Ok(known.chain(usage.other.iter().map(Oid::to_id_string)).collect())
}

pub fn basic_constraints(parsed: &X509Certificate<'_>) -> Result<Option<BasicConstraints>, DecodeError> {
    let extension = parsed.basic_constraints().map_err(unreadable("basicConstraints"))?;
    Ok(extension.map(|extension| BasicConstraints {
        is_ca: extension.value.ca,
        path_length: extension.value.path_len_constraint,
    }))
}

pub fn subject_key_identifier(parsed: &X509Certificate<'_>) -> Option<Vec<u8>> {
    parsed
        .iter_extensions()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::SubjectKeyIdentifier(identifier) => Some(identifier.0.to_vec()),
            _ => None,
        })
}

pub fn authority_key_identifier(parsed: &X509Certificate<'_>) -> Option<Vec<u8>> {
    parsed
        .iter_extensions()
        .find_map(|extension| match extension.parsed_extension() {
            ParsedExtension::AuthorityKeyIdentifier(identifier) => identifier
                .key_identifier
                .as_ref()
                .map(|identifier| identifier.0.to_vec()),
            _ => None,
        })
}
