//! Names, labels and annotations: the rules of `k8s.io/apimachinery/pkg/util/validation`, with its wording.

use super::strict;
use crate::cluster::kinds::ResourceKind;
use crate::cluster::schema::{Rule, Violation, field_path};
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

/// Total size of all annotations of one object, in bytes (`TotalAnnotationSizeLimitB`).
const ANNOTATIONS_LIMIT: usize = 256 * 1024;
const LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const SUBDOMAIN: &str = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const SERVICE: &str = "[a-z]([-a-z0-9]*[a-z0-9])?";
const QUALIFIED: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";

macro_rules! whole {
    ($pattern:expr) => {
        LazyLock::new(|| compiled($pattern))
    };
}

/// What a `metadata.name` has to look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRule {
    /// RFC 1123 label, at most 63 characters.
    Label,
    /// RFC 1035 label: as above but starting with a letter, at most 63 characters.
    ServiceLabel,
    /// RFC 1123 subdomain, at most 253 characters.
    Subdomain,
    /// Anything that fits into one path segment.
    PathSegment,
}

impl NameRule {
    /// The rule for a built-in kind.
    pub fn of_kind(kind: &ResourceKind) -> NameRule {
        match (kind.group.as_str(), kind.kind.as_str()) {
            ("", "Namespace") => NameRule::Label,
            ("", "Service") => NameRule::ServiceLabel,
            ("rbac.authorization.k8s.io", _) => NameRule::PathSegment,
            _ => NameRule::Subdomain,
        }
    }
}

/// What is wrong with a name, or `None`.
pub fn name_problem(name: &str, rule: NameRule) -> Option<String> {
    static LABEL_NAME: LazyLock<Regex> = whole!(LABEL);
    static SUBDOMAIN_NAME: LazyLock<Regex> = whole!(SUBDOMAIN);
    static SERVICE_NAME: LazyLock<Regex> = whole!(SERVICE);
    let (limit, pattern, advice) = match rule {
        NameRule::Label => (
            63,
            &LABEL_NAME,
            format!(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and \
                 end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{LABEL}')"
            ),
        ),
        NameRule::ServiceLabel => (
            63,
            &SERVICE_NAME,
            format!(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
                 character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for \
                 validation is '{SERVICE}')"
            ),
        ),
        NameRule::Subdomain => (
            253,
            &SUBDOMAIN_NAME,
            format!(
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must \
                 start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is \
                 '{SUBDOMAIN}')"
            ),
        ),
        NameRule::PathSegment => {
            let illegal = name == "." || name == ".." || name.contains(['/', '%']);
            return illegal.then(|| "may not be '.' or '..' and may not contain '/' or '%'".to_owned());
        }
    };
    if name.len() > limit {
        return Some(format!("must be no more than {limit} characters"));
    }
    (!pattern.is_match(name)).then_some(advice)
}

/// What is wrong with a label's value, or `None`.
pub fn label_value_problem(value: &str) -> Option<String> {
    static VALUE: LazyLock<Regex> = LazyLock::new(|| compiled(&format!("({QUALIFIED})?")));
    if value.len() > 63 {
        return Some("must be no more than 63 characters".to_owned());
    }
    (!VALUE.is_match(value)).then(|| {
        format!(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start \
             and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation \
             is '({QUALIFIED})?')"
        )
    })
}

/// What is wrong with the key of a label or annotation (`prefix/name` or `name`), or `None`.
pub fn key_problem(key: &str) -> Option<String> {
    static NAME: LazyLock<Regex> = whole!(QUALIFIED);
    let name = match key.split_once('/') {
        Some((prefix, name)) => {
            if let Some(problem) = name_problem(prefix, NameRule::Subdomain) {
                return Some(format!("prefix part {problem}"));
            }
            name
        }
        None => key,
    };
    if name.is_empty() {
        return Some("name part must be non-empty".to_owned());
    }
    if name.len() > 63 {
        return Some("name part must be no more than 63 characters".to_owned());
    }
    (!NAME.is_match(name)).then(|| {
        format!(
            "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an \
             alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is \
             '{QUALIFIED}')"
        )
    })
}

/// Unknown and mistyped fields of the metadata of any object.
pub fn metadata_field_violations(object: &Value) -> Vec<Violation> {
    use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
    let metadata = &object["metadata"];
    if !metadata.is_object() {
        return Vec::new();
    }
    let inside = |path: &str| field_path::child("metadata", path);
    match strict::reread::<ObjectMeta>(metadata) {
        Ok(kept) => strict::unknown_paths(metadata, &kept)
            .iter()
            .map(|path| Violation::unknown_field(inside(path)))
            .collect(),
        Err(violation) => vec![Violation {
            path: inside(&violation.path),
            ..violation
        }],
    }
}

/// Unacceptable names, labels and annotations of any object.
pub fn metadata_violations(object: &Value, rule: NameRule) -> Vec<Violation> {
    let metadata = &object["metadata"];
    let mut violations: Vec<Violation> = name_violation(metadata, rule).into_iter().collect();
    violations.extend(label_violations("metadata.labels", &metadata["labels"]));
    violations.extend(annotation_violations(&metadata["annotations"]));
    violations
}

fn name_violation(metadata: &Value, rule: NameRule) -> Option<Violation> {
    let Some(name) = metadata["name"].as_str().filter(|name| !name.is_empty()) else {
        let generated = metadata["generateName"]
            .as_str()
            .is_some_and(|prefix| !prefix.is_empty());
        return (!generated).then(|| Violation::required("metadata.name", "name or generateName is required"));
    };
    name_problem(name, rule).map(|problem| Violation::invalid("metadata.name", &json!(name), &problem))
}

/// Everything wrong with a map of labels at this path.
pub fn label_violations(path: &str, labels: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    for (key, value) in labels.as_object().into_iter().flatten() {
        if let Some(problem) = key_problem(key) {
            violations.push(Violation::invalid(path, &json!(key), &problem));
        }
        if let Some(problem) = value.as_str().and_then(label_value_problem) {
            violations.push(Violation::invalid(path, value, &problem));
        }
    }
    violations
}

fn annotation_violations(annotations: &Value) -> Vec<Violation> {
    let mut violations = Vec::new();
    let mut size = 0;
    for (key, value) in annotations.as_object().into_iter().flatten() {
        size += key.len() + value.as_str().map_or(0, str::len);
        // Upper case is allowed in the keys of annotations (ValidateAnnotations lowers them first).
        if let Some(problem) = key_problem(&key.to_lowercase()) {
            violations.push(Violation::invalid("metadata.annotations", &json!(key), &problem));
        }
    }
    if size > ANNOTATIONS_LIMIT {
        violations.push(Violation {
            path: "metadata.annotations".to_owned(),
            message: format!("Too long: may not be more than {ANNOTATIONS_LIMIT} bytes"),
            rule: Rule::Invalid,
        });
    }
    violations
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(&format!("^(?:{pattern})$")).unwrap_or_else(|error| panic!("{pattern}: {error}"))
}
