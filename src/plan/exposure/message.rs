//! The words for what is wrong: why, and what to type instead.

use super::{ExposureError, PathError, Reason};

/// A sentence or two, with the line first where there are several.
pub fn message(error: &ExposureError) -> String {
    let text = reason(&error.reason);
    match error.line {
        Some(line) => format!("line {line}: {text}"),
        None => text,
    }
}

fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NoRules => "there is no rule, so nothing would be exposed. Type one such as GET /*.".to_owned(),
        Reason::NoMethod => "no method stands before the path. Type one such as GET, or * for all.".to_owned(),
        Reason::UnknownMethod(word) => format!(
            "“{}” is not an HTTP method, and a path begins with a slash. Use GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS, TRACE or CONNECT.",
            abbreviate(word)
        ),
        Reason::NoPath => "the path is missing. Type it after the methods, as in GET /*.".to_owned(),
        Reason::AfterPath(rest) => format!(
            "“{}” stands after the path, which ends at the first space. Write %20 for a space, or begin a new line.",
            abbreviate(rest)
        ),
        Reason::Path(error) => path(error),
        Reason::Shadowed {
            earlier_line,
            earlier,
            later,
            method,
        } => format!(
            "the rule in line {earlier_line} already takes every {} request for {}, because {} comes first. Put the special rule before the general one.",
            method.as_str(),
            abbreviate(later.as_str()),
            abbreviate(earlier.as_str())
        ),
        Reason::Timeout => "the gateway waits from 1 to 3900 seconds. Type a whole number such as 180.".to_owned(),
        Reason::NoColon => "a header is a name, a colon and a value. Type it as in X-Team: orders.".to_owned(),
        Reason::HeaderName(name) => format!(
            "“{}” cannot be the name of a header. Use letters, digits and hyphens, as in X-Team.",
            abbreviate(name)
        ),
        Reason::ReservedHeader(name) => format!(
            "{} says where the request goes, so an APIRule must not set it. Take it away, or use another name such as X-Original-Host.",
            abbreviate(name)
        ),
        Reason::ClientHeader(name) => format!(
            "the gateway fills {} from the client's certificate, and whoever could set it could be anybody. Take the line away, or use another name.",
            abbreviate(name)
        ),
        Reason::EmptyHeader(name) => format!(
            "{} has no value. Type one after the colon, or take the line away.",
            abbreviate(name)
        ),
        Reason::HeaderValue { name, character } => format!(
            "the value of {} has “{}”, which headers cannot carry. Use only the letters, digits and signs of an English keyboard.",
            abbreviate(name),
            character.escape_debug()
        ),
        Reason::Percent(name) => format!(
            "the value of {} has a % that begins no operator of Envoy. Type %% for a percent sign, or an operator such as %DOWNSTREAM_PEER_SUBJECT%.",
            abbreviate(name)
        ),
        Reason::DuplicateHeader { name, earlier_line } => format!(
            "{} is set in line {earlier_line} already; only one value can win. Take one of the two lines away.",
            abbreviate(name)
        ),
    }
}

/// The words for a path that is none.
fn path(error: &PathError) -> String {
    match error {
        PathError::Empty => "the path is empty. Type / for the first page only, or /* for everything.".to_owned(),
        PathError::NoSlash => "a path begins with a slash. Type it as in /orders.".to_owned(),
        PathError::Asterisk => {
            "an asterisk stands in braces, unless the whole path is /*. Type {*} for one segment, {**} for all that follow."
                .to_owned()
        }
        PathError::OperatorInSegment { segment } => format!(
            "in “{}” the braces share a segment with other characters; they must stand alone between slashes. Type for example /orders/{{**}}.",
            abbreviate(segment)
        ),
        PathError::Braces { segment } => format!(
            "“{}” is not an operator. Type {{*}} for one segment, {{**}} for all that follow.",
            abbreviate(segment)
        ),
        PathError::AfterRest => {
            "{**} must be the last operator, because it takes all that follows. Take away what comes after it.".to_owned()
        }
        PathError::Percent => {
            "two hexadecimal digits must follow a % in a path. Type %25 for a percent sign.".to_owned()
        }
        PathError::Character { character, percent } => format!(
            "“{}” cannot stand in a path as it is. Type {percent} for it.",
            character.escape_debug()
        ),
    }
}

/// Long texts are cut in messages; the field still has all of it.
fn abbreviate(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
