//! Names as they stand in certificates: any attribute, any string type, by whomever.

use der::{Reader, SliceReader, Tag};

use crate::pki::asn1::{self, Oid, Value};

/// A distinguished name in DER (RFC 5280 section 4.1.2.4), read as far as its attributes.
///
/// Values are not looked into, and those of one RDN may stand in any order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodedName<'a> {
    der: &'a [u8],
    relative_names: Vec<Vec<EncodedAttribute<'a>>>,
}

/// One attribute of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodedAttribute<'a> {
    pub kind: Oid<'a>,
    pub value: Value<'a>,
}

/// The octets are not a distinguished name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a DER name: {0}")]
pub struct EncodedNameError(#[from] der::Error);

impl<'a> EncodedName<'a> {
    /// Reads exactly one name.
    ///
    /// # Errors
    /// [`EncodedNameError`] for anything else.
    pub fn from_der(der: &'a [u8]) -> Result<Self, EncodedNameError> {
        let relative_names = asn1::each(asn1::only(der, Tag::Sequence)?, |reader| {
            asn1::each(asn1::content(reader, Tag::Set)?, attribute)
        })?;
        Ok(Self { der, relative_names })
    }

    /// The DER it was read from.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// The RDNs, in the order in which they are encoded, each with its attributes.
    pub fn relative_names(&self) -> &[Vec<EncodedAttribute<'a>>] {
        &self.relative_names
    }
}

fn attribute<'a>(reader: &mut SliceReader<'a>) -> der::Result<EncodedAttribute<'a>> {
    let mut parts = SliceReader::new(asn1::content(reader, Tag::Sequence)?)?;
    let kind = Oid::read(&mut parts)?;
    let value = parts.read_slice(parts.remaining_len())?;
    Ok(EncodedAttribute {
        kind,
        value: Value::from_der(value)?,
    })
}
