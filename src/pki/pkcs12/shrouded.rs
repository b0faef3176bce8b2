//! The encrypted key of a bundle, as it stands in it.

use der::{Reader, SliceReader, Tag};

use crate::pki::asn1::{Value, content, only};

/// id-data (RFC 5652 section 4) and pkcs8ShroudedKeyBag (RFC 7292 section 4.2.2), as DER.
const DATA: &[u8] = &[0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01];
const SHROUDED_KEY_BAG: &[u8] = &[
    0x06, 0x0B, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x0C, 0x0A, 0x01, 0x02,
];

/// `-----BEGIN ENCRYPTED PRIVATE KEY-----` PEM (RFC 7468 section 11) of the first key in a bundle of ours, encrypted as it is
/// there: a shrouded key bag is `EncryptedPrivateKeyInfo` (RFC 5958 section 3), so nothing has to be derived a second time.
/// `None` for a file that is not one of ours.
pub fn encrypted_key_pem(file: &[u8]) -> Option<String> {
    let key = shrouded_key(file).ok().flatten()?;
    Some(crate::pki::pem::encode("ENCRYPTED PRIVATE KEY", key))
}

/// PFX, then ContentInfo, then the key among the AuthenticatedSafe's contents.
fn shrouded_key(file: &[u8]) -> der::Result<Option<&[u8]>> {
    let mut pfx = SliceReader::new(only(file, Tag::Sequence)?)?;
    content(&mut pfx, Tag::Integer)?;
    let safe = data(content(&mut pfx, Tag::Sequence)?)?;
    let Some(safe) = safe else { return Ok(None) };
    let mut parts = SliceReader::new(only(safe, Tag::Sequence)?)?;
    while !parts.is_finished() {
        let Some(bags) = data(content(&mut parts, Tag::Sequence)?)? else {
            continue;
        };
        let mut bags = SliceReader::new(only(bags, Tag::Sequence)?)?;
        while !bags.is_finished() {
            let bag = content(&mut bags, Tag::Sequence)?;
            if let Some(rest) = bag.strip_prefix(SHROUDED_KEY_BAG) {
                return explicit(rest).map(Some);
            }
        }
    }
    Ok(None)
}

/// What a ContentInfo of plain data holds.
fn data(info: &[u8]) -> der::Result<Option<&[u8]>> {
    match info.strip_prefix(DATA) {
        Some(rest) => only(explicit(rest)?, Tag::OctetString).map(Some),
        None => Ok(None),
    }
}

/// What stands in the first element, whatever its tag.
fn explicit(der: &[u8]) -> der::Result<&[u8]> {
    let mut reader = SliceReader::new(der)?;
    let first = reader.tlv_bytes()?;
    Ok(Value::from_der(first)?.content())
}
