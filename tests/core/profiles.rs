//! What every variant that makes certificates offers: algorithms, intermediates, formats, encryptions; and what it does not.

use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::tutorial::{REGISTRY, Tutorial, certificates};
use mtls_wizard::wizard::checks::{self, Outcome};
use mtls_wizard::wizard::field::{BROUGHT, Input};
use mtls_wizard::wizard::{Draft, Field};

use crate::sample::{changed_of, draft_of, now};

fn planned(draft: &Draft) -> mtls_wizard::plan::Planned {
    mtls_wizard::plan::plan(&draft.answers(now()).expect("the draft is acceptable"))
}

/// The variants, with the answer that makes Only certificates make a server, too.
fn all() -> impl Iterator<Item = (&'static Tutorial, Vec<(Field, &'static str)>)> {
    REGISTRY
        .into_iter()
        .map(|tutorial| (tutorial, vec![(Field::MakeServer, "yes")]))
}

#[test]
fn authorities_may_have_keys_of_another_algorithm() {
    for (tutorial, mut changes) in all() {
        changes.push((Field::CaKeyAlgorithm, "ecdsa-p384"));
        let planned = planned(&changed_of(tutorial, &changes));
        let requests = planned.parts().requests;
        assert!(!requests.is_empty(), "{}", tutorial.id);
        for request in requests {
            let expected = match request.profile {
                Profile::RootCa | Profile::IntermediateCa => KeyAlgorithm::EcdsaP384,
                Profile::Server | Profile::Client => KeyAlgorithm::Rsa2048,
            };
            assert_eq!(request.key.made(), Some(expected), "{}: {}", tutorial.id, request.title);
        }
    }
    // Elsewhere they follow the others unless they are told.
    for tutorial in REGISTRY
        .into_iter()
        .filter(|tutorial| tutorial.id != certificates::TUTORIAL.id)
    {
        let planned = planned(&changed_of(tutorial, &[(Field::KeyAlgorithm, "ecdsa-p256")]));
        let keys = planned.parts().requests.iter().map(|request| request.key.made());
        assert!(
            keys.into_iter().all(|key| key == Some(KeyAlgorithm::EcdsaP256)),
            "{}",
            tutorial.id
        );
    }
}

#[test]
fn every_authority_may_sign_by_an_intermediate() {
    for (tutorial, mut changes) in all() {
        changes.extend([(Field::Intermediate, "yes"), (Field::ServerIntermediate, "yes")]);
        let planned = planned(&changed_of(tutorial, &changes));
        let requests = planned.parts().requests;
        let roots = requests
            .iter()
            .filter(|request| request.profile == Profile::RootCa)
            .count();
        let between = requests
            .iter()
            .filter(|request| request.profile == Profile::IntermediateCa)
            .count();
        assert!(roots > 0, "{}", tutorial.id);
        assert_eq!(roots, between, "{}", tutorial.id);
        for leaf in requests.iter().filter(|request| !request.profile.is_ca()) {
            let issuer = leaf.issuer.as_ref().expect("an issuer");
            assert!(issuer.0.ends_with("-intermediate-ca"), "{}: {issuer}", tutorial.id);
        }
        assert!(
            planned.parts().clients.iter().all(|client| client.shows_chain),
            "{}",
            tutorial.id
        );
        let failures: Vec<_> = checks::of(&planned)
            .into_iter()
            .filter(|check| check.outcome == Outcome::Failure)
            .collect();
        assert!(failures.is_empty(), "{}: {failures:?}", tutorial.id);
    }
}

#[test]
fn two_authorities_of_one_name_are_refused() {
    for (field, name) in [
        (Field::IntermediateCommonName, "ML Client Root CA"),
        (Field::ServerIntermediateCommonName, "ML Server Root CA"),
    ] {
        let changes = [
            (Field::Intermediate, "yes"),
            (Field::ServerIntermediate, "yes"),
            (field, name),
        ];
        let draft = changed_of(&mtls_wizard::tutorial::k3d::TUTORIAL, &changes);
        let errors = draft.answers(now()).expect_err("refused");
        assert_eq!(errors[0].field, field);
        assert!(
            errors[0].message.contains("two CAs would have the same names"),
            "{errors:?}"
        );
    }
}

#[test]
fn formats_and_encryptions_are_asked_everywhere() {
    let wanted = [
        Field::Formats,
        Field::EncryptionProfile,
        Field::KeyAlgorithm,
        Field::CaKeyAlgorithm,
        Field::CaValidity,
        Field::LeafValidity,
        Field::Intermediate,
        Field::Clients,
        Field::ClientRequests,
    ];
    for (tutorial, _) in all() {
        let asked: Vec<Field> = tutorial.form.fields().collect();
        for field in wanted {
            assert!(asked.contains(&field), "{}: {field:?}", tutorial.id);
        }
    }
}

/// A choice that is refused whatever else is answered is not offered; one that is offered can be taken.
#[test]
fn what_is_never_accepted_is_not_offered() {
    let mut offering = 0;
    for tutorial in REGISTRY {
        let choices = match Field::ClientCaSource.spec().input {
            Input::Radio(choices) => choices,
            _ => panic!("a choice"),
        };
        for choice in choices {
            let mut draft = draft_of(tutorial);
            draft.set(Field::ClientCaSource, choice.id.to_owned());
            let is_offered = tutorial.form.offers(Field::ClientCaSource, choice.id);
            let errors = draft.answers(now()).err().unwrap_or_default();
            let refused = errors.iter().any(|error| error.field == Field::ClientCaSource);
            assert_eq!(is_offered, !refused, "{}: {}: {errors:?}", tutorial.id, choice.id);
            // Nor does an old answer bring it back.
            let mut restored = draft_of(tutorial);
            restored.restore([("client-ca-from", choice.id)]);
            assert_eq!(
                restored.value(Field::ClientCaSource) == choice.id,
                is_offered || choice.id == "made"
            );
            offering += usize::from(is_offered && choice.id == BROUGHT);
        }
    }
    assert!(offering > 0, "some variant takes an authority without its key");
}

#[test]
fn a_name_with_a_comma_is_told_how_to_be_one() {
    let note = |text: &str| {
        let draft = changed_of(&certificates::TUTORIAL, &[(Field::Clients, text)]);
        draft.note(Field::Clients).expect("a note")
    };
    assert!(note("Doe, John").contains("If “Doe, John” is one name, put it into quotes: `\"Doe, John\"`"));
    for clear in ["\"Doe, John\"", "Doe,John", "name,O\norders,My Org"] {
        assert!(!note(clear).contains("one name"), "{clear}");
    }
}

#[test]
fn clients_are_counted_only_where_every_line_can_be_used() {
    let note = |text: &str| {
        let draft = changed_of(&certificates::TUTORIAL, &[(Field::Clients, text)]);
        draft.note(Field::Clients).expect("a note")
    };
    assert!(note("orders\nbilling").starts_with("2 clients. "));
    for (broken, line) in [
        ("orders\n\"billing\nshipping", 2),
        ("name,O\norders,My Org,more", 2),
        ("name,shoe size\norders,42", 1),
        ("orders\n,My Org", 2),
        ("name,SANs\norders,DNS:ok.example.com\nbilling,IP:300.1.1.1", 3),
    ] {
        let note = note(broken);
        assert!(
            note.starts_with(&format!("Line {line} cannot be used as it stands.")),
            "{broken:?}: {note}"
        );
    }
}
