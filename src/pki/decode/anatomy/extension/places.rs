//! Where revocation lists are, and which certificates a list is about.

use der::asn1::BitStringRef;
use der::{Decode, Reader, SliceReader, Tag};

use super::general_names;
use crate::pki::asn1;
use crate::pki::decode::AlternativeName;
use crate::pki::name::EncodedName;

/// The bits of `ReasonFlags`, the first first (RFC 5280 section 4.2.1.13), in the words of openssl.
const REASONS: [&str; 9] = [
    "Unused",
    "Key Compromise",
    "CA Compromise",
    "Affiliation Changed",
    "Superseded",
    "Cessation Of Operation",
    "Certificate Hold",
    "Privilege Withdrawn",
    "AA Compromise",
];

fn words(prefix: &str, names: &[AlternativeName]) -> Vec<String> {
    names.iter().map(|name| [prefix, &name.to_string()].concat()).collect()
}

/// The content of a `DistributionPointName`.
fn place(content: &[u8]) -> der::Result<Vec<String>> {
    let mut reader = SliceReader::new(content)?;
    if let Some(names) = asn1::tagged(&mut reader, 0)? {
        return Ok(words("", &general_names(names)?));
    }
    let Some(end) = asn1::tagged(&mut reader, 1)? else {
        return Ok(Vec::new());
    };
    // One RDN; a name has it in a SET, and this has it in the tag.
    let name = asn1::element(0x30, &[&asn1::element(0x31, &[end])]);
    let readable = EncodedName::from_der(&name).map(|name| super::parts::name(&name).readable);
    let readable = readable.map_err(|_| Tag::Sequence.value_error())?;
    Ok(vec![["relative to the issuer's name: ", &readable].concat()])
}

/// The content of `ReasonFlags`.
fn reasons(content: &[u8]) -> der::Result<String> {
    let bits = asn1::element(0x03, &[content]);
    let bits = BitStringRef::from_der(&bits)?;
    let named = bits.bits().zip(REASONS).filter(|(is_set, _)| *is_set);
    let names: Vec<&str> = named.map(|(_, name)| name).collect();
    Ok(["for ", &names.join(", ")].concat())
}

/// `CRLDistributionPoints` (RFC 5280 section 4.2.1.13).
pub fn distribution_points(der: &[u8]) -> der::Result<Vec<String>> {
    let points = asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        let mut point = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
        let mut lines = match asn1::tagged(&mut point, 0)? {
            Some(content) => place(content)?,
            None => Vec::new(),
        };
        if let Some(content) = asn1::tagged(&mut point, 1)? {
            lines.push(reasons(content)?);
        }
        if let Some(names) = asn1::tagged(&mut point, 2)? {
            lines.extend(words("list of ", &general_names(names)?));
        }
        point.finish()?;
        Ok(lines)
    })?;
    Ok(points.concat())
}

/// `IssuingDistributionPoint` (RFC 5280 section 5.2.5).
pub fn issuing_point(der: &[u8]) -> der::Result<Vec<String>> {
    let mut point = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let mut lines = match asn1::tagged(&mut point, 0)? {
        Some(content) => place(content)?,
        None => Vec::new(),
    };
    for (number, words) in [
        (1, "only certificates that are not authorities'"),
        (2, "only certificates of authorities"),
        (3, ""),
        (4, "also certificates of other issuers"),
        (5, "only attribute certificates"),
    ] {
        match asn1::tagged(&mut point, number)? {
            Some(content) if number == 3 => lines.push(reasons(content)?),
            Some([0]) | None => {}
            Some(_) => lines.push(words.to_owned()),
        }
    }
    point.finish()?;
    Ok(lines)
}
