//! Policies: by which rules a certificate was issued.

use der::asn1::AnyRef;
use der::{Reader, SliceReader, Tag, Tagged};

use super::{MEANINGS, clean, known, number};
use crate::pki::asn1::{self, Oid};

/// `CertificatePolicies` (RFC 5280 section 4.2.1.4).
pub fn policies(der: &[u8]) -> der::Result<Vec<String>> {
    asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        let mut policy = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
        let oid = Oid::read(&mut policy)?.to_string();
        let mut line = match known(&MEANINGS, &oid) {
            Some(meaning) => [&oid, " (", meaning, ")"].concat(),
            None => oid,
        };
        if !policy.is_finished() {
            for said in asn1::each(asn1::content(&mut policy, Tag::Sequence)?, qualifier)? {
                line.push_str(&said);
            }
        }
        Ok(line)
    })
}

/// An address, or the text of a notice. Who wrote the notice is left out.
fn qualifier(reader: &mut SliceReader<'_>) -> der::Result<String> {
    let mut qualifier = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
    let _ = Oid::read(&mut qualifier)?;
    let value: AnyRef<'_> = qualifier.decode()?;
    match value.tag() {
        Tag::Ia5String => Ok([", practice statement: ", &clean(value.value())].concat()),
        Tag::Sequence => {
            let parts = asn1::each(value.value(), |reader| reader.decode::<AnyRef<'_>>())?;
            let text = parts.iter().find(|part| part.tag() != Tag::Sequence);
            Ok(match text.map(|text| super::string(*text)) {
                Some(text) => [", notice: ", &text].concat(),
                None => String::new(),
            })
        }
        _ => Ok(String::new()),
    }
}

/// `PolicyMappings` (RFC 5280 section 4.2.1.5).
pub fn mappings(der: &[u8]) -> der::Result<Vec<String>> {
    asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
        let mut pair = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
        let (issuer, subject) = (Oid::read(&mut pair)?, Oid::read(&mut pair)?);
        pair.finish()?;
        Ok([&issuer.to_string(), " is ", &subject.to_string()].concat())
    })
}

/// `PolicyConstraints` (RFC 5280 section 4.2.1.11).
pub fn constraints(der: &[u8]) -> der::Result<Vec<String>> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let mut lines = Vec::new();
    for (tag, words) in [(0, "a policy is required after "), (1, "mappings are forbidden after ")] {
        if let Some(content) = asn1::tagged(&mut parts, tag)? {
            let count = number(&asn1::element(0x02, &[content]))?;
            lines.push([words, &count, " authorities"].concat());
        }
    }
    parts.finish()?;
    Ok(lines)
}
