//! A subject as people write it: `CN=orders, OU=Team A, OU=Shop, O=My Org` or `/CN=orders/O=My Org`, in the order of the
//! certificate, as openssl shows it. Envoy prints the reverse.

use crate::pki::name::{Attribute, AttributeType, DistinguishedName};
use crate::wizard::problem::Problem;

/// Reads a subject. Values are as in RFC 4514 section 2.4: `\` before a special character or two hexadecimal digits, or
/// (RFC 2253 section 4) the whole value in double quotes.
///
/// # Errors
/// [`Problem::Part`] for what is no `name=value`, [`Problem::Attribute`] for a name that is not known, [`Problem::Subject`]
/// for a value that certificates cannot carry.
pub fn subject(text: &str) -> Result<DistinguishedName, Problem> {
    let text = text.trim();
    let (text, separators) = match text.strip_prefix('/') {
        Some(rest) => (rest, "/"),
        None => (text, ",;\n"),
    };
    let mut name = DistinguishedName::default();
    for part in split(text, separators) {
        let part = part.trim_start();
        if !part.trim().is_empty() {
            name.push(attribute(part)?)?;
        }
    }
    Ok(name)
}

/// Cuts at separators that are neither escaped nor quoted.
fn split<'a>(text: &'a str, separators: &str) -> Vec<&'a str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (index, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted && separators.contains(character) => {
                parts.push(&text[start..index]);
                start = index + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn attribute(part: &str) -> Result<Attribute, Problem> {
    let wrong = || Problem::Part {
        text: part.trim().to_owned(),
    };
    let (kind, value) = part.split_once('=').ok_or_else(wrong)?;
    let kind = kind.trim();
    let Some(known) = kind_of(kind) else {
        return Err(Problem::Attribute { name: kind.to_owned() });
    };
    let value = unescaped(value.trim_start()).ok_or_else(wrong)?;
    Ok(Attribute::new(known, value)?)
}

/// The kind of a name in any case: the abbreviation, or what openssl and RFC 4519 call it.
fn kind_of(name: &str) -> Option<AttributeType> {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let by_title = |kind: &AttributeType| is(kind.abbreviation()) || is(&kind.title().replace(' ', ""));
    let long = [
        ("organizationName", AttributeType::Organization),
        ("organizationalUnitName", AttributeType::OrganizationalUnit),
        ("countryName", AttributeType::Country),
        ("stateOrProvinceName", AttributeType::State),
        ("S", AttributeType::State),
        ("localityName", AttributeType::Locality),
    ];
    AttributeType::ALL
        .into_iter()
        .find(by_title)
        .or_else(|| long.into_iter().find(|(known, _)| is(known)).map(|(_, kind)| kind))
}

/// The value; `None` where an escape or a quote has no end.
fn unescaped(text: &str) -> Option<String> {
    let (text, quoted) = match text.trim_end().strip_prefix('"') {
        Some(rest) => (rest.strip_suffix('"')?, true),
        None => (text, false),
    };
    let mut octets = Vec::new();
    // How much is there for certain: spaces at the end are not, unless they are escaped or quoted.
    let mut kept = 0;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        if character == '\\' {
            push_escaped(&mut octets, &mut rest)?;
            kept = octets.len();
            continue;
        }
        octets.extend(character.encode_utf8(&mut [0; 4]).bytes());
        if quoted || !character.is_whitespace() {
            kept = octets.len();
        }
    }
    octets.truncate(kept);
    String::from_utf8(octets).ok()
}

fn push_escaped(octets: &mut Vec<u8>, rest: &mut std::str::Chars<'_>) -> Option<()> {
    let first = rest.next()?;
    let second = rest.clone().next().and_then(|character| character.to_digit(16));
    match (first.to_digit(16), second) {
        (Some(high), Some(low)) => {
            rest.next();
            octets.push(u8::try_from(high << 4 | low).ok()?);
        }
        (Some(_), None) => return None,
        (None, _) => octets.extend(first.encode_utf8(&mut [0; 4]).bytes()),
    }
    Some(())
}
