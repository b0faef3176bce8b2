//! APIRules of the versions `v1beta1` and `v2alpha1` → `v2`, with every change explained, and checks of those in `v2`.
//!
//! Start with [`convert`]. [`read`] takes the pasted text apart, [`v1beta1`] and its neighbours translate, [`check`] judges
//! the result as the CRD and the controller of API Gateway 3.10 do. What is translated into what follows the conversion
//! webhook (kyma-project/api-gateway, `apis/gateway/v2alpha1`) and Kyma's migration guides.

mod access;
mod check;
mod jwt;
mod metadata;
mod mutators;
mod node;
mod path;
mod read;
mod report;
mod shape;
mod v1beta1;
mod yaml;

use report::Report;

pub(crate) use node::Node;
pub use read::LARGEST_INPUT;
pub(crate) use read::value;

/// What a document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An APIRule `gateway.kyma-project.io/v1beta1`, also one that was shown in another version but still is one.
    V1beta1,
    /// An APIRule `gateway.kyma-project.io/v2alpha1`.
    V2alpha1,
    /// An APIRule `gateway.kyma-project.io/v2`.
    V2,
    /// An APIRule of a version that is none of these.
    UnknownVersion,
    /// Something else, which is left alone.
    OtherKind,
    /// No YAML, or no Kubernetes resource.
    Unreadable,
}

/// Something that is different in the result, or that will behave differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where, in the pasted document: `spec.rules[0].path`.
    pub field: String,
    /// What stood or happened there.
    pub before: String,
    /// What stands or happens there now.
    pub after: String,
    /// Why, and what to look after.
    pub why: String,
}

/// Something that cannot be translated, or that v2 refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in the pasted document; empty where it is about the document itself.
    pub field: String,
    pub why: String,
    /// What to do about it, in the pasted text wherever that is possible.
    pub instead: String,
}

/// What became of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversion {
    pub source: Source,
    /// `APIRule`, or whatever it is; empty where that is not known.
    pub kind: String,
    /// `metadata.name`, perhaps empty.
    pub name: String,
    /// `metadata.namespace`.
    pub namespace: Option<String>,
    /// The APIRule in v2: there if and only if it is an APIRule and there are no problems. A rule that is only half translated
    /// could let in whom the old one kept out, so there is no half result.
    pub yaml: Option<String>,
    pub changes: Vec<Change>,
    pub problems: Vec<Problem>,
}

/// Every document in a pasted text: YAML or JSON, one or several, with or without what `kubectl get -o yaml` adds, also a
/// `List`. Never empty: a text without documents gives one with a problem.
pub fn convert(text: &str) -> Vec<Conversion> {
    let documents = match read::documents(text) {
        Ok(documents) => documents,
        Err(problem) => vec![Err(problem)],
    };
    let converted = documents.into_iter().map(|document| match document {
        Ok(node) => convert_document(&node),
        Err(problem) => unreadable(problem),
    });
    converted.collect()
}

fn unreadable(problem: Problem) -> Conversion {
    Conversion {
        source: Source::Unreadable,
        kind: String::new(),
        name: String::new(),
        namespace: None,
        yaml: None,
        changes: Vec::new(),
        problems: vec![problem],
    }
}

/// The group of APIRules, with the slash after it.
const GROUP: &str = "gateway.kyma-project.io/";

fn convert_document(document: &Node) -> Conversion {
    let text = |node: Option<&Node>| node.and_then(Node::text).unwrap_or_default().to_owned();
    let (kind, api_version) = (text(document.entry("kind")), text(document.entry("apiVersion")));
    let identity = document.entry("metadata");
    let mut conversion = Conversion {
        source: source(&api_version, &kind),
        kind,
        name: text(identity.and_then(|node| node.entry("name"))),
        namespace: identity
            .and_then(|node| node.entry("namespace"))
            .and_then(Node::text)
            .map(str::to_owned),
        yaml: None,
        changes: Vec::new(),
        problems: Vec::new(),
    };
    let mut report = Report::default();
    match conversion.source {
        Source::V1beta1 | Source::V2alpha1 | Source::V2 => {
            let (source, converted) = convert_rule(document, conversion.source, &mut report);
            conversion.source = source;
            if report.problems.is_empty() {
                match crate::render::yaml::document(&converted) {
                    Ok(yaml) => conversion.yaml = Some(yaml),
                    Err(error) => report.problem("", &error.to_string(), "Take out unusual characters."),
                }
            }
        }
        Source::UnknownVersion => report.problem(
            "apiVersion",
            &format!("{api_version} is no version that can be converted from."),
            "Use v1beta1 or v2alpha1, as in gateway.kyma-project.io/v1beta1.",
        ),
        Source::Unreadable => report.problem(
            "",
            "This is YAML, but no Kubernetes resource: apiVersion or kind is missing.",
            "Paste the whole resource, from apiVersion on.",
        ),
        Source::OtherKind => {}
    }
    conversion.changes = report.changes;
    conversion.problems = report.problems;
    conversion
}

fn source(api_version: &str, kind: &str) -> Source {
    match (api_version.strip_prefix(GROUP), kind) {
        _ if api_version.is_empty() || kind.is_empty() => Source::Unreadable,
        (Some("v1beta1"), "APIRule") => Source::V1beta1,
        (Some("v2alpha1"), "APIRule") => Source::V2alpha1,
        (Some("v2"), "APIRule") => Source::V2,
        (Some(_), "APIRule") => Source::UnknownVersion,
        _ => Source::OtherKind,
    }
}

/// The APIRule in v2, as far as it could be made, and what it really was.
fn convert_rule(document: &Node, shown_as: Source, report: &mut Report) -> (Source, Node) {
    for (key, _) in document.entries() {
        if !["apiVersion", "kind", "metadata", "spec", "status"].contains(&key.as_str()) {
            report.unknown(key);
        }
    }
    let metadata = metadata::clean(document, report);
    let (source, spec) = match metadata::original_spec(document, shown_as, report) {
        Some(spec) => (Source::V1beta1, spec),
        None => (shown_as, document.entry("spec").cloned().unwrap_or(Node::Null)),
    };
    if spec.entries().is_empty() {
        report.problem(
            "spec",
            "There is no spec, so there is nothing to expose.",
            "Paste the whole APIRule.",
        );
        return (source, Node::Null);
    }
    explain_version(shown_as, source, report);
    let spec = if source == Source::V1beta1 {
        let namespace = metadata.entry("namespace").and_then(Node::text);
        let translated = v1beta1::spec(&spec, namespace, report);
        check::translated(&translated.spec, &translated.origins, report);
        translated.spec
    } else {
        let spec = spec.without_nulls();
        check::spec(&spec, report);
        spec
    };
    let entry = |key: &str, node: Node| (key.to_owned(), node);
    let converted = Node::Map(vec![
        entry("apiVersion", Node::Text(format!("{GROUP}v2"))),
        entry("kind", Node::Text("APIRule".to_owned())),
        entry("metadata", metadata),
        entry("spec", spec),
    ]);
    (source, converted)
}

fn explain_version(shown_as: Source, source: Source, report: &mut Report) {
    let shown = match shown_as {
        Source::V1beta1 => "v1beta1",
        Source::V2alpha1 => "v2alpha1",
        _ => "v2",
    };
    let why = match (shown_as, source) {
        (_, Source::V1beta1) => {
            "Since API Gateway 3.10 a v1beta1 APIRule can no longer be created, changed or deleted; v2 takes its place under the same name."
        }
        (Source::V2alpha1, _) => {
            "v2alpha1 is deprecated. Its schema is the same as v2's, so nothing else has to change."
        }
        _ => "This is v2 already, so it was only checked.",
    };
    report.change("apiVersion", &format!("{GROUP}{shown}"), &format!("{GROUP}v2"), why);
}
