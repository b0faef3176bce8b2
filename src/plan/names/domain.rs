//! Host names.

use std::fmt;

use super::{NameError, label, name_type};

/// Writes an international name in ASCII (UTS 46), or refuses it. The tables for it are as large as the rest of the core, and
/// every browser has them, so whoever uses the core brings this function along.
pub type ToAscii = fn(&str) -> Option<String>;

name_type! {
    /// A fully qualified host name in lower-case ASCII without a trailing dot: at most 253 octets, labels of at most 63
    /// (RFC 1035 section 2.3.4), and a last label that the APIRule CRD accepts (`[a-z0-9]{2,63}`).
    DnsName
}

impl DnsName {
    /// Checks a name that is already ASCII and lower case.
    pub fn parse_ascii(text: &str) -> Result<Self, NameError> {
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        let labels = check_labels(text)?;
        let last = labels.last().copied().unwrap_or_default();
        if labels.len() < 2 {
            return Err(NameError::SingleLabel);
        }
        if last.len() < 2 || last.contains('-') {
            return Err(NameError::TopLevel { label: last.to_owned() });
        }
        Ok(Self(text.to_owned()))
    }

    /// What a person typed or pasted: case, a trailing dot and international letters are converted; anything else that is
    /// not a host name is refused with what to type instead.
    pub fn parse(raw: &str, international: ToAscii) -> Result<Self, NameError> {
        let text = raw.trim();
        refuse_decorations(text)?;
        let text = text.strip_suffix('.').unwrap_or(text);
        if text.contains('_') {
            return Err(NameError::Underscore {
                suggestion: suggest(text),
            });
        }
        Self::parse_ascii(&to_ascii(text, international)?)
    }

    /// `<prefix>.<self>`, if that still is a host name.
    pub fn child(&self, prefix: &str) -> Result<Self, NameError> {
        Self::parse_ascii(&format!("{prefix}.{}", self.0))
    }
}

/// What to type instead: the host inside what was typed, put right; nothing where that is no host name either.
fn suggest(host: &str) -> String {
    let host = host.replace('_', "-").to_ascii_lowercase();
    if !host.is_ascii() || check_labels(&host).is_ok() {
        host
    } else {
        String::new()
    }
}

/// A name that is no host name but has a host name inside it, such as a URL.
fn refuse_decorations(text: &str) -> Result<(), NameError> {
    if let Some((_, rest)) = text.split_once("://") {
        let host = rest.split(['/', ':', '?', '#']).next().unwrap_or_default();
        return Err(NameError::Scheme {
            suggestion: suggest(host),
        });
    }
    if let Some((host, _)) = text.split_once('/') {
        return Err(NameError::Path {
            suggestion: suggest(host),
        });
    }
    if text.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok() {
        return Err(NameError::IpAddress);
    }
    if let Some((host, port)) = text.rsplit_once(':')
        && port.chars().all(|character| character.is_ascii_digit())
    {
        return if host.parse::<std::net::IpAddr>().is_ok() {
            Err(NameError::IpAddress)
        } else {
            Err(NameError::Port {
                suggestion: suggest(host),
            })
        };
    }
    if let Some(rest) = text.strip_prefix("*.") {
        return Err(NameError::Wildcard {
            suggestion: suggest(rest),
        });
    }
    if text.contains(char::is_whitespace) {
        return Err(NameError::Space);
    }
    Ok(())
}

/// Lower case, or punycode for international names (UTS 46).
fn to_ascii(text: &str, international: ToAscii) -> Result<String, NameError> {
    if text.is_ascii() {
        return Ok(text.to_ascii_lowercase());
    }
    let foreign =
        |character: &char| character.is_ascii() && !matches!(character, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.');
    if let Some(character) = text.chars().find(foreign) {
        return Err(NameError::Character(character));
    }
    international(text).ok_or(NameError::Internationalized)
}

fn check_labels(text: &str) -> Result<Vec<&str>, NameError> {
    let labels: Vec<&str> = text.split('.').collect();
    for part in &labels {
        if part.is_empty() {
            return Err(NameError::EmptyLabel);
        }
        match label(part, 63) {
            Err(NameError::TooLong { length, .. }) => {
                return Err(NameError::LabelTooLong {
                    label: (*part).to_owned(),
                    length,
                });
            }
            other => other?,
        }
    }
    if text.len() > 253 {
        return Err(NameError::TooLong {
            length: text.len(),
            limit: 253,
        });
    }
    Ok(labels)
}

name_type! {
    /// One or more labels to put before a domain: `mtls` or `mtls.eu`.
    DnsPrefix
}

impl DnsPrefix {
    pub fn parse(raw: &str, international: ToAscii) -> Result<Self, NameError> {
        let text = raw.trim();
        if text.is_empty() {
            return Err(NameError::Empty);
        }
        refuse_decorations(text)?;
        let ascii = to_ascii(text.strip_suffix('.').unwrap_or(text), international)?;
        check_labels(&ascii)?;
        Ok(Self(ascii))
    }
}

name_type! {
    /// A Gateway's host: a domain name, or `*.` and one.
    GatewayHost
}

impl GatewayHost {
    /// Every host one level or more below `domain`. A certificate for it covers one level only.
    pub fn wildcard(domain: &DnsName) -> Self {
        Self(format!("*.{domain}"))
    }

    /// This host and no other.
    pub fn exact(host: &DnsName) -> Self {
        Self(host.to_string())
    }
}
