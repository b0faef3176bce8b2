//! Distinguished names as people write them: as RFC 4514 has it, and as openssl takes and used to print them.

use super::{Attribute, AttributeType, DistinguishedName, EncodedName, NameError};
use crate::pki::envoy;

impl DistinguishedName {
    /// Reads a name.
    ///
    /// Text that begins with a slash is openssl's form: `/C=DE/O=Example/CN=client`, in DER order, where a backslash stands
    /// before a slash (or any other sign) of a value. Everything else is RFC 4514, in reverse DER order, as Envoy and LDAP
    /// print it: `CN=client,O=Example,C=DE`, with its escapes, and spaces around commas. A comma that no `type=` follows belongs to the
    /// value before it: `CN=Doe, John`. Nothing at all is the empty name.
    ///
    /// # Errors
    /// [`NameError`] for what is neither, for values joined by `+`, for values in hexadecimal (`#0C04…`), for attributes that
    /// are not of [`AttributeType`], and for values that certificates should not have.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let mut name = Self::default();
        if let Some(parts) = text.trim().strip_prefix('/') {
            for part in split(parts, '/') {
                name.push(attribute(part, false)?)?;
            }
        } else if !text.trim().is_empty() {
            // A space at the end may be an escaped one.
            let text = text.trim_end_matches(['\n', '\r', '\t']);
            for part in assertions(text).into_iter().rev() {
                name.push(attribute(part, true)?)?;
            }
        }
        Ok(name)
    }

    /// The name in openssl's form, which [`Self::parse`] and `openssl req -subj` read back.
    pub fn openssl_form(&self) -> String {
        let mut text = String::new();
        for attribute in &self.0 {
            write_attribute(&mut text, attribute.kind().abbreviation(), attribute.value());
        }
        text
    }
}

/// A foreign name in openssl's form, for people to edit; what [`DistinguishedName::parse`] refuses in it is for them to change.
pub fn editable(name: &EncodedName<'_>) -> String {
    let mut text = String::new();
    for attribute in name.relative_names().iter().flatten() {
        let oid = attribute.kind.to_string();
        let kind = match AttributeType::from_text(&oid) {
            Some(kind) => kind.abbreviation(),
            None => envoy::short_name(attribute.kind).unwrap_or(&oid),
        };
        let value = envoy::text_octets(&attribute.value).unwrap_or_default();
        let value = String::from_utf8_lossy(&value).replace(char::is_control, "\u{FFFD}");
        write_attribute(&mut text, kind, &value);
    }
    text
}

fn write_attribute(text: &mut String, kind: &str, value: &str) {
    text.extend(["/", kind, "="]);
    for character in value.chars() {
        if matches!(character, '/' | '\\' | '+') {
            text.push('\\');
        }
        text.push(character);
    }
}

/// Splits at this sign, unless a backslash stands before it.
fn split(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut is_escaped) = (0, false);
    for (position, character) in text.char_indices() {
        if character == separator && !is_escaped {
            parts.push(&text[start..position]);
            start = position + character.len_utf8();
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    parts.push(&text[start..]);
    parts
}

/// Splits at commas, but for those that no other `type=value` follows: they are of the value.
fn assertions(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in split(text, ',') {
        let is_value = end > 0 && !part.contains('=') && !part.trim().is_empty();
        if end > 0 && !is_value {
            parts.push(&text[start..end - 1]);
            start = end;
        }
        // Behind the comma, if there is one.
        end += part.len() + 1;
    }
    parts.push(&text[start..end - 1]);
    parts
}

/// One `type=value`. `is_rfc` decides what a backslash may escape, and whether white space around values counts.
fn attribute(part: &str, is_rfc: bool) -> Result<Attribute, NameError> {
    let form = || NameError::Form(part.trim().chars().take(40).collect());
    let (kind, value) = part.split_once('=').ok_or_else(form)?;
    let kind = kind.trim();
    let kind = kind.strip_prefix("OID.").or(kind.strip_prefix("oid.")).unwrap_or(kind);
    let is_type = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    if !is_type(kind) {
        return Err(form());
    }
    let known = AttributeType::from_text(kind).ok_or_else(|| NameError::UnknownType(kind.to_owned()))?;
    if split(value, '+').len() > 1 {
        return Err(NameError::MultiValued);
    }
    let value = if is_rfc { trimmed(value) } else { value };
    if is_rfc && value.starts_with('#') {
        return Err(NameError::NotText);
    }
    Attribute::new(known, unescaped(value, is_rfc)?)
}

/// Without the spaces around it; one that is escaped belongs to the value.
fn trimmed(value: &str) -> &str {
    let value = value.trim_start_matches(' ');
    let end = value.trim_end_matches(' ');
    let backslashes = end.chars().rev().take_while(|character| *character == '\\').count();
    if backslashes % 2 == 1 && end.len() < value.len() {
        &value[..=end.len()]
    } else {
        end
    }
}

/// RFC 4514 section 3: a backslash stands before a special sign or two hexadecimal digits of UTF-8.
fn unescaped(value: &str, is_rfc: bool) -> Result<String, NameError> {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'\\' {
            octets.push(first);
            continue;
        }
        let pair = rest.get(..2).and_then(hexadecimal).filter(|_| is_rfc);
        if let Some(octet) = pair {
            octets.push(octet);
            rest = &rest[2..];
            continue;
        }
        match rest.split_first() {
            Some((&escaped, after)) if !is_rfc || b" \"#+,;<=>\\".contains(&escaped) => {
                octets.push(escaped);
                rest = after;
            }
            _ => return Err(NameError::Escape),
        }
    }
    String::from_utf8(octets).map_err(|_| NameError::NotText)
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |octet: u8| {
        char::from(octet)
            .to_digit(16)
            .and_then(|digit| u8::try_from(digit).ok())
    };
    match digits {
        [tens, ones] => Some(digit(*tens)? << 4 | digit(*ones)?),
        _ => None,
    }
}
