//! Drafts: whatever is typed, nothing panics, nothing is lost, and what is accepted makes sense.

use mtls_wizard::render::yaml;
use mtls_wizard::tutorial::{REGISTRY, Tutorial, k3d};
use mtls_wizard::wizard::{Draft, Field, Input};
use proptest::prelude::*;

use crate::sample::{draft, now, plan};

/// Texts that people type, paste or get wrong, and arbitrary ones.
fn typed() -> impl Strategy<Value = String> {
    let likely = [
        "",
        " ",
        "test",
        "Test",
        "a_b",
        "-",
        "on",
        "1e3",
        "0123",
        "0x1f",
        "null",
        "~",
        "local.kyma.dev",
        "*.x.dev",
        "x.dev.",
        "https://x.dev/p",
        "x.dev:443",
        "10.0.0.1",
        "::1",
        "münchen.example",
        "例え.テスト",
        "a..b",
        "now",
        "2026-12-31",
        "365",
        "0",
        "99999999999",
        "-1",
        "yes",
        "no",
        "own",
        "httpbin",
        "chosen",
        "every",
        "a client\nanother client",
        "star *",
        "app=x",
        "spiffe://x/y",
        "Ünïcode, \"quoted\" + #x",
        "\u{0}",
        "💥",
        "8080",
        "v2alpha1",
        "GET,HEAD /orders/{*}\n* /*",
        "POST /orders",
        "GET /*\nGET /a",
        "TRACE /%2F",
        "X-Team: orders",
        "X-CLIENT-SSL-CN: CN=admin",
    ];
    prop_oneof![
        3 => proptest::sample::select(likely.to_vec()).prop_map(str::to_owned),
        1 => ".{0,80}",
        1 => "[a-z0-9.-]{1,70}",
    ]
}

fn drafts() -> impl Strategy<Value = Draft> {
    proptest::sample::select(REGISTRY.to_vec()).prop_flat_map(drafts_of)
}

/// Drafts of one tutorial with some answers changed.
fn drafts_of(tutorial: &'static Tutorial) -> impl Strategy<Value = Draft> {
    let fields: Vec<Field> = tutorial.form.fields().collect();
    proptest::collection::vec((proptest::sample::select(fields), typed()), 0..6).prop_map(move |changes| {
        let mut draft = crate::sample::draft_of(tutorial);
        for (field, value) in changes {
            draft.set(field, value);
        }
        draft
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_errors_stand_at_their_fields(draft in drafts()) {
        let errors = match draft.answers(now()) {
            Ok(_) => Vec::new(),
            Err(errors) => {
                prop_assert!(!errors.is_empty(), "refused without a reason");
                errors
            }
        };
        for error in &errors {
            let label = error.field.spec().label.here();
            prop_assert!(error.message.starts_with(label), "{error:?}");
            prop_assert!(error.message.len() > label.len() + 10, "{error:?}");
            prop_assert!(draft.is_visible(error.field), "{error:?} is at a field that is not shown");
        }
        for step in draft.form().steps {
            draft.rows(step);
            for field in step.fields() {
                draft.note(field);
            }
        }
        draft.derived();
    }

    #[test]
    fn what_is_accepted_can_be_planned_and_written(draft in drafts()) {
        if let Ok(answers) = draft.answers(now()) {
            let planned = mtls_wizard::plan::plan(&answers);
            if let Some(plan) = planned.gateway() {
                let plan_folder = format!("mtls-{}-{}", plan.tutorial, plan.namespace);
                prop_assert_eq!(plan.folder.as_str(), plan_folder.as_str());
                for manifest in &plan.manifests {
                    let text = yaml::manifest(manifest).expect("YAML");
                    let parsed: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
                    prop_assert_eq!(&parsed, &serde_json::to_value(&manifest.resource).expect("JSON"));
                }
            }
            let failures: Vec<_> = mtls_wizard::wizard::checks::of(&planned)
                .into_iter()
                .filter(|check| check.outcome == mtls_wizard::wizard::checks::Outcome::Failure)
                .collect();
            prop_assert!(failures.is_empty(), "{failures:?}");
        }
    }
}

#[test]
fn every_tutorial_works_untouched_once_it_has_a_password() {
    for tutorial in REGISTRY {
        let mut draft = Draft::new(tutorial.form, mtls_wizard::native::to_ascii);
        draft.set_seed([7; 32].into());
        let errors = draft.answers(now()).err().unwrap_or_default();
        // Nobody but the user knows the domain.
        let asks_for_domain = draft.asks(Field::ParentDomain) && draft.value(Field::ParentDomain).is_empty();
        let mut missing = Vec::new();
        missing.extend(asks_for_domain.then_some(Field::ParentDomain));
        // Several clients get a password each.
        missing.extend(draft.is_visible(Field::Password).then_some(Field::Password));
        assert_eq!(
            errors.iter().map(|error| error.field).collect::<Vec<_>>(),
            missing,
            "{}",
            tutorial.id
        );
        let answers = crate::sample::draft_of(tutorial)
            .answers(now())
            .expect("the defaults work");
        let planned = mtls_wizard::plan::plan(&answers);
        assert_eq!(planned.parts().tutorial, tutorial.id);
    }
}

#[test]
fn secrets_are_neither_stored_nor_restored_nor_shown() {
    let mut draft = draft();
    draft.set(Field::Password, "MARKED-SECRET".to_owned());
    assert!(
        draft
            .public()
            .all(|answer| !answer.field().is_secret() && !answer.value().contains("MARKED-SECRET"))
    );
    assert!(!format!("{draft:?}").contains("MARKED-SECRET"));
    assert!(
        draft
            .form()
            .steps
            .iter()
            .flat_map(|step| draft.rows(step))
            .all(|row| !row.value.contains("MARKED"))
    );
    let answers = draft.answers(now()).expect("acceptable");
    assert!(!format!("{answers:?}").contains("MARKED-SECRET"));
    assert!(!format!("{:?}", plan(&draft)).contains("MARKED-SECRET"));

    let mut restored = Draft::new(k3d::TUTORIAL.form, mtls_wizard::native::to_ascii);
    restored.restore([
        ("password", "from-a-link"),
        ("namespace", "shop"),
        ("key", "rot13"),
        ("nonsense", "x"),
    ]);
    assert_eq!(restored.value(Field::Password), "");
    assert_eq!(restored.value(Field::Namespace), "shop");
    assert_eq!(restored.value(Field::KeyAlgorithm), "rsa-2048");
}

#[test]
fn every_choice_is_accepted() {
    for tutorial in REGISTRY {
        for field in tutorial.form.fields() {
            let (Input::Select(choices) | Input::Radio(choices)) = field.spec().input else {
                continue;
            };
            for choice in choices {
                // Clients that must be made here need the CA's key; the form says so (see `authorities`).
                let makes_clients = matches!(tutorial.id, "restrict" | "egress" | "certificates");
                if makes_clients && (field, choice.id) == (Field::ClientCaSource, "certificate") {
                    continue;
                }
                let mut draft = crate::sample::draft_of(tutorial);
                draft.set(field, choice.id.to_owned());
                let errors = draft.answers(now()).err().unwrap_or_default();
                // A choice may lead to questions that have no default.
                let unasked = |error: &mtls_wizard::wizard::FieldError| {
                    error.field != field && draft.value(error.field).is_empty()
                };
                assert!(
                    errors.iter().all(unasked),
                    "{}={}: {errors:?}",
                    field.spec().id,
                    choice.id
                );
            }
        }
    }
}

#[test]
fn an_international_name_is_shown_as_it_will_be_used() {
    let mut draft = draft();
    draft.set(Field::ParentDomain, "München.Example".to_owned());
    assert_eq!(
        draft.note(Field::ParentDomain).as_deref(),
        Some("Will be used as xn--mnchen-3ya.example")
    );
    let files = crate::k3d::files(&plan(&draft));
    let rule = files
        .iter()
        .find(|file| file.path.ends_with("apirule-httpbin-mtls.yaml"))
        .expect("an APIRule");
    assert!(
        rule.text()
            .expect("text")
            .contains("httpbin.mtls.xn--mnchen-3ya.example")
    );
}
