//! Subject alternative names as people write them, several in one text.

use crate::pki::name::{SanError, SubjectAltName};
use crate::plan::names::ToAscii;

/// Reads names as [`SubjectAltName::parse`] takes them, with `;`, `,` or white space between them; each once. Hosts may have
/// capitals and international letters.
///
/// # Errors
/// The first name that is none, and why.
pub fn alternative_names(text: &str, international: ToAscii) -> Result<Vec<SubjectAltName>, (String, SanError)> {
    // How openssl prints them.
    let text = text.replace("IP Address:", "IP:");
    let mut names = Vec::new();
    let words = text.split(|character: char| matches!(character, ';' | ',') || character.is_whitespace());
    for word in words.filter(|word| !word.is_empty()) {
        let name = SubjectAltName::parse(&host_in_ascii(word, international));
        let name = name.map_err(|error| (word.to_owned(), error))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

/// A host in small letters of ASCII; anything else as it is.
fn host_in_ascii(word: &str, international: ToAscii) -> String {
    let (kind, host) = match word.split_once(':') {
        Some((kind, host)) if kind.eq_ignore_ascii_case("dns") => ("DNS:", host),
        Some(_) => return word.to_owned(),
        None if word.contains('@') => return word.to_owned(),
        None => ("", word),
    };
    let (wildcard, host) = match host.strip_prefix("*.") {
        Some(host) => ("*.", host),
        None => ("", host),
    };
    let ascii = match host.is_ascii() {
        true => host.to_ascii_lowercase(),
        false => international(host).unwrap_or_else(|| host.to_owned()),
    };
    [kind, wildcard, &ascii].concat()
}
