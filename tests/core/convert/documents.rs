//! Several documents in one text.

use mtls_wizard::convert::{Source, convert};

use super::old;
use super::rules::{COMPLETE, SHOWN_BY_KUBECTL};

#[test]
fn each_document_stands_alone() {
    let text = format!(
        "# shop\n---\n{COMPLETE}---\napiVersion: v1\nkind: Service\nmetadata: {{name: orders, namespace: shop}}\n---\na: [\n--- # next\n{}...\n---\napiVersion: gateway.kyma-project.io/v1alpha1\nkind: APIRule\n",
        old("", "path: /a+")
    );
    let conversions = convert(&text);
    let sources: Vec<Source> = conversions.iter().map(|conversion| conversion.source).collect();
    use Source::{OtherKind, UnknownVersion, Unreadable, V1beta1};
    assert_eq!(sources, [V1beta1, OtherKind, Unreadable, V1beta1, UnknownVersion]);
    assert!(conversions[0].yaml.is_some());
    let service = &conversions[1];
    assert_eq!(
        (
            service.kind.as_str(),
            service.name.as_str(),
            service.namespace.as_deref()
        ),
        ("Service", "orders", Some("shop"))
    );
    assert!(service.yaml.is_none() && service.problems.is_empty() && service.changes.is_empty());
    let line = text.lines().position(|line| line == "a: [").expect("a line") + 2;
    assert!(
        conversions[2].problems[0].why.contains(&format!("line {line}")),
        "{:?}",
        conversions[2]
    );
    assert_eq!(conversions[3].problems[0].field, "spec.rules[0].path");
    assert_eq!(conversions[4].problems[0].field, "apiVersion");
}

#[test]
fn lists_are_taken_apart() {
    let item = |text: &str| {
        let mut lines = text.lines();
        let first = format!("- {}\n", lines.next().unwrap_or_default());
        lines.fold(first, |all, line| all + &format!("  {line}\n"))
    };
    let list = format!(
        "apiVersion: v1\nkind: List\nmetadata: {{resourceVersion: ''}}\nitems:\n{}{}",
        item(COMPLETE),
        item(SHOWN_BY_KUBECTL)
    );
    let conversions = convert(&list);
    let names: Vec<&str> = conversions.iter().map(|conversion| conversion.name.as_str()).collect();
    assert_eq!(names, ["orders", "httpbin"]);
    assert!(conversions.iter().all(|conversion| conversion.yaml.is_some()));
}
