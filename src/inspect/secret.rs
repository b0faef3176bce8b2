//! Documents: Kubernetes Secrets in every form that Istio takes, lists of them, HTTPBin's answers, and others that may hold
//! certificates somewhere.

mod keys;

use zeroize::Zeroizing;

use super::{Field, Inspection, Item, Kind, Piece, Severity, Shape, encoding, headers, recognize};
use crate::convert::Node;

/// What a value of a Secret is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Role {
    /// Nothing that Istio knows.
    #[default]
    None,
    /// `cert`, `tls.crt`.
    Chain,
    /// `key`, `tls.key`.
    Key,
    /// `cacert`, `ca.crt`.
    Authority,
    /// `crl`, `ca.crl`.
    Revocation,
}

/// The keys that Istio reads (`pilot/pkg/credentials/kube`), the generic form first.
pub const KEYS: [(&str, Role); 8] = [
    ("cert", Role::Chain),
    ("key", Role::Key),
    ("cacert", Role::Authority),
    ("crl", Role::Revocation),
    ("tls.crt", Role::Chain),
    ("tls.key", Role::Key),
    ("ca.crt", Role::Authority),
    ("ca.crl", Role::Revocation),
];

pub fn role(key: &str) -> Role {
    KEYS.iter()
        .find(|(own, _)| *own == key)
        .map_or(Role::None, |(_, role)| *role)
}

/// The shortest text that can hold a certificate or key.
const SHORTEST: usize = 48;

/// Looks at a document.
pub fn document(inspection: &mut Inspection, piece: &Piece, node: &Node) {
    let kind = node.entry("kind").and_then(Node::text).unwrap_or_default();
    match kind {
        "Secret" => secret(inspection, piece, node),
        "List" | "SecretList" => {
            for item in node.entry("items").map(Node::items).unwrap_or_default() {
                // Items of a SecretList need not repeat their kind.
                match kind {
                    "SecretList" => secret(inspection, piece, item),
                    _ => document(inspection, piece, item),
                }
            }
        }
        _ => match headers::of_json(node) {
            Some(pairs) => headers::add(inspection, pairs, piece),
            None => other(inspection, piece, node, kind),
        },
    }
}

/// A document of another kind: whatever is in its texts.
fn other(inspection: &mut Inspection, piece: &Piece, node: &Node, kind: &str) {
    let mut found = Vec::new();
    leaves(node, &piece.place, &mut |path, text| {
        if text.len() >= SHORTEST {
            let inner = Piece {
                octets: Zeroizing::default(),
                shape: Shape::Any,
                place: path.to_owned(),
                parent: piece.parent,
                depth: piece.depth,
                role: Role::None,
            };
            found.extend(recognize::pieces(text, &inner));
        }
    });
    if found.is_empty() && !kind.is_empty() && piece.depth == 1 {
        let mut item = Item::new(
            Kind::Other,
            ["Resource of kind ", &encoding::shown(kind, 60)].concat(),
            &piece.place,
        );
        item.find(
            Severity::Note,
            "There is nothing to decode in it",
            "Of resources, Secrets hold certificates and keys.",
            "Paste the Secret that it names: `kubectl get secret NAME -n istio-system -o yaml`.",
        );
        inspection.add(item, piece.parent);
    }
    inspection.take_up(found);
}

fn leaves(node: &Node, path: &str, visit: &mut impl FnMut(&str, &str)) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => [path, ", ", name].concat(),
    };
    if let Some(text) = node.text() {
        visit(path, text);
    }
    for (key, node) in node.entries() {
        leaves(node, &below(&encoding::shown(key, 60)), visit);
    }
    for node in node.items() {
        leaves(node, path, visit);
    }
}

/// A value as it stands in the Secret: its key, and the octets that a pod or Istio would see.
pub struct Value {
    key: String,
    octets: Zeroizing<Vec<u8>>,
    /// What is wrong with its encoding; then there are no octets.
    failure: Option<&'static str>,
    is_plain: bool,
}

fn secret(inspection: &mut Inspection, piece: &Piece, node: &Node) {
    let metadata = node.entry("metadata");
    let text = |key: &str| metadata.and_then(|metadata| metadata.entry(key)).and_then(Node::text);
    let (name, namespace) = (text("name").unwrap_or_default(), text("namespace"));
    let kind = node.entry("type").and_then(Node::text).unwrap_or("Opaque");
    let shown = encoding::shown(name, 80);
    let title = match name {
        "" => "Secret without a name".to_owned(),
        _ => ["Secret ", &shown].concat(),
    };
    let mut item = Item::new(Kind::Secret, title, &piece.place);
    item.fields.extend([
        Field::new(
            "Namespace",
            namespace.unwrap_or("not said"),
            "Istio reads a credential from the namespace of the gateway’s pod: `istio-system` in Kyma.",
        ),
        Field::new(
            "Type",
            kind,
            "Istio does not look at it. `kubernetes.io/tls` must have `tls.crt` and `tls.key`.",
        ),
    ]);
    let values = values(node);
    let names: Vec<String> = values
        .iter()
        .map(|value| {
            [
                &encoding::shown(&value.key, 80),
                ", ",
                &super::summary::count(value.octets.len(), "octet", "octets"),
            ]
            .concat()
        })
        .collect();
    item.fields.push(Field::lines(
        "Keys",
        match names.is_empty() {
            true => vec!["none".to_owned()],
            false => names,
        },
        "Istio takes `cert`, `key`, `cacert` and `crl`, or `tls.crt`, `tls.key`, `ca.crt` and `ca.crl`. What else is there is passed over.",
    ));
    keys::check(&mut item, name, namespace, kind, &values);
    let number = inspection.items.len();
    let mut pieces = Vec::new();
    for value in values {
        let place = [shown.as_str(), ": ", &encoding::shown(&value.key, 80)].concat();
        pieces.extend(keys::value(&mut item, value, place, number, piece.depth));
    }
    inspection.add(item, piece.parent);
    inspection.take_up(pieces);
}

/// All values; those of `stringData` take the place of others.
fn values(node: &Node) -> Vec<Value> {
    let mut values: Vec<Value> = Vec::new();
    for (place, is_plain) in [("data", false), ("stringData", true)] {
        for (key, node) in node.entry(place).map(Node::entries).unwrap_or_default() {
            let value = value(key, node, is_plain);
            values.retain(|other| other.key != *key);
            values.push(value);
        }
    }
    values
}

fn value(key: &str, node: &Node, is_plain: bool) -> Value {
    let made = |octets: Vec<u8>, failure| Value {
        key: key.to_owned(),
        octets: Zeroizing::new(octets),
        failure,
        is_plain,
    };
    match node {
        Node::Text(text) if is_plain => made(text.as_bytes().to_vec(), None),
        Node::Text(text) if text.trim().is_empty() => made(Vec::new(), None),
        Node::Text(text) => match encoding::base64(text) {
            Some(octets) => made(octets.to_vec(), None),
            None if text.contains("-----BEGIN") => made(
                text.as_bytes().to_vec(),
                Some("it is plain text, but `data` holds base64. Move it to `stringData`."),
            ),
            None => made(Vec::new(), Some("it is not base64, so the cluster refuses the Secret.")),
        },
        Node::Null => made(Vec::new(), None),
        _ => made(
            Vec::new(),
            Some("it is not text, so the cluster refuses the Secret. Put it in quotes."),
        ),
    }
}
