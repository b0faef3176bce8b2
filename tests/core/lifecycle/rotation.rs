//! Authorities that take over.

use mtls_wizard::lifecycle::keyring::Keyring;
use mtls_wizard::lifecycle::package::Package;
use mtls_wizard::lifecycle::renewal::KeyChoice;
use mtls_wizard::lifecycle::rotation::{Made, Rotation, Side, package, suggested_name, work};
use mtls_wizard::pki::import;
use mtls_wizard::tutorial::{Tutorial, egress, k3d};

use super::{day, file, issued, keyring_of, no_password, setup};
use crate::k3d::assert_golden;

fn position(keyring: &Keyring, id: &str) -> usize {
    keyring.held.iter().position(|held| held.id.0 == id).unwrap()
}

fn rotated(tutorial: &Tutorial, authority: &str) -> (Keyring, Package) {
    let keyring = keyring_of(tutorial);
    let authority = position(&keyring, authority);
    let rotation = Rotation {
        authority,
        common_name: suggested_name(&keyring.held[authority], day(100)),
        authority_days: 3650,
        authority_key: None,
        days: 300,
        key: KeyChoice::Same,
    };
    let work = work(&keyring, &rotation, day(100), &mut no_password).unwrap();
    let issued = issued(&work);
    let made = Made {
        work: &work,
        issued: &issued,
        new_list: None,
    };
    let package = package(&keyring, &setup(&keyring), &rotation, &made, day(100)).unwrap();
    (keyring, package)
}

fn subjects(package: &Package, name: &str) -> Vec<String> {
    let certificates = import::certificates(file(&package.files, name).text().unwrap()).unwrap();
    certificates
        .iter()
        .map(|certificate| certificate.details().subject.readable.clone())
        .collect()
}

const OLD: &str = "O=ML Client Org, CN=ML Client Root CA";
const NEW: &str = "O=ML Client Org, CN=ML Client Root CA 2027-03";

#[test]
fn the_clients_authority_gives_the_committed_plan() {
    let (keyring, package) = rotated(&k3d::TUTORIAL, "client-root-ca");
    assert_golden("rotation-clients", &package.files);
    assert_eq!(
        Side::of(&keyring, position(&keyring, "client-root-ca")),
        Some(Side::Clients)
    );
    let authority = "certificates/client-root-ca.crt";
    assert_eq!(subjects(&package, &["0-before/", authority].concat()), [OLD]);
    assert_eq!(subjects(&package, &["1-trust-both/", authority].concat()), [OLD, NEW]);
    assert_eq!(subjects(&package, &["3-trust-new/", authority].concat()), [NEW]);
    let client = file(
        &package.files,
        "2-new-clients/certificates/clients/ml-client-curl/client.crt",
    );
    let client = import::certificates(client.text().unwrap()).unwrap();
    let old = keyring.by_id("clients/ml-client-curl").unwrap();
    assert_eq!(client[0].details().issuer.readable, NEW);
    assert_eq!(client[0].details().subject.der, old.certificate.details().subject.der);
    // Every file that a command names is there.
    for step in &package.steps {
        for command in step
            .commands
            .bash
            .iter()
            .chain(&step.check_commands.bash)
            .chain(&step.back_commands.bash)
        {
            for word in command
                .split([' ', '=', '\n'])
                .filter(|word| word.contains("/certificates/"))
            {
                let word = word.trim_matches('\'');
                file(&package.files, word);
            }
        }
    }
}

#[test]
fn the_servers_authority_gives_the_committed_plan() {
    let (keyring, package) = rotated(&k3d::TUTORIAL, "server-root-ca");
    assert_golden("rotation-server", &package.files);
    assert_eq!(
        Side::of(&keyring, position(&keyring, "server-root-ca")),
        Some(Side::Server)
    );
}

#[test]
fn one_secret_for_all_keeps_the_servers_files() {
    let (_, package) = rotated(&egress::TUTORIAL, "client-root-ca");
    for prefix in ["0-before/", "1-trust-both/", "3-trust-new/"] {
        for name in ["server-chain.pem", "server.key", "client-root-ca.crt"] {
            file(&package.files, &[prefix, "certificates/", name].concat());
        }
    }
    let phase = &package.steps[1].commands.bash[0];
    assert!(phase.contains("--from-file=cacert=1-trust-both/"), "{phase}");
    assert!(
        phase.contains("--from-file=key=1-trust-both/certificates/server.key"),
        "{phase}"
    );
    assert!(phase.contains("--context target-cluster"), "{phase}");
}

#[test]
fn names_of_new_authorities_differ_from_the_old_ones() {
    let keyring = keyring_of(&k3d::TUTORIAL);
    let old = &keyring.held[position(&keyring, "client-root-ca")];
    assert_eq!(suggested_name(old, day(100)), "ML Client Root CA 2027-03");
}
