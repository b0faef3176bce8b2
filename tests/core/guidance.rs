//! Why-notes, sources and the glossary: there for every page and step, and in order.

use mtls_wizard::guidance::glossary::{TERMS, markdown};
use mtls_wizard::guidance::{sources, why};
use mtls_wizard::plan::guide::StepBody;
use mtls_wizard::tutorial::REGISTRY;

use crate::sample::{draft_of, plan, with_gateway};

#[test]
fn every_page_of_every_form_says_why_it_is_there() {
    for tutorial in REGISTRY {
        for step in tutorial.form.steps {
            let why = why::of_page(step.id).unwrap_or_else(|| panic!("{}/{} says nothing", tutorial.id, step.id));
            assert!(!why.text.is_empty() && !why.sources.is_empty(), "{}", step.id);
            for text in why.text.iter().map(|text| text.english()) {
                assert!(
                    text.ends_with('.') && !text.contains("  ") && text.matches('`').count() % 2 == 0,
                    "{text}"
                );
            }
        }
    }
}

#[test]
fn every_step_that_changes_a_cluster_names_its_documentation() {
    for tutorial in with_gateway() {
        for step in &plan(&draft_of(tutorial)).guide {
            let found = sources::of_step(step);
            assert_eq!(
                found.is_empty(),
                step.body == StepBody::Unpack,
                "{}/{}",
                tutorial.id,
                step.id
            );
        }
    }
}

#[test]
fn sources_are_upstream_and_named_once() {
    const HOSTS: [&str; 12] = [
        "docs.openssl.org",
        "everything.curl.dev",
        "github.com",
        "istio.io",
        "k3d.io",
        "kubernetes.io",
        "kyma-project.io",
        "spiffe.io",
        "www.envoyproxy.io",
        "www.rfc-editor.org",
        "letsencrypt.org",
        "gardener.cloud",
    ];
    for (index, source) in sources::ALL.iter().enumerate() {
        let host = source
            .url
            .strip_prefix("https://")
            .and_then(|rest| rest.split('/').next());
        assert!(host.is_some_and(|host| HOSTS.contains(&host)), "{source:?}");
        let same = |other: &mtls_wizard::guidance::Source| other.url == source.url || other.title == source.title;
        assert_eq!(sources::ALL.iter().position(same), Some(index), "{source:?}");
    }
}

#[test]
fn the_glossary_is_in_order_and_the_committed_page() {
    let names: Vec<String> = TERMS.iter().map(|term| term.name.english().to_lowercase()).collect();
    assert!(names.is_sorted(), "{names:?}");
    for term in TERMS {
        assert!(term.meaning.english().ends_with('.'), "{}", term.name);
        assert!(
            term.id
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
            "{}",
            term.id
        );
        assert_eq!(
            TERMS.iter().filter(|other| other.id == term.id).count(),
            1,
            "{}",
            term.id
        );
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/glossary.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(path, markdown()).expect("writable");
    }
    assert_eq!(std::fs::read_to_string(path).expect("a committed file"), markdown());
}
