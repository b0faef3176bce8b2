//! As much of JSON (RFC 8259) as it takes to look into a service account's file: the whole text is checked, and the texts of
//! some members of the outer object are handed out. A reader for everything would be many times as large to download.

/// How deep values may be nested; service account files are flat.
const DEPTH: usize = 64;

/// The members of the outer object that are strings: name and value as they stand in the text, escapes and all. Where a name
/// comes twice, the later one counts for most readers.
///
/// `None` when the text is not JSON, or no object.
pub fn text_members(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut reader = Reader { rest: text };
    let mut members = Vec::new();
    reader.space();
    reader.take('{')?;
    reader.object(DEPTH, &mut |name, value| {
        if let Some(value) = value {
            members.push((name, value));
        }
    })?;
    reader.space();
    reader.rest.is_empty().then_some(members)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn take(&mut self, character: char) -> Option<()> {
        self.rest = self.rest.strip_prefix(character)?;
        Some(())
    }

    /// What follows `{`; tells each member's name and, if it is a string, its value.
    fn object(&mut self, depth: usize, tell: &mut dyn FnMut(&'a str, Option<&'a str>)) -> Option<()> {
        self.space();
        if self.take('}').is_some() {
            return Some(());
        }
        loop {
            self.space();
            self.take('"')?;
            let name = self.string()?;
            self.space();
            self.take(':')?;
            let value = self.value(depth)?;
            tell(name, value);
            self.space();
            if self.take(',').is_none() {
                return self.take('}');
            }
        }
    }

    /// What follows `[`.
    fn array(&mut self, depth: usize) -> Option<()> {
        self.space();
        if self.take(']').is_some() {
            return Some(());
        }
        loop {
            self.value(depth)?;
            self.space();
            if self.take(',').is_none() {
                return self.take(']');
            }
        }
    }

    /// Any value; a string's text.
    fn value(&mut self, depth: usize) -> Option<Option<&'a str>> {
        let depth = depth.checked_sub(1)?;
        self.space();
        if self.take('"').is_some() {
            return self.string().map(Some);
        }
        if self.take('{').is_some() {
            self.object(depth, &mut |_, _| {})?;
        } else if self.take('[').is_some() {
            self.array(depth)?;
        } else {
            self.word()?;
        }
        Some(None)
    }

    /// What follows the opening quote, up to the closing one.
    fn string(&mut self) -> Option<&'a str> {
        let text = self.rest;
        let mut characters = text.char_indices();
        loop {
            match characters.next()? {
                (end, '"') => {
                    self.rest = &text[end + 1..];
                    return Some(&text[..end]);
                }
                (_, '\\') => match characters.next()?.1 {
                    '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => {}
                    'u' => {
                        for _ in 0..4 {
                            characters.next().filter(|(_, digit)| digit.is_ascii_hexdigit())?;
                        }
                    }
                    _ => return None,
                },
                (_, character) if character < ' ' => return None,
                _ => {}
            }
        }
    }

    /// `true`, `false`, `null` or a number.
    fn word(&mut self) -> Option<()> {
        let end = self.rest.find([',', '}', ']', ' ', '\t', '\n', '\r']);
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        (matches!(word, "true" | "false" | "null") || is_number(word)).then_some(())
    }
}

/// RFC 8259 section 6.
fn is_number(word: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit());
    let word = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match word.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        None => (word, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let has_no_leading_zero = whole == "0" || !whole.starts_with('0');
    is_digits(whole) && has_no_leading_zero && is_digits(fraction) && is_digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::text_members;
    use proptest::prelude::*;

    fn accepts(text: &str) {
        let judge = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text);
        // Its numbers end at f64, ours have no meaning.
        let too_big = judge
            .as_ref()
            .is_err_and(|error| error.to_string().contains("number out of range"));
        if !too_big {
            assert_eq!(text_members(text).is_some(), judge.is_ok(), "{text:?}");
        }
    }

    #[test]
    fn agrees_with_serde_json_on_the_corners() {
        for text in [
            "",
            "{}",
            " {} ",
            "[]",
            "{",
            "}",
            "{}x",
            r#"{"a"}"#,
            r#"{"a":}"#,
            r#"{"a":1,}"#,
            r#"{,}"#,
            r#"{"a":01}"#,
            r#"{"a":-0.5e+3}"#,
            r#"{"a":1.}"#,
            r#"{"a":.5}"#,
            r#"{"a":-}"#,
            r#"{"a":1e}"#,
            r#"{"a":"\x"}"#,
            r#"{"a":"\u12g4"}"#,
            r#"{"a":"\u0041"}"#,
            "{\"a\":\"\n\"}",
            r#"{"a":[1,[2,{"b":null}],true]}"#,
            r#"{"a":[1,]}"#,
            r#"{'a':1}"#,
            r#"{a:1}"#,
            r#"{"a":tru}"#,
            r#"{"a":"b" "c":1}"#,
            "\u{feff}{}",
        ] {
            accepts(text);
        }
    }

    #[test]
    fn hands_out_the_texts_of_the_outer_object_only() {
        let members = text_members(r#" {"a": "1", "n": 2, "o": {"type": "no"}, "b":"x\"y"} "#);
        assert_eq!(members, Some(vec![("a", "1"), ("b", r#"x\"y"#)]));
    }

    #[test]
    fn deep_nesting_is_refused_and_does_not_overflow() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(text_members(&deep), None);
    }

    proptest! {
        #[test]
        fn agrees_with_serde_json(text in r#"(\{|"|\}|:|,|\[|\]|a|1|0|-|\.|e| |true|null|\\|\\n){0,14}"#) {
            accepts(&text);
        }

        #[test]
        fn agrees_with_serde_json_within_an_object(text in r#"\{"a":(\{|"|\}|:|,|\[|\]|b|1|0|-|\.|e| |false|\\t){0,8}\}"#) {
            accepts(&text);
        }
    }
}
