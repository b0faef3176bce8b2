//! Links to answers: they come back as they were, mean the same for ever, hold no secret and take nothing hostile.

use std::fmt::Write;

use mtls_wizard::tutorial::{REGISTRY, Tutorial, by_id, k3d};
use mtls_wizard::wizard::link::{Ignored, Link, RESERVED, is_lost, open};
use mtls_wizard::wizard::{Draft, Field, Input};
use proptest::prelude::*;

use crate::sample::draft_of;

fn fresh(tutorial: &Tutorial) -> Draft {
    Draft::new(tutorial.form, mtls_wizard::native::to_ascii)
}

fn answers(draft: &Draft) -> Vec<(&'static str, String)> {
    let pair = |field: Field| (field.spec().id, draft.value(field).to_owned());
    draft
        .form()
        .fields()
        .filter(|field| !field.is_secret())
        .map(pair)
        .collect()
}

fn folder() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/core/links")
}

#[test]
fn untouched_answers_make_the_shortest_link() {
    for tutorial in REGISTRY {
        assert_eq!(Link::of(&fresh(tutorial)).query(), "v=1");
    }
}

#[test]
fn names_of_questions_can_stand_in_links() {
    for field in REGISTRY.iter().flat_map(|tutorial| tutorial.form.fields()) {
        let id = field.spec().id;
        assert!(!RESERVED.contains(&id), "{id} means something else in a link");
        assert!(
            id.chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')),
            "{id}"
        );
    }
}

/// Links out there mean what they meant: what they leave out are the defaults of their time.
#[test]
fn defaults_are_those_that_version_1_leaves_out() {
    let mut defaults = String::new();
    for tutorial in REGISTRY {
        for field in tutorial.form.fields().filter(|field| !field.is_secret()) {
            let value = tutorial.form.default_of(field);
            writeln!(defaults, "{} {}={value:?}", tutorial.id, field.spec().id).expect("text");
        }
    }
    let path = folder().join("v1-defaults.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &defaults).expect("writable");
    }
    let known = std::fs::read_to_string(path).expect("a committed file");
    for line in known.lines() {
        assert!(
            defaults.lines().any(|other| other == line),
            "links of version 1 left this out: {line}\nraise the version and translate them in src/wizard/link.rs"
        );
    }
    assert_eq!(known, defaults, "new questions: add them to v1-defaults.txt");
}

/// Each line of the file: the variant, the link, and then the answers that it must give.
#[test]
fn stored_links_keep_loading() {
    let stored = std::fs::read_to_string(folder().join("v1.txt")).expect("a committed file");
    let mut checked = 0;
    for block in stored.split("\n\n").filter(|block| !block.trim().is_empty()) {
        let mut lines = block.trim().lines();
        let (tutorial, query) = lines.next().and_then(|line| line.split_once('?')).expect("a link");
        let tutorial = by_id(tutorial).expect("a variant");
        let opened = open(&fresh(tutorial), query).expect("a link");
        assert_eq!(opened.ignored, [], "{query}");
        let mut expected = fresh(tutorial);
        for line in lines {
            let (id, value) = line.split_once('=').expect("an answer");
            let field = tutorial
                .form
                .field(id)
                .unwrap_or_else(|| panic!("{id} is no question any more"));
            expected.set(field, value.replace("\\n", "\n"));
            checked += 1;
        }
        assert_eq!(answers(&opened.draft), answers(&expected), "{query}");
    }
    assert!(checked > 30, "only {checked} answers");
}

#[test]
fn whatever_cannot_be_used_is_ignored_and_named() {
    let mut before = fresh(&k3d::TUTORIAL);
    before.set(Field::Password, "of this page".to_owned());
    before.set(Field::Namespace, "typed-before".to_owned());
    let query = "v=1&password=evil&nonsense%3Cscript%3E=1&key=rot13&workload=a&workload=b&cluster=%FF&image=%00\
                 &change=namespace&embed=1&theme=dark&lang=de&parent-domain=shop.example.com";
    let opened = open(&before, query).expect("a link");
    let label = |field: Field| field.spec().label.here();
    assert_eq!(opened.draft.value(Field::Password), "of this page");
    assert_eq!(
        opened.draft.value(Field::Namespace),
        "test",
        "not in the link, so the default"
    );
    assert_eq!(opened.draft.value(Field::WorkloadName), "a");
    assert_eq!(opened.draft.value(Field::ParentDomain), "shop.example.com");
    assert_eq!(opened.filled, 2);
    let ids: Vec<_> = k3d::TUTORIAL.form.fields().map(|field| field.spec().id).collect();
    assert!(
        ids.contains(&"workload") && ids.contains(&"key") && ids.contains(&"parent-domain"),
        "{ids:?}"
    );
    for reason in [
        Ignored::Secret(label(Field::Password)),
        Ignored::Unknown("nonsense<script>".to_owned()),
        Ignored::Impossible(label(Field::KeyAlgorithm)),
        Ignored::Repeated(label(Field::WorkloadName)),
    ] {
        assert!(
            opened.ignored.contains(&reason),
            "{reason:?} is not in {:?}",
            opened.ignored
        );
        assert!(reason.to_string().ends_with('.'), "{reason}");
    }
}

#[test]
fn versions_are_told_apart() {
    let draft = fresh(&k3d::TUTORIAL);
    let reasons = |query: &str| open(&draft, query).map(|opened| opened.ignored);
    assert_eq!(reasons("change=namespace"), None);
    assert_eq!(reasons(""), None);
    assert_eq!(reasons("v=1"), Some(Vec::new()));
    assert_eq!(reasons("v=2"), Some(vec![Ignored::Newer]));
    assert_eq!(reasons("v=one"), Some(vec![Ignored::Version]));
    let long = ["v=1&namespace=", &"a".repeat(200_000)].concat();
    assert_eq!(reasons(&long), Some(vec![Ignored::TooLong]));
}

#[test]
fn what_is_too_long_for_a_link_is_named() {
    let mut draft = fresh(&k3d::TUTORIAL);
    let rows: String = (0..500).map(|number| format!("client-{number}\n")).collect();
    draft.set(Field::Clients, rows);
    draft.set(Field::Namespace, "shop".to_owned());
    let link = Link::of(&draft);
    assert_eq!(link.left_out, [Field::Clients.spec().label.here()]);
    assert_eq!(link.query(), "v=1&namespace=shop");
}

#[test]
fn answers_that_are_too_long_for_a_link_are_no_less_lost() {
    let with_clients = |count: usize| {
        let mut draft = fresh(&k3d::TUTORIAL);
        let rows: String = (0..count).map(|number| format!("client-{number}\n")).collect();
        draft.set(Field::Clients, rows);
        draft
    };
    let given = with_clients(500);
    assert!(Link::of(&given).is_empty(), "none of it is in a link");
    assert!(is_lost(&given, &fresh(&k3d::TUTORIAL)));
    assert!(is_lost(&given, &with_clients(499)));
    assert!(!is_lost(&given, &with_clients(500)));
    assert!(
        !is_lost(&fresh(&k3d::TUTORIAL), &given),
        "the defaults can be had again"
    );
}

fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,40}",
        "[a-z0-9.\n-]{0,40}",
        ".{0,20}",
        Just("a&b=c#d?e%41+f".to_owned()),
        Just("名前\n“x”".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_link_was_made_of_comes_back(
        tutorial in proptest::sample::select(REGISTRY.to_vec()),
        texts in proptest::collection::vec(typed(), 80),
    ) {
        let mut draft = fresh(tutorial);
        for (field, text) in tutorial.form.fields().zip(texts) {
            let is_free = matches!(field.spec().input, Input::Text | Input::Number | Input::Lines | Input::File);
            if is_free && !text.chars().any(|c| c.is_control() && c != '\n') {
                draft.set(field, text);
            }
        }
        let link = Link::of(&draft);
        prop_assert!(link.query().is_ascii() && !link.query().contains([' ', '#', '"', '<', '>']));
        let opened = open(&fresh(tutorial), link.query()).expect("a link");
        prop_assert_eq!(&opened.ignored, &Vec::<Ignored>::new());
        if link.left_out.is_empty() {
            prop_assert_eq!(answers(&opened.draft), answers(&draft));
        }
        let again = Link::of(&opened.draft);
        prop_assert_eq!(again.query(), link.query());
    }

    /// Marked secrets wherever secrets can be typed: password fields, keys in any field, cells of tables.
    #[test]
    fn no_secret_enters_a_link(
        tutorial in proptest::sample::select(REGISTRY.to_vec()),
        misplaced in 0_usize..80,
        quoted in any::<bool>(),
    ) {
        let mut draft = draft_of(tutorial);
        let fields: Vec<Field> = tutorial.form.fields().collect();
        for field in fields.iter().filter(|field| field.is_secret()) {
            draft.set(*field, "MARKED-secret".to_owned());
        }
        let cell = if quoted { "\"MARKED,secret\"" } else { "MARKED-secret" };
        for field in fields.iter().filter(|field| field.spec().input == Input::Clients) {
            draft.set(*field, format!("name,password,OU\nalice,{cell},A\nbob,,B"));
        }
        let key = "-----BEGIN PRIVATE KEY-----\nMARKED+secret/\n-----END PRIVATE KEY-----\n";
        draft.set(fields[misplaced % fields.len()], key.to_owned());
        let link = Link::of(&draft);
        prop_assert!(!link.query().contains("MARKED"), "{}", link.query());
        prop_assert!(!link.query().contains("%E2%80%A2"), "a mark of a password: {}", link.query());
    }

    #[test]
    fn nothing_in_a_link_panics(query in "(v=1&)?([a-z-]{0,12}=[ -~]{0,40}&){0,6}(%[0-9A-F]{0,2}){0,3}.{0,20}") {
        for tutorial in REGISTRY {
            if let Some(opened) = open(&fresh(tutorial), &query) {
                for reason in &opened.ignored {
                    prop_assert!(!reason.to_string().is_empty());
                }
            }
        }
    }
}
