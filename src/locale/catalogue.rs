//! The translations into one language, as `tools/finish.mjs` writes them from gettext's `.po` files: UTF-8, first the keys of all
//! texts in their order, then U+001E and the translations in the same order, with U+001E after each. gettext's own `.mo` files,
//! with an offset and a length for each text, take a quarter more to download.

use std::fmt;

/// Stands after the keys and after each translation.
pub const END: char = '\u{1e}';
/// In characters.
const KEY: usize = 8;

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
        formatter.write_str("this is no whole catalogue of texts")
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
    let mut parts = std::str::from_utf8(octets).ok()?.split(END);
    let keys = parts.next()?;
    let mut texts: Vec<&str> = parts.collect();
    // What follows the last end. Without it, the file was cut off.
    if !texts.pop()?.is_empty() || keys.len() != texts.len() * KEY {
        return None;
    }
    let pair = |(index, text)| Some((keys.get(index * KEY..(index + 1) * KEY)?, text));
    texts.into_iter().enumerate().map(pair).collect()
}
