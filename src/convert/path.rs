//! Paths. In v1beta1 each was a regular expression that the whole path had to match (Istio's `StringMatch.regex`); v2 knows
//! literal segments, `{*}`, `{**}` and `/*` only. What cannot be said exactly is refused: a wider path would let in requests that
//! were kept out, a narrower one would keep out some that came in.

use crate::plan::exposure::{Reason, RulePath, message};

/// What one path comes to: one path, or two where it was two in one.
pub(super) struct Converted {
    pub(super) paths: Vec<RulePath>,
    pub(super) why: &'static str,
}

/// Why a path cannot be converted, and what to do.
pub(super) struct Refusal {
    pub(super) why: String,
    pub(super) instead: String,
}

const EVERYTHING: &str = "v2 has no regular expressions in paths; /* is its word for every path.";
const REST: &str = "v2 has no regular expressions in paths; {**} stands for all that follows the slash. As before, the path without that slash is not among it: /foo/{**} does not match /foo. Add a rule for it where it is needed.";
const SEGMENT: &str = "v2 has no regular expressions in paths; {*} stands for exactly one segment, which is not empty.";
const MAYBE_SEGMENT: &str = "v2 has no regular expressions in paths; {*} stands for exactly one segment. The old expression also matched an empty one; {*} does not.";
const DOT: &str = "In the regular expression a dot stood for any character; in v2 it is a dot and nothing else.";
const ESCAPES: &str = "v2 has no regular expressions in paths, so nothing needs a backslash and nothing marks beginning or end: a path always matches as a whole.";
const TWO: &str = "The expression matched two kinds of paths; v2 needs a rule for each, so this rule is there twice.";

/// `Ok(None)` where the path stays as it is.
pub(super) fn convert(path: &str) -> Result<Option<Converted>, Refusal> {
    if path == "/*" || (path.contains("{*") && RulePath::parse(path).is_ok()) {
        return Ok(None);
    }
    let expression = path.strip_prefix('^').unwrap_or(path);
    let expression = match expression.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => expression,
    };
    if ["/.*", ".*", "/(.*)", "(.*)", "(/.*)?", "/?(.*)", "/?.*"].contains(&expression) {
        return Ok(Some(Converted {
            paths: vec![RulePath::everything()],
            why: EVERYTHING,
        }));
    }
    for (ending, second) in [("(/.*)?", "/.*"), ("(|/.*)", "/.*"), ("/?", "/")] {
        if let Some(base) = expression
            .strip_suffix(ending)
            .filter(|base| !base.ends_with('\\') && !base.is_empty())
        {
            let (first, _) = plain(base, path)?;
            let (second, _) = plain(&format!("{base}{second}"), path)?;
            return Ok(Some(Converted {
                paths: vec![first, second],
                why: TWO,
            }));
        }
    }
    let (converted, why) = plain(expression, path)?;
    let changed = converted.as_str() != path || why.is_some();
    Ok(changed.then(|| Converted {
        paths: vec![converted],
        why: why.unwrap_or(ESCAPES),
    }))
}

/// A path of which each segment is a literal, any segment, or anything at all.
fn plain(expression: &str, path: &str) -> Result<(RulePath, Option<&'static str>), Refusal> {
    // An operator of v2 must not come out of the text by accident.
    if expression.contains(['{', '}']) || !expression.starts_with('/') {
        return Err(refusal(path));
    }
    let mut why = None;
    let marked = expression
        .replace("([^/]+)", "{*}")
        .replace("[^/]+", "{*}")
        .replace("([^/]*)", "{0}")
        .replace("[^/]*", "{0}")
        .replace("(.*)", "{**}")
        .replace(".*", "{**}");
    let mut converted = String::new();
    for segment in marked.split('/').skip(1) {
        converted.push('/');
        match segment {
            "{*}" => {
                converted.push_str(segment);
                why = why.or(Some(SEGMENT));
            }
            "{0}" => {
                converted.push_str("{*}");
                why = Some(MAYBE_SEGMENT);
            }
            "{**}" => {
                converted.push_str(segment);
                why = Some(REST);
            }
            literal => {
                let (text, has_dot) = unescape(literal).ok_or_else(|| refusal(path))?;
                converted.push_str(&text);
                why = why.or(has_dot.then_some(DOT));
            }
        }
    }
    match RulePath::parse(&converted) {
        Ok(path) => Ok((path, why)),
        Err(error) => Err(Refusal {
            why: format!(
                "In v2 this path would be {converted}, but {}",
                message(&Reason::Path(error).into())
            ),
            instead: "Write one rule for each path that is meant, and convert again.".to_owned(),
        }),
    }
}

/// The text that a segment without any expression in it matches, and whether a dot in it stood for any character.
fn unescape(literal: &str) -> Option<(String, bool)> {
    let mut text = String::new();
    let mut has_dot = false;
    let mut characters = literal.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                // `\d`, `\w` and their like are classes; braces would become an operator.
                Some(escaped) if escaped.is_ascii_punctuation() && !"{}*".contains(escaped) => text.push(escaped),
                _ => return None,
            },
            '.' => {
                has_dot = true;
                text.push('.');
            }
            '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            other => text.push(other),
        }
    }
    Some((text, has_dot))
}

fn refusal(path: &str) -> Refusal {
    let start = path.strip_suffix(".*").or_else(|| path.strip_suffix("(.*)"));
    let literal = |text: &str| !text.ends_with('/') && unescape(text).is_some() && text.starts_with('/');
    let instead = match start {
        Some(start) if literal(start) => {
            format!("If only {start} and what is below it is meant, write two rules, {start} and {start}/.*, and convert again.")
        }
        _ if !path.starts_with('/') => "Begin the path with a slash, and convert again.".to_owned(),
        _ if path.contains('|') => "Write one rule for each alternative, and convert again.".to_owned(),
        _ => "Write [^/]+ where any one segment may stand and .* at the end where anything may follow, and let the workload refuse what is not meant; or write one rule for each path. Then convert again.".to_owned(),
    };
    Refusal {
        why: format!(
            "v2 has no regular expressions in paths, and “{path}” can be said neither with {{*}} for one segment nor with {{**}} for all that follow."
        ),
        instead,
    }
}
