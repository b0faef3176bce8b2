//! The words for what is wrong: why, and what to type instead.

use super::{ExposureError, PathError, Reason};
use crate::locale::say;

/// A sentence or two, with the line first where there are several.
pub fn message(error: &ExposureError) -> String {
    let text = reason(&error.reason);
    match error.line {
        Some(line) => say!("line {line}: {text}", line, text),
        None => text,
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoRules => say!("there is no rule, so nothing would be exposed. Type one such as GET /*.").to_owned(),
        Reason::NoMethod => say!("no method stands before the path. Type one such as GET, or * for all.").to_owned(),
        Reason::UnknownMethod(word) => say!(
            "“{typed}” is not an HTTP method, and a path begins with a slash. Use GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, TRACE or CONNECT.",
            typed = abbreviate(word)
        ),
        Reason::NoPath => say!("the path is missing. Type it after the methods, as in GET /*.").to_owned(),
        Reason::AfterPath(rest) => say!(
            "“{typed}” stands after the path, which ends at the first space. Write %20 for a space, or begin a new line.",
            typed = abbreviate(rest)
        ),
        Reason::Path(error) => path(error),
        Reason::Shadowed {
            earlier_line,
            earlier,
            later,
            method,
        } => say!(
            "the rule in line {earlier_line} already takes every {method} request for {typed}, because {typed_2} comes first. Put the special rule before the general one.",
            earlier_line,
            method = method.as_str(),
            typed = abbreviate(later.as_str()),
            typed_2 = abbreviate(earlier.as_str())
        ),
        Reason::Timeout => {
            say!("the gateway waits from 1 to 3900 seconds. Type a whole number such as 180.").to_owned()
        }
        Reason::NoColon => say!("a header is a name, a colon and a value. Type it as in X-Team: orders.").to_owned(),
        Reason::HeaderName(name) => say!(
            "“{typed}” cannot be the name of a header. Use letters, digits and hyphens, as in X-Team.",
            typed = abbreviate(name)
        ),
        Reason::ReservedHeader(name) => say!(
            "{typed} says where the request goes, so an APIRule must not set it. Take it away, or use another name such as X-Original-Host.",
            typed = abbreviate(name)
        ),
        Reason::ClientHeader(name) => say!(
            "the gateway fills {typed} from the client’s certificate, and whoever could set it could be anybody. Take the line away, or use another name.",
            typed = abbreviate(name)
        ),
        Reason::EmptyHeader(name) => say!(
            "{typed} has no value. Type one after the colon, or take the line away.",
            typed = abbreviate(name)
        ),
        Reason::HeaderValue { name, character } => say!(
            "the value of {typed} has “{character}”, which headers cannot carry. Use only the letters, digits and signs of an English keyboard.",
            typed = abbreviate(name),
            character = character.escape_debug()
        ),
        Reason::Percent(name) => say!(
            "the value of {typed} has a % that begins no operator of Envoy. Type %% for a percent sign, or an operator such as %DOWNSTREAM_PEER_SUBJECT%.",
            typed = abbreviate(name)
        ),
        Reason::DuplicateHeader { name, earlier_line } => say!(
            "{typed} is set in line {earlier_line} already; only one value can win. Take one of the two lines away.",
            typed = abbreviate(name),
            earlier_line
        ),
    }
}

/// The words for a path that is none.
fn path(error: &PathError) -> String {
    match error {
        PathError::Empty => say!("the path is empty. Type / for the first page only, or /* for everything.").to_owned(),
        PathError::NoSlash => say!("a path begins with a slash. Type it as in /orders.").to_owned(),
        PathError::Asterisk => {
            say!("an asterisk stands in braces, unless the whole path is /*. Type {*} for one segment, {**} for all that follow.")
                .to_owned()
        }
        PathError::OperatorInSegment { segment } => say!("in “{typed}” the braces share a segment with other characters; they must stand alone between slashes. Type for example /orders/{**}.", typed = abbreviate(segment)),
        PathError::Braces { segment } => say!("“{typed}” is not an operator. Type {*} for one segment, {**} for all that follow.", typed = abbreviate(segment)),
        PathError::AfterRest => {
            say!("{**} must be the last operator, because it takes all that follows. Take away what comes after it.").to_owned()
        }
        PathError::Percent => {
            say!("two hexadecimal digits must follow a % in a path. Type %25 for a percent sign.").to_owned()
        }
        PathError::Character { character, percent } => say!("“{character}” cannot stand in a path as it is. Type {percent} for it.", character = character.escape_debug(), percent),
    }
}

/// Long texts are cut in messages; the field still has all of it.
fn abbreviate(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
