//! Certificate revocation lists (RFC 5280 section 5).

use der::asn1::BitStringRef;
use der::{Reader, SliceReader, Tag};

use super::body::EncodedTime;
use super::{DecodeError, parts};
use crate::pki::asn1::{self, Algorithm, Oid};
use crate::pki::clock::UnixTime;
use crate::pki::name::EncodedName;
use crate::pki::revocation::{Extension, Reason, RevocationList, RevocationListError, RevokedCertificate};

const CRL_NUMBER: &str = "2.5.29.20";
const REASON_CODE: &str = "2.5.29.21";
const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";

fn syntax(error: impl std::fmt::Display) -> RevocationListError {
    RevocationListError::Syntax(error.to_string())
}

/// Reads exactly one `CertificateList`.
pub fn read(der: &[u8]) -> Result<RevocationList, RevocationListError> {
    let mut reader = SliceReader::new(der).map_err(syntax)?;
    let list = asn1::content(&mut reader, Tag::Sequence).map_err(syntax)?;
    if !reader.is_finished() {
        let length = usize::try_from(reader.remaining_len()).unwrap_or(usize::MAX);
        return Err(RevocationListError::Trailing(length));
    }
    let outer = Outer::read(list).map_err(syntax)?;
    let fields = Fields::read(outer.signed).map_err(syntax)?;
    let own = |oid: &str| fields.extensions.iter().find(|extension| extension.oid == oid);
    Ok(RevocationList {
        der: der.to_vec(),
        version: fields.version,
        issuer: parts::name(&EncodedName::from_der(fields.issuer).map_err(syntax)?),
        this_update: moment(&fields.this_update)?,
        next_update: fields.next_update.as_ref().map(moment).transpose()?,
        number: own(CRL_NUMBER).and_then(|extension| number(&extension.content)),
        authority_key_identifier: own(AUTHORITY_KEY_IDENTIFIER)
            .and_then(|extension| key_identifier(&extension.content).ok().flatten())
            .map(<[u8]>::to_vec),
        entries: fields.entries.iter().map(Entry::decode).collect::<Result<_, _>>()?,
        signature_algorithm: parts::algorithm_name(&outer.algorithm.to_string()),
        signed: outer.signed.to_vec(),
        signature: outer.signature.to_vec(),
        extensions: fields.extensions,
    })
}

/// The three parts of a `CertificateList`.
struct Outer<'a> {
    /// The whole `TBSCertList`, which is what is signed.
    signed: &'a [u8],
    algorithm: Oid<'a>,
    signature: &'a [u8],
}

impl<'a> Outer<'a> {
    fn read(list: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(list)?;
        let signed = parts.tlv_bytes()?;
        let algorithm = Algorithm::read(&mut parts)?.oid;
        let signature = parts.decode::<BitStringRef<'_>>()?.raw_bytes();
        parts.finish()?;
        Ok(Self {
            signed,
            algorithm,
            signature,
        })
    }
}

/// The fields of a `TBSCertList` (RFC 5280 section 5.1.2).
struct Fields<'a> {
    version: u32,
    issuer: &'a [u8],
    this_update: EncodedTime<'a>,
    next_update: Option<EncodedTime<'a>>,
    entries: Vec<Entry<'a>>,
    extensions: Vec<Extension>,
}

impl<'a> Fields<'a> {
    fn read(signed: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(asn1::only(signed, Tag::Sequence)?)?;
        let version = if Tag::peek(&parts)? == Tag::Integer {
            u32::from(parts.decode::<u8>()?) + 1
        } else {
            1
        };
        Algorithm::read(&mut parts)?;
        let issuer = parts.tlv_bytes()?;
        let this_update = EncodedTime::read(&mut parts)?;
        let next_update = match next_tag(&parts)? {
            Some(Tag::UtcTime | Tag::GeneralizedTime) => Some(EncodedTime::read(&mut parts)?),
            _ => None,
        };
        let entries = match next_tag(&parts)? {
            Some(Tag::Sequence) => asn1::each(asn1::content(&mut parts, Tag::Sequence)?, Entry::read)?,
            _ => Vec::new(),
        };
        let extensions = match asn1::tagged(&mut parts, 0)? {
            Some(der) => extensions(asn1::only(der, Tag::Sequence)?)?,
            None => Vec::new(),
        };
        parts.finish()?;
        Ok(Self {
            version,
            issuer,
            this_update,
            next_update,
            entries,
            extensions,
        })
    }
}

fn next_tag(parts: &SliceReader<'_>) -> der::Result<Option<Tag>> {
    if parts.is_finished() {
        Ok(None)
    } else {
        Tag::peek(parts).map(Some)
    }
}

/// One element of `revokedCertificates`.
struct Entry<'a> {
    der: &'a [u8],
    /// The content of the INTEGER.
    serial_number: &'a [u8],
    date: EncodedTime<'a>,
    extensions: Vec<Extension>,
}

impl<'a> Entry<'a> {
    fn read(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let der = reader.tlv_bytes()?;
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
        let serial_number = asn1::content(&mut parts, Tag::Integer)?;
        let date = EncodedTime::read(&mut parts)?;
        let extensions = if parts.is_finished() {
            Vec::new()
        } else {
            extensions(asn1::content(&mut parts, Tag::Sequence)?)?
        };
        parts.finish()?;
        Ok(Self {
            der,
            serial_number,
            date,
            extensions,
        })
    }

    fn decode(&self) -> Result<RevokedCertificate, RevocationListError> {
        let reason = self.extensions.iter().find(|extension| extension.oid == REASON_CODE);
        Ok(RevokedCertificate {
            serial_number: parts::serial_number(self.serial_number),
            date: moment(&self.date)?,
            reason: reason.and_then(|extension| reason_code(&extension.content)),
            extensions: self.extensions.clone(),
            der: self.der.to_vec(),
        })
    }
}

fn moment(time: &EncodedTime<'_>) -> Result<UnixTime, RevocationListError> {
    time.moment().map_err(|error| match error {
        DecodeError::Validity(error) => RevocationListError::Time(error),
        _ => RevocationListError::Syntax("a date is not made of digits".to_owned()),
    })
}

fn extensions(content: &[u8]) -> der::Result<Vec<Extension>> {
    asn1::each(content, |reader| {
        let mut parts = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
        let oid = Oid::read(&mut parts)?.to_string();
        let is_critical = match next_tag(&parts)? {
            Some(Tag::Boolean) => parts.decode()?,
            _ => false,
        };
        let content = asn1::content(&mut parts, Tag::OctetString)?.to_vec();
        parts.finish()?;
        Ok(Extension {
            oid,
            is_critical,
            content,
        })
    })
}

/// A `CRLNumber` (section 5.2.3) without its sign octet.
fn number(der: &[u8]) -> Option<Vec<u8>> {
    match asn1::only(der, Tag::Integer).ok()? {
        [0, rest @ ..] if !rest.is_empty() => Some(rest.to_vec()),
        content => Some(content.to_vec()),
    }
}

fn key_identifier(der: &[u8]) -> der::Result<Option<&[u8]>> {
    asn1::tagged(&mut SliceReader::new(asn1::only(der, Tag::Sequence)?)?, 0)
}

/// An `InvalidityDate` (section 5.3.2).
pub fn invalidity_date(der: &[u8]) -> Option<UnixTime> {
    let mut reader = SliceReader::new(der).ok()?;
    EncodedTime::read(&mut reader).ok()?.moment().ok()
}

fn reason_code(der: &[u8]) -> Option<Reason> {
    match asn1::only(der, Tag::Enumerated).ok()? {
        [code] => Some(Reason::from_code(*code)),
        _ => None,
    }
}
