//! Those extensions that we show (RFC 5280 section 4.2.1); others are left alone.

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

/// The extensions of a certificate: dotted OID and content of `extnValue`.
#[derive(Default)]
pub struct Extensions<'a>(Vec<(String, &'a [u8])>);

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
        let is_wanted = move |(own, _): &&(String, &'a [u8])| own == oid;
        self.0.iter().filter(is_wanted).map(|(_, content)| *content)
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
        let others = self.0.iter().filter(|(oid, _)| !own.contains(&oid.as_str()));
        others.map(|(oid, _)| oid.clone()).collect()
    }

    pub fn subject_alt_names(&self) -> Result<Vec<AlternativeName>, DecodeError> {
        let names = self.unique(SUBJECT_ALT_NAME, "subjectAltName", |der| {
            asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
                let name: AnyRef<'_> = reader.decode()?;
                Ok(parts::alternative_name(name))
            })
        })?;
        Ok(names.unwrap_or_default())
    }

    pub fn key_usages(&self) -> Result<Vec<&'static str>, DecodeError> {
        let usages = self.unique(KEY_USAGE, "keyUsage", |der| {
            let bits = BitStringRef::from_der(der)?;
            let named = bits.bits().zip(KEY_USAGES);
            Ok(named.filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect())
        })?;
        Ok(usages.unwrap_or_default())
    }

    pub fn extended_key_usages(&self) -> Result<Vec<String>, DecodeError> {
        let purposes = self.unique(EXTENDED_KEY_USAGE, "extKeyUsage", |der| {
            asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
                Oid::read(reader).map(|oid| purpose(&oid.to_string()))
            })
        })?;
        Ok(purposes.unwrap_or_default())
    }

    pub fn basic_constraints(&self) -> Result<Option<BasicConstraints>, DecodeError> {
        self.unique(BASIC_CONSTRAINTS, "basicConstraints", |der| {
            let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
            let is_ca = default_false(&mut parts)?;
            let path_length = if parts.is_finished() {
                None
            } else {
                Some(parts.decode()?)
            };
            parts.finish()?;
            Ok(BasicConstraints { is_ca, path_length })
        })
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

fn extension<'a>(reader: &mut SliceReader<'a>) -> der::Result<(String, &'a [u8])> {
    let mut parts = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
    let oid = Oid::read(&mut parts)?.to_string();
    // Whether it is critical: nothing follows from that here.
    default_false(&mut parts)?;
    let content = asn1::content(&mut parts, Tag::OctetString)?;
    parts.finish()?;
    Ok((oid, content))
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
