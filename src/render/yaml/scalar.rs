//! Text as YAML: as it is where every reader takes it for the same text, else in quotes or as a block.

/// Words that YAML 1.1, which kubectl reads, or YAML 1.2 takes for something else than text (yaml.org, type repository,
/// "bool" and "null"), in lower case.
const RESERVED: [&str; 9] = ["y", "yes", "n", "no", "on", "off", "true", "false", "null"];

/// Whether the text can stand without quotes. Letters begin it, or a slash, so that it is no number, date, tag or indicator.
fn is_plain(text: &str) -> bool {
    let inside =
        |character: char| character.is_ascii_alphanumeric() || "-_./:=,+@()%{}*'\"~<>;$\\ ".contains(character);
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && text.chars().all(inside)
        && !text.ends_with([':', ' '])
        && !text.contains(": ")
        && !RESERVED.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a reader leaves the character alone: line breaks are folded or normalized, and controls are forbidden (YAML 1.2.2,
/// sections 5.1 and 5.4; 1.1 has more line breaks).
fn is_harmless(character: char) -> bool {
    !character.is_control()
        && !matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
        )
}

/// One line of YAML for the text, as a key or a value.
pub(super) fn push(text: &str, yaml: &mut String) {
    if is_plain(text) {
        yaml.push_str(text);
    } else if text.chars().all(is_harmless) {
        yaml.push('\'');
        for character in text.chars() {
            if character == '\'' {
                yaml.push('\'');
            }
            yaml.push(character);
        }
        yaml.push('\'');
    } else {
        push_escaped(text, yaml);
    }
}

/// In double quotes (YAML 1.2.2, section 5.7), all on one line.
fn push_escaped(text: &str, yaml: &mut String) {
    yaml.push('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => yaml.extend(['\\', character]),
            '\n' => yaml.push_str("\\n"),
            '\r' => yaml.push_str("\\r"),
            '\t' => yaml.push_str("\\t"),
            character if is_harmless(character) => yaml.push(character),
            character => push_code(character, yaml),
        }
    }
    yaml.push('"');
}

/// What needs an escape by number is below U+10000.
fn push_code(character: char, yaml: &mut String) {
    yaml.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        let digit = (character as u32 >> shift) & 0xF;
        yaml.extend(char::from_digit(digit, 16));
    }
}

/// The text as a literal block (YAML 1.2.2, section 8.1.2) with its header, its lines indented by so many spaces; `None`
/// where it has one line only, or a block would not give it back exactly.
pub(super) fn block(text: &str, indentation: usize) -> Option<String> {
    let body = text.strip_suffix('\n').unwrap_or(text);
    let first = body.lines().find(|line| !line.is_empty())?;
    let fits = text.contains('\n')
        // The first line tells how far all are indented, and a line break too many would be kept or lost.
        && !first.starts_with(' ')
        && !body.ends_with('\n')
        && body.chars().all(|character| character == '\n' || is_harmless(character));
    if !fits {
        return None;
    }
    let mut yaml = String::from(if body.len() < text.len() { "|" } else { "|-" });
    for line in body.split('\n') {
        yaml.push('\n');
        if !line.is_empty() {
            super::writer::indent(&mut yaml, indentation);
            yaml.push_str(line);
        }
    }
    Some(yaml)
}
