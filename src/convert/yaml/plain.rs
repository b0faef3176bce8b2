//! Text without quotes (section 7.3.3), and what it is taken for (section 10.3.2).

use super::{Node, Reader, Reading};

const START: &str = "a value cannot begin like this without quotes";

impl<'a> Reader<'a> {
    /// Text up to the line's end, a comment, or a colon with a blank after it; in braces and brackets also up to what
    /// structures them. Blanks at the end are not part of it, but are passed.
    pub(super) fn plain_line(&mut self, in_flow: bool) -> Reading<&'a str> {
        let start = self.position;
        match self.byte(0) {
            Some(b'&' | b'*') => return Err("anchors and aliases are not read; write the value out"),
            Some(b'!') => return Err("tags are not read"),
            Some(b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`' | b'\'' | b'"') => {
                return Err(START);
            }
            Some(b'?') if in_flow => return Err(START),
            Some(b'-' | b'?') if self.is_space(1) || (in_flow && self.is_structure(1)) => {
                return Err(START);
            }
            _ => {}
        }
        let mut end = start;
        while let Some(byte) = self.byte(0) {
            let stops = match byte {
                b'\n' => true,
                b':' => self.is_space(1) || (in_flow && self.is_structure(1)),
                b'#' => end < self.position,
                _ => in_flow && self.is_structure(0),
            };
            if stops {
                break;
            }
            self.position += 1;
            if !matches!(byte, b' ' | b'\t') {
                end = self.position;
            }
        }
        Ok(self.text.get(start..end).unwrap_or_default())
    }

    fn is_structure(&self, ahead: usize) -> bool {
        matches!(self.byte(ahead), Some(b',' | b'[' | b']' | b'{' | b'}'))
    }

    /// Text on one or several lines; all but the first are further in than `parent`.
    pub(super) fn plain(&mut self, parent: isize) -> Reading<String> {
        let mut text = String::new();
        loop {
            text.push_str(self.plain_line(false)?);
            if self.byte(0) == Some(b':') {
                return Err("there is a colon too many; perhaps a value needs quotes, or a line is indented wrongly");
            }
            if self.byte(0) != Some(b'\n') {
                // A comment ends the text.
                return Ok(text);
            }
            let (end, line_start) = (self.position, self.line_start);
            let mut breaks = 0;
            while self.byte(0) == Some(b'\n') {
                self.newline();
                breaks += 1;
                while matches!(self.byte(0), Some(b' ' | b'\t')) {
                    self.position += 1;
                }
            }
            if self.byte(0).is_none() || self.column() <= parent || self.byte(0) == Some(b'#') {
                (self.position, self.line_start) = (end, line_start);
                return Ok(text);
            }
            let indentation = self.text.get(self.line_start..self.position).unwrap_or_default();
            let can_begin = !matches!(
                self.byte(0),
                Some(
                    b'&' | b'*'
                        | b'!'
                        | b'|'
                        | b'>'
                        | b'%'
                        | b'@'
                        | b'`'
                        | b'\''
                        | b'"'
                        | b','
                        | b'['
                        | b']'
                        | b'{'
                        | b'}'
                        | b'-'
                        | b'?'
                )
            );
            if !can_begin || indentation.contains('\t') {
                return Err("a line goes on in a way that needs quotes");
            }
            text.push_str(if breaks == 1 { " " } else { "" });
            text.extend(std::iter::repeat_n('\n', breaks - 1));
        }
    }
}

/// What text without quotes stands for (section 10.3.2, core schema). Kubernetes' own readers take a few words more for
/// booleans (`yes`, `on` …); where an APIRule needs a boolean, they are refused later, and where it needs text, text is right.
pub(super) fn resolve(text: &str) -> Node {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "true" | "True" | "TRUE" => Node::Flag(true),
        "false" | "False" | "FALSE" => Node::Flag(false),
        _ => number(text).unwrap_or_else(|| Node::of(text)),
    }
}

/// A whole number that fits is `Whole`; any other is `Number`.
fn number(text: &str) -> Option<Node> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let other = || Some(Node::Number(text.to_owned()));
    if [".inf", ".Inf", ".INF"].contains(&unsigned) || [".nan", ".NaN", ".NAN"].contains(&text) {
        return other();
    }
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(digits) = unsigned.strip_prefix(prefix) {
            let all = !digits.is_empty() && digits.chars().all(|digit| digit.is_digit(radix));
            return if all { other() } else { None };
        }
    }
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (unsigned, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let some = !whole.is_empty() || !fraction.is_empty();
    if !some || exponent.is_empty() || !(is_digits(whole) && is_digits(fraction) && is_digits(exponent)) {
        return None;
    }
    if whole.len() != unsigned.len() {
        return other();
    }
    // A zero in front makes it text, as telephone numbers are.
    if whole.len() > 1 && whole.starts_with('0') {
        return None;
    }
    text.parse()
        .map_or_else(|_| other(), |number| Some(Node::Whole(number)))
}
