//! Extensions: which they are, and what they say.

mod places;
mod policies;

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use crate::pki::asn1::{self, Oid};
use crate::pki::decode::extensions::{self, RawExtension};
use crate::pki::decode::{AlternativeName, BasicConstraints, hex_lower, parts};

/// One extension of a certificate, a request or a revocation list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Dotted.
    pub oid: String,
    /// Its name in the standard, for example `subjectAltName`; empty for those that we do not know.
    pub name: &'static str,
    /// Whether a reader that does not know it must refuse the certificate (RFC 5280 section 4.2).
    pub is_critical: bool,
    pub value: ExtensionValue,
}

/// What an extension says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExtensionValue {
    /// subjectAltName, issuerAltName.
    Names(Vec<AlternativeName>),
    /// The names of RFC 5280 section 4.2.1.3.
    KeyUsages(Vec<&'static str>),
    /// The names of RFC 5280 section 4.2.1.12; OIDs of others.
    Purposes(Vec<String>),
    Constraints(BasicConstraints),
    /// subjectKeyIdentifier.
    KeyIdentifier(Vec<u8>),
    /// authorityKeyIdentifier (RFC 5280 section 4.2.1.1).
    Authority {
        key: Option<Vec<u8>>,
        issuer: Vec<AlternativeName>,
        /// The content of the INTEGER.
        serial_number: Option<Vec<u8>>,
    },
    /// nameConstraints (RFC 5280 section 4.2.1.10).
    NameConstraints(Vec<NameConstraint>),
    /// Addresses and other things that are for reading only, one a line.
    Lines(Vec<String>),
    /// One that we do not know: the content.
    Unknown(Vec<u8>),
    /// One that we know, but whose content is not what it must be.
    Unreadable {
        content: Vec<u8>,
        reason: String,
    },
}

/// Names below which an authority may, or may not, issue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameConstraint {
    pub is_permitted: bool,
    /// In openssl's words: `DNS:example.com`.
    pub base: String,
}

/// Extensions by OID (RFC 5280 section 4.2, RFC 6962, RFC 7633, and Netscape's and Microsoft's own).
const NAMES: [(&str, &str); 32] = [
    ("2.5.29.9", "subjectDirectoryAttributes"),
    ("2.5.29.14", "subjectKeyIdentifier"),
    ("2.5.29.15", "keyUsage"),
    ("2.5.29.16", "privateKeyUsagePeriod"),
    ("2.5.29.17", "subjectAltName"),
    ("2.5.29.18", "issuerAltName"),
    ("2.5.29.19", "basicConstraints"),
    ("2.5.29.20", "cRLNumber"),
    ("2.5.29.27", "deltaCRLIndicator"),
    ("2.5.29.28", "issuingDistributionPoint"),
    ("2.5.29.30", "nameConstraints"),
    ("2.5.29.31", "cRLDistributionPoints"),
    ("2.5.29.32", "certificatePolicies"),
    ("2.5.29.33", "policyMappings"),
    ("2.5.29.35", "authorityKeyIdentifier"),
    ("2.5.29.36", "policyConstraints"),
    ("2.5.29.37", "extKeyUsage"),
    ("2.5.29.46", "freshestCRL"),
    ("2.5.29.54", "inhibitAnyPolicy"),
    ("1.3.6.1.5.5.7.1.1", "authorityInfoAccess"),
    ("1.3.6.1.5.5.7.1.11", "subjectInfoAccess"),
    ("1.3.6.1.5.5.7.1.24", "tlsFeature"),
    ("1.3.6.1.4.1.11129.2.4.2", "signedCertificateTimestamps"),
    ("1.3.6.1.4.1.11129.2.4.3", "precertificatePoison"),
    ("1.3.6.1.4.1.311.20.2", "microsoftCertificateType"),
    ("1.3.6.1.4.1.311.21.1", "microsoftCaVersion"),
    ("1.3.6.1.4.1.311.21.7", "microsoftCertificateTemplate"),
    ("2.16.840.1.113730.1.1", "netscapeCertType"),
    ("2.16.840.1.113730.1.3", "netscapeRevocationUrl"),
    ("2.16.840.1.113730.1.4", "netscapeCaRevocationUrl"),
    ("2.16.840.1.113730.1.12", "netscapeSslServerName"),
    ("2.16.840.1.113730.1.13", "netscapeComment"),
];

/// The bits of Netscape's certificate type, the first first.
const NETSCAPE_TYPES: [&str; 8] = [
    "SSL client",
    "SSL server",
    "S/MIME",
    "object signing",
    "reserved",
    "SSL CA",
    "S/MIME CA",
    "object signing CA",
];

/// Ways to more about an issuer (RFC 5280 section 4.2.2.1), and well-known policies (CA/Browser Forum).
const MEANINGS: [(&str, &str); 9] = [
    ("1.3.6.1.5.5.7.48.1", "OCSP"),
    ("1.3.6.1.5.5.7.48.2", "issuer's certificate"),
    ("1.3.6.1.5.5.7.48.5", "certificates of the authority"),
    ("1.3.6.1.5.5.7.2.1", "practice statement"),
    ("2.5.29.32.0", "any policy"),
    ("2.23.140.1.2.1", "domain validated"),
    ("2.23.140.1.2.2", "organization validated"),
    ("2.23.140.1.2.3", "individual validated"),
    ("2.23.140.1.1", "extended validation"),
];

fn known(table: &[(&str, &'static str)], oid: &str) -> Option<&'static str> {
    table.iter().find(|(own, _)| *own == oid).map(|(_, name)| *name)
}

pub fn read(raw: &RawExtension<'_>) -> Extension {
    Extension::read(&raw.oid, raw.is_critical, raw.content)
}

impl Extension {
    /// Reads the content of `extnValue`, of a certificate or of a revocation list.
    pub fn read(oid: &str, is_critical: bool, content: &[u8]) -> Self {
        let name = known(&NAMES, oid).unwrap_or_default();
        let value = value(name, content).unwrap_or_else(|error| ExtensionValue::Unreadable {
            content: content.to_vec(),
            reason: error.to_string(),
        });
        Self {
            oid: oid.to_owned(),
            name,
            is_critical,
            value,
        }
    }
}

fn value(name: &str, der: &[u8]) -> der::Result<ExtensionValue> {
    use ExtensionValue as Value;
    Ok(match name {
        "subjectAltName" | "issuerAltName" => Value::Names(extensions::alternative_names(der)?),
        "keyUsage" => Value::KeyUsages(extensions::key_usages(der)?),
        "extKeyUsage" => Value::Purposes(extensions::extended_key_usages(der)?),
        "basicConstraints" => Value::Constraints(extensions::basic_constraints(der)?),
        "subjectKeyIdentifier" => Value::KeyIdentifier(asn1::only(der, Tag::OctetString)?.to_vec()),
        "authorityKeyIdentifier" => authority(der)?,
        "nameConstraints" => Value::NameConstraints(name_constraints(der)?),
        "cRLDistributionPoints" | "freshestCRL" => Value::Lines(places::distribution_points(der)?),
        "issuingDistributionPoint" => Value::Lines(places::issuing_point(der)?),
        "cRLNumber" | "deltaCRLIndicator" | "inhibitAnyPolicy" => Value::Lines(vec![number(der)?]),
        "authorityInfoAccess" | "subjectInfoAccess" => Value::Lines(accesses(der)?),
        "certificatePolicies" => Value::Lines(policies::policies(der)?),
        "policyMappings" => Value::Lines(policies::mappings(der)?),
        "policyConstraints" => Value::Lines(policies::constraints(der)?),
        "tlsFeature" => Value::Lines(tls_features(der)?),
        "signedCertificateTimestamps" => Value::Lines(timestamps(der)?),
        "netscapeCertType" => Value::Lines(netscape_types(der)?),
        _ if name.starts_with("netscape") || name == "microsoftCertificateType" => Value::Lines(vec![text(der)?]),
        _ => Value::Unknown(der.to_vec()),
    })
}

fn authority(der: &[u8]) -> der::Result<ExtensionValue> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let key = asn1::tagged(&mut parts, 0)?.map(<[u8]>::to_vec);
    let issuer = match asn1::tagged(&mut parts, 1)? {
        Some(names) => general_names(names)?,
        None => Vec::new(),
    };
    let serial_number = asn1::tagged(&mut parts, 2)?.map(<[u8]>::to_vec);
    parts.finish()?;
    Ok(ExtensionValue::Authority {
        key,
        issuer,
        serial_number,
    })
}

/// The content of `GeneralNames`.
fn general_names(content: &[u8]) -> der::Result<Vec<AlternativeName>> {
    asn1::each(content, |reader| {
        let name: AnyRef<'_> = reader.decode()?;
        Ok(parts::alternative_name(name))
    })
}

fn name_constraints(der: &[u8]) -> der::Result<Vec<NameConstraint>> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let mut all = Vec::new();
    for (number, is_permitted) in [(0, true), (1, false)] {
        let subtrees = asn1::tagged(&mut parts, number)?.unwrap_or_default();
        all.extend(asn1::each(subtrees, |reader| {
            let mut subtree = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
            // What follows are depths that RFC 5280 does not use.
            let base = base_name(subtree.decode()?);
            Ok(NameConstraint { is_permitted, base })
        })?);
    }
    parts.finish()?;
    Ok(all)
}

/// Addresses come with their mask here (RFC 5280 section 4.2.1.10).
fn base_name(name: AnyRef<'_>) -> String {
    let is_address = name.tag().is_context_specific() && name.tag().number().value() == 7;
    let octets = name.value();
    match octets.len() {
        8 if is_address => {
            let dotted = |octets: &[u8]| octets.iter().map(u8::to_string).collect::<Vec<_>>().join(".");
            ["IP Address:", &dotted(&octets[..4]), "/", &dotted(&octets[4..])].concat()
        }
        32 if is_address => ["IP Address:", &hex_lower(&octets[..16]), "/", &hex_lower(&octets[16..])].concat(),
        _ => parts::alternative_name(name).to_string(),
    }
}

/// In decimal; a number of more than 16 octets in hexadecimal.
fn number(der: &[u8]) -> der::Result<String> {
    let content = asn1::only(der, Tag::Integer)?;
    let digits = content
        .strip_prefix(&[0])
        .filter(|rest| !rest.is_empty())
        .unwrap_or(content);
    Ok(crate::pki::revocation::number_text(digits))
}

fn accesses(der: &[u8]) -> der::Result<Vec<String>> {
    asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        let mut access = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
        let method = Oid::read(&mut access)?.to_string();
        let place = parts::alternative_name(access.decode()?).to_string();
        let method = known(&MEANINGS, &method).map_or(method, str::to_owned);
        Ok([&method, ": ", &place].concat())
    })
}

/// RFC 7633; 5 is status_request, which asks for a stapled OCSP answer.
fn tls_features(der: &[u8]) -> der::Result<Vec<String>> {
    asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        let feature: u16 = reader.decode()?;
        Ok(match feature {
            5 => "OCSP must be stapled (status_request)".to_owned(),
            other => ["TLS extension ", &other.to_string()].concat(),
        })
    })
}

/// How many there are (RFC 6962 section 3.3: lengths in two octets).
fn timestamps(der: &[u8]) -> der::Result<Vec<String>> {
    let list = asn1::only(der, Tag::OctetString)?;
    let wrong = || Tag::OctetString.value_error();
    let mut rest = list.get(2..).ok_or_else(wrong)?;
    let mut count = 0_usize;
    while let [high, low, items @ ..] = rest {
        let length = usize::from(*high) << 8 | usize::from(*low);
        rest = items.get(length..).ok_or_else(wrong)?;
        count += 1;
    }
    Ok(vec![[&count.to_string(), " signed certificate timestamps"].concat()])
}

fn netscape_types(der: &[u8]) -> der::Result<Vec<String>> {
    let bits = BitStringRef::from_der(der)?;
    let named = bits.bits().zip(NETSCAPE_TYPES);
    Ok(named
        .filter(|(is_set, _)| *is_set)
        .map(|(_, name)| name.to_owned())
        .collect())
}

fn text(der: &[u8]) -> der::Result<String> {
    AnyRef::from_der(der).map(string)
}

/// A string of one octet or two a character.
fn string(value: AnyRef<'_>) -> String {
    match value.tag() {
        Tag::BmpString => {
            let units: Vec<u16> = value
                .value()
                .chunks_exact(2)
                .map(|pair| u16::from(pair[0]) << 8 | u16::from(pair[1]))
                .collect();
            String::from_utf16_lossy(&units).replace(char::is_control, "\u{FFFD}")
        }
        _ => clean(value.value()),
    }
}

/// Text from outside that cannot draw on the page.
fn clean(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).replace(char::is_control, "\u{FFFD}")
}
