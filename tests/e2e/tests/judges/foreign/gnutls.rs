//! Bundles made by GnuTLS's certtool, with all its ciphers, and with an empty password in both encodings.

use std::path::PathBuf;

use mtls_wizard::pki::pkcs12::ReadError;

use super::{HARD_PASSWORD, assert_client, assert_damage_is_told_apart, opened, refused};
use crate::material::{CLIENT, Material, all};
use crate::program::{ask, is_present};

const CERTTOOL: &str = "certtool";
const PASSWORD: &str = "for this test only";
/// certtool writes each octet of UTF-8 as a character of its own, so this one is in ASCII.
const NAME: &str = "a \"client\", + #1";

fn made(material: &Material, name: &str, options: &[&str]) -> PathBuf {
    let file = material.file(&format!("foreign-gnutls-{name}.p12"));
    let (certificate, key) = (material.certificate(CLIENT), material.key(CLIENT));
    let mut arguments = vec!["--to-p12", "--load-privkey", &key, "--load-certificate", &certificate];
    arguments.extend(["--p12-name", NAME, "--outder", "--outfile", file.to_str().unwrap()]);
    arguments.extend(options);
    ask(CERTTOOL, arguments).must_accept(&[]);
    file
}

#[test]
fn every_algorithm_is_read() {
    if !is_present(CERTTOOL) {
        return;
    }
    for material in all() {
        let file = made(material, "usual", &["--password", PASSWORD]);
        assert_client(material, &opened(&file, PASSWORD), false, Some(NAME));
    }
}

#[test]
fn every_encryption_is_read() {
    if !is_present(CERTTOOL) {
        return;
    }
    let material = &all()[3];
    for (cipher, title) in [
        ("3des", "3DES"),
        ("3des-pkcs12", "3DES"),
        ("aes-128", "AES-128"),
        ("aes-192", "AES-192"),
        ("aes-256", "AES-256"),
        ("rc2-40", "RC2 (40 bits)"),
    ] {
        let file = made(material, cipher, &["--password", PASSWORD, "--pkcs-cipher", cipher]);
        let opened = opened(&file, PASSWORD);
        assert_client(material, &opened, false, Some(NAME));
        let found: Vec<&str> = opened.protections.iter().map(|protection| protection.cipher).collect();
        assert_eq!(found, [title], "{cipher}");
    }
    let arcfour = made(
        material,
        "arcfour",
        &["--password", PASSWORD, "--pkcs-cipher", "arcfour"],
    );
    assert_eq!(
        refused(&arcfour, PASSWORD),
        ReadError::Unsupported("RC4 (128 bits)".to_owned())
    );
}

#[test]
fn passwords_of_any_characters_and_both_kinds_of_none_are_read() {
    if !is_present(CERTTOOL) {
        return;
    }
    let material = &all()[3];
    for (name, option, password) in [
        ("null", &["--null-password"] as &[&str], ""),
        ("empty", &["--empty-password"], ""),
        ("hard", &["--password", HARD_PASSWORD], HARD_PASSWORD),
    ] {
        for cipher in ["aes-256", "3des-pkcs12"] {
            let options = [option, &["--pkcs-cipher", cipher]].concat();
            let file = made(material, &format!("{name}-{cipher}"), &options);
            assert_client(material, &opened(&file, password), false, Some(NAME));
        }
    }
}

#[test]
fn wrong_passwords_and_damage_are_told_apart() {
    if !is_present(CERTTOOL) {
        return;
    }
    let file = made(&all()[3], "told-apart", &["--password", PASSWORD]);
    assert_eq!(refused(&file, "wrong"), ReadError::WrongPassword);
    assert_damage_is_told_apart(&file, PASSWORD);
}
