//! The guide as a page of documentation, against committed files; `UPDATE_GOLDEN=1 cargo test` writes them anew.

use mtls_wizard::plan::plan;
use mtls_wizard::render::tutorial::tutorial;
use mtls_wizard::tutorial::{REGISTRY, Tutorial, certificates, custom_domain};
use mtls_wizard::wizard::field::dns::TYPED;
use mtls_wizard::wizard::{Draft, Field};

use crate::sample::{changed_of, draft_of, now};

fn page(draft: &Draft) -> Option<String> {
    tutorial(&plan(&draft.answers(now()).expect("acceptable")))
}

fn committed(tutorial: &Tutorial, text: &str) {
    let path = format!("{}/tests/core/pages/{}.md", env!("CARGO_MANIFEST_DIR"), tutorial.id);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).expect("writable");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert!(
        known == text,
        "{path} is not what is made now: run with UPDATE_GOLDEN=1 and read the diff"
    );
}

#[test]
fn every_gateway_has_a_page_with_tabs() {
    for variant in REGISTRY {
        let Some(text) = page(&draft_of(variant)) else {
            assert_eq!(variant.id, certificates::TUTORIAL.id, "only a gateway has steps");
            continue;
        };
        committed(variant, &text);
        let count = |what: &str| text.lines().filter(|line| *line == what).count();
        assert!(count("<!-- tabs:start -->") > 2);
        assert_eq!(count("<!-- tabs:start -->"), count("<!-- tabs:end -->"));
        assert_eq!(count("<!-- tabs:start -->"), count("#### **kubectl**"));
        assert_eq!(count("<!-- tabs:start -->"), count("#### **Kyma Dashboard**"));
        assert_eq!(
            text.lines().filter(|line| line.starts_with("# ")).count(),
            1,
            "one title"
        );
    }
}

#[test]
fn no_secret_is_on_the_page() {
    let mut draft = changed_of(
        &custom_domain::TUTORIAL,
        &[
            (Field::DnsProvider, "aws-route53"),
            (Field::DnsCredentials, TYPED),
            (Field::Password, "MARKED-password"),
        ],
    );
    for (id, value) in [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "MARKED/secret+key"),
    ] {
        let is_asked = |field: &Field| field.spec().id == id && draft.is_visible(*field);
        let field = custom_domain::TUTORIAL
            .form
            .fields()
            .find(is_asked)
            .expect("Route 53 asks for it");
        draft.set(field, value.to_owned());
    }
    let text = page(&draft).expect("a page");
    assert!(text.contains("dns") && !text.contains("MARKED"), "{text}");
    let keyed = changed_of(&mtls_wizard::tutorial::own::TUTORIAL, &[(Field::ServerSource, "files")]);
    let text = page(&keyed).expect("a page");
    assert!(!text.contains("PRIVATE KEY") && !text.contains("correct horse battery"));
}
