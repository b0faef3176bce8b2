//! New certificates under the same authorities.

use mtls_wizard::lifecycle::keyring::{Keyring, Role};
use mtls_wizard::lifecycle::package::Package;
use mtls_wizard::lifecycle::renewal::{Choice, KeyChoice, NewKeys, RenewalProblem, Work, package, work};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::tutorial::{default_domain, egress, k3d, restrict};
use mtls_wizard::wizard::Field;

use mtls_wizard::pki::issuance::Issued;

use super::{day, file, issued, issued_anew, key, keyring_of, loaded, no_password, read, setup};
use crate::k3d::{assert_golden, files};
use crate::sample;

fn all_leaves(keyring: &Keyring) -> Vec<usize> {
    let leaves = keyring
        .held
        .iter()
        .enumerate()
        .filter(|(_, held)| held.role != Role::Authority);
    leaves.map(|(position, _)| position).collect()
}

fn renewed(keyring: &Keyring, key: KeyChoice) -> (Work, Package) {
    renewed_by(keyring, key, issued)
}

fn renewed_by(keyring: &Keyring, key: KeyChoice, issued: fn(&Work) -> Issued) -> (Work, Package) {
    let choice = Choice {
        positions: all_leaves(keyring),
        key,
        days: 300,
    };
    let work = work(keyring, &choice, day(100), &mut no_password).unwrap();
    let issued = issued(&work);
    let package = package(keyring, &setup(keyring), &work, &issued, day(100));
    (work, package)
}

#[test]
fn the_same_keys_give_the_committed_files() {
    let keyring = keyring_of(&k3d::TUTORIAL);
    let (_, package) = renewed(&keyring, KeyChoice::Same);
    assert_golden("renewal-same-key", &package.files);
    for held in &keyring.held {
        if held.role == Role::Authority {
            continue;
        }
        let stem = mtls_wizard::plan::certificates::path(&held.id);
        let again = read(vec![loaded(
            "x.crt",
            &file(&package.files, &format!("{stem}.crt")).bytes,
        )])
        .unwrap();
        let (old, new) = (held.certificate.details(), again.held[0].certificate.details());
        assert_eq!(old.public_key_info, new.public_key_info);
        assert_eq!(old.subject.der, new.subject.der);
        assert_eq!(old.issuer.der, new.issuer.der);
        assert_eq!(old.subject_alt_names, new.subject_alt_names);
        assert_eq!(old.extended_key_usages, new.extended_key_usages);
        assert_ne!(old.serial_number, new.serial_number);
        assert!(new.validity.not_after() > old.validity.not_after());
    }
}

#[test]
fn new_keys_are_new_and_the_password_stays() {
    let keyring = keyring_of(&egress::TUTORIAL);
    let (_, package) = renewed(&keyring, KeyChoice::New(NewKeys::default()));
    assert_golden("renewal-egress", &package.files);
    let password = file(&package.files, "certificates/clients/ml-client-egress/p12-password.txt");
    assert_eq!(password.text(), Some("correct horse battery\n"));
    let held = keyring.by_id("clients/ml-client-egress").unwrap();
    let renewed = file(&package.files, "certificates/clients/ml-client-egress/client.crt");
    let renewed = read(vec![loaded("x.crt", &renewed.bytes)]).unwrap();
    let info = |held: &mtls_wizard::lifecycle::keyring::Held| held.certificate.details().public_key_info.clone();
    assert_ne!(info(&renewed.held[0]), info(held));
    assert!([key("4"), key("5"), key("3")].iter().any(|key| {
        use mtls_wizard::pki::key::SigningKey;
        key.public_key() == info(&renewed.held[0])
    }));
}

#[test]
fn pins_name_both_first_and_the_new_ones_later() {
    for (answer, key, changes) in [
        ("certificate", KeyChoice::Same, true),
        ("key", KeyChoice::Same, false),
        (
            "key",
            KeyChoice::New(NewKeys {
                clients: Some(KeyAlgorithm::EcdsaP256),
                ..NewKeys::default()
            }),
            true,
        ),
    ] {
        let draft = sample::changed_of(&restrict::TUTORIAL, &[(Field::Access, answer)]);
        let archive = mtls_wizard::render::zip::write(&files(&sample::plan(&draft)), day(0)).unwrap();
        let keyring = read(vec![loaded("a.zip", &archive)]).unwrap();
        let (_, package) = renewed_by(&keyring, key, issued_anew);
        let name = "manifests/02-gateway-kyma-mtls-gateway.yaml";
        let manifest = package.files.iter().find(|file| file.name() == name);
        assert_eq!(manifest.is_some(), changes, "{answer}");
        let Some(both) = manifest else { continue };
        let later = file(&package.files, "manifests/02-gateway-kyma-mtls-gateway-after.yaml");
        let pins = |text: &str| {
            let value: serde_json::Value = serde_yaml::from_str(text).unwrap();
            let tls = value["spec"]["servers"][0]["tls"].clone();
            let pins = ["verifyCertificateHash", "verifyCertificateSpki"].map(|field| tls[field].as_array().cloned());
            pins.into_iter()
                .flatten()
                .flatten()
                .map(|pin| pin.as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let digest = |keyring: &Keyring| {
            let details = keyring
                .by_id("clients/ml-client-curl")
                .unwrap()
                .certificate
                .details()
                .clone();
            if answer == "key" {
                details.verify_certificate_spki()
            } else {
                details.verify_certificate_hash()
            }
        };
        let new = file(&package.files, "certificates/clients/ml-client-curl/client.crt");
        let new = read(vec![loaded(
            "certificates/clients/ml-client-curl/client.crt",
            &new.bytes,
        )])
        .unwrap();
        assert_eq!(pins(both.text().unwrap()), [digest(&keyring), digest(&new)]);
        assert_eq!(pins(later.text().unwrap()), [digest(&new)]);
        assert!(package.steps.iter().any(|step| step.text.contains(&digest(&new))));
    }
}

fn problem(keyring: &Keyring, days: u32) -> RenewalProblem {
    let choice = Choice {
        positions: all_leaves(keyring),
        key: KeyChoice::Same,
        days,
    };
    let error = work(keyring, &choice, day(0), &mut no_password).unwrap_err();
    assert!(error.to_string().contains(": "), "{error}");
    error.problem
}

#[test]
fn what_stands_in_the_way_is_said() {
    let mut keyring = keyring_of(&default_domain::TUTORIAL);
    assert_eq!(problem(&keyring, 826), RenewalProblem::TooLong(825));
    assert!(matches!(problem(&keyring, 0), RenewalProblem::Days(_)));
    keyring.held[0].key = None;
    assert!(matches!(problem(&keyring, 10), RenewalProblem::NoIssuerKey(_)));
    keyring.held.remove(0);
    assert_eq!(problem(&keyring, 10), RenewalProblem::NoIssuer);
    let draft = sample::changed_of(
        &k3d::TUTORIAL,
        &[(Field::CaValidity, "100"), (Field::LeafValidity, "90")],
    );
    let archive = mtls_wizard::render::zip::write(&files(&sample::plan(&draft)), day(0)).unwrap();
    let short = read(vec![loaded("a.zip", &archive)]).unwrap();
    assert!(matches!(problem(&short, 101), RenewalProblem::Outlives { .. }));
}

#[test]
fn new_keys_are_as_the_old_ones_unless_their_kind_is_told_otherwise() {
    let draft = sample::changed_of(&k3d::TUTORIAL, &[(Field::KeyAlgorithm, "ecdsa-p256")]);
    let plan = sample::plan(&draft);
    let work_of = |keyring: &Keyring, keys: NewKeys| {
        let choice = Choice {
            positions: all_leaves(keyring),
            key: KeyChoice::New(keys),
            days: 300,
        };
        let work = work(keyring, &choice, day(100), &mut no_password).unwrap();
        let algorithms: Vec<_> = work
            .requests
            .iter()
            .map(|request| request.key.made().unwrap())
            .collect();
        algorithms
    };
    let issued = pollster::block_on(mtls_wizard::pki::issuance::issue(
        &plan.requests,
        &[],
        &mtls_wizard::native::NativeKeys,
        &mtls_wizard::pki::pkcs12::DirectBundler,
        &mut mtls_wizard::native::seeded_entropy(3),
        &|_| {},
    ))
    .unwrap();
    let files = mtls_wizard::render::archive::files(&plan, &issued, &[]).unwrap();
    let archive = mtls_wizard::render::zip::write(&files, day(0)).unwrap();
    let keyring = read(vec![loaded("a.zip", &archive)]).unwrap();
    let (p256, p384, rsa) = (KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa3072);
    assert_eq!(work_of(&keyring, NewKeys::default()), [p256, p256]);
    let keys = |server, clients| NewKeys { server, clients };
    assert_eq!(work_of(&keyring, keys(Some(p384), None)), [p384, p256]);
    assert_eq!(work_of(&keyring, keys(None, Some(rsa))), [p256, rsa]);
}

/// Whoever showed the intermediate's certificate before has to show it again.
#[test]
fn below_an_intermediate_the_chain_is_renewed_too() {
    let changes = [(Field::Intermediate, "yes"), (Field::ServerIntermediate, "yes")];
    let draft = sample::changed_of(&k3d::TUTORIAL, &changes);
    let archive = mtls_wizard::render::zip::write(&files(&sample::plan(&draft)), day(0)).unwrap();
    let keyring = read(vec![loaded("a.zip", &archive)]).unwrap();
    let (_, package) = renewed_by(&keyring, KeyChoice::Same, issued_anew);
    let text = |name: &str| file(&package.files, name).text().unwrap().to_owned();
    for (leaf, chain) in [
        ("certificates/server.crt", "certificates/server-chain.pem"),
        (
            "certificates/clients/ml-client-curl/client.crt",
            "certificates/clients/ml-client-curl/client-chain.pem",
        ),
    ] {
        assert!(text(chain).starts_with(&text(leaf)), "{chain}");
        assert_eq!(text(chain).matches("BEGIN CERTIFICATE").count(), 2, "{chain}");
    }
    let commands: Vec<String> = package
        .steps
        .iter()
        .flat_map(|step| step.commands.bash.clone())
        .collect();
    assert!(
        commands
            .iter()
            .any(|command| command.contains("--cert certificates/clients/ml-client-curl/client-chain.pem")),
        "{commands:?}"
    );
}
