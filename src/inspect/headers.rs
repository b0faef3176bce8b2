//! Request headers as a workload shows them: lines, or the JSON of HTTPBin's `/headers`.

use super::forwarded::{self, Element};
use super::{Content, Field, Inspection, Item, Kind, Piece, Severity, encoding, scan};
use crate::convert::Node;

/// What headers say of a client's certificate. `None` is not said, an empty text is said to be nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub subject: Option<String>,
    pub issuer: Option<String>,
    /// Joined by commas.
    pub uris: Option<String>,
    /// SHA-256 in hexadecimal.
    pub hash: Option<String>,
}

impl Seen {
    pub fn of_element(element: &Element) -> Self {
        let uris: Vec<&str> = element.all("URI").collect();
        Self {
            subject: element.all("Subject").next().map(str::to_owned),
            issuer: None,
            uris: (!uris.is_empty()).then(|| uris.join(",")),
            hash: element.value("Hash").map(str::to_owned),
        }
    }
}

/// The names of the headers that our resources set.
const SUBJECT: &str = "X-CLIENT-SSL-CN";
const ISSUER: &str = "X-CLIENT-SSL-ISSUER";
const URIS: &str = "X-CLIENT-SSL-SAN";

/// Lines `Name: value`.
pub fn lines(inspection: &mut Inspection, piece: &Piece) {
    let (text, _) = encoding::text(&piece.octets);
    let pairs = text.lines().filter_map(|line| {
        let (name, value) = line.trim_start_matches(['>', '<', ' ']).split_once(':')?;
        let value = value.trim().trim_end_matches(',');
        let value = match value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
            None => value.to_owned(),
        };
        Some((name.trim_matches(['"', ' ']).to_owned(), value))
    });
    add(inspection, pairs.collect(), piece);
}

/// The headers of HTTPBin's answer: a text for each, or a list of texts as go-httpbin has it. `None` if there are none of ours.
pub fn of_json(node: &Node) -> Option<Vec<(String, String)>> {
    let headers = node.entry("headers")?.entries();
    let is_ours = |name: &str| {
        let name = name.to_ascii_lowercase();
        name == scan::FORWARDED || name.starts_with(scan::CLIENT_SSL) || name == "user-agent" || name == "host"
    };
    if !headers.iter().any(|(name, _)| is_ours(name)) {
        return None;
    }
    let value = |node: &Node| match node.text() {
        Some(text) => text.to_owned(),
        None => {
            let texts: Vec<&str> = node.items().iter().filter_map(Node::text).collect();
            texts.join(",")
        }
    };
    Some(headers.iter().map(|(name, node)| (name.clone(), value(node))).collect())
}

/// Adds the headers, and what the certificate header holds.
pub fn add(inspection: &mut Inspection, pairs: Vec<(String, String)>, piece: &Piece) {
    let mut item = Item::new(Kind::Headers, "Request headers", &piece.place);
    let mut seen = Seen::default();
    let mut certificate = None;
    let mut others: Vec<String> = Vec::new();
    for (name, value) in pairs {
        let upper = name.to_ascii_uppercase();
        if upper == scan::FORWARDED.to_ascii_uppercase() {
            certificate = Some(value);
            continue;
        }
        let explanation = match upper.as_str() {
            SUBJECT => {
                seen.subject = Some(value.clone());
                "The whole subject of the client’s certificate as the gateway saw it, not the common name alone."
            }
            ISSUER => {
                seen.issuer = Some(value.clone());
                "The issuer of the client’s certificate as the gateway saw it."
            }
            URIS => {
                seen.uris = Some(value.clone());
                "The URI names of the client’s certificate, joined by commas. DNS and e-mail names are not in it."
            }
            _ => {
                others.push([&name, ": ", &encoding::shown(&value, 200)].concat());
                continue;
            }
        };
        let shown = match value.as_str() {
            "" => "(empty)".to_owned(),
            value => encoding::shown(value, 2000),
        };
        let mut field = Field::new(name, shown, explanation);
        field.is_copied = !value.is_empty();
        item.fields.push(field);
    }
    if !others.is_empty() {
        item.fields.push(Field::lines(
            "Other headers",
            others,
            "They say nothing about the client’s certificate.",
        ));
    }
    remarks(&mut item, &seen, certificate.is_some());
    item.content = Content::Seen(Box::new(seen));
    let parent = inspection.add(item, piece.parent);
    if let Some(value) = certificate {
        let inner = Piece {
            octets: Default::default(),
            shape: super::Shape::Forwarded,
            place: "X-Forwarded-Client-Cert".to_owned(),
            parent: Some(parent),
            depth: piece.depth,
            role: piece.role,
        };
        forwarded::add(inspection, &value, &inner);
    }
}

fn remarks(item: &mut Item, seen: &Seen, has_certificate: bool) {
    let has_any = seen.subject.is_some() || seen.issuer.is_some() || seen.uris.is_some();
    if !has_any && !has_certificate {
        item.find(
            Severity::Warning,
            "No header says anything about a client’s certificate",
            "The request came without one, past the gateway, or through a route that sets no `X-CLIENT-SSL-*` headers.",
            "Call the gateway’s host with a client certificate, and look at the APIRule’s or VirtualService’s request headers.",
        );
    } else if !has_any {
        item.find(
            Severity::Note,
            "There are no `X-CLIENT-SSL-*` headers",
            "The route does not set them; `X-Forwarded-Client-Cert` says the same in one value.",
            "Set them in the APIRule’s `request.headers`, if the workload wants them.",
        );
    }
    if seen.subject.is_some() && seen.uris.as_deref().is_none_or(str::is_empty) {
        item.find(
            Severity::Note,
            "`X-CLIENT-SSL-SAN` is empty",
            "`%DOWNSTREAM_PEER_URI_SAN%` has only the URI names of the certificate, and this one has none.",
            "Issue clients with a URI such as `spiffe://example.com/client`, if the workload wants one.",
        );
    }
}
