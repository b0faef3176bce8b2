//! What a piece of DER is, by its outermost structure alone.

use der::asn1::AnyRef;
use der::{Decode, Reader, SliceReader, Tag, Tagged};

use crate::pki::asn1::{self, Oid};

/// What DER may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Structure {
    /// RFC 5280 section 4.1.
    Certificate,
    /// PKCS#10 (RFC 2986).
    Request,
    /// RFC 5280 section 5.1.
    RevocationList,
    /// A private key: PKCS#8, PKCS#1 or SEC 1.
    PrivateKey,
    /// `EncryptedPrivateKeyInfo` (RFC 5958 section 3).
    EncryptedKey,
    /// `SubjectPublicKeyInfo`.
    PublicKey,
    /// `RSAPublicKey` alone (RFC 8017 appendix A.1.1).
    RsaPublicKey,
    /// PKCS#12 (RFC 7292), also in the BER that some programs write.
    Bundle,
    /// A `ContentInfo` with signed data: PKCS#7 (RFC 2315).
    CertificateBag,
    /// The name of a curve (RFC 5480 section 2.1.1).
    Parameters,
}

/// id-signedData (RFC 5652 section 5.1).
const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";

/// What `der` is; `None` for what is none of these, or not DER.
pub fn structure(der: &[u8]) -> Option<Structure> {
    if is_bundle(der) {
        return Some(Structure::Bundle);
    }
    by_parts(der).ok().flatten()
}

/// `SEQUENCE { INTEGER 3, SEQUENCE …`, with any form of length.
fn is_bundle(der: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = der else { return false };
    let extra = if *length > 0x80 { usize::from(length & 0x7F) } else { 0 };
    rest.get(extra..)
        .is_some_and(|content| content.starts_with(b"\x02\x01\x03\x30"))
}

fn by_parts(der: &[u8]) -> der::Result<Option<Structure>> {
    let outer = AnyRef::from_der(der)?;
    if outer.tag() == Tag::ObjectIdentifier {
        return Ok(Some(Structure::Parameters));
    }
    outer.tag().assert_eq(Tag::Sequence)?;
    let parts = asn1::each(outer.value(), |reader| reader.decode::<AnyRef<'_>>())?;
    let tags: Vec<Tag> = parts.iter().map(AnyRef::tag).collect();
    Ok(match tags.as_slice() {
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => signed(parts.first().map_or(&[], |part| part.value()))?,
        [Tag::Sequence, Tag::OctetString] => Some(Structure::EncryptedKey),
        [Tag::Sequence, Tag::BitString] => Some(Structure::PublicKey),
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..] | [Tag::Integer, Tag::OctetString, ..] => {
            Some(Structure::PrivateKey)
        }
        [Tag::Integer, Tag::Integer] => Some(Structure::RsaPublicKey),
        numbers if numbers.len() >= 9 && numbers.iter().take(9).all(|tag| *tag == Tag::Integer) => {
            Some(Structure::PrivateKey)
        }
        [Tag::ObjectIdentifier, _] => {
            let is_signed = parts
                .first()
                .is_some_and(|oid| Oid::from_content(oid.value()).to_string() == SIGNED_DATA);
            is_signed.then_some(Structure::CertificateBag)
        }
        _ => None,
    })
}

/// Certificates, requests and revocation lists look the same from outside; `content` is that of the signed part.
fn signed(content: &[u8]) -> der::Result<Option<Structure>> {
    let mut reader = SliceReader::new(content)?;
    let mut tags = Vec::new();
    while !reader.is_finished() && tags.len() < 6 {
        tags.push(reader.decode::<AnyRef<'_>>()?.tag());
    }
    let is_time = |tag: &Tag| matches!(tag, Tag::UtcTime | Tag::GeneralizedTime);
    Ok(match tags.as_slice() {
        [Tag::Integer, Tag::Sequence, Tag::Sequence, time, ..] | [Tag::Sequence, Tag::Sequence, time, ..]
            if is_time(time) =>
        {
            Some(Structure::RevocationList)
        }
        [Tag::Integer, Tag::Sequence, Tag::Sequence] => Some(Structure::Request),
        [Tag::Integer, Tag::Sequence, Tag::Sequence, last] if *last != Tag::Sequence => Some(Structure::Request),
        [first, ..] if *first == Tag::Integer || first.is_context_specific() => Some(Structure::Certificate),
        _ => None,
    })
}

/// The DER of the certificates in a PKCS#7 file (RFC 2315 section 9.1), in their order; `None` for anything else.
pub fn bag_certificates(der: &[u8]) -> Option<Vec<&[u8]>> {
    certificates(der).ok().flatten()
}

fn certificates(der: &[u8]) -> der::Result<Option<Vec<&[u8]>>> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    if Oid::read(&mut parts)?.to_string() != SIGNED_DATA {
        return Ok(None);
    }
    let Some(content) = asn1::tagged(&mut parts, 0)? else {
        return Ok(None);
    };
    let mut signed = SliceReader::new(asn1::only(content, Tag::Sequence)?)?;
    // The version, the digests' algorithms, and what is signed: mostly nothing.
    for _ in 0..3 {
        signed.decode::<AnyRef<'_>>()?;
    }
    let certificates = asn1::tagged(&mut signed, 0)?.unwrap_or_default();
    asn1::each(certificates, |reader| reader.tlv_bytes()).map(Some)
}

/// The DER elements at the beginning, each whole, and what follows the last of them.
pub fn elements(der: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let (mut all, mut rest) = (Vec::new(), der);
    while let Ok(mut reader) = SliceReader::new(rest) {
        let Ok(element) = reader.tlv_bytes() else { break };
        if element.is_empty() {
            break;
        }
        all.push(element);
        rest = rest.get(element.len()..).unwrap_or_default();
    }
    (all, rest)
}
