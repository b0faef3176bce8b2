//! Authorities that are brought along, in every variant: whole archives against committed files, who signs what, and what is refused.

use mtls_wizard::plan::Plan;
use mtls_wizard::tutorial::{default_domain, egress, k3d, restrict};
use mtls_wizard::wizard::checks::{Outcome, checks};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::{assert_golden, files};
use crate::sample::{changed_of, issued, now, own_file, plan, with_gateway};

const TRUSTED: (Field, &str) = (Field::ClientCaSource, "certificate");

fn together(names: &[&str]) -> String {
    names.iter().map(|name| own_file(name)).collect()
}

/// Answers that bring an authority for the clients with its key, and one for the server where the form asks.
fn signing(draft: &mut Draft) {
    for (field, value) in [
        (Field::ClientCaSource, "signing".to_owned()),
        (
            Field::ClientCaChain,
            together(&["client-root.crt", "client-issuing.crt"]),
        ),
        (Field::ClientCaKey, own_file("client-issuing.key")),
        (Field::ServerCaSource, "signing".to_owned()),
        (Field::ServerCaChain, together(&["root.crt", "server-issuing.crt"])),
        (Field::ServerCaKey, own_file("server-issuing.key")),
    ] {
        draft.set(field, value);
    }
}

fn errors(draft: &Draft) -> Vec<(Field, String)> {
    let errors = draft.answers(now()).expect_err("something is wrong");
    errors.into_iter().map(|error| (error.field, error.message)).collect()
}

fn titles(plan: &Plan, outcome: Outcome) -> Vec<&'static str> {
    let found = checks(plan).into_iter().filter(|check| check.outcome == outcome);
    found.map(|check| check.title).collect()
}

#[test]
fn brought_authorities_give_the_committed_archives() {
    let mut both = changed_of(&k3d::TUTORIAL, &[]);
    signing(&mut both);
    let mut clients = changed_of(&default_domain::TUTORIAL, &[]);
    signing(&mut clients);
    for (case, draft) in [
        ("k3d-own-authorities", both),
        ("k3d-trusted", changed_of(&k3d::TUTORIAL, &[TRUSTED])),
        ("default-domain-own-authority", clients),
        (
            "default-domain-trusted",
            changed_of(&default_domain::TUTORIAL, &[TRUSTED]),
        ),
    ] {
        let plan = plan(&draft);
        assert_eq!(titles(&plan, Outcome::Failure), Vec::<&str>::new(), "{case}");
        assert_golden(case, &files(&plan));
    }
}

#[test]
fn in_every_variant_they_sign_and_keep_their_keys() {
    let secrets = ["client-issuing.key", "server-issuing.key"].map(|name| {
        let key = own_file(name);
        key.lines().nth(3).expect("base64").to_owned()
    });
    for tutorial in with_gateway() {
        let mut draft = changed_of(tutorial, &[]);
        if draft.form().fields().all(|field| field != Field::ClientCaSource) {
            continue;
        }
        signing(&mut draft);
        let plan = plan(&draft);
        for credential in &issued(&plan).credentials {
            let issuer = &credential.certificate.details().issuer.readable;
            let expected = match credential.id.0.as_str() {
                "server" => "O=Example Corp, CN=Example Corp Servers",
                _ => "O=Partners, CN=Partners Issuing",
            };
            assert_eq!(issuer, expected, "{}: {}", tutorial.id, credential.id);
        }
        for file in files(&plan) {
            let text = file.text().unwrap_or_default();
            assert!(secrets.iter().all(|secret| !text.contains(secret)), "{}", file.path);
            assert!(!file.name().ends_with("-ca.key"), "{}", file.path);
        }
        let authorities = titles(&plan, Outcome::Pass);
        assert!(
            authorities.contains(&"The client CA is the one you brought"),
            "{}",
            tutorial.id
        );
        assert!(draft.public().all(|answer| !answer.value().contains("PRIVATE KEY")));
    }
}

/// The certificate that the gateway sends, what clients are told to trust, and the CA's own organization in the subject.
#[test]
fn a_server_ca_below_a_root_is_sent_along_and_trusted_with_its_root() {
    let mut draft = changed_of(&k3d::TUTORIAL, &[]);
    signing(&mut draft);
    let plan = plan(&draft);
    let archive = files(&plan);
    let text = |name: &str| {
        let found = archive.iter().find(|file| file.name() == name);
        found.and_then(|file| file.text()).expect("it is there").to_owned()
    };
    let issuing = own_file("server-issuing.crt");
    let chain = [text("certificates/server.crt"), issuing.clone()].concat();
    assert_eq!(text("certificates/server-chain.pem"), chain);
    assert_eq!(
        text("certificates/server-root-ca.crt"),
        [issuing, own_file("root.crt")].concat()
    );
    let server = issued(&plan).credentials.remove(0);
    let subject = &server.certificate.details().subject.readable;
    assert_eq!(subject, "CN=*.mtls.local.kyma.dev, O=Example Corp");
}

#[test]
fn variants_that_need_the_key_say_so_at_the_field() {
    for tutorial in [&restrict::TUTORIAL, &egress::TUTORIAL] {
        let mut draft = changed_of(tutorial, &[TRUSTED]);
        if tutorial.id == "egress" {
            draft.set(Field::TargetContext, "target".to_owned());
            draft.set(Field::EgressContext, "egress".to_owned());
        }
        let found = errors(&draft);
        let [(Field::ClientCaSource, message)] = found.as_slice() else {
            panic!("{}: {found:?}", tutorial.id)
        };
        assert!(message.contains("key") && message.ends_with('.'), "{message}");
    }
}

#[test]
fn what_cannot_sign_is_refused_with_the_reason_at_its_field() {
    let with = |changes: &[(Field, &str)]| {
        let mut draft = changed_of(&k3d::TUTORIAL, &[]);
        signing(&mut draft);
        for (field, value) in changes {
            draft.set(*field, (*value).to_owned());
        }
        errors(&draft)
    };
    let leaf = own_file("server.crt");
    let leaf_key = own_file("server.key");
    let encrypted = own_file("server-encrypted.key");
    for (changes, field, words) in [
        (
            &[(Field::ServerCaKey, leaf_key.as_str())] as &[_],
            Field::ServerCaKey,
            "not the key of",
        ),
        (
            &[
                (Field::ServerCaChain, leaf.as_str()),
                (Field::ServerCaKey, leaf_key.as_str()),
            ],
            Field::ServerCaChain,
            "not the certificate of a certification authority",
        ),
        (
            &[(Field::ServerCaKey, encrypted.as_str())],
            Field::ServerCaKey,
            "encrypted",
        ),
        (&[(Field::ServerCaChain, "")], Field::ServerCaChain, "this is empty"),
        (
            &[(Field::ServerCaSource, "certificate")],
            Field::ServerCaSource,
            "choose one",
        ),
        (&[(Field::ClientCaKey, "")], Field::ClientCaKey, "this is empty"),
    ] {
        let found = with(changes);
        assert_eq!(found[0].0, field, "{found:?}");
        assert!(found[0].1.contains(words), "{found:?}");
    }
}

#[test]
fn leaves_end_before_each_of_their_signers() {
    let soon = own_file("client-root-soon.crt");
    let key = own_file("client-root.key");
    let mut draft = changed_of(&k3d::TUTORIAL, &[]);
    signing(&mut draft);
    draft.set(Field::ClientCaChain, soon);
    draft.set(Field::ClientCaKey, key);
    let found = errors(&draft);
    assert_eq!(found[0].0, Field::LeafValidity, "{found:?}");
    assert!(found[0].1.contains("would outlive their CA"), "{found:?}");
    // Without the key it signs nothing, so its end does not matter for the gateway's certificate.
    draft.set(Field::ClientCaSource, "certificate".to_owned());
    assert!(draft.answers(now()).is_ok());
}

#[test]
fn what_is_not_made_is_not_asked_for() {
    let mut draft = changed_of(&k3d::TUTORIAL, &[]);
    let visible = |draft: &Draft, fields: &[Field]| fields.iter().all(|field| draft.is_visible(*field));
    let server = [Field::KeyAlgorithm, Field::ValidFrom, Field::LeafValidity];
    assert!(visible(
        &draft,
        &[Field::CaValidity, Field::ServerCaCommonName, Field::ClientCaCommonName]
    ));
    draft.set(Field::ClientCaSource, "certificate".to_owned());
    assert!(visible(&draft, &server) && visible(&draft, &[Field::CaValidity]));
    assert!(!draft.is_visible(Field::ClientCommonName) && !draft.is_visible(Field::Access));
    signing(&mut draft);
    assert!(visible(&draft, &server) && !draft.is_visible(Field::CaValidity));
    let mut draft = changed_of(&default_domain::TUTORIAL, &[TRUSTED]);
    assert!(server.iter().all(|field| !draft.is_visible(*field)));
    draft.set(Field::ClientCaSource, "signing".to_owned());
    assert!(visible(&draft, &server));
}
