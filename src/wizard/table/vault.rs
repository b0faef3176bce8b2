//! Where passwords of a table are kept while only marks of them stand in its text.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::read::read;
use crate::plan::SecretText;

/// What stands in the text in place of a password, before its number. No password has such a character
/// ([`crate::pki::pkcs12::Password`]).
const MARK: &str = "•••";

/// Passwords by the numbers of their marks. They do not show in `Debug`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vault(BTreeMap<u32, SecretText>);

impl Vault {
    /// Takes the passwords out of a text, which then has marks in their place.
    pub fn conceal(&mut self, text: Zeroizing<String>) -> String {
        let mut concealed = String::with_capacity(text.len());
        let mut copied = 0;
        for span in read(&text).passwords {
            let (start, end) = (span.start, span.end);
            let secret = unquoted(&text[span]);
            if secret.is_empty() || number(&secret).is_some() {
                continue;
            }
            concealed.push_str(&text[copied..start]);
            concealed.push_str(MARK);
            concealed.push_str(&self.keep(secret).to_string());
            copied = end;
        }
        concealed.push_str(&text[copied..]);
        concealed
    }

    /// The password that a cell stands for: what it marks, or itself. `None` where the mark's password is gone.
    pub fn reveal<'a>(&'a self, cell: &'a str) -> Option<&'a str> {
        match number(cell) {
            Some(number) => self.0.get(&number).map(|kept| kept.0.as_str()),
            None => Some(cell),
        }
    }

    /// Forgets what none of these texts has a mark of.
    pub fn forget_unmarked(&mut self, texts: &[&str]) {
        let mut marked = Vec::new();
        for text in texts {
            marked.extend(
                read(text)
                    .passwords
                    .iter()
                    .filter_map(|span| number(&unquoted(&text[span.clone()]))),
            );
        }
        self.0.retain(|number, _| marked.contains(number));
    }

    /// The same password has the same mark, so that typing elsewhere in the text changes none.
    fn keep(&mut self, secret: Zeroizing<String>) -> u32 {
        if let Some((number, _)) = self.0.iter().find(|(_, kept)| *kept.0 == *secret) {
            return *number;
        }
        let number = self.0.keys().next_back().map_or(1, |last| last + 1);
        self.0.insert(number, SecretText(secret));
        number
    }
}

/// The text without passwords and without marks.
pub fn without_passwords(text: &str) -> String {
    let mut rest = String::with_capacity(text.len());
    let mut copied = 0;
    for span in read(text).passwords {
        rest.push_str(&text[copied..span.start]);
        copied = span.end;
    }
    rest.push_str(&text[copied..]);
    rest
}

/// The number of a mark.
fn number(cell: &str) -> Option<u32> {
    cell.strip_prefix(MARK)?.parse().ok()
}

/// What a cell holds.
fn unquoted(cell: &str) -> Zeroizing<String> {
    let cell = cell.trim();
    let inner = cell
        .strip_prefix('"')
        .map(|rest| rest.strip_suffix('"').unwrap_or(rest));
    Zeroizing::new(inner.map_or_else(|| cell.to_owned(), |inner| inner.replace("\"\"", "\"")))
}
