//! `metadata`: what the cluster has written into it goes, the rest stays.

use super::node::Node;
use super::report::Report;
use super::{Source, read};

/// What the API server and the controllers write (Kubernetes API, `ObjectMeta`).
const WRITTEN_BY_CLUSTER: [&str; 10] = [
    "creationTimestamp",
    "deletionGracePeriodSeconds",
    "deletionTimestamp",
    "finalizers",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
];

/// The annotation that tells in which version a rule was made.
const ORIGINAL_VERSION: &str = "gateway.kyma-project.io/original-version";
/// The annotation that keeps a v1beta1 spec while the rule is stored as v2.
const ORIGINAL_SPEC: &str = "gateway.kyma-project.io/v1beta1-spec";

const ANNOTATIONS_WRITTEN_BY_CLUSTER: [&str; 4] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    ORIGINAL_VERSION,
    ORIGINAL_SPEC,
    "gateway.kyma-project.io/v2alpha1-rules",
];

/// The metadata to keep. `status` is dropped here, too: it comes from the cluster as well.
pub(super) fn clean(document: &Node, report: &mut Report) -> Node {
    let mut kept = Vec::new();
    let mut dropped = Vec::new();
    let metadata = document.entry("metadata").cloned().unwrap_or(Node::Null);
    for (key, node) in metadata.entries() {
        match key.as_str() {
            _ if *node == Node::Null => {}
            "name" | "namespace" => kept.push((key.clone(), node.clone())),
            "labels" | "annotations" => {
                let values = texts(key, node, report);
                if !values.is_empty() {
                    kept.push((key.clone(), Node::Map(values)));
                }
            }
            known if WRITTEN_BY_CLUSTER.contains(&known) => dropped.push(known),
            unknown => report.unknown(&format!("metadata.{unknown}")),
        }
    }
    if !dropped.is_empty() {
        let why =
            "The cluster writes these itself, and what it wrote for the old object would be wrong for the new one.";
        report.change("metadata", &dropped.join(", "), "left out", why);
    }
    if document.entry("status").is_some() {
        let why = "The controller writes it; what is in a manifest is ignored.";
        report.change("status", "there", "left out", why);
    }
    check_name(&metadata, report);
    Node::Map(kept)
}

/// Labels or annotations, without those of the cluster.
fn texts(key: &str, node: &Node, report: &mut Report) -> Vec<(String, Node)> {
    let mut kept = Vec::new();
    for (name, value) in node.entries() {
        let field = format!("metadata.{key}.{name}");
        if key == "annotations" && ANNOTATIONS_WRITTEN_BY_CLUSTER.contains(&name.as_str()) {
            let why = "kubectl and the API Gateway module write this annotation; a copied one would mislead them.";
            report.change(&field, "there", "left out", why);
        } else if value.text().is_none() {
            let why = "The value must be text.";
            report.problem(&field, why, "Put it in quotes.");
        } else {
            kept.push((name.clone(), value.clone()));
        }
    }
    kept
}

fn check_name(metadata: &Node, report: &mut Report) {
    let name = metadata.entry("name").and_then(Node::text).unwrap_or_default();
    let character = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'.';
    let dashed = name
        .split('.')
        .any(|part| part.is_empty() || part.starts_with('-') || part.ends_with('-'));
    if name.is_empty() {
        let why = "The APIRule has no name.";
        report.problem(
            "metadata.name",
            why,
            "Give it one: lower-case letters, digits and hyphens.",
        );
    } else if !name.bytes().all(character) || dashed {
        let why = "Kubernetes takes no such name.";
        report.problem(
            "metadata.name",
            why,
            "Use lower-case letters, digits and hyphens, with a letter or digit at both ends.",
        );
    } else if name.len() > 63 {
        let why = format!(
            "The name has {} characters, but the controller makes it the value of a label, which holds at most 63.",
            name.len()
        );
        report.problem(
            "metadata.name",
            &why,
            "Shorten it. The APIRule of the old name stays until you delete it.",
        );
    }
    if let Some(namespace) = metadata.entry("namespace")
        && !namespace.text().is_some_and(super::check::is_label)
    {
        let why = "A namespace is lower-case letters, digits and hyphens, at most 63 characters.";
        report.problem("metadata.namespace", why, "Write it as the cluster has it.");
    }
}

/// The v1beta1 spec of a rule that was made in v1beta1 and is only shown as v2: the API server shows such a rule in v2, without
/// what could not be converted, and keeps the original in an annotation.
pub(super) fn original_spec(document: &Node, shown_as: Source, report: &mut Report) -> Option<Node> {
    let annotations = document.entry("metadata")?.entry("annotations")?;
    let original = annotations.entry(ORIGINAL_VERSION).and_then(Node::text);
    match (shown_as, original) {
        (Source::V1beta1, Some("v2" | "v2alpha1")) => {
            report.problem(
                &format!("metadata.annotations.{ORIGINAL_VERSION}"),
                "This rule is v2 already and only shown as v1beta1, where some of it is missing.",
                "Paste what kubectl get apirules.v2.gateway.kyma-project.io prints.",
            );
            None
        }
        (Source::V2 | Source::V2alpha1, Some("v1beta1")) => {
            let field = format!("metadata.annotations.{ORIGINAL_SPEC}");
            let text = annotations.entry(ORIGINAL_SPEC).and_then(Node::text)?;
            let spec = match read::value(text) {
                Ok(spec) => spec,
                Err(problem) => {
                    report.problem(&field, &problem.why, "Paste the APIRule as kubectl prints it.");
                    return None;
                }
            };
            let why = "This rule was made in v1beta1 and is only shown in another version. Its own spec is in this annotation; fields below are those of that spec.";
            report.change("spec", "as shown", "taken from the annotation", why);
            Some(spec)
        }
        _ => None,
    }
}
