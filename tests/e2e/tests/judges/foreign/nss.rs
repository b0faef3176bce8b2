//! Bundles made by NSS, as Firefox does: in BER with indefinite lengths, and with 600,000 rounds.

use mtls_wizard::pki::pkcs12::ReadError;

use super::{NAME, assert_client, assert_damage_is_told_apart, made_by_openssl, opened, refused};
use crate::material::{Material, all};
use crate::program::{ask, is_present};

const PK12UTIL: &str = "pk12util";
const CERTUTIL: &str = "certutil";
const PASSWORD: &str = "a b$c'd!~%#&";

/// A database with the client's key and certificate.
fn database(material: &Material) -> String {
    let directory = material.path("foreign-nss");
    let database = format!("sql:{directory}");
    if std::fs::create_dir(&directory).is_ok() {
        ask(CERTUTIL, ["-N", "-d", &database, "--empty-password"]).must_accept(&[]);
        let bundle = material.file("foreign-for-nss.p12");
        made_by_openssl(material, &bundle, &material.password_file(), &["-name", NAME]);
        let bundle = bundle.to_str().unwrap();
        ask(
            PK12UTIL,
            ["-i", bundle, "-d", &database, "-w", &material.password_file()],
        )
        .must_accept(&["IMPORT SUCCESSFUL"]);
    }
    database
}

fn made(material: &Material, name: &str, options: &[&str]) -> std::path::PathBuf {
    let file = material.file(&format!("foreign-nss-{name}.p12"));
    let (database, password) = (database(material), material.password_file());
    let mut arguments = vec![
        "-o",
        file.to_str().unwrap(),
        "-n",
        NAME,
        "-d",
        &database,
        "-w",
        &password,
    ];
    arguments.extend(options);
    ask(PK12UTIL, arguments).must_accept(&["EXPORT SUCCESSFUL"]);
    let octets = std::fs::read(&file).unwrap();
    assert_eq!(octets[..2], [0x30, 0x80], "it is not in DER");
    file
}

#[test]
fn every_algorithm_is_read() {
    if !is_present(PK12UTIL) {
        return;
    }
    for material in all() {
        let file = made(material, "usual", &[]);
        let opened = opened(&file, PASSWORD);
        assert_client(material, &opened, true, Some(NAME));
        assert_eq!(opened.integrity.unwrap().iterations, 600_000);
    }
}

#[test]
fn every_encryption_is_read() {
    if !is_present(PK12UTIL) {
        return;
    }
    let material = &all()[3];
    // Each hash function of the integrity code goes with one of the ciphers: 600,000 rounds take their time.
    for (cipher, title, hash) in [
        ("AES-128-CBC", "AES-128", "SHA-1"),
        ("AES-192-CBC", "AES-192", "SHA-224"),
        ("AES-256-CBC", "AES-256", "SHA-384"),
        ("PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC", "3DES", "SHA-512"),
        (
            "PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC",
            "RC2 (40 bits)",
            "SHA-1",
        ),
        (
            "PKCS #12 V2 PBE With SHA-1 And 128 Bit RC2 CBC",
            "RC2 (128 bits)",
            "SHA-256",
        ),
    ] {
        let file = made(material, title, &["-c", cipher, "-C", cipher, "-M", hash]);
        let opened = opened(&file, PASSWORD);
        assert_client(material, &opened, true, Some(NAME));
        let found: Vec<&str> = opened.protections.iter().map(|protection| protection.cipher).collect();
        assert_eq!(found, [title]);
        assert_eq!(opened.integrity.unwrap().hash, hash);
    }
    let camellia = made(
        material,
        "camellia",
        &["-c", "CAMELLIA-256-CBC", "-C", "CAMELLIA-256-CBC"],
    );
    assert_eq!(
        refused(&camellia, PASSWORD),
        ReadError::Unsupported("Camellia-256".to_owned())
    );
}

#[test]
fn wrong_passwords_and_damage_are_told_apart() {
    if !is_present(PK12UTIL) {
        return;
    }
    let file = made(&all()[3], "told-apart", &[]);
    assert_eq!(refused(&file, "wrong"), ReadError::WrongPassword);
    assert_eq!(refused(&file, ""), ReadError::PasswordMissing);
    assert_damage_is_told_apart(&file, PASSWORD);
}
