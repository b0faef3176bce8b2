//! Subject alternative names as people write them: `DNS:…`, `email:…`, `URI:…`, `IP:…`, or recognised by their form.

use crate::pki::name::{SanError, SubjectAltName};
use crate::plan::names::ToAscii;

/// Reads names with `;`, `,` or white space between them.
///
/// # Errors
/// The first name that is none, and why.
pub fn alternative_names(text: &str, international: ToAscii) -> Result<Vec<SubjectAltName>, (String, SanError)> {
    let mut names = Vec::new();
    let words = text.split(|character: char| matches!(character, ';' | ',') || character.is_whitespace());
    for word in words.filter(|word| !word.is_empty()) {
        let name = alternative_name(word, international).map_err(|error| (word.to_owned(), error))?;
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Ok(names)
}

fn alternative_name(word: &str, international: ToAscii) -> Result<SubjectAltName, SanError> {
    let dns = |name: &str| {
        let (wildcard, host) = match name.strip_prefix("*.") {
            Some(host) => ("*.", host),
            None => ("", name),
        };
        let host = match host.is_ascii() {
            true => host.to_ascii_lowercase(),
            false => international(host).unwrap_or_else(|| host.to_owned()),
        };
        SubjectAltName::dns([wildcard, &host].concat())
    };
    if let Some((prefix, rest)) = word.split_once(':') {
        match prefix.to_ascii_lowercase().as_str() {
            "dns" => return dns(rest),
            "email" | "mail" | "mailto" => return SubjectAltName::email(rest),
            "uri" | "url" => return SubjectAltName::uri(rest),
            "ip" => return SubjectAltName::ip(rest),
            _ => {}
        }
    }
    if word.parse::<std::net::IpAddr>().is_ok() {
        return SubjectAltName::ip(word);
    }
    match word {
        _ if word.contains(':') => SubjectAltName::uri(word),
        _ if word.contains('@') => SubjectAltName::email(word),
        _ => dns(word),
    }
}
