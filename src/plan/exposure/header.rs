//! Request headers that the gateway sets before it passes a request on.

use super::{ExposureError, Reason};
use crate::plan::route::CLIENT_HEADERS;

/// `spec.rules[].request.headers`: one header, which overwrites what the client sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    name: String,
    value: String,
}

impl HeaderLine {
    /// `Name: value`.
    ///
    /// # Errors
    /// With no line number.
    pub fn parse(line: &str) -> Result<Self, ExposureError> {
        let line = line.trim();
        // The colon of `:authority` begins the name, it does not end it.
        let end = line
            .char_indices()
            .find(|(index, character)| *index > 0 && *character == ':');
        let Some((end, _)) = end else {
            return Err(Reason::NoColon.into());
        };
        let (name, value) = line.split_at(end);
        Self::new(name.trim_end(), value.trim_start_matches(':').trim())
    }

    /// A name (RFC 9110 section 5.1) and a value of printable ASCII, which may have Envoy's operators, such as
    /// `%DOWNSTREAM_PEER_SUBJECT%`.
    ///
    /// # Errors
    /// With no line number.
    pub fn new(name: &str, value: &str) -> Result<Self, ExposureError> {
        let owned = || name.to_owned();
        // Istio and Envoy refuse to set them: they decide where the request goes.
        if name.starts_with(':') || name.eq_ignore_ascii_case("host") {
            return Err(Reason::ReservedHeader(owned()).into());
        }
        let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(token) {
            return Err(Reason::HeaderName(owned()).into());
        }
        if value.is_empty() {
            return Err(Reason::EmptyHeader(owned()).into());
        }
        if let Some(character) = value.chars().find(|character| !matches!(character, ' '..='~')) {
            return Err(Reason::HeaderValue {
                name: owned(),
                character,
            }
            .into());
        }
        if !has_whole_operators(value) {
            return Err(Reason::Percent(owned()).into());
        }
        Ok(Self {
            name: owned(),
            value: value.to_owned(),
        })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn value(&self) -> &str {
        &self.value
    }
}

/// Whether every `%` is doubled or belongs to an operator such as `%REQ(X-Id)%` (Envoy, "Access logging", command operators):
/// a name of capitals, digits and `_`, perhaps arguments in parentheses, perhaps `:` and a length.
fn has_whole_operators(value: &str) -> bool {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once('%') {
        if let Some(literal) = after.strip_prefix('%') {
            rest = literal;
            continue;
        }
        let name = after.trim_start_matches(|c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
        if name.len() == after.len() {
            return false;
        }
        let arguments = match name.strip_prefix('(') {
            Some(inside) => match inside.split_once(')') {
                Some((_, end)) => end,
                None => return false,
            },
            None => name,
        };
        let length = match arguments.strip_prefix(':') {
            Some(digits) => digits.trim_start_matches(|c: char| c.is_ascii_digit()),
            None => arguments,
        };
        match length.strip_prefix('%') {
            Some(end) => rest = end,
            None => return false,
        }
    }
    true
}

/// Several lines, each a header; empty lines do not count. No lines are no headers.
///
/// # Errors
/// The first line that is no header, or whose name an earlier line or one of [`CLIENT_HEADERS`] has.
pub fn parse_headers(text: &str) -> Result<Vec<HeaderLine>, ExposureError> {
    let mut headers: Vec<HeaderLine> = Vec::new();
    let mut numbers: Vec<usize> = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let header = HeaderLine::parse(line).map_err(|error| error.reason.at(index + 1))?;
        if CLIENT_HEADERS
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(&header.name))
        {
            return Err(Reason::ClientHeader(header.name).at(index + 1));
        }
        let same = |other: &HeaderLine| other.name.eq_ignore_ascii_case(&header.name);
        if let Some(earlier) = headers.iter().position(same) {
            let earlier_line = numbers.get(earlier).copied().unwrap_or_default();
            let name = header.name;
            return Err(Reason::DuplicateHeader { name, earlier_line }.at(index + 1));
        }
        headers.push(header);
        numbers.push(index + 1);
    }
    Ok(headers)
}
