//! The path of a rule.

use std::fmt;

use serde::Serialize;

/// `spec.rules[].path` of an APIRule v2: `/*` for everything, or segments, each a literal, `{*}` (one segment that is not
/// empty) or `{**}` (the rest, slashes included). `{**}` is the last operator; literals may follow it.
///
/// Sources: the CRD's `pattern` and description, and kyma-project/api-gateway, `internal/validation/v2alpha1/rules.go`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct RulePath(String);

/// Why a text is not the path of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    Empty,
    /// It does not begin with a slash.
    NoSlash,
    /// `*` or `**` without braces, or `/*` with something around it.
    Asterisk,
    /// `{*}` or `{**}` shares a segment with something else, as in `/foo{**}`.
    OperatorInSegment {
        segment: String,
    },
    /// Braces around something other than `*` or `**`.
    Braces {
        segment: String,
    },
    /// `{**}` twice, or another operator after it.
    AfterRest,
    /// A `%` that two hexadecimal digits do not follow.
    Percent,
    /// A character that a path cannot have as it is; `percent` is how it is written in one.
    Character {
        character: char,
        percent: String,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Segment<'a> {
    Literal(&'a str),
    One,
    Rest,
}

impl<'a> Segment<'a> {
    fn of(text: &'a str) -> Self {
        match text {
            "{*}" => Self::One,
            "{**}" => Self::Rest,
            literal => Self::Literal(literal),
        }
    }

    /// Whether it matches every segment that `other` does.
    fn covers(self, other: Self) -> bool {
        match (self, other) {
            (Self::Rest, _) => true,
            (Self::One, Self::Literal(text)) => !text.is_empty(),
            (Self::One, other) => other == Self::One,
            (Self::Literal(_), other) => self == other,
        }
    }
}

impl RulePath {
    /// A path without blanks around it.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        if text == "/*" {
            return Ok(Self(text.to_owned()));
        }
        if text.is_empty() {
            return Err(PathError::Empty);
        }
        let Some(segments) = text.strip_prefix('/') else {
            return Err(PathError::NoSlash);
        };
        let mut rest = false;
        for segment in segments.split('/') {
            match Segment::of(segment) {
                Segment::Literal(literal) => check_literal(literal)?,
                _ if rest => return Err(PathError::AfterRest),
                operator => rest = operator == Segment::Rest,
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// Every path: `/*`.
    pub fn everything() -> Self {
        Self("/*".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A request path that this one matches.
    pub fn example(&self) -> String {
        match self.0.as_str() {
            "/*" => "/".to_owned(),
            path => path.replace("{**}", "test").replace("{*}", "test"),
        }
    }

    fn segments(&self) -> Vec<Segment<'_>> {
        match self.0.as_str() {
            "/*" => vec![Segment::Rest],
            path => path.split('/').skip(1).map(Segment::of).collect(),
        }
    }

    /// Whether this path matches every request path that `other` matches.
    pub fn covers(&self, other: &Self) -> bool {
        let (mine, others) = (self.segments(), other.segments());
        let is_rest = |segment: &Segment<'_>| *segment == Segment::Rest;
        let pairwise = |mine: &[Segment<'_>], others: &[Segment<'_>]| {
            mine.iter().zip(others).all(|(mine, other)| mine.covers(*other))
        };
        let Some(before) = mine.iter().position(is_rest) else {
            return mine.len() == others.len() && pairwise(&mine, &others);
        };
        // What `{**}` stands for has at least one segment, which may be empty: `/foo/` is matched, `/foo` is not.
        let after = mine.len() - before - 1;
        if others.len() <= before + after {
            return false;
        }
        // Where the other path is open as well, it must be so no earlier and no later than this one: a literal of ours
        // does not match everything.
        let (first, last) = others.split_at(others.len() - after);
        pairwise(&mine, first.get(..before).unwrap_or_default()) && pairwise(&mine[before + 1..], last)
    }
}

impl fmt::Display for RulePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What stands between two slashes: RFC 3986 `pchar`.
fn check_literal(segment: &str) -> Result<(), PathError> {
    let owned = || segment.to_owned();
    if segment.contains("{*}") || segment.contains("{**}") {
        return Err(PathError::OperatorInSegment { segment: owned() });
    }
    if segment.contains(['{', '}']) {
        return Err(PathError::Braces { segment: owned() });
    }
    if segment.contains('*') {
        return Err(PathError::Asterisk);
    }
    let bytes = segment.as_bytes();
    for (index, character) in segment.char_indices() {
        match character {
            '%' => {
                let digits = bytes.get(index + 1..index + 3).unwrap_or_default();
                if digits.len() < 2 || !digits.iter().all(u8::is_ascii_hexdigit) {
                    return Err(PathError::Percent);
                }
            }
            _ if character.is_ascii_alphanumeric() || "-._~!$&'()+,;=:@".contains(character) => {}
            _ => {
                let mut buffer = [0; 4];
                let encoded = character.encode_utf8(&mut buffer).bytes();
                let percent = encoded.map(|byte| format!("%{byte:02X}")).collect();
                return Err(PathError::Character { character, percent });
            }
        }
    }
    Ok(())
}
