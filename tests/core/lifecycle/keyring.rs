//! What is found in archives and in single files.

use mtls_wizard::lifecycle::keyring::{KeyringError, LoadedFile, Role};
use mtls_wizard::lifecycle::setup::{SecretForm, Setup, SetupError, TypedSetup};
use mtls_wizard::lifecycle::timeline::{State, timeline, words};
use mtls_wizard::tutorial::{egress, k3d};
use mtls_wizard::wizard::Field;
use proptest::prelude::*;

use super::{archive, day, keyring_of, loaded, read, read_with, setup, unzip};
use crate::sample;

#[test]
fn every_variant_comes_back() {
    for tutorial in sample::with_gateway() {
        let keyring = keyring_of(tutorial);
        let plan = sample::plan(&sample::draft_of(tutorial));
        let issued = sample::issued(&plan);
        assert_eq!(keyring.notes, Vec::<String>::new(), "{}", tutorial.id);
        assert_eq!(keyring.folder.as_deref(), Some(plan.folder.as_str()));
        assert_eq!(keyring.origin.as_ref().unwrap().variant, tutorial.id);
        for credential in &issued.credentials {
            let held = keyring
                .by_id(&credential.id.0)
                .unwrap_or_else(|| panic!("{}: {}", tutorial.id, credential.id));
            assert_eq!(held.certificate, credential.certificate);
            assert_eq!(held.issuers, credential.issuers, "{}: {}", tutorial.id, credential.id);
            assert_eq!(
                held.key.as_ref().map(|key| key.private_key().pkcs8_der().to_vec()),
                credential.private_key.as_ref().map(|key| key.pkcs8_der().to_vec())
            );
            assert_eq!(held.password.is_some(), credential.pkcs12.is_some());
            assert_eq!(held.role == Role::Authority, credential.issuers.is_empty());
        }
        // The plan's own Secrets are the ones that are found again.
        let found = setup(&keyring);
        let secrets: Vec<String> = plan.secrets().map(|(_, secret)| secret.name.to_string()).collect();
        assert!(
            secrets.contains(&found.authority_secret().to_string()),
            "{}: {secrets:?}",
            tutorial.id
        );
        assert_eq!(
            found.host.as_ref().map(|(host, _)| host.as_str()),
            Some(plan.verification.host.to_string().as_str())
        );
    }
}

#[test]
fn certificates_in_every_form_are_found_once() {
    let folder = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/core/golden/certificates-everything/certificates"
    );
    let names = [
        "client-root-ca",
        "client-intermediate-ca",
        "server-root-ca",
        "server",
        "clients/orders/client",
    ];
    let mut files = Vec::new();
    for name in names {
        for ending in ["crt", "der"] {
            let bytes = std::fs::read(format!("{folder}/{name}.{ending}")).unwrap();
            files.push(loaded(&format!("top/certificates/{name}.{ending}"), &bytes));
        }
    }
    for name in ["server-chain.pem", "clients/orders/client-chain.pem"] {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        files.insert(0, loaded(&format!("top/certificates/{name}"), &bytes));
    }
    let keyring = read(files).unwrap();
    assert_eq!(keyring.notes, Vec::<String>::new());
    assert_eq!(keyring.held.len(), names.len());
    let client = keyring.by_id("clients/orders").unwrap();
    assert_eq!(client.issuers.len(), 2, "the intermediate and the root");
    assert_eq!(
        keyring.held[keyring.issuer(client).unwrap()].id.0,
        "client-intermediate-ca"
    );
}

/// The archive's files, as if each had been chosen by itself.
fn parts(names: &[&str]) -> Vec<LoadedFile> {
    let files = unzip(&archive(&k3d::TUTORIAL)).unwrap().files;
    let is_wanted = |file: &LoadedFile| names.iter().any(|name| file.path.ends_with(name));
    let base = |file: LoadedFile| loaded(file.path.rsplit('/').next().unwrap(), &file.bytes);
    files.into_iter().filter(is_wanted).map(base).collect()
}

#[test]
fn parts_are_put_together_by_their_content() {
    let keyring = read(parts(&[
        "client-root-ca.crt",
        "client-root-ca.key",
        "client.crt",
        "client.key",
        "server.crt",
    ]))
    .unwrap();
    let found: Vec<(&str, Role, bool)> = keyring
        .held
        .iter()
        .map(|held| (held.id.0.as_str(), held.role, held.key.is_some()))
        .collect();
    assert_eq!(
        found,
        [
            ("ml-client-root-ca", Role::Authority, true),
            ("server", Role::Server, false),
            ("clients/ml-client-curl", Role::Client, true)
        ]
    );
    assert_eq!(keyring.issuer(&keyring.held[2]), Some(0));
    assert_eq!(keyring.origin, None);
    assert_eq!(setup(&keyring).secret.as_str(), "kyma-mtls");
}

#[test]
fn a_bundle_opens_with_its_password() {
    let bundle = parts(&["client.p12"]);
    let password = sample::draft().value(Field::Password).to_owned();
    let opened = read_with(bundle.clone(), &password).unwrap();
    assert_eq!(opened.held.len(), 2);
    assert!(
        opened
            .held
            .iter()
            .any(|held| held.role == Role::Client && held.key.is_some())
    );
    let locked = read(bundle).unwrap_err();
    assert_eq!(locked, KeyringError::AllLocked("client.p12".to_owned()));
    assert!(locked.to_string().contains("password"));
}

#[test]
fn nothing_useful_is_said() {
    assert_eq!(read(vec![]).unwrap_err(), KeyringError::Nothing);
    assert_eq!(
        read(vec![loaded("a.txt", b"hello")]).unwrap_err(),
        KeyringError::Nothing
    );
    let cut = read(vec![loaded("a.zip", b"PK\x03\x04")]).unwrap_err();
    assert!(cut.to_string().starts_with("a.zip: "), "{cut}");
    let mut files = parts(&["client.crt"]);
    files.push(loaded(
        "strange.pem",
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    ));
    let keyring = read(files).unwrap();
    assert_eq!(keyring.notes.len(), 1);
    assert!(keyring.notes[0].starts_with("strange.pem: "), "{:?}", keyring.notes);
}

#[test]
fn another_top_folder_or_none_makes_no_difference() {
    for folder in ["", "Downloads/copy of it/"] {
        let files = unzip(&archive(&k3d::TUTORIAL)).unwrap().files;
        let moved = files
            .into_iter()
            .map(|file| loaded(&[folder, file.path.split_once('/').unwrap().1].concat(), &file.bytes))
            .collect();
        let keyring = read(moved).unwrap();
        assert_eq!(keyring.held.len(), 4);
        assert!(keyring.by_id("clients/ml-client-curl").is_some());
        let expected = (!folder.is_empty()).then_some("copy of it");
        assert_eq!(keyring.folder.as_deref(), expected);
    }
}

#[test]
fn egress_has_one_secret_and_a_caller() {
    let found = setup(&keyring_of(&egress::TUTORIAL));
    assert_eq!(found.form, SecretForm::Together);
    assert_eq!(found.authority_secret(), found.secret);
    assert_eq!(found.context.as_deref(), Some("target-cluster"));
    let (secret, context) = found.caller.unwrap();
    assert_eq!(
        (secret.as_str(), context.as_deref()),
        ("client-credential", Some("egress-cluster"))
    );
}

#[test]
fn names_of_secrets_are_checked() {
    let typed = |secret: &str, context: &str| TypedSetup {
        secret: secret.to_owned(),
        form: "apart".to_owned(),
        context: context.to_owned(),
    };
    assert!(Setup::new(&typed(" my-secret ", ""), None).is_ok());
    for name in ["", "Up", "a b", "x-cacert", "a;rm -rf /"] {
        assert!(
            matches!(Setup::new(&typed(name, ""), None), Err(SetupError::Secret(_))),
            "{name}"
        );
    }
    assert!(matches!(
        Setup::new(&typed("a", "a\u{7}b"), None),
        Err(SetupError::Context(_))
    ));
}

#[test]
fn the_timeline_is_sorted_and_says_it_in_words() {
    let keyring = keyring_of(&k3d::TUTORIAL);
    let rows = timeline(&keyring, day(380));
    let order: Vec<(&str, State)> = rows.iter().map(|row| (row.what.english(), row.state)).collect();
    assert_eq!(order[..2], [("Server", State::Soon), ("Client", State::Soon)]);
    assert!(
        order[2..]
            .iter()
            .all(|row| *row == ("Certificate authority", State::Later))
    );
    assert_eq!(rows[0].days, 16);
    assert_eq!((rows[0].share, rows[3].share), (0, 100));
    assert!(
        timeline(&keyring, day(400))
            .iter()
            .take(2)
            .all(|row| row.state == State::Expired)
    );
    for (days, text) in [
        (-400, "400 days ago"),
        (-1, "less than a day ago"),
        (0, "in less than a day"),
        (1, "in 1 day"),
        (23, "in 23 days"),
        (61, "in 2 months"),
        (366, "in 1 year"),
        (397, "in 1 year and 1 month"),
        (3650, "in 9 years and 11 months"),
    ] {
        assert_eq!(words(days), text, "{days}");
    }
}

#[test]
fn damaged_files_are_never_a_panic() {
    let files = parts(&[
        "client-root-ca.crt",
        "client.crt",
        "client.key",
        "answers.json",
        "server-chain.pem",
    ]);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let damage = (
        any::<prop::sample::Index>(),
        any::<prop::sample::Index>(),
        any::<u8>(),
        any::<bool>(),
    );
    runner
        .run(&damage, |(file, index, octet, cut)| {
            let mut files = files.clone();
            let position = file.index(files.len());
            let bytes = &mut files[position].bytes;
            let at = index.index(bytes.len());
            if cut {
                bytes.truncate(at);
            } else {
                bytes[at] = octet;
            }
            if let Ok(keyring) = read(files) {
                timeline(&keyring, day(0));
            }
            Ok(())
        })
        .unwrap();
}
