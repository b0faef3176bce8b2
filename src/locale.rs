//! The languages of the interface, as GNU gettext has it: the English text stands where it is used and is the key of its
//! translations. `locales/` has the list of all texts and what they are in other languages.
//!
//! What the app makes (manifests, scripts, the guide, documents) stays English, as is everything that it is read beside:
//! the documentation, the commands, and their answers.
//!
//! A text is marked by [`say!`](crate::locale::say) or [`plural!`](crate::locale::plural), or, in a table, by [`text`].

mod catalogue;
mod language;

pub use catalogue::{Catalogue, CatalogueError, END, key};
pub use language::Language;

use std::cell::Cell;
use std::fmt::{self, Display};

thread_local! {
    static CURRENT: Cell<Option<(Language, &'static Catalogue<'static>)>> = const { Cell::new(None) };
}

/// A text of the interface that is not translated yet, for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text(&'static str);

/// Marks a text of a table.
pub const fn text(english: &'static str) -> Text {
    Text(english)
}

impl Text {
    /// A text of a registry, which `tests/core/locales.rs` reads as a whole: fields, forms, variants, terms.
    pub const fn table(english: &'static str) -> Self {
        Self(english)
    }

    /// The text as the source has it.
    pub const fn english(self) -> &'static str {
        self.0
    }

    /// The text in the language that holds.
    pub fn here(self) -> &'static str {
        translated(self.0)
    }

    /// Whether there is nothing to say.
    pub const fn is_empty(self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.here())
    }
}

/// Has this thread speak another language; `None` for English. Catalogues stay for as long as the page does.
pub fn speak(language: Option<(Language, &'static Catalogue<'static>)>) {
    CURRENT.set(language);
}

/// The language that holds.
pub fn spoken() -> Language {
    CURRENT.get().map_or(Language::English, |(language, _)| language)
}

/// The language that holds and its texts; `None` for English.
pub fn known() -> Option<(Language, &'static Catalogue<'static>)> {
    CURRENT.get()
}

/// Reads a catalogue that stays for as long as this thread does.
///
/// # Errors
/// The file is none; see [`Catalogue::parse`].
pub fn learn(octets: Vec<u8>) -> Result<&'static Catalogue<'static>, CatalogueError> {
    let octets: &'static [u8] = octets.leak();
    Catalogue::parse(octets).map(|texts| &*Box::leak(Box::new(texts)))
}

/// What `make` gives while English holds: for what goes into files.
pub fn in_english<T>(make: impl FnOnce() -> T) -> T {
    let before = CURRENT.replace(None);
    let made = make();
    CURRENT.set(before);
    made
}

/// What something says in English: for what is English as a whole, as the inspector's explanations are.
pub fn english(said: &impl Display) -> String {
    in_english(|| said.to_string())
}

/// The text in the language that holds, or else in English. Call [`say!`](crate::locale::say) instead, which marks the text.
pub fn translated(english: &'static str) -> &'static str {
    let found = CURRENT.get().and_then(|(_, catalogue)| catalogue.find(english));
    found.unwrap_or(english)
}

/// The form of the text for this number. Call [`plural!`](crate::locale::plural) instead, which marks the text.
pub fn numbered(count: usize, one: &'static str, many: &'static str) -> &'static str {
    let found = CURRENT.get().and_then(|(language, catalogue)| {
        let form = language.plural_form(count);
        catalogue.find_plural(one, many, form)
    });
    found.unwrap_or(if count == 1 { one } else { many })
}

/// The text with values in place of their names in braces. What the values hold is taken as it is.
pub fn filled(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        whole.push_str(before);
        let value = behind.split_once('}').and_then(|(name, behind)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, behind))
        });
        match value {
            Some((value, behind)) => {
                whole.push_str(&value.to_string());
                rest = behind;
            }
            None => {
                whole.push('{');
                rest = behind;
            }
        }
    }
    whole.push_str(rest);
    whole
}

/// A text in the language that holds: `say!("Copied")` is a `&'static str`, and with values,
/// `say!("{label}: this is empty", label = spec.label)`, a `String`. A name alone stands for the variable of that name.
#[macro_export]
#[doc(hidden)]
macro_rules! say_ {
    ($text:literal) => { $crate::locale::translated($text) };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::locale::filled(
            $crate::locale::translated($text),
            &[$((stringify!($name), &$crate::locale::value!($name $(= $value)?))),+],
        )
    };
}

/// A text about a number of things, which it has as `{count}`: `plural!(found, "one file", "{count} files")`, a `String`.
/// Values follow as in [`say!`].
#[macro_export]
#[doc(hidden)]
macro_rules! plural_ {
    ($count:expr, $one:literal, $many:literal $(, $name:ident $(= $value:expr)?)* $(,)?) => {{
        let count: usize = $count;
        $crate::locale::filled(
            $crate::locale::numbered(count, $one, $many),
            &[("count", &count), $((stringify!($name), &$crate::locale::value!($name $(= $value)?))),*],
        )
    }};
}

#[macro_export]
#[doc(hidden)]
macro_rules! value_ {
    ($name:ident) => {
        $name
    };
    ($name:ident = $value:expr) => {
        $value
    };
}

pub use {plural_ as plural, say_ as say, value_ as value};
