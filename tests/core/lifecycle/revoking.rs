//! Which lists are made, and how they are put to use.

use mtls_wizard::lifecycle::keyring::{Keyring, Role};
use mtls_wizard::lifecycle::revoking::{Choice, LIST_PATH, RevokingError, is_revoked, orders, package};
use mtls_wizard::lifecycle::setup::{SecretForm, Setup, TypedSetup};
use mtls_wizard::native::NativeVerifier;
use mtls_wizard::pki::revocation::{Reason, RevocationList};
use mtls_wizard::tutorial::{egress, restrict};

use super::{archive, day, file, keyring_of, list, loaded, read, setup};
use crate::k3d::assert_golden;
use crate::sample::own_file;

fn choice(keyring: &Keyring, clients: &[(&str, Reason)]) -> Choice {
    let position = |id: &str| keyring.held.iter().position(|held| held.id.0 == id).unwrap();
    Choice {
        clients: clients.iter().map(|(id, reason)| (position(id), *reason)).collect(),
        lifted: Vec::new(),
        authority: position("client-root-ca"),
        days: 30,
    }
}

#[test]
fn a_first_list_gives_the_committed_files_and_the_next_carries_on() {
    let keyring = keyring_of(&restrict::TUTORIAL);
    let clients: Vec<&str> = keyring
        .with_role(Role::Client)
        .map(|(_, held)| held.id.0.as_str())
        .collect();
    assert_eq!(clients.len(), 2);
    let first = choice(&keyring, &[(clients[1], Reason::KeyCompromise)]);
    let made = orders(&keyring, &first, day(10)).unwrap();
    assert_eq!((made.make.len(), made.keep.len()), (1, 0));
    let lists = [list(&keyring, &made.make[0])];
    let package = package(&keyring, &setup(&keyring), &first, &lists, day(10));
    assert_golden("revocation", &package.files);
    assert!(
        package
            .warnings
            .iter()
            .any(|warning| warning.contains("After 2026-12-31T12:00:00Z")),
        "{:?}",
        package.warnings
    );

    // The archive, with the list unpacked over it.
    let written = file(&package.files, LIST_PATH);
    let again = read(vec![
        loaded("a.zip", &archive(&restrict::TUTORIAL)),
        loaded("client-ca.crl", &written.bytes),
    ])
    .unwrap();
    let authority = again.by_id("client-root-ca").unwrap().certificate.clone();
    let certificate = |id: &str| &again.by_id(id).unwrap().certificate;
    assert_eq!(
        is_revoked(&again, &authority, certificate(clients[1])),
        Some(Reason::KeyCompromise)
    );
    assert_eq!(is_revoked(&again, &authority, certificate(clients[0])), None);
    let second = choice(
        &again,
        &[(clients[0], Reason::Superseded), (clients[1], Reason::Unspecified)],
    );
    let made = orders(&again, &second, day(20)).unwrap();
    let next = list(&again, &made.make[0]);
    assert_eq!(next.number_text().as_deref(), Some("2"));
    let entries: Vec<Option<Reason>> = next.entries.iter().map(|entry| entry.reason).collect();
    assert_eq!(entries, [Some(Reason::KeyCompromise), Some(Reason::Superseded)]);
    assert_eq!(next.entries[0].date, day(10));
}

#[test]
fn the_key_of_the_list_goes_with_that_of_the_authority() {
    let keyring = keyring_of(&egress::TUTORIAL);
    let first = choice(&keyring, &[]);
    let made = orders(&keyring, &first, day(0)).unwrap();
    let lists: Vec<RevocationList> = made.make.iter().map(|order| list(&keyring, order)).collect();
    for (form, secret, keys) in [
        (SecretForm::Apart, "kyma-mtls-certs-cacert", ["cacert", "crl"]),
        (SecretForm::Together, "kyma-mtls-certs", ["cacert", "crl"]),
        (SecretForm::TogetherTls, "kyma-mtls-certs", ["ca.crt", "ca.crl"]),
    ] {
        let typed = TypedSetup {
            form: form.id().to_owned(),
            ..TypedSetup::of(keyring.origin.as_ref())
        };
        let setup = Setup::new(&typed, keyring.origin.as_ref()).unwrap();
        let package = package(&keyring, &setup, &first, &lists, day(0));
        for commands in [&package.steps[1].commands.bash, &package.steps[1].commands.powershell] {
            assert_eq!(commands.len(), 1);
            assert!(commands[0].contains(&format!("generic {secret} ")), "{}", commands[0]);
            for key in keys {
                assert!(
                    commands[0].contains(&format!("--from-file={key}=certificates/client-")),
                    "{}",
                    commands[0]
                );
            }
            let has_server = commands[0].contains("certificates/server.key");
            assert_eq!(has_server, form != SecretForm::Apart);
        }
        let back = &package.steps[1].back_commands.bash[0];
        assert!(!back.contains(LIST_PATH) && back.contains(keys[0]), "{back}");
    }
}

/// An authority below a root, with a client.
fn with_intermediate(more: &[&str]) -> Keyring {
    let mut names = vec!["client-issuing.crt", "client-issuing.key", "client-root.crt"];
    names.extend(more);
    let mut files: Vec<_> = names
        .iter()
        .map(|name| loaded(name, own_file(name).as_bytes()))
        .collect();
    files.push(loaded("client.crt", own_file("client.crt").as_bytes()));
    read(files).unwrap()
}

#[test]
fn every_authority_up_to_the_root_needs_a_list() {
    let keyring = with_intermediate(&[]);
    let issuing = keyring
        .held
        .iter()
        .position(|held| held.role == Role::Authority && !held.issuers.is_empty())
        .unwrap();
    let choice = |authority| Choice {
        clients: Vec::new(),
        lifted: Vec::new(),
        authority,
        days: 30,
    };
    assert!(matches!(
        orders(&keyring, &choice(issuing), day(0)),
        Err(RevokingError::NoListAbove(_))
    ));

    // Without the root, nothing can be made that a gateway would obey.
    let names = ["client-issuing.crt", "client-issuing.key", "client.crt"];
    let files = names.map(|name| loaded(name, own_file(name).as_bytes()));
    let rootless = read(files.into()).unwrap();
    let only = choice(rootless.held.iter().position(|held| held.key.is_some()).unwrap());
    assert!(matches!(
        orders(&rootless, &only, day(0)),
        Err(RevokingError::NoRoot(_))
    ));

    let keyring = with_intermediate(&["client-root.key"]);
    let issuing = keyring
        .held
        .iter()
        .position(|held| held.role == Role::Authority && !held.issuers.is_empty())
        .unwrap();
    let made = orders(&keyring, &choice(issuing), day(0)).unwrap();
    assert_eq!(made.make.len(), 2);
    let root = list(&keyring, &made.make[1]);
    let of_root = Choice {
        days: 0,
        ..choice(issuing)
    };
    assert_eq!(orders(&keyring, &of_root, day(0)).unwrap_err(), RevokingError::Days);

    // The root's own list is enough while it is good.
    let mut keyring = with_intermediate(&[]);
    keyring.lists.push(root.clone());
    let made = orders(&keyring, &choice(issuing), day(0)).unwrap();
    assert_eq!((made.make.len(), made.keep), (1, vec![root]));
    assert!(matches!(
        orders(&keyring, &choice(issuing), day(31)),
        Err(RevokingError::NoListAbove(_))
    ));
    let held = keyring.held.iter_mut().find(|held| held.key.is_some()).unwrap();
    held.key = None;
    assert!(matches!(
        orders(&keyring, &choice(issuing), day(0)),
        Err(RevokingError::NoKey(_))
    ));
}

#[test]
fn a_list_that_its_authority_has_not_signed_is_refused() {
    let keyring = keyring_of(&restrict::TUTORIAL);
    let first = choice(&keyring, &[]);
    let right = list(&keyring, &orders(&keyring, &first, day(0)).unwrap().make[0]);
    let mut der = right.der().to_vec();
    // The last octet belongs to the signature.
    *der.last_mut().unwrap() ^= 1;
    let forged = RevocationList::decode(&der).unwrap();
    let with = |lists: &[&RevocationList]| {
        let files = lists.iter().map(|list| loaded("client-ca.crl", list.der()));
        let archive = loaded("a.zip", &archive(&restrict::TUTORIAL));
        let mut keyring = read(std::iter::once(archive).chain(files).collect()).unwrap();
        pollster::block_on(keyring.check_lists(&NativeVerifier));
        keyring
    };
    let refused = with(&[&forged]);
    assert_eq!((refused.lists.len(), refused.forged.len()), (0, 1));
    assert!(
        refused.notes[0].contains("the signature is not of that authority’s key"),
        "{:?}",
        refused.notes
    );
    assert!(matches!(
        orders(&refused, &first, day(1)),
        Err(RevokingError::Forged(_))
    ));
    // The right one is enough, also where the other is there too.
    for lists in [&[&right] as &[_], &[&forged, &right]] {
        let accepted = with(lists);
        assert_eq!(accepted.lists, std::slice::from_ref(&right));
        assert!(orders(&accepted, &first, day(1)).is_ok());
    }
}

#[test]
fn what_is_on_hold_can_be_left_out_and_nothing_else() {
    let keyring = keyring_of(&restrict::TUTORIAL);
    let clients: Vec<usize> = keyring.with_role(Role::Client).map(|(position, _)| position).collect();
    let mut first = choice(&keyring, &[]);
    first.clients = vec![
        (clients[0], Reason::CertificateHold),
        (clients[1], Reason::KeyCompromise),
    ];
    let made = orders(&keyring, &first, day(0)).unwrap();
    let mut again = keyring.clone();
    again.lists.push(list(&keyring, &made.make[0]));

    let lifting = |position| Choice {
        lifted: vec![position],
        clients: Vec::new(),
        ..first.clone()
    };
    let lifted = lifting(clients[0]);
    let made = orders(&again, &lifted, day(1)).unwrap();
    let next = list(&again, &made.make[0]);
    let entries: Vec<Option<Reason>> = next.entries.iter().map(|entry| entry.reason).collect();
    assert_eq!(entries, [Some(Reason::KeyCompromise)], "left out, not marked");
    assert_eq!(next.number_text().as_deref(), Some("2"));
    let package = package(&again, &setup(&again), &lifted, &[next], day(1));
    let told = package
        .warnings
        .iter()
        .find(|warning| warning.contains("No longer on hold"));
    assert!(told.is_some_and(|told| told.contains("ML Client Curl") && told.contains("delta lists only")));

    let error = orders(&again, &lifting(clients[1]), day(1)).unwrap_err();
    assert!(
        matches!(&error, RevokingError::NotOnHold(name) if name == "ML Client Other"),
        "{error}"
    );
    // Who was never on the list cannot be taken off it.
    assert!(matches!(
        orders(&keyring, &lifting(clients[0]), day(1)),
        Err(RevokingError::NotOnHold(_))
    ));
}
