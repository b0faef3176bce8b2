//! Syntax colours for the two languages that the app shows. It knows what our own renderers write, not all of YAML and bash.

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Key,
    Text,
    Number,
    Keyword,
    Comment,
    Punctuation,
}

/// A piece of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
}

/// The tokens of a line; joined, they are the line.
pub type Line = Vec<Token>;

fn token(kind: Kind, text: &str) -> Option<Token> {
    (!text.is_empty()).then(|| Token {
        kind,
        text: text.to_owned(),
    })
}

/// YAML, line by line.
pub fn yaml(text: &str) -> Vec<Line> {
    text.lines().map(yaml_line).collect()
}

fn yaml_line(line: &str) -> Line {
    let content = line.trim_start_matches([' ', '-']);
    let (lead, _) = line.split_at(line.len() - content.len());
    let mut tokens: Line = token(Kind::Punctuation, lead).into_iter().collect();
    if content.starts_with('#') {
        tokens.extend(token(Kind::Comment, content));
        return tokens;
    }
    let key_end = content.find(": ").or_else(|| content.strip_suffix(':').map(str::len));
    match key_end.filter(|_| !content.starts_with(['\'', '"'])) {
        Some(end) => {
            let (key, rest) = content.split_at(end);
            tokens.extend(token(Kind::Key, key));
            tokens.extend(token(Kind::Punctuation, &rest[..1]));
            tokens.extend(yaml_value(&rest[1..]));
        }
        None => tokens.extend(yaml_value(content)),
    }
    tokens
}

fn yaml_value(text: &str) -> Option<Token> {
    let value = text.trim();
    let kind = match value {
        "true" | "false" | "null" => Kind::Keyword,
        "|" | "|-" | ">" | ">-" => Kind::Punctuation,
        _ if value.parse::<f64>().is_ok() => Kind::Number,
        _ => Kind::Text,
    };
    token(kind, text)
}

/// bash, line by line: comments, quoted strings, options, and the command's first word.
pub fn shell(text: &str) -> Vec<Line> {
    text.lines().map(shell_line).collect()
}

fn shell_line(line: &str) -> Line {
    if line.trim_start().starts_with('#') {
        return token(Kind::Comment, line).into_iter().collect();
    }
    let mut tokens = Line::new();
    let mut rest = line;
    let mut first = true;
    while let Some(character) = rest.chars().next() {
        let (kind, length) = match character {
            character if character.is_whitespace() => (Kind::Plain, rest.len() - rest.trim_start().len()),
            '\'' | '"' => (Kind::Text, quoted_length(rest, character)),
            '|' | ';' | '&' | '\\' => (Kind::Punctuation, 1),
            _ => (word_kind(rest, first), word_length(rest)),
        };
        let (piece, remaining) = rest.split_at(length);
        if kind == Kind::Punctuation {
            first = piece != "\\";
        } else if kind != Kind::Plain {
            first = false;
        }
        tokens.extend(token(kind, piece));
        rest = remaining;
    }
    tokens
}

fn quoted_length(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

fn word_length(text: &str) -> usize {
    text.find(|character: char| character.is_whitespace() || "'\"|;&\\".contains(character))
        .unwrap_or(text.len())
        .max(1)
}

fn word_kind(text: &str, first: bool) -> Kind {
    if text.starts_with('-') {
        Kind::Key
    } else if first {
        Kind::Keyword
    } else {
        Kind::Plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(lines: &[Line]) -> String {
        let line = |tokens: &Line| tokens.iter().map(|token| token.text.as_str()).collect::<String>();
        lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nothing_is_lost() {
        for text in ["a: b\n  - c: 1\n# x\n'q': \"z\"\n- |\nü: ä", "", ":", "- - ''", "k:"] {
            assert_eq!(joined(&yaml(text)), text);
        }
        for text in [
            "kubectl apply -f 'a b' | kubectl apply -f -",
            "a \\\n  --b \"c",
            "# x",
            "'",
            "é|é",
        ] {
            assert_eq!(joined(&shell(text)), text);
        }
    }

    #[test]
    fn keys_values_and_commands_are_told_apart() {
        let line = &yaml("  number: 443")[0];
        assert_eq!(
            line.iter().map(|token| token.kind).collect::<Vec<_>>(),
            [Kind::Punctuation, Kind::Key, Kind::Punctuation, Kind::Number]
        );
        let line = &shell("kubectl apply -f x | kubectl get")[0];
        assert_eq!(line.iter().filter(|token| token.kind == Kind::Keyword).count(), 2);
    }
}
