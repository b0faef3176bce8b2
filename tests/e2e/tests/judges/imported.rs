//! OpenSSL on what is made of things that people bring along, and on the commands that our errors tell them to type.

use std::path::Path;

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::clock::Validity;
use mtls_wizard::pki::import::{ImportedAuthority, ImportedKey, ServerCredential, certificates};
use mtls_wizard::pki::issuance::{CredentialId, Request, issue};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::{DistinguishedName, SubjectAltName};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard_e2e::process::repository;
use tempfile::TempDir;

use super::program::{ask, is_present};

const OPENSSL: &str = "openssl";

/// The path of a file among the fixtures of the core's tests.
fn path(name: &str) -> String {
    let path = repository().join("tests/core/fixtures/import").join(name);
    path.to_str().unwrap().to_owned()
}

fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

fn write(folder: &TempDir, name: &str, content: &str) -> String {
    let file = folder.path().join(name);
    std::fs::write(&file, content).unwrap();
    file.to_str().unwrap().to_owned()
}

#[test]
fn clients_of_a_given_intermediate_verify_strictly() {
    if !is_present(OPENSSL) {
        return;
    }
    let intermediate = text("intermediate.crt");
    let made = certificates(&intermediate).unwrap().remove(0);
    let now = made.details().validity.not_before().plus_seconds(86_400).unwrap();
    let authority = ImportedAuthority::read(
        &format!("{intermediate}{}", text("root.crt")),
        Some(&text("intermediate.key")),
        now,
    );
    let id = CredentialId("given".to_owned());
    let given = authority.unwrap().given(id.clone(), "The CA").unwrap();
    for algorithm in [KeyAlgorithm::Rsa2048, KeyAlgorithm::EcdsaP256] {
        let requests = [Request {
            id: CredentialId("client".to_owned()),
            title: "Client".to_owned(),
            profile: Profile::Client,
            key: algorithm.into(),
            subject: DistinguishedName::default(),
            subject_alt_names: vec![SubjectAltName::uri("spiffe://example.com/client").unwrap()],
            validity: Validity::days_from(now, 365).unwrap(),
            issuer: Some(id.clone()),
            bundle: None,
        }];
        let mut entropy = seeded_entropy(1);
        let given = std::slice::from_ref(&given);
        let work = issue(&requests, given, &NativeKeys, &DirectBundler, &mut entropy, &|_| ());
        let client = pollster::block_on(work).unwrap().credentials.remove(0);

        let folder = TempDir::new().unwrap();
        let leaf = write(&folder, "client.crt", &client.certificate.pem());
        let time = now.seconds().to_string();
        let verify = |root: &str, purpose: &str| {
            let options = ["verify", "-x509_strict", "-no-CApath", "-no-CAstore", "-attime", &time];
            let files = [
                "-purpose",
                purpose,
                "-untrusted",
                &path("intermediate.crt"),
                "-CAfile",
                &path(root),
                &leaf,
            ];
            ask(OPENSSL, options.iter().chain(&files))
        };
        verify("root.crt", "sslclient").must_accept(&["OK"]);
        verify("root.crt", "sslserver").must_refuse("certificate purpose");
        verify("stranger.crt", "sslclient").must_refuse("unable to get local issuer certificate");
    }
}

#[test]
fn a_served_chain_verifies_with_the_root_that_was_taken_out_of_it() {
    if !is_present(OPENSSL) {
        return;
    }
    let given: String = ["root", "leaf", "intermediate"]
        .map(|name| text(&format!("{name}.crt")))
        .concat();
    let leaf = certificates(&text("leaf.crt")).unwrap().remove(0);
    let now = leaf.details().validity.not_before().plus_seconds(86_400).unwrap();
    let credential = ServerCredential::read(&given, &text("leaf.key"), now).unwrap();
    let folder = TempDir::new().unwrap();
    let chain = write(&folder, "chain.pem", &credential.chain_pem());
    let root = write(&folder, "root.pem", &credential.trusted().unwrap().pem());
    let time = now.seconds().to_string();
    let options = ["verify", "-x509_strict", "-no-CApath", "-no-CAstore", "-attime", &time];
    let purpose = ["-purpose", "sslserver", "-verify_hostname", "a.gateway.example.com"];
    let files = ["-CAfile", &root, "-untrusted", &chain, &chain];
    ask(OPENSSL, options.iter().chain(&purpose).chain(&files)).must_accept(&["OK"]);
}

/// Runs the openssl command that stands in the error, on this file.
fn follow(error: &str, from: &str, into: &Path, more: &[&str]) {
    let command = &error[error.find("openssl ").unwrap() + "openssl ".len()..];
    let command = command.split([',', ';']).next().unwrap();
    let mut arguments: Vec<&str> = command.split(' ').collect();
    let input = 1 + arguments.iter().position(|argument| *argument == "-in").unwrap();
    let output = 1 + arguments.iter().position(|argument| *argument == "-out").unwrap();
    arguments[input] = from;
    arguments[output] = into.to_str().unwrap();
    arguments.extend(more);
    ask(OPENSSL, arguments).must_accept(&[]);
}

#[test]
fn refused_keys_are_accepted_after_the_command_of_the_error() {
    if !is_present(OPENSSL) {
        return;
    }
    let folder = TempDir::new().unwrap();
    for (name, more) in [
        ("key-p256-without-public.key", &[][..]),
        ("key-p256-compressed.key", &[]),
        ("key-p256-explicit.key", &[]),
        ("key-p256-encrypted.key", &["-passin", "pass:secret"]),
        ("key-p256-encrypted-sec1.key", &["-passin", "pass:secret"]),
    ] {
        let error = ImportedKey::parse(&text(name)).unwrap_err().to_string();
        let made = folder.path().join(name);
        follow(&error, &path(name), &made, more);
        let key = ImportedKey::parse(&std::fs::read_to_string(&made).unwrap()).unwrap();
        assert_eq!(*key.private_key().pem(), text("leaf.key"), "{name}");
    }
}
