//! The skeleton of a certificate (RFC 5280 section 4.1).

use der::asn1::{AnyRef, BitStringRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};
use time::{Date, Month, OffsetDateTime, Time, UtcOffset};

use super::DecodeError;
use super::extensions::Extensions;
use crate::pki::asn1::{self, Algorithm, Oid};
use crate::pki::clock::UnixTime;
use crate::pki::name::EncodedName;

/// The parts of a certificate, each still in its encoding.
pub struct Body<'a> {
    /// 1 for the encoded 0, and so on.
    pub version: u32,
    /// The content of the INTEGER.
    pub serial_number: &'a [u8],
    pub issuer: EncodedName<'a>,
    pub not_before: EncodedTime<'a>,
    pub not_after: EncodedTime<'a>,
    pub subject: EncodedName<'a>,
    /// The DER `SubjectPublicKeyInfo`.
    pub public_key: &'a [u8],
    pub extensions: Extensions<'a>,
    /// The issuer's signature is of this algorithm,
    pub signature_algorithm: Oid<'a>,
    /// and what is signed says so too (RFC 5280 section 4.1.2.3).
    pub announced_algorithm: Oid<'a>,
    /// The DER `TBSCertificate`: what the issuer signed.
    pub to_be_signed: &'a [u8],
    /// The content of the BIT STRING, without the octet that counts unused bits.
    pub signature: &'a [u8],
}

fn syntax(error: impl std::fmt::Display) -> DecodeError {
    DecodeError::Syntax(error.to_string())
}

impl<'a> Body<'a> {
    pub fn from_der(der: &'a [u8]) -> Result<Self, DecodeError> {
        let mut reader = SliceReader::new(der).map_err(syntax)?;
        let certificate = asn1::content(&mut reader, Tag::Sequence).map_err(syntax)?;
        if !reader.is_finished() {
            let length = usize::try_from(reader.remaining_len()).unwrap_or(usize::MAX);
            return Err(DecodeError::Trailing(length));
        }
        Self::read(&Signed::read(certificate).map_err(syntax)?)
    }

    fn read(signed: &Signed<'a>) -> Result<Self, DecodeError> {
        let fields = Fields::read(signed.to_be_signed).map_err(syntax)?;
        Ok(Self {
            version: fields.version,
            serial_number: fields.serial_number,
            issuer: EncodedName::from_der(fields.issuer).map_err(syntax)?,
            not_before: fields.not_before,
            not_after: fields.not_after,
            subject: EncodedName::from_der(fields.subject).map_err(syntax)?,
            public_key: fields.public_key,
            extensions: fields.extensions,
            signature_algorithm: signed.algorithm,
            announced_algorithm: fields.announced_algorithm,
            to_be_signed: signed.to_be_signed,
            signature: signed.signature,
        })
    }
}

/// What a certificate consists of: something, and a signature of it.
struct Signed<'a> {
    /// The DER.
    to_be_signed: &'a [u8],
    algorithm: Oid<'a>,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads the content of the outermost SEQUENCE.
    fn read(certificate: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(certificate)?;
        let to_be_signed = parts.tlv_bytes()?;
        let algorithm = Algorithm::read(&mut parts)?.oid;
        let signature = parts.decode::<BitStringRef<'_>>()?.raw_bytes();
        parts.finish()?;
        Ok(Self {
            to_be_signed,
            algorithm,
            signature,
        })
    }
}

/// The fields of a `TBSCertificate`.
struct Fields<'a> {
    version: u32,
    serial_number: &'a [u8],
    issuer: &'a [u8],
    not_before: EncodedTime<'a>,
    not_after: EncodedTime<'a>,
    subject: &'a [u8],
    public_key: &'a [u8],
    extensions: Extensions<'a>,
    announced_algorithm: Oid<'a>,
}

impl<'a> Fields<'a> {
    fn read(to_be_signed: &'a [u8]) -> der::Result<Self> {
        let mut parts = SliceReader::new(asn1::only(to_be_signed, Tag::Sequence)?)?;
        let version = match asn1::tagged(&mut parts, 0)? {
            Some(version) => u8::from_der(version)?,
            None => 0,
        };
        let serial_number = asn1::content(&mut parts, Tag::Integer)?;
        let announced_algorithm = Algorithm::read(&mut parts)?.oid;
        let issuer = parts.tlv_bytes()?;
        let mut validity = SliceReader::new(asn1::content(&mut parts, Tag::Sequence)?)?;
        let (not_before, not_after) = (EncodedTime(validity.decode()?), EncodedTime(validity.decode()?));
        validity.finish()?;
        let subject = parts.tlv_bytes()?;
        let public_key = parts.tlv_bytes()?;
        // The unique identifiers of issuer and subject, which nobody uses.
        asn1::tagged(&mut parts, 1)?;
        asn1::tagged(&mut parts, 2)?;
        let extensions = match asn1::tagged(&mut parts, 3)? {
            Some(extensions) => Extensions::from_der(extensions)?,
            None => Extensions::default(),
        };
        parts.finish()?;
        Ok(Self {
            version: u32::from(version) + 1,
            serial_number,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            extensions,
            announced_algorithm,
        })
    }
}

/// A `Time` (RFC 5280 section 4.1.2.5). The `der` crate's own begins in 1970, certificates' in 1950.
pub struct EncodedTime<'a>(AnyRef<'a>);

impl<'a> EncodedTime<'a> {
    /// Reads the next value, whatever it is: what it says is looked at later.
    pub fn read(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        reader.decode().map(Self)
    }

    /// The moment it says.
    pub fn moment(&self) -> Result<UnixTime, DecodeError> {
        let wrong = || DecodeError::Syntax("the validity is not made of times".to_owned());
        let seconds = self.seconds().ok_or_else(wrong)?;
        Ok(UnixTime::from_seconds(seconds)?)
    }

    /// `YYMMDDHHMMSSZ` as UTCTime, `YYYYMMDDHHMMSSZ` as GeneralizedTime.
    fn seconds(&self) -> Option<i64> {
        let digits = self.0.value().strip_suffix(b"Z")?;
        let pairs: Vec<u8> = digits.chunks(2).map(two_digits).collect::<Option<_>>()?;
        let (year, rest) = match (self.0.tag(), pairs.as_slice()) {
            (Tag::UtcTime, [year, rest @ ..]) => (i32::from(*year) + if *year < 50 { 2000 } else { 1900 }, rest),
            (Tag::GeneralizedTime, [century, year, rest @ ..]) => (i32::from(*century) * 100 + i32::from(*year), rest),
            _ => return None,
        };
        let [month, day, hour, minute, second] = <[u8; 5]>::try_from(rest).ok()?;
        let date = Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok()?;
        let time = Time::from_hms(hour, minute, second).ok()?;
        Some(OffsetDateTime::new_in_offset(date, time, UtcOffset::UTC).unix_timestamp())
    }
}

fn two_digits(octets: &[u8]) -> Option<u8> {
    match octets {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + ones - b'0'),
        _ => None,
    }
}
