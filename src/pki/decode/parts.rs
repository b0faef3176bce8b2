//! The parts of a certificate, for people and for policies.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use der::asn1::AnyRef;
use der::{SliceReader, Tagged};

use super::{AlternativeName, NameDetails, hex_lower};
use crate::pki::asn1::{self, Oid, Value};
use crate::pki::envoy;
use crate::pki::name::EncodedName;

/// The content of the INTEGER, less the octet that only says that the number is positive.
pub fn serial_number(content: &[u8]) -> String {
    match content {
        [0, rest @ ..] if !rest.is_empty() => hex_lower(rest),
        octets => hex_lower(octets),
    }
}

pub fn name(name: &EncodedName<'_>) -> NameDetails {
    NameDetails {
        envoy: envoy::distinguished_name(name),
        readable: readable(name),
        der: name.der().to_vec(),
    }
}

fn readable(name: &EncodedName<'_>) -> String {
    let relative_names = name.relative_names().iter().map(|attributes| {
        let parts: Vec<String> = attributes
            .iter()
            .map(|attribute| {
                let kind = attribute.kind;
                let kind = envoy::short_name(kind).map_or_else(|| kind.to_string(), str::to_owned);
                format!("{kind}={}", readable_value(&attribute.value))
            })
            .collect();
        parts.join(" + ")
    });
    relative_names.collect::<Vec<_>>().join(", ")
}

/// The text, with control characters made visible so that a foreign certificate cannot draw on the page.
fn readable_value(value: &Value<'_>) -> String {
    match envoy::text_octets(value) {
        Some(octets) => String::from_utf8_lossy(&octets).replace(char::is_control, "\u{FFFD}"),
        None => format!("#{}", hex_lower(value.content())),
    }
}

/// What RFC 8017, RFC 5758, RFC 3279 and RFC 8410 call the algorithm of a signature; the OID of others.
pub fn algorithm_name(oid: &str) -> String {
    let name = match oid {
        "1.2.840.113549.1.1.2" => "md2WithRSAEncryption",
        "1.2.840.113549.1.1.4" => "md5WithRSAEncryption",
        "1.2.840.113549.1.1.5" => "sha1WithRSAEncryption",
        "1.2.840.113549.1.1.10" => "RSASSA-PSS",
        "1.2.840.113549.1.1.11" => "sha256WithRSAEncryption",
        "1.2.840.113549.1.1.12" => "sha384WithRSAEncryption",
        "1.2.840.113549.1.1.13" => "sha512WithRSAEncryption",
        "1.2.840.113549.1.1.14" => "sha224WithRSAEncryption",
        "1.2.840.10045.4.1" => "ecdsa-with-SHA1",
        "1.2.840.10045.4.3.1" => "ecdsa-with-SHA224",
        "1.2.840.10045.4.3.2" => "ecdsa-with-SHA256",
        "1.2.840.10045.4.3.3" => "ecdsa-with-SHA384",
        "1.2.840.10045.4.3.4" => "ecdsa-with-SHA512",
        "1.2.840.10040.4.3" => "dsaWithSHA1",
        "2.16.840.1.101.3.4.3.2" => "dsa_with_SHA256",
        "1.3.101.112" => "Ed25519",
        "1.3.101.113" => "Ed448",
        other => other,
    };
    name.to_owned()
}

/// A `GeneralName` (RFC 5280 section 4.2.1.6), whose tag says what it is. Some certificates have UTF-8 where only ASCII is
/// allowed; what is neither is described.
pub fn alternative_name(name: AnyRef<'_>) -> AlternativeName {
    let (tag, content) = (name.tag(), name.value());
    let number = tag.number().value();
    if !tag.is_context_specific() {
        return AlternativeName::Other(format!("unknown name: {}", hex_lower(content)));
    }
    let text = || std::str::from_utf8(content).map(str::to_owned).ok();
    let known = match number {
        1 => text().map(AlternativeName::Email),
        2 => text().map(AlternativeName::Dns),
        6 => text().map(AlternativeName::Uri),
        7 => ip_address(content).map(AlternativeName::Ip),
        _ => other_name(number, content).map(AlternativeName::Other),
    };
    known.unwrap_or_else(|| AlternativeName::Other(format!("name of kind {number}: {}", hex_lower(content))))
}

/// In the words of openssl.
fn other_name(number: u32, content: &[u8]) -> Option<String> {
    Some(match number {
        0 => {
            let mut parts = SliceReader::new(content).ok()?;
            let oid = Oid::read(&mut parts).ok()?;
            let value = asn1::tagged(&mut parts, 0)
                .ok()?
                .and_then(|der| Value::from_der(der).ok());
            let text = value.and_then(|value| envoy::text_octets(&value));
            match text.and_then(|octets| String::from_utf8(octets).ok()) {
                Some(text) => format!("othername: {oid}, {}", text.replace(char::is_control, "\u{FFFD}")),
                None => format!("othername: {oid}"),
            }
        }
        4 => format!("DirName: {}", readable(&EncodedName::from_der(content).ok()?)),
        8 => format!("Registered ID: {}", Oid::from_content(content)),
        _ => return None,
    })
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
