//! `X-Forwarded-Client-Cert`: what Envoy tells a workload about the client's certificate (Envoy, "HTTP header manipulation",
//! x-forwarded-client-cert). Each proxy on the way adds an element; elements are separated by commas, their parts by semicolons,
//! and values with such characters stand in quotes.

use super::headers::Seen;
use super::{Content, Field, Inspection, Item, Kind, Piece, Severity, Shape, encoding};
use zeroize::Zeroizing;

/// What one proxy said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// Keys and values in their order, without quotes. Backslashes are left: they belong to the names.
    pub parts: Vec<(String, String)>,
}

impl Element {
    /// The values of a key, which may be there several times.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let parts = self.parts.iter();
        parts
            .filter(move |(own, _)| own.eq_ignore_ascii_case(key))
            .map(|(_, value)| value.as_str())
    }

    /// The first value of a key that is not empty.
    pub fn value<'a>(&'a self, key: &'a str) -> Option<&'a str> {
        self.all(key).find(|value| !value.is_empty())
    }
}

/// More proxies than a request passes.
const MOST: usize = 32;

/// The elements of a value. Nothing is refused: what is no pair becomes one without a key.
pub fn parse(value: &str) -> Vec<Element> {
    let mut elements = vec![Element::default()];
    let (mut part, mut in_quotes, mut is_escaped) = (String::new(), false, false);
    let finish = |part: &mut String, elements: &mut Vec<Element>| {
        let text = std::mem::take(part);
        let text = text.trim();
        let Some(last) = elements.last_mut().filter(|_| !text.is_empty()) else {
            return;
        };
        let (key, value) = text.split_once('=').unwrap_or(("", text));
        let value = value.trim();
        let value = value.strip_prefix('"').unwrap_or(value);
        // A quote after an odd number of backslashes belongs to the value.
        let value = match value.strip_suffix('"') {
            Some(inner) if (inner.len() - inner.trim_end_matches('\\').len()) % 2 == 0 => inner,
            _ => value,
        };
        last.parts.push((key.trim().to_owned(), value.to_owned()));
    };
    for character in value.chars() {
        match character {
            _ if is_escaped => {
                is_escaped = false;
                part.push(character);
            }
            '\\' if in_quotes => {
                is_escaped = true;
                part.push(character);
            }
            '"' => {
                in_quotes = !in_quotes;
                part.push(character);
            }
            ';' if !in_quotes => finish(&mut part, &mut elements),
            ',' if !in_quotes => {
                finish(&mut part, &mut elements);
                elements.push(Element::default());
            }
            _ => part.push(character),
        }
    }
    finish(&mut part, &mut elements);
    elements.retain(|element| !element.parts.is_empty());
    elements
}

/// Looks at a value, as it stands in a header or, quoted as JSON, in a workload's answer.
pub fn read(inspection: &mut Inspection, piece: &Piece) {
    let (text, _) = encoding::text(&piece.octets);
    let text = text.trim().trim_end_matches(',');
    // From a line of JSON or of a log: the quotes around it, and the backslashes before those in it.
    let is_json = text.contains("=\\\"");
    let unquoted = match is_json {
        true => text.trim_matches('"').replace("\\\"", "\"").replace("\\\\", "\\"),
        false => match text.strip_prefix('"') {
            Some(rest) => rest.strip_suffix('"').unwrap_or(rest).to_owned(),
            None => text.to_owned(),
        },
    };
    add(inspection, &unquoted, piece);
}

/// Adds the elements of a value and the certificates in it.
pub fn add(inspection: &mut Inspection, value: &str, piece: &Piece) {
    let mut elements = parse(value);
    elements.truncate(MOST);
    let count = elements.len();
    let mut pieces = Vec::new();
    for (index, element) in elements.iter().enumerate() {
        let number = (index + 1).to_string();
        let title = match count {
            1 => "X-Forwarded-Client-Cert".to_owned(),
            _ => ["X-Forwarded-Client-Cert, element ", &number].concat(),
        };
        let item = item(title, element, &piece.place, index, count);
        let parent = inspection.add(item, piece.parent);
        for (key, what) in [("Cert", "Cert"), ("Chain", "Chain")] {
            if let Some(pem) = element.value(key) {
                pieces.push(Piece {
                    octets: Zeroizing::new(encoding::percent(pem).into_bytes()),
                    shape: Shape::Any,
                    place: [what, " of element ", &number].concat(),
                    parent: Some(parent),
                    depth: piece.depth + 1,
                    role: piece.role,
                });
            }
        }
    }
    inspection.take_up(pieces);
}

fn item(title: String, element: &Element, place: &str, index: usize, count: usize) -> Item {
    let mut item = Item::new(Kind::Forwarded, title, place);
    for (key, value) in &element.parts {
        if key.eq_ignore_ascii_case("Cert") || key.eq_ignore_ascii_case("Chain") {
            continue;
        }
        let label = match key.as_str() {
            "" => "(no key)",
            key => key,
        };
        let shown = match value.as_str() {
            "" => "(empty)".to_owned(),
            value => encoding::shown(value, 2000),
        };
        let mut field = Field::new(encoding::shown(label, 40), shown, explanation(key));
        field.is_copied = !value.is_empty();
        item.fields.push(field);
    }
    if index == 0 && count > 1 {
        item.find(
            Severity::Note,
            "The first element is the farthest client’s",
            "Each proxy appends one: the gateway’s comes first and is about your client, the sidecar’s comes last and is about the gateway.",
            "Look at the first for the client. Trust it only if requests cannot reach the workload past the gateway.",
        );
    }
    if element.all("URI").all(str::is_empty) && element.value("Subject").is_some() {
        item.find(
            Severity::Note,
            "`URI=` is empty",
            "The client’s certificate has no URI in its subjectAltName. Envoy writes the key all the same.",
            "Nothing, unless a policy wants a URI.",
        );
    }
    item.content = Content::Seen(Box::new(Seen::of_element(element)));
    item
}

fn explanation(key: &str) -> &'static str {
    match key.to_ascii_lowercase().as_str() {
        "by" => "Who received the request: the URI name of the proxy’s own certificate.",
        "hash" => "SHA-256 of the client’s certificate, as `verifyCertificateHash` lists it.",
        "subject" => {
            "The subject of the client’s certificate, parts in reverse order (RFC 2253). Policies compare it as a whole."
        }
        "uri" => "A URI name of the client’s certificate.",
        "dns" => "A DNS name of the client’s certificate.",
        _ => "Envoy does not write this key.",
    }
}
