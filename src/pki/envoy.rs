//! Names as Envoy shows them in headers and matches them in policies: `%DOWNSTREAM_PEER_SUBJECT%`, `Subject=` in XFCC.
//!
//! Envoy asks BoringSSL's `X509_NAME_print_ex` for the form of RFC 2253 (Envoy `source/common/tls/utility.cc`,
//! BoringSSL `crypto/x509/name_print.cc` and `crypto/asn1/a_strex.cc`); the rules below are what those do.

use super::asn1::{Oid, Value, tag};
use super::name::{DistinguishedName, EncodedAttribute, EncodedName};

/// The short names that BoringSSL knows for attribute types, by OID.
const SHORT_NAMES: [(&str, &str); 26] = [
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.13", "description"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.16", "postalAddress"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.20", "telephoneNumber"),
    ("2.5.4.41", "name"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.45", "x500UniqueIdentifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("1.2.840.113549.1.9.2", "unstructuredName"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
];

/// The short name of an attribute type, as openssl and BoringSSL have it.
pub(super) fn short_name(oid: Oid<'_>) -> Option<&'static str> {
    let dotted = oid.to_string();
    SHORT_NAMES
        .iter()
        .find(|(known, _)| *known == dotted)
        .map(|(_, short)| *short)
}

/// A subject or issuer as Envoy prints it; `None` for an empty name, for which Envoy sends no header.
///
/// The parts come in reverse DER order, joined by `,`; those of a multi-valued RDN by `+`, reversed as well.
pub fn distinguished_name(name: &EncodedName<'_>) -> Option<String> {
    let mut parts: Vec<String> = name.relative_names().iter().map(|name| relative_name(name)).collect();
    parts.reverse();
    (!parts.is_empty()).then(|| parts.join(","))
}

/// A subject as Envoy will print it once it stands in a certificate of ours, which has one attribute in each RDN.
pub fn predicted(name: &DistinguishedName) -> String {
    let mut text = String::new();
    for attribute in name.attributes().iter().rev() {
        if !text.is_empty() {
            text.push(',');
        }
        text.push_str(attribute.kind().abbreviation());
        text.push('=');
        text.push_str(&escape(attribute.value().as_bytes()));
    }
    text
}

/// The URI names of a certificate as Envoy's `%DOWNSTREAM_PEER_URI_SAN%` prints them; `None` without any.
pub fn uri_names<'a>(uris: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let uris: Vec<&str> = uris.into_iter().collect();
    (!uris.is_empty()).then(|| uris.join(","))
}

fn relative_name(attributes: &[EncodedAttribute<'_>]) -> String {
    let mut parts: Vec<String> = attributes.iter().map(attribute).collect();
    parts.reverse();
    parts.join("+")
}

fn attribute(attribute: &EncodedAttribute<'_>) -> String {
    let EncodedAttribute { kind, value } = attribute;
    match short_name(*kind) {
        Some(short) => format!(
            "{short}={}",
            text_octets(value).map_or_else(|| dump(value), |octets| escape(&octets))
        ),
        None => format!("{kind}={}", dump(value)),
    }
}

/// The value in UTF-8, for the ASN.1 types that BoringSSL prints as text. UTF-8 is passed on without a look at it.
pub(super) fn text_octets(value: &Value<'_>) -> Option<Vec<u8>> {
    let octets = value.content();
    match value.universal_tag()? {
        tag::UTF8_STRING => Some(octets.to_vec()),
        // Latin-1, also for what ASN.1 calls a T61String.
        tag::NUMERIC_STRING
        | tag::PRINTABLE_STRING
        | tag::T61_STRING
        | tag::IA5_STRING
        | tag::VISIBLE_STRING
        | tag::UTC_TIME
        | tag::GENERALIZED_TIME => Some(
            octets
                .iter()
                .map(|&octet| char::from(octet))
                .collect::<String>()
                .into_bytes(),
        ),
        tag::BMP_STRING => from_code_points(octets.chunks(2).map(big_endian)),
        tag::UNIVERSAL_STRING => from_code_points(octets.chunks(4).map(big_endian)),
        _ => None,
    }
}

fn big_endian(octets: &[u8]) -> u32 {
    octets.iter().fold(0, |number, &octet| number << 8 | u32::from(octet))
}

/// UTF-8, unless a number is no character; BoringSSL would print nothing at all for such a name.
fn from_code_points(numbers: impl Iterator<Item = u32>) -> Option<Vec<u8>> {
    numbers
        .map(char::from_u32)
        .collect::<Option<String>>()
        .map(String::into_bytes)
}

/// RFC 2253 section 2.4 as BoringSSL does it, octet by octet.
fn escape(octets: &[u8]) -> String {
    let last = octets.len().saturating_sub(1);
    let mut text = String::with_capacity(octets.len());
    for (index, &octet) in octets.iter().enumerate() {
        match octet {
            0..=0x1F | 0x7F.. => text.push_str(&format!("\\{octet:02X}")),
            b',' | b'+' | b'"' | b'\\' | b'<' | b'>' | b';' => text.extend(['\\', char::from(octet)]),
            b'#' if index == 0 => text.push_str("\\#"),
            b' ' if index == 0 || index == last => text.push_str("\\ "),
            _ => text.push(char::from(octet)),
        }
    }
    text
}

/// `#` and the DER of the whole value in hexadecimal (RFC 2253 section 2.4, last alternative).
///
/// BoringSSL keeps of a universal type only its number, and writes all but sequences and sets as primitive.
fn dump(value: &Value<'_>) -> String {
    let is_collection = matches!(value.universal_tag(), Some(tag::SEQUENCE | tag::SET));
    let octets = if value.is_universal() && !is_collection {
        value.as_primitive()
    } else {
        value.der().to_vec()
    };
    format!("#{}", super::decode::hex_upper(&octets))
}
