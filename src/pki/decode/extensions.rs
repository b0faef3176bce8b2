//! Those extensions that every certificate of ours has (RFC 5280 section 4.2.1). What else there is, and what is broken, is
//! read by [`super::anatomy`].

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag};

use super::{AlternativeName, BasicConstraints, DecodeError, parts};
use crate::pki::asn1::{self, Oid};

const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";

/// The bits of keyUsage, the first first (RFC 5280 section 4.2.1.3).
const KEY_USAGES: [&str; 9] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
];

/// The purposes of RFC 5280 section 4.2.1.12.
const PURPOSES: [(&str, &str); 7] = [
    ("2.5.29.37.0", "anyExtendedKeyUsage"),
    ("1.3.6.1.5.5.7.3.1", "serverAuth"),
    ("1.3.6.1.5.5.7.3.2", "clientAuth"),
    ("1.3.6.1.5.5.7.3.3", "codeSigning"),
    ("1.3.6.1.5.5.7.3.4", "emailProtection"),
    ("1.3.6.1.5.5.7.3.8", "timeStamping"),
    ("1.3.6.1.5.5.7.3.9", "OCSPSigning"),
];

/// One extension, still in its encoding.
pub struct RawExtension<'a> {
    /// Dotted.
    pub oid: String,
    pub is_critical: bool,
    /// The content of `extnValue`.
    pub content: &'a [u8],
}

/// The extensions of a certificate.
#[derive(Default)]
pub struct Extensions<'a>(Vec<RawExtension<'a>>);

impl<'a> Extensions<'a> {
    /// Reads `Extensions`.
    pub fn from_der(der: &'a [u8]) -> der::Result<Self> {
        asn1::each(asn1::only(der, Tag::Sequence)?, extension).map(Self)
    }

    /// Each extension may be there once (RFC 5280 section 4.2).
    fn unique<T>(
        &self,
        oid: &str,
        name: &'static str,
        read: impl FnOnce(&'a [u8]) -> der::Result<T>,
    ) -> Result<Option<T>, DecodeError> {
        let failed = |reason| DecodeError::Extension { name, reason };
        let mut found = self.all(oid);
        let Some(content) = found.next() else { return Ok(None) };
        if found.next().is_some() {
            return Err(failed("it is there twice".to_owned()));
        }
        read(content).map(Some).map_err(|error| failed(error.to_string()))
    }

    fn all<'b>(&'b self, oid: &'b str) -> impl Iterator<Item = &'a [u8]> + 'b {
        let is_wanted = move |extension: &&RawExtension<'a>| extension.oid == oid;
        self.0.iter().filter(is_wanted).map(|extension| extension.content)
    }

    /// All of them, in their order.
    pub fn raw(&self) -> &[RawExtension<'a>] {
        &self.0
    }

    /// The OIDs of those that have no function here.
    pub fn others(&self) -> Vec<String> {
        let own = [
            SUBJECT_KEY_IDENTIFIER,
            KEY_USAGE,
            SUBJECT_ALT_NAME,
            BASIC_CONSTRAINTS,
            AUTHORITY_KEY_IDENTIFIER,
            EXTENDED_KEY_USAGE,
        ];
        let others = self.0.iter().filter(|extension| !own.contains(&extension.oid.as_str()));
        others.map(|extension| extension.oid.clone()).collect()
    }

    pub fn subject_alt_names(&self) -> Result<Vec<AlternativeName>, DecodeError> {
        let names = self.unique(SUBJECT_ALT_NAME, "subjectAltName", alternative_names)?;
        Ok(names.unwrap_or_default())
    }

    pub fn key_usages(&self) -> Result<Vec<&'static str>, DecodeError> {
        let usages = self.unique(KEY_USAGE, "keyUsage", key_usages)?;
        Ok(usages.unwrap_or_default())
    }

    pub fn extended_key_usages(&self) -> Result<Vec<String>, DecodeError> {
        let purposes = self.unique(EXTENDED_KEY_USAGE, "extKeyUsage", extended_key_usages)?;
        Ok(purposes.unwrap_or_default())
    }

    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, DecodeError> {
        self.unique(BASIC_CONSTRAINTS, "basicConstraints", basic_constraints)
    }

    /// The first that can be read.
    pub fn subject_key_identifier(&self) -> Option<Vec<u8>> {
        self.all(SUBJECT_KEY_IDENTIFIER)
            .find_map(|der| asn1::only(der, Tag::OctetString).ok())
            .map(<[u8]>::to_vec)
    }

    /// The first that can be read; `None` also if it names the authority in another way than by its key.
    pub fn authority_key_identifier(&self) -> Option<Vec<u8>> {
        let identifier = |der| asn1::tagged(&mut SliceReader::new(asn1::only(der, Tag::Sequence)?)?, 0);
        self.all(AUTHORITY_KEY_IDENTIFIER)
            .find_map(|der| identifier(der).ok().flatten())
            .map(<[u8]>::to_vec)
    }
}

fn extension<'a>(reader: &mut SliceReader<'a>) -> der::Result<RawExtension<'a>> {
    let mut parts = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
    let oid = Oid::read(&mut parts)?.to_string();
    let is_critical = default_false(&mut parts)?;
    let content = asn1::content(&mut parts, Tag::OctetString)?;
    parts.finish()?;
    Ok(RawExtension {
        oid,
        is_critical,
        content,
    })
}

/// `GeneralNames` (RFC 5280 section 4.2.1.6).
pub fn alternative_names(der: &[u8]) -> der::Result<Vec<AlternativeName>> {
    asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        let name: AnyRef<'_> = reader.decode()?;
        Ok(parts::alternative_name(name))
    })
}

pub fn key_usages(der: &[u8]) -> der::Result<Vec<&'static str>> {
    let bits = BitStringRef::from_der(der)?;
    let named = bits.bits().zip(KEY_USAGES);
    Ok(named.filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect())
}

pub fn extended_key_usages(der: &[u8]) -> der::Result<Vec<String>> {
    asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        Oid::read(reader).map(|oid| purpose(&oid.to_string()))
    })
}

pub fn basic_constraints(der: &[u8]) -> der::Result<BasicConstraints> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let is_ca = default_false(&mut parts)?;
    let path_length = if parts.is_finished() {
        None
    } else {
        Some(parts.decode()?)
    };
    parts.finish()?;
    Ok(BasicConstraints { is_ca, path_length })
}

/// A `BOOLEAN DEFAULT FALSE`, which some write although DER forbids it.
fn default_false(parts: &mut SliceReader<'_>) -> der::Result<bool> {
    if !parts.is_finished() && Tag::peek(parts)? == Tag::Boolean {
        parts.decode()
    } else {
        Ok(false)
    }
}

fn purpose(oid: &str) -> String {
    let known = PURPOSES.iter().find(|(known, _)| *known == oid);
    known.map_or(oid, |(_, name)| name).to_owned()
}
