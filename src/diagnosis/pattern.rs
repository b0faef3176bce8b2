//! Patterns: plain words, `*` for a short gap, and `{part}` for a value that is read out of the message.

use super::paste::{Paste, squeeze};

/// What a value in a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A DNS name or an address: `{host}`.
    Host,
    /// The name of a resource: `{name}`.
    Name,
    /// Its kind, singular or plural: `{kind}`.
    Kind,
    /// A namespace: `{namespace}`.
    Namespace,
    /// A TCP port: `{port}`.
    Port,
    /// What Envoy calls an AuthorizationPolicy's rule: `{policy}`.
    Policy,
    /// A path: `{file}`.
    File,
    /// A kube context: `{context}`.
    Context,
}

pub(super) const PARTS: [(&str, Part); 8] = [
    ("host", Part::Host),
    ("name", Part::Name),
    ("kind", Part::Kind),
    ("namespace", Part::Namespace),
    ("port", Part::Port),
    ("policy", Part::Policy),
    ("file", Part::File),
    ("context", Part::Context),
];

/// No value is longer: DNS names have at most 253 characters.
const LONGEST_VALUE: usize = 253;
/// How many squeezed characters a `*` may stand for.
const LONGEST_GAP: usize = 200;
/// How often a pattern is tried before it counts as not found.
const MOST_TRIES: usize = 500;

impl Part {
    /// The part that a pattern or a text calls so.
    pub fn named(name: &str) -> Option<Self> {
        PARTS.iter().find(|(known, _)| *known == name).map(|(_, part)| *part)
    }

    fn takes(self, octet: u8) -> bool {
        let others: &[u8] = match self {
            Self::Host | Self::Name | Self::Namespace => b".-*",
            Self::Kind => b".",
            Self::Port => return octet.is_ascii_digit(),
            Self::Policy => b".-[]",
            Self::File => b".-/~:+@",
            Self::Context => b".-:/@",
        };
        octet.is_ascii_alphanumeric() || others.contains(&octet)
    }
}

/// The values that a message holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Captured(Vec<(Part, String)>);

impl Captured {
    /// The value of a part. Only the characters that such a value may have.
    pub fn part(&self, part: Part) -> Option<&str> {
        self.0
            .iter()
            .find(|(one, _)| *one == part)
            .map(|(_, value)| value.as_str())
    }

    /// The port, if there is a valid one.
    pub fn port(&self) -> Option<u16> {
        self.part(Part::Port)?.parse().ok()
    }

    fn add(&mut self, part: Part, text: &str) {
        // A sentence may end right after the value.
        self.0.push((part, text.trim_end_matches(['.', ':']).to_owned()));
    }
}

enum Token {
    Literal(String),
    Gap,
    Value(Part),
}

fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let literal = |text: &str, tokens: &mut Vec<Token>| {
        for (index, piece) in text.split('*').enumerate() {
            if index > 0 {
                tokens.push(Token::Gap);
            }
            let piece = squeeze(piece);
            if !piece.is_empty() {
                tokens.push(Token::Literal(piece));
            }
        }
    };
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        literal(before, &mut tokens);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some(part) = Part::named(name) {
            tokens.push(Token::Value(part));
        }
        rest = after;
    }
    literal(rest, &mut tokens);
    tokens
}

/// Looks for a pattern, which begins with plain words.
pub fn find(pattern: &str, paste: &Paste<'_>) -> Option<Captured> {
    let tokens = tokens(pattern);
    let (Token::Literal(first), rest) = tokens.split_first()? else {
        return None;
    };
    let text = paste.squeezed();
    for (place, _) in text.match_indices(first.as_str()).take(MOST_TRIES) {
        let mut captured = Captured::default();
        if follow(rest, paste, place + first.len(), &mut captured) {
            return Some(captured);
        }
    }
    None
}

/// Whether the rest of a pattern stands at a place.
fn follow(tokens: &[Token], paste: &Paste<'_>, place: usize, captured: &mut Captured) -> bool {
    let Some((token, rest)) = tokens.split_first() else {
        return true;
    };
    let text = paste.squeezed();
    match token {
        Token::Literal(literal) => {
            text.as_bytes()
                .get(place..)
                .is_some_and(|text| text.starts_with(literal.as_bytes()))
                && follow(rest, paste, place + literal.len(), captured)
        }
        Token::Gap => {
            let Some((Token::Literal(next), after)) = rest.split_first() else {
                return false;
            };
            let end = (place + LONGEST_GAP + next.len()).min(text.len());
            let Some(window) = text.as_bytes().get(place..end) else {
                return false;
            };
            window
                .windows(next.len())
                .enumerate()
                .filter(|(_, piece)| *piece == next.as_bytes())
                .any(|(gap, _)| follow(after, paste, place + gap + next.len(), captured))
        }
        Token::Value(part) => {
            let longest = longest_value(*part, paste, place);
            (1..=longest).rev().any(|length| {
                let known = captured.0.len();
                captured.add(*part, paste.original(place, place + length));
                let follows = follow(rest, paste, place + length, captured);
                if !follows {
                    captured.0.truncate(known);
                }
                follows
            })
        }
    }
}

fn longest_value(part: Part, paste: &Paste<'_>, place: usize) -> usize {
    let mut length = 0;
    for (index, octet) in paste.squeezed().bytes().enumerate().skip(place).take(LONGEST_VALUE) {
        if !part.takes(octet) {
            break;
        }
        length += 1;
        if !paste.is_joined(index) {
            break;
        }
    }
    length
}

/// Whether a pattern can be looked for: it begins with plain words, its parts are known, and words follow each gap.
pub fn is_sound(pattern: &str) -> bool {
    let tokens = tokens(pattern);
    let gaps = tokens.windows(2).all(|pair| match pair {
        [Token::Gap, next] => matches!(next, Token::Literal(_)),
        _ => true,
    });
    let parts = pattern
        .split('{')
        .skip(1)
        .all(|piece| piece.split('}').next().is_some_and(|name| Part::named(name).is_some()));
    gaps && parts
        && matches!(tokens.first(), Some(Token::Literal(first)) if first.len() > 1)
        && !matches!(tokens.last(), Some(Token::Gap))
}
