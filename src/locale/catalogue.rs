//! The translations into one language: a `.mo` file, the binary form of gettext's catalogues (GNU gettext manual, "The Format
//! of GNU MO Files").

use std::fmt;

const MAGIC: usize = 0x9504_12de;
/// One entry of a table: a length and an offset, four octets each.
const ENTRY: usize = 8;

/// The translations, found by the keys of their English texts ([`key`]): the texts themselves are in the app already, and would
/// double the download. Of a text with plural forms, the forms are joined by U+0000.
pub struct Catalogue<'a> {
    texts: Vec<(&'a str, &'a str)>,
    octets: &'a [u8],
}

/// Why a file is no catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CatalogueError;

impl std::error::Error for CatalogueError {}

impl fmt::Display for CatalogueError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("this is no catalogue of gettext (.mo, little-endian, UTF-8, in order)")
    }
}

impl<'a> Catalogue<'a> {
    /// Reads a file; everything that it points to has to be in it.
    pub fn parse(octets: &'a [u8]) -> Result<Self, CatalogueError> {
        let texts = read(octets).ok_or(CatalogueError)?;
        match texts.is_sorted_by_key(|(key, _)| *key) {
            true => Ok(Self { texts, octets }),
            false => Err(CatalogueError),
        }
    }

    /// The file that it was read from.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// The translation of a text; of one with plural forms, both English forms with U+0000 between them.
    pub fn find(&self, english: &str) -> Option<&'a str> {
        let key = key(english);
        let found = self.texts.binary_search_by_key(&key.as_str(), |(key, _)| key).ok()?;
        let (_, translation) = self.texts.get(found)?;
        (!translation.is_empty()).then_some(translation)
    }

    /// The translation of a text about a number of things, in one of the language's forms.
    pub fn find_plural(&self, one: &str, many: &str, form: usize) -> Option<&'a str> {
        self.find(&[one, "\0", many].concat())?.split('\0').nth(form)
    }
}

/// What stands for a text in a catalogue: FNV-1a of its UTF-8 with 32 bits (draft-eastlake-fnv), as eight hexadecimal digits.
/// `tools/finish.mjs` writes the same, and stops where two texts have the same.
pub fn key(english: &str) -> String {
    let hash = english.bytes().fold(0x811c_9dc5_u32, |hash, octet| {
        (hash ^ u32::from(octet)).wrapping_mul(0x0100_0193)
    });
    let digit = |place: u32| char::from_digit(hash >> (28 - place * 4) & 15, 16);
    (0..8).filter_map(digit).collect()
}

fn read(octets: &[u8]) -> Option<Vec<(&str, &str)>> {
    let number = |at: usize| {
        let octets = octets.get(at..at.checked_add(4)?)?;
        Some(u32::from_le_bytes(octets.try_into().ok()?) as usize)
    };
    let text = |table: usize, index: usize| {
        let entry = index.checked_mul(ENTRY)?.checked_add(table)?;
        let (length, start) = (number(entry)?, number(entry.checked_add(4)?)?);
        std::str::from_utf8(octets.get(start..start.checked_add(length)?)?).ok()
    };
    // The upper half of the second number is the major revision.
    if number(0)? != MAGIC || number(4)? >> 16 != 0 {
        return None;
    }
    let (count, english, translated) = (number(8)?, number(12)?, number(16)?);
    (0..count)
        .map(|index| Some((text(english, index)?, text(translated, index)?)))
        .collect()
}
