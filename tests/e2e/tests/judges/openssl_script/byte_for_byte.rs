//! The same files, and in them the same octets wherever there is no randomness.

use std::collections::BTreeMap;
use std::fs;

use mtls_wizard::pki::clock::{UnixTime, Validity};
use mtls_wizard::pki::issuance::CredentialId;
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::{AttributeType, SubjectAltName};
use mtls_wizard::pki::pkcs12::EncryptionProfile;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::render::openssl;
use mtls_wizard::tutorial::k3d::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::{PASSWORD, Unpacked};

use super::bundles::Bundle;
use super::same::{assert_same, assert_same_octets, certificate};
use super::stage::{Stage, command, finish, listing, request};
use crate::material::now;
use crate::program::is_present;

/// In an archive that the app has filled, `--force` puts other keys in the place of every file, and adds none.
#[test]
fn the_files_of_an_archive_are_made_anew() {
    if !is_present("openssl") {
        return;
    }
    for (index, algorithm) in KeyAlgorithm::ALL.into_iter().enumerate() {
        let profile = EncryptionProfile::ALL[index % 2];
        let mut archive = Unpacked::make(&TUTORIAL, &[(Field::EncryptionProfile, profile.id())]).unwrap();
        for request in &mut archive.plan.requests {
            request.key = algorithm.into();
        }
        // In place, so that it stays executable.
        let script = openssl::script(&archive.plan.title, &archive.plan.requests);
        fs::write(archive.path(openssl::PATH), script).unwrap();
        let content = || -> BTreeMap<String, Vec<u8>> {
            let read = |name: &String| fs::read(archive.path(name)).unwrap();
            listing(&archive.folder())
                .keys()
                .map(|name| (name.clone(), read(name)))
                .collect()
        };
        let (files, before) = (listing(&archive.folder()), content());

        let mut script = command(&archive.path(openssl::PATH));
        finish(&mut script).must_fail_saying("certificates/server.key");
        assert_eq!(content(), before, "a refusal leaves everything as it was");

        finish(script.arg("--force")).must_succeed();
        assert_eq!(listing(&archive.folder()), files, "paths and permissions");
        for (name, octets) in content() {
            let is_made = [".crt", ".key", ".p12", ".pem"]
                .iter()
                .any(|ending| name.ends_with(ending));
            assert_eq!(octets != before[&name], is_made, "{name}");
        }
        assert_same(&archive.plan.requests, &archive.folder());
        let text = |name| fs::read_to_string(archive.path(name)).unwrap();
        assert_eq!(text("certificates/server-chain.pem"), text("certificates/server.crt"));
        let bundle = Bundle {
            path: archive.path("certificates/clients/ml-client-curl/client.p12"),
            password: PASSWORD,
            profile,
            friendly_name: "ML Client Curl",
        };
        let credential = |id: &str| certificate(&archive.folder(), &CredentialId(id.to_owned()));
        bundle.judge(&[credential("clients/ml-client-curl"), credential("client-root-ca")]);
    }
}

const PRINTABLE: &str = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

#[test]
fn hostile_subjects_survive() {
    if !is_present("openssl") {
        return;
    }
    use AttributeType::{CommonName, Country, Locality, Organization, OrganizationalUnit, State};
    let (long, wide) = ("x".repeat(64), "中".repeat(64));
    let printable = format!("a{PRINTABLE}z");
    let quoted: String = PRINTABLE.trim().chars().rev().collect();
    let subjects: [&[(AttributeType, &str)]; 20] = [
        &[
            (Country, "DE"),
            (State, "BW"),
            (Locality, "Köln"),
            (Organization, "O"),
            (OrganizationalUnit, "U"),
            (CommonName, "C"),
        ],
        &[
            (CommonName, "C"),
            (OrganizationalUnit, "U"),
            (Organization, "O"),
            (Country, "DE"),
        ],
        &[(Organization, "Sue, Grabbit and Runn"), (CommonName, "a+b=c/d")],
        &[(CommonName, "#hash"), (Organization, "\\")],
        &[(CommonName, "ends with \\"), (Organization, "ends with \\\\")],
        &[(CommonName, "$HOME"), (Organization, "${ENV::HOME} $(id) $ENV::PATH")],
        &[(CommonName, "`id`"), (Organization, "'single' \"double\"")],
        &[(CommonName, "CONFIGURATION"), (Organization, "[extensions]")],
        &[(CommonName, "@names"), (Organization, "critical, DER:00")],
        &[(CommonName, "/CN=x/O=y"), (Organization, "CN=admin,O=root")],
        &[(CommonName, "EOF ; rm -rf *"), (Organization, "\\n\\r\\t\\x41")],
        &[(CommonName, &long), (Organization, &wide)],
        &[(CommonName, "Müller 😀"), (Locality, "\u{FEFF}\u{200F}عربى")],
        &[(CommonName, "two  blanks"), (Organization, "*")],
        &[(CommonName, &printable)],
        &[(CommonName, &quoted)],
        &[(CommonName, ".include /etc/passwd"), (Organization, ".")],
        &[(CommonName, "\"")],
        &[(CommonName, "'"), (Organization, "`")],
        &[(CommonName, "="), (Organization, "0")],
    ];
    let mut requests = Vec::new();
    for (index, subject) in subjects.into_iter().enumerate() {
        let root = format!("root-{index}");
        requests.push(request(&root, Profile::RootCa, None, subject));
        let leaf = format!("leaf-{index}");
        requests.push(request(&leaf, Profile::Client, Some(&root), subject));
    }
    let stage = Stage::new(&requests);
    stage.run().must_succeed();
    assert_same(&requests, &stage.folder());
}

#[test]
fn alternative_names_of_every_kind_survive() {
    if !is_present("openssl") {
        return;
    }
    let names = vec![
        SubjectAltName::uri("spiffe://example.com/a?b=c&d=%41#e,f;g'h$i@j!(k)*[l]").unwrap(),
        SubjectAltName::dns("*.example.com").unwrap(),
        SubjectAltName::dns("xn--bcher-kva.example.com").unwrap(),
        SubjectAltName::email("o'n`e$i#l{x}|~!%&*+-/=?^_@example.com").unwrap(),
        SubjectAltName::ip("192.0.2.1").unwrap(),
        SubjectAltName::ip("2001:db8::1").unwrap(),
        SubjectAltName::ip("::ffff:192.0.2.1").unwrap(),
        SubjectAltName::ip("::").unwrap(),
        SubjectAltName::uri("urn:x").unwrap(),
        SubjectAltName::dns("example.com").unwrap(),
    ];
    let root = [(AttributeType::CommonName, "Root")];
    let mut requests = vec![request("root", Profile::RootCa, None, &root)];
    for (id, subject) in [("named", root.as_slice()), ("nameless", &[])] {
        for profile in [Profile::Server, Profile::Client] {
            let id = format!("{id}-{profile:?}").to_lowercase();
            let mut leaf = request(&id, profile, Some("root"), subject);
            leaf.subject_alt_names = names.clone();
            requests.push(leaf);
        }
    }
    let stage = Stage::new(&requests);
    stage.run().must_succeed();
    assert_same(&requests, &stage.folder());
}

/// Who signs decides the digest; the year 2050 decides how a date is written (RFC 5280 section 4.1.2.5).
#[test]
fn mixed_algorithms_and_distant_dates_survive() {
    if !is_present("openssl") {
        return;
    }
    let subject = [(AttributeType::CommonName, "Name")];
    let validity = |until: i64| {
        let start = UnixTime::from_seconds(until - 400 * 86_400).unwrap();
        Validity::new(start, UnixTime::from_seconds(until).unwrap()).unwrap()
    };
    // 2049-12-31T23:59:59Z and a second later.
    let turn = 2_524_607_999;
    let mut requests = Vec::new();
    for signer in [KeyAlgorithm::Rsa2048, KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384] {
        let root = format!("root-{}", signer.id());
        let mut authority = request(&root, Profile::RootCa, None, &subject);
        authority.key = signer.into();
        authority.validity = Validity::days_from(now(), 3653).unwrap();
        requests.push(authority);
        for signed in [KeyAlgorithm::Rsa2048, KeyAlgorithm::EcdsaP384] {
            let id = format!("leaf-{}-{}", signer.id(), signed.id());
            let mut leaf = request(&id, Profile::Server, Some(&root), &subject);
            leaf.key = signed.into();
            requests.push(leaf);
        }
    }
    let stage = Stage::new(&requests);
    stage.run().must_succeed();
    assert_same(&requests, &stage.folder());

    let mut distant = Vec::new();
    for (index, until) in [turn, turn + 1].into_iter().enumerate() {
        let mut root = request(&format!("distant-{index}"), Profile::RootCa, None, &subject);
        root.validity = validity(until);
        distant.push(root);
    }
    let stage = Stage::new(&distant);
    stage.run().must_succeed();
    assert_same_octets(&distant, &stage.folder());
}
