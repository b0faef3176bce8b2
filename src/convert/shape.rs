//! The schema of an APIRule v2's `spec`, as the CRD has it: which fields there are, and what is in them.

use super::node::Node;
use super::report::{Report, inside};

enum Shape {
    Text,
    Flag,
    /// From … to.
    Whole(i64, i64),
    List(&'static Shape),
    /// Any keys; the values are text.
    Texts,
    /// Field, whether it must be there, what is in it.
    Fields(&'static [(&'static str, bool, &'static Shape)]),
}

use Shape::{Fields, Flag, List, Text, Texts, Whole};

static JWT: Shape = Fields(&[
    (
        "authentications",
        false,
        &List(&Fields(&[
            ("issuer", true, &Text),
            ("jwksUri", true, &Text),
            (
                "fromHeaders",
                false,
                &List(&Fields(&[("name", true, &Text), ("prefix", false, &Text)])),
            ),
            ("fromParams", false, &List(&Text)),
        ])),
    ),
    (
        "authorizations",
        false,
        &List(&Fields(&[
            ("audiences", false, &List(&Text)),
            ("requiredScopes", false, &List(&Text)),
        ])),
    ),
]);

static SERVICE: Shape = Fields(&[
    ("name", true, &Text),
    ("namespace", false, &Text),
    ("port", true, &Whole(1, 65535)),
    ("external", false, &Flag),
]);

static TIMEOUT: Shape = Whole(1, 3900);

static RULE: Shape = Fields(&[
    ("path", true, &Text),
    ("methods", true, &List(&Text)),
    ("noAuth", false, &Flag),
    ("jwt", false, &JWT),
    (
        "extAuth",
        false,
        &Fields(&[("authorizers", true, &List(&Text)), ("restrictions", false, &JWT)]),
    ),
    (
        "request",
        false,
        &Fields(&[("headers", false, &Texts), ("cookies", false, &Texts)]),
    ),
    ("service", false, &SERVICE),
    ("timeout", false, &TIMEOUT),
]);

static CORS: Shape = Fields(&[
    ("allowCredentials", false, &Flag),
    ("allowHeaders", false, &List(&Text)),
    ("allowMethods", false, &List(&Text)),
    ("allowOrigins", false, &List(&Texts)),
    ("exposeHeaders", false, &List(&Text)),
    ("maxAge", false, &Whole(1, i64::MAX)),
]);

static SPEC: Shape = Fields(&[
    ("gateway", false, &Text),
    ("externalGateway", false, &Text),
    ("hosts", true, &List(&Text)),
    ("service", false, &SERVICE),
    ("timeout", false, &TIMEOUT),
    ("corsPolicy", false, &CORS),
    ("rules", true, &List(&RULE)),
]);

/// Reports whatever the API server would refuse for its shape.
pub(super) fn check(spec: &Node, report: &mut Report) {
    fits(spec, &SPEC, "spec", report);
}

fn fits(node: &Node, shape: &Shape, field: &str, report: &mut Report) {
    match (shape, node) {
        (Text, Node::Text(_)) | (Flag, Node::Flag(_)) => {}
        (Whole(from, to), Node::Whole(number)) if (*from..=*to).contains(number) => {}
        (List(item), Node::List(items)) => {
            for (index, node) in items.iter().enumerate() {
                fits(node, item, &format!("{field}[{index}]"), report);
            }
        }
        (Texts, Node::Map(entries)) => {
            for (key, node) in entries {
                fits(node, &Text, &inside(field, key), report);
            }
        }
        (Fields(fields), Node::Map(entries)) => {
            for (key, node) in entries {
                let field = inside(field, key);
                match fields.iter().find(|(name, _, _)| name == key) {
                    Some((_, _, shape)) => fits(node, shape, &field, report),
                    None => report.unknown(&field),
                }
            }
            for (name, required, _) in fields.iter() {
                if *required && node.entry(name).is_none() {
                    report.problem(
                        &inside(field, name),
                        "This field is missing, but v2 needs it.",
                        "Add it.",
                    );
                }
            }
        }
        _ => misfit(node, shape, field, report),
    }
}

fn misfit(node: &Node, shape: &Shape, field: &str, report: &mut Report) {
    let found = node.shown();
    let (why, instead) = match shape {
        Text => (format!("{found} is not text to Kubernetes."), "Put it in quotes."),
        Flag => (
            format!("{found} is neither true nor false."),
            "Write true or false, without quotes.",
        ),
        Whole(from, to) => {
            let range = if *to == i64::MAX {
                format!("at least {from}")
            } else {
                format!("from {from} to {to}")
            };
            (
                format!("{found} is not a whole number {range}."),
                "Write such a number, without quotes.",
            )
        }
        List(_) => (
            format!("{found} is not a list."),
            "Write a list: each item on its own line, after a hyphen.",
        ),
        Texts | Fields(_) => (
            format!("{found} is not a set of fields."),
            "Write each field on its own line, indented, with its value.",
        ),
    };
    report.problem(field, &why, instead);
}
