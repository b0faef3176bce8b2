//! Findings: what the inspector warns of, a program really refuses; and what it does not warn of, is accepted.

use std::path::{Path, PathBuf};

use mtls_wizard::inspect::{Item, Kind, Severity};

use super::workshop::Workshop;
use super::{found, only, report};
use crate::material::{CLIENT, CLIENT_CA, SERVER, SERVER_CA, all};
use crate::program::{Verdict, ask, is_present};

fn made(name: &str) -> PathBuf {
    Workshop::shared().file("openssl", name).expect("OpenSSL is there")
}

/// OpenSSL's judgement about a leaf below a root, for a purpose, with more arguments.
fn verify(leaf: &Path, root: &Path, more: &[&str]) -> Verdict {
    let mut arguments = vec!["verify", "-no-CApath", "-no-CAstore", "-CAfile", root.to_str().unwrap()];
    arguments.extend(more);
    arguments.push(leaf.to_str().unwrap());
    ask("openssl", arguments)
}

fn problems(item: &Item) -> Vec<&str> {
    found(item, Severity::Problem)
}

#[test]
fn dates_are_judged_as_openssl_judges_them() {
    if !is_present("openssl") {
        return;
    }
    for (name, words, reason) in [
        ("dates-past.crt", "It expired on 2020-02-01", "certificate has expired"),
        (
            "dates-future.crt",
            "It is valid only from 2040-01-01",
            "certificate is not yet valid",
        ),
    ] {
        let file = made(name);
        verify(&file, &made("root.crt"), &[]).must_refuse(reason);
        assert!(problems(&only(&file, Kind::Certificate)).contains(&words), "{name}");
    }
    let sound = made("issued-server.crt");
    verify(&sound, &made("root.crt"), &["-x509_strict", "-purpose", "sslserver"]).must_accept(&["OK"]);
    assert_eq!(problems(&only(&sound, Kind::Certificate)), [""; 0]);
}

#[test]
fn a_leaf_with_the_name_of_its_issuer_is_still_another() {
    if !is_present("openssl") {
        return;
    }
    let namesake = made("issued-namesake.crt");
    verify(&namesake, &made("root.crt"), &["-purpose", "sslserver"]).must_accept(&["OK"]);
    assert_eq!(problems(&only(&namesake, Kind::Certificate)), [""; 0]);
}

#[test]
fn certificates_without_extensions_are_refused_strictly() {
    if !is_present("openssl") {
        return;
    }
    let file = made("issued-version-1.crt");
    let host = ["-verify_hostname", "a.example.com"];
    verify(&file, &made("root.crt"), &host).must_refuse("hostname mismatch");
    let item = only(&file, Kind::Certificate);
    assert_eq!(problems(&item), ["Version 1, no SAN: Chrome and Go will refuse it"]);
    // Version 3, but without names.
    let item = only(&made("dates-past.crt"), Kind::Certificate);
    assert!(
        problems(&item).contains(&"No SAN: Chrome and Go will refuse it"),
        "{:?}",
        problems(&item)
    );
}

#[test]
fn weak_signatures_and_keys_are_refused_by_security_level_two() {
    if !is_present("openssl") {
        return;
    }
    let root = made("root.crt");
    let strong = ["-auth_level", "2"];
    let file = made("issued-server-sha1.crt");
    verify(&file, &root, &strong).must_refuse("CA signature digest algorithm too weak");
    assert_eq!(
        problems(&only(&file, Kind::Certificate)),
        ["It is signed with ecdsa-with-SHA1"]
    );
    let file = made("key-rsa1024.crt");
    verify(&file, &file, &strong).must_refuse("EE certificate key too weak");
    assert_eq!(
        problems(&only(&file, Kind::Certificate)),
        ["The key is too short: RSA, 1024 bits"]
    );
    for (name, algorithm) in [("md5", "md5WithRSAEncryption"), ("sha1", "sha1WithRSAEncryption")] {
        let item = only(&made(&format!("hash-rsa-{name}.crt")), Kind::Certificate);
        // Nobody checks the signature of a root, so this is a remark.
        assert_eq!(problems(&item), [""; 0]);
        let words = format!("It is signed with {algorithm}");
        assert!(found(&item, Severity::Note).contains(&words.as_str()), "{name}");
    }
}

/// The gateway takes RSA, P-256 and P-384, which `tests/gateway` proves with the real Envoy.
#[test]
fn keys_that_the_gateway_does_not_take_are_named() {
    if !is_present("openssl") {
        return;
    }
    for (name, is_taken) in [
        ("rsa2048", true),
        ("P-256", true),
        ("P-384", true),
        ("P-521", false),
        ("P-224", false),
        ("secp256k1", false),
        ("brainpoolP256r1", false),
        ("ed25519", false),
        ("ed448", false),
        ("pss", false),
    ] {
        let item = only(&made(&format!("key-{name}.crt")), Kind::Certificate);
        let is_named = problems(&item)
            .iter()
            .any(|what| what.starts_with("The gateway does not take keys"));
        assert_eq!(is_named, !is_taken, "{name}: {:?}", problems(&item));
    }
}

#[test]
fn purposes_are_judged_as_openssl_judges_them() {
    if !is_present("openssl") {
        return;
    }
    let root = made("root.crt");
    let folder = tempfile::TempDir::new().unwrap();
    let file = folder.path().join("purpose.crt");
    for (purposes, for_server, for_client) in [
        ("serverAuth", true, false),
        ("clientAuth", false, true),
        ("serverAuth,clientAuth", true, true),
        ("codeSigning", false, false),
        ("anyExtendedKeyUsage", false, false),
    ] {
        let extensions = folder.path().join("extensions.cnf");
        let text =
            format!("extendedKeyUsage = {purposes}\nsubjectAltName = DNS:a.example.com\nkeyUsage = digitalSignature\n");
        std::fs::write(&extensions, text).unwrap();
        let (request, key) = (made("key-rsa2048.csr"), made("P-256.key"));
        let arguments = [
            "x509",
            "-req",
            "-days",
            "9",
            "-in",
            request.to_str().unwrap(),
            "-CA",
            root.to_str().unwrap(),
        ];
        let more = [
            "-CAkey",
            key.to_str().unwrap(),
            "-extfile",
            extensions.to_str().unwrap(),
            "-out",
        ];
        ask("openssl", [&arguments[..], &more, &[file.to_str().unwrap()]].concat()).must_accept(&[]);
        for (purpose, is_fit) in [("sslserver", for_server), ("sslclient", for_client)] {
            let verdict = verify(&file, &root, &["-purpose", purpose]);
            assert_eq!(verdict.accepted, is_fit, "{purposes} as {purpose}: {}", verdict.text);
        }
        let item = only(&file, Kind::Certificate);
        let is_useless = problems(&item)
            .iter()
            .any(|what| what.starts_with("It is neither for") || what.starts_with("Its only purpose is any"));
        assert_eq!(
            is_useless,
            !for_server && !for_client,
            "{purposes}: {:?}",
            problems(&item)
        );
    }
}

#[test]
fn serial_numbers_are_judged() {
    if !is_present("openssl") {
        return;
    }
    for (name, words) in [
        ("zero", "The serial number is 0"),
        ("negative", "The serial number is negative"),
    ] {
        let item = only(&made(&format!("serial-{name}.crt")), Kind::Certificate);
        assert!(problems(&item).contains(&words), "{name}: {:?}", problems(&item));
    }
    for name in ["long", "octet"] {
        assert_eq!(
            problems(&only(&made(&format!("serial-{name}.crt")), Kind::Certificate)),
            [""; 0]
        );
    }
}

/// What OpenSSL says of a key and a certificate by comparing their public keys.
#[test]
fn keys_of_others_are_told_apart() {
    const MISMATCH: &str = "This key belongs to none of the certificates here";
    if !is_present("openssl") {
        return;
    }
    for certificate in ["key-rsa2048.crt", "key-P-256.crt", "key-P-521.crt", "key-ed25519.crt"] {
        for key in ["rsa2048.key", "exponent3.key", "P-256.key", "P-521.key"] {
            let (certificate, key) = (made(certificate), made(key));
            let of_key = ask("openssl", ["pkey", "-in", key.to_str().unwrap(), "-pubout"])
                .must_accept(&[])
                .text;
            let of_certificate = super::openssl("x509", &certificate, &["-pubkey"]);
            let report = report(&[&certificate, &key], None);
            let item = report
                .items
                .iter()
                .find(|item| item.kind == Kind::PrivateKey)
                .expect("a key");
            let is_of_another = problems(item).contains(&MISMATCH);
            assert_eq!(
                is_of_another,
                of_key != of_certificate,
                "{} {}",
                certificate.display(),
                key.display()
            );
        }
    }
    // Its file has no public key, and no gateway takes it.
    let report = report(&[&made("key-P-256.crt"), &made("ed25519.key")], None);
    let item = report.items.iter().find(|item| item.kind == Kind::PrivateKey);
    let notes = found(item.expect("a key"), Severity::Note);
    assert!(notes.contains(&"The file does not repeat the public key"), "{notes:?}");
}

#[test]
fn nothing_of_ours_has_a_problem() {
    for material in all() {
        for name in [SERVER_CA, SERVER, CLIENT_CA, CLIENT] {
            let item = only(Path::new(&material.certificate(name)), Kind::Certificate);
            assert_eq!(found(&item, Severity::Warning), [""; 0], "{name}");
        }
    }
}
