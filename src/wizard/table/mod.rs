//! Clients as a table: one line each, a plain name or CSV (RFC 4180). Cells are not judged here, only found; passwords are
//! found apart from the rest.
//!
//! [`read`] never fails: what is wrong with the text stands beside what could be read, so that a text can be shown as rows
//! and its passwords be taken out while it is still being typed.

mod cells;
mod read;
mod vault;
mod write;

pub use read::{Problem, Table, read};
pub use vault::{Vault, without_passwords};
pub use write::write;

use crate::plan::SecretText;

/// What a cell is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// What people call the client; its folder in the archive.
    Name,
    Organization,
    CommonName,
    /// Organizational units, `;` between them.
    Units,
    /// Subject alternative names, `;` or a space between them.
    Names,
    /// Days, or the last day.
    Validity,
    Password,
    /// The whole subject, in place of the columns that it is made of otherwise.
    Subject,
}

impl Column {
    /// All columns. Those before [`Column::Subject`] are in the order of a table without a header line.
    pub const ALL: [Self; 8] = [
        Self::Name,
        Self::Organization,
        Self::CommonName,
        Self::Units,
        Self::Names,
        Self::Validity,
        Self::Password,
        Self::Subject,
    ];

    /// How many columns a table without a header line can have.
    pub const WITHOUT_HEADER: usize = 7;

    /// The name in a header line.
    pub fn title(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Organization => "O",
            Self::CommonName => "CN",
            Self::Units => "OU",
            Self::Names => "SANs",
            Self::Validity => "validity",
            Self::Password => "password",
            Self::Subject => "subject",
        }
    }

    /// The column of a header cell, however people write it: in any case, with or without spaces, hyphens and plurals.
    pub fn of_header(text: &str) -> Option<Self> {
        let mut plain = String::new();
        for character in text.chars() {
            if character.is_ascii_alphanumeric() {
                plain.push(character.to_ascii_lowercase());
            } else if !matches!(character, ' ' | '-' | '_' | '.' | '(' | ')' | '/' | ':' | '*' | '#') {
                return None;
            }
        }
        // A password under a name that nobody thought of would be kept like any other text.
        if plain.contains("pass") || plain.contains("pwd") || plain.contains("secret") {
            return Some(Self::Password);
        }
        ALIASES
            .iter()
            .find(|(alias, _)| *alias == plain)
            .map(|(_, column)| *column)
    }

    fn index(self) -> usize {
        self as usize
    }
}

/// Header cells in small letters and digits alone.
const ALIASES: [(&str, Column); 52] = [
    ("name", Column::Name),
    ("client", Column::Name),
    ("clientname", Column::Name),
    ("folder", Column::Name),
    ("file", Column::Name),
    ("filename", Column::Name),
    ("id", Column::Name),
    ("o", Column::Organization),
    ("org", Column::Organization),
    ("organization", Column::Organization),
    ("organisation", Column::Organization),
    ("organizationname", Column::Organization),
    ("organisationname", Column::Organization),
    ("company", Column::Organization),
    ("cn", Column::CommonName),
    ("commonname", Column::CommonName),
    ("ou", Column::Units),
    ("ous", Column::Units),
    ("unit", Column::Units),
    ("units", Column::Units),
    ("organizationalunit", Column::Units),
    ("organizationalunits", Column::Units),
    ("organisationalunit", Column::Units),
    ("organisationalunits", Column::Units),
    ("department", Column::Units),
    ("san", Column::Names),
    ("sans", Column::Names),
    ("altname", Column::Names),
    ("altnames", Column::Names),
    ("alternativename", Column::Names),
    ("alternativenames", Column::Names),
    ("subjectaltname", Column::Names),
    ("subjectaltnames", Column::Names),
    ("subjectalternativename", Column::Names),
    ("subjectalternativenames", Column::Names),
    ("validity", Column::Validity),
    ("valid", Column::Validity),
    ("validfor", Column::Validity),
    ("validuntil", Column::Validity),
    ("validto", Column::Validity),
    ("validitydays", Column::Validity),
    ("days", Column::Validity),
    ("until", Column::Validity),
    ("expires", Column::Validity),
    ("expiry", Column::Validity),
    ("notafter", Column::Validity),
    ("lifetime", Column::Validity),
    ("pw", Column::Password),
    ("subject", Column::Subject),
    ("subjectdn", Column::Subject),
    ("dn", Column::Subject),
    ("distinguishedname", Column::Subject),
];

/// One client as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Where it begins in the text; counts from 1.
    pub line: usize,
    cells: [String; 8],
    /// A password, or the mark of one that is kept elsewhere ([`Vault`]).
    pub password: SecretText,
}

impl Row {
    /// What stands in a cell; that of the password is [`Row::password`].
    pub fn cell(&self, column: Column) -> &str {
        &self.cells[column.index()]
    }

    /// Replaces what stands in a cell.
    pub fn set(&mut self, column: Column, text: String) {
        match column {
            Column::Password => self.password = SecretText(text.into()),
            _ => self.cells[column.index()] = text,
        }
    }

    /// Whether nothing but the name is said about the client.
    fn is_plain(&self) -> bool {
        let others = || {
            self.cells
                .iter()
                .enumerate()
                .filter(|(index, _)| *index != Column::Name.index())
        };
        self.password.0.is_empty() && others().all(|(_, cell)| cell.is_empty())
    }
}
