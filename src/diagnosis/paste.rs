//! A pasted message, in a form in which line breaks, quotes, colours and the case of letters make no difference.

/// The most octets that are looked at: 1 MiB, thousands of lines of a log.
pub const LARGEST_PASTE: usize = 1 << 20;

/// Why a message is not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is nothing in it.
    Empty,
    /// More than [`LARGEST_PASTE`] octets.
    TooLong,
}

/// A message that can be searched.
pub struct Paste<'a> {
    original: &'a str,
    /// Without white space, quotes, backslashes and underscores (Envoy writes them instead of spaces); ASCII letters small.
    squeezed: String,
    /// For each octet of `squeezed`, where it stands in `original`.
    origins: Vec<u32>,
}

impl<'a> Paste<'a> {
    /// Takes a text as it was pasted.
    ///
    /// # Errors
    /// Nothing in it, or too much.
    pub fn new(original: &'a str) -> Result<Self, Refused> {
        if original.len() > LARGEST_PASTE {
            return Err(Refused::TooLong);
        }
        let mut paste = Self {
            original,
            squeezed: String::with_capacity(original.len()),
            origins: Vec::with_capacity(original.len()),
        };
        let mut in_colour = false;
        for (place, character) in original.char_indices() {
            if in_colour {
                // ECMA-48, CSI: ends with a letter.
                in_colour = !character.is_ascii_alphabetic();
            } else if character == '\u{1b}' {
                in_colour = true;
            } else if !is_ignored(character) {
                // The length of the paste is less than 2^20.
                let origin = u32::try_from(place).unwrap_or_default();
                let small = character.to_ascii_lowercase();
                paste.squeezed.push(small);
                paste.origins.extend(std::iter::repeat_n(origin, small.len_utf8()));
            }
        }
        if paste.squeezed.is_empty() {
            return Err(Refused::Empty);
        }
        Ok(paste)
    }

    /// What is searched.
    pub(super) fn squeezed(&self) -> &str {
        &self.squeezed
    }

    /// Whether no white space and no quote stood between two neighbouring octets of the squeezed text.
    pub(super) fn is_joined(&self, before: usize) -> bool {
        let (Some(&left), Some(&right)) = (self.origins.get(before), self.origins.get(before + 1)) else {
            return false;
        };
        let between = self.original.get(left as usize..right as usize).unwrap_or_default();
        between.chars().skip(1).all(|character| character == '_')
    }

    /// What stood there before it was squeezed.
    pub(super) fn original(&self, from: usize, to: usize) -> &'a str {
        let (Some(&first), Some(&last)) = (self.origins.get(from), self.origins.get(to.saturating_sub(1))) else {
            return "";
        };
        let rest = self.original.get(last as usize..).unwrap_or_default();
        let end = last as usize + rest.chars().next().map_or(0, char::len_utf8);
        self.original.get(first as usize..end).unwrap_or_default()
    }
}

/// A pattern's literal, squeezed like the text that it is looked for in.
pub(super) fn squeeze(literal: &str) -> String {
    literal
        .chars()
        .filter(|character| !is_ignored(*character))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

fn is_ignored(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '_' | '"' | '\'' | '`' | '\\' | '\u{2018}'..='\u{201F}' | '\u{200B}' | '\u{FEFF}'
        )
}
