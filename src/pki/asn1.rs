//! Small pieces for reading DER (X.690) with the `der` crate, which is stricter in places than certificates in the wild:
//! these take object identifiers of any length, and values of any tag. And one for writing, which leaves no copies of secrets.

use std::fmt;

use der::asn1::AnyRef;
use der::{Decode, ErrorKind, Length, Reader, SliceReader, Tag};
use zeroize::Zeroizing;

/// The numbers of universal tags (X.680 section 8.4).
pub(super) mod tag {
    pub const UTF8_STRING: u8 = 12;
    pub const SEQUENCE: u8 = 16;
    pub const SET: u8 = 17;
    pub const NUMERIC_STRING: u8 = 18;
    pub const PRINTABLE_STRING: u8 = 19;
    pub const T61_STRING: u8 = 20;
    pub const IA5_STRING: u8 = 22;
    pub const UTC_TIME: u8 = 23;
    pub const GENERALIZED_TIME: u8 = 24;
    pub const VISIBLE_STRING: u8 = 26;
    pub const UNIVERSAL_STRING: u8 = 28;
    pub const BMP_STRING: u8 = 30;
}

/// The content of the next element, which must have this tag.
pub(super) fn content<'a>(reader: &mut SliceReader<'a>, tag: Tag) -> der::Result<&'a [u8]> {
    let element: AnyRef<'a> = reader.decode()?;
    element.tag_is(tag)
}

/// The content of the one element that all of `der` is, which must have this tag.
pub(super) fn only(der: &[u8], tag: Tag) -> der::Result<&[u8]> {
    AnyRef::from_der(der)?.tag_is(tag)
}

/// The content of the next element if it is the one tagged `[number]`.
pub(super) fn tagged<'a>(reader: &mut SliceReader<'a>, number: u32) -> der::Result<Option<&'a [u8]>> {
    if reader.is_finished() {
        return Ok(None);
    }
    let tag = Tag::peek(reader)?;
    if tag.is_context_specific() && tag.number().value() == number {
        content(reader, tag).map(Some)
    } else {
        Ok(None)
    }
}

/// All elements of a collection's content.
pub(super) fn each<'a, T>(
    content: &'a [u8],
    read: impl Fn(&mut SliceReader<'a>) -> der::Result<T>,
) -> der::Result<Vec<T>> {
    let mut reader = SliceReader::new(content)?;
    let mut all = Vec::new();
    while !reader.is_finished() {
        all.push(read(&mut reader)?);
    }
    Ok(all)
}

/// One element: this identifier octet, the length, and these parts as content. Written once into its final place, and
/// overwritten when dropped, because it may be a part of a private key.
pub(super) fn element(identifier: u8, parts: &[&[u8]]) -> Zeroizing<Vec<u8>> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let octets = length.to_be_bytes();
    let significant = &octets[length.leading_zeros() as usize / 8..];
    let mut der = Zeroizing::new(Vec::with_capacity(length + octets.len() + 2));
    der.push(identifier);
    if length >= 0x80 {
        // The long form (X.690 section 8.1.3.5): how many octets the length has; at most 8, so this fits.
        der.push(0x80 | significant.len() as u8);
    }
    if length == 0 {
        der.push(0);
    }
    der.extend_from_slice(significant);
    for part in parts {
        der.extend_from_slice(part);
    }
    der
}

trait Tagged<'a> {
    fn tag_is(self, expected: Tag) -> der::Result<&'a [u8]>;
}

impl<'a> Tagged<'a> for AnyRef<'a> {
    fn tag_is(self, expected: Tag) -> der::Result<&'a [u8]> {
        der::Tagged::tag(&self).assert_eq(expected)?;
        Ok(self.value())
    }
}

/// An object identifier of any length (X.690 section 8.19); the `der` crate's own has an upper limit that UUIDs exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Oid<'a>(&'a [u8]);

impl<'a> Oid<'a> {
    pub(super) fn read(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        content(reader, Tag::ObjectIdentifier).map(Self)
    }

    /// The content of an OBJECT IDENTIFIER, without a look at it.
    pub(super) fn from_content(content: &'a [u8]) -> Self {
        Self(content)
    }

    /// Its numbers; those beyond 128 bits lose their upper bits.
    pub(super) fn numbers(self) -> Vec<u128> {
        let mut numbers = Vec::new();
        let mut number = 0_u128;
        for &octet in self.0 {
            number = number << 7 | u128::from(octet & 0x7F);
            if octet & 0x80 == 0 {
                numbers.push(std::mem::take(&mut number));
            }
        }
        // The first two numbers share one; only below 2 may the second not exceed 39.
        if let Some(first) = numbers.first_mut() {
            let root = (*first / 40).min(2);
            *first -= root * 40;
            numbers.insert(0, root);
        }
        numbers
    }
}

/// In dots: `2.5.4.3`.
impl fmt::Display for Oid<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let numbers: Vec<String> = self.numbers().iter().map(u128::to_string).collect();
        formatter.write_str(&numbers.join("."))
    }
}

/// An `AlgorithmIdentifier` (RFC 5280 section 4.1.1.2).
pub(super) struct Algorithm<'a> {
    pub oid: Oid<'a>,
    pub parameters: Option<AnyRef<'a>>,
}

impl<'a> Algorithm<'a> {
    pub(super) fn read(reader: &mut SliceReader<'a>) -> der::Result<Self> {
        let mut parts = SliceReader::new(content(reader, Tag::Sequence)?)?;
        let oid = Oid::read(&mut parts)?;
        let parameters = if parts.is_finished() {
            None
        } else {
            Some(parts.decode()?)
        };
        parts.finish()?;
        Ok(Self { oid, parameters })
    }
}

/// A value of any tag, also of those that the `der` crate does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Value<'a> {
    der: &'a [u8],
    content: &'a [u8],
}

/// The parts of an identifier octet (X.690 section 8.1.2).
const CLASS: u8 = 0xC0;
const CONSTRUCTED: u8 = 0x20;
const NUMBER: u8 = 0x1F;

impl<'a> Value<'a> {
    /// Reads the one value that all of `der` is.
    pub(super) fn from_der(der: &'a [u8]) -> der::Result<Self> {
        let mut reader = SliceReader::new(der)?;
        if reader.read_byte()? & NUMBER == NUMBER {
            skip_high_tag_number(&mut reader)?;
        }
        let length = Length::decode(&mut reader)?;
        let content = reader.read_slice(length)?;
        reader.finish()?;
        Ok(Self { der, content })
    }

    pub(super) fn content(&self) -> &'a [u8] {
        self.content
    }

    /// The tag number if the class is universal and the number fits into one octet, primitive or constructed.
    pub(super) fn universal_tag(&self) -> Option<u8> {
        self.is_universal()
            .then(|| self.identifier() & NUMBER)
            .filter(|number| *number != NUMBER)
    }

    pub(super) fn is_universal(&self) -> bool {
        self.identifier() & CLASS == 0
    }

    /// The whole value in DER, as if it were not made of others.
    pub(super) fn as_primitive(&self) -> Vec<u8> {
        let mut der = self.der.to_vec();
        if let Some(identifier) = der.first_mut() {
            *identifier &= !CONSTRUCTED;
        }
        der
    }

    pub(super) fn der(&self) -> &'a [u8] {
        self.der
    }

    fn identifier(&self) -> u8 {
        self.der.first().copied().unwrap_or_default()
    }
}

/// Numbers of 31 and more, in groups of seven bits, without leading zeros (X.690 section 8.1.2.4).
fn skip_high_tag_number(reader: &mut SliceReader<'_>) -> der::Result<()> {
    let first = reader.read_byte()?;
    if first == 0x80 || first < NUMBER {
        return Err(reader.error(ErrorKind::TagNumberInvalid));
    }
    let mut octet = first;
    while octet & 0x80 != 0 {
        octet = reader.read_byte()?;
    }
    Ok(())
}
