//! The outer layers of a bundle: `PFX`, `ContentInfo`, `EncryptedData`.

use der::{Decode, Reader, SliceReader, Tag};
use zeroize::Zeroizing;

use super::integrity::Code;
use crate::locale::text;
use crate::pki::asn1::{self, Algorithm, Oid};
use crate::pki::ber;
use crate::pki::password_based::ReadError;

/// Kinds of `ContentInfo` (RFC 5652).
const DATA: &str = "1.2.840.113549.1.7.1";
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
const ENVELOPED_DATA: &str = "1.2.840.113549.1.7.3";
const ENCRYPTED_DATA: &str = "1.2.840.113549.1.7.6";
/// The version of all bundles (RFC 7292 section 4).
const VERSION: u8 = 3;

/// A `PFX` (RFC 7292 section 4).
pub struct File<'a> {
    /// The octets that the integrity code is about.
    pub authenticated_safe: &'a [u8],
    pub integrity: Option<Code<'a>>,
}

impl<'a> File<'a> {
    /// Reads a file in DER.
    pub fn read(der: &'a [u8]) -> Result<Self, ReadError> {
        let not_pkcs12 = |_| ReadError::NotPkcs12;
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence).map_err(not_pkcs12)?).map_err(not_pkcs12)?;
        let version: u8 = parts.decode().map_err(not_pkcs12)?;
        let content = asn1::content(&mut parts, Tag::Sequence).map_err(not_pkcs12)?;
        if version != VERSION {
            return Err(ReadError::NotPkcs12);
        }
        let authenticated_safe = match Content::read(content)? {
            Content::Data(octets) => octets,
            Content::Encrypted { .. } => return Err(ReadError::Damaged(text("its outermost part"))),
        };
        let integrity = if parts.is_finished() {
            None
        } else {
            Some(Code::read(&mut parts)?)
        };
        parts.finish().map_err(|_| ReadError::Damaged(text("its end")))?;
        Ok(Self {
            authenticated_safe,
            integrity,
        })
    }
}

/// A part of a bundle.
pub enum Content<'a> {
    Data(&'a [u8]),
    Encrypted {
        algorithm: Algorithm<'a>,
        octets: Zeroizing<Vec<u8>>,
    },
}

impl<'a> Content<'a> {
    /// Reads the content of a `ContentInfo` (RFC 5652 section 3).
    pub fn read(content: &'a [u8]) -> Result<Self, ReadError> {
        let damaged = |_| ReadError::Damaged(text("one of its parts"));
        let mut parts = SliceReader::new(content).map_err(damaged)?;
        let kind = Oid::read(&mut parts).map_err(damaged)?.to_string();
        if kind == SIGNED_DATA || kind == ENVELOPED_DATA {
            return Err(ReadError::PublicKeyMode);
        }
        let inner = asn1::tagged(&mut parts, 0).map_err(damaged)?;
        let inner = inner.ok_or(ReadError::Damaged(text("one of its parts")))?;
        parts.finish().map_err(damaged)?;
        match kind.as_str() {
            DATA => asn1::only(inner, Tag::OctetString).map(Self::Data).map_err(damaged),
            ENCRYPTED_DATA => Self::encrypted(asn1::only(inner, Tag::Sequence).map_err(damaged)?),
            _ => Err(ReadError::Damaged(text("one of its parts"))),
        }
    }

    /// `EncryptedData` (RFC 5652 section 8), whose octets may be in pieces, as their tag says nothing of their type.
    fn encrypted(content: &'a [u8]) -> Result<Self, ReadError> {
        let damaged = |_| ReadError::Damaged(text("an encrypted part"));
        let mut parts = SliceReader::new(content).map_err(damaged)?;
        u8::decode(&mut parts).map_err(damaged)?;
        let inner = asn1::content(&mut parts, Tag::Sequence).map_err(damaged)?;
        let mut inner = SliceReader::new(inner).map_err(damaged)?;
        Oid::read(&mut inner).map_err(damaged)?;
        let algorithm = Algorithm::read(&mut inner).map_err(damaged)?;
        let is_in_pieces = Tag::peek(&inner).is_ok_and(|tag| tag.is_constructed());
        let octets = asn1::tagged(&mut inner, 0).map_err(damaged)?;
        let octets = octets.ok_or(ReadError::Damaged(text("an encrypted part")))?;
        let octets = if is_in_pieces {
            ber::joined(octets).ok_or(ReadError::Damaged(text("an encrypted part")))?
        } else {
            Zeroizing::new(octets.to_vec())
        };
        Ok(Self::Encrypted { algorithm, octets })
    }
}
