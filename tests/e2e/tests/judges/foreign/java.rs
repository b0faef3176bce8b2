//! Key stores made by Java's keytool: its own forms, old and new, and one with several keys and a certificate that is only trusted.

use std::path::PathBuf;

use mtls_wizard::pki::pkcs12::ReadError;

use super::{assert_client, assert_damage_is_told_apart, made_by_openssl, opened, refused};
use crate::material::{CLIENT, CLIENT_CA, Material, SERVER_CA, all};
use crate::program::{ask, is_present};

const KEYTOOL: &str = "keytool";
const PASSWORD: &str = "a b$c'd!~%#&";
/// keytool makes aliases lower-case.
const ALIAS: &str = "müller client";

fn made(material: &Material, name: &str, properties: &[&str]) -> PathBuf {
    let source = material.file("foreign-for-java.p12");
    made_by_openssl(material, &source, &material.password_file(), &["-name", ALIAS]);
    let file = material.file(&format!("foreign-java-{name}.p12"));
    let password = material.password_file();
    let properties: Vec<String> = properties
        .iter()
        .map(|property| format!("-J-Dkeystore.pkcs12.{property}"))
        .collect();
    let mut arguments: Vec<&str> = properties.iter().map(String::as_str).collect();
    arguments.extend([
        "-J-Duser.language=en",
        "-J-Dfile.encoding=UTF-8",
        "-importkeystore",
        "-noprompt",
    ]);
    arguments.extend([
        "-srckeystore",
        source.to_str().unwrap(),
        "-srcstorepass:file",
        &password,
    ]);
    arguments.extend(["-destkeystore", file.to_str().unwrap(), "-deststoretype", "PKCS12"]);
    arguments.extend(["-deststorepass:file", &password]);
    ask(KEYTOOL, arguments).must_accept(&[]);
    file
}

#[test]
fn every_algorithm_is_read() {
    if !is_present(KEYTOOL) {
        return;
    }
    for material in all() {
        assert_client(
            material,
            &opened(&made(material, "usual", &[]), PASSWORD),
            true,
            Some(ALIAS),
        );
    }
}

#[test]
fn every_encryption_is_read() {
    if !is_present(KEYTOOL) {
        return;
    }
    let material = &all()[3];
    for (name, properties, cipher) in [
        ("legacy", &["legacy"] as &[&str], ["RC2 (40 bits)", "3DES"]),
        (
            "aes-128",
            &[
                "certProtectionAlgorithm=PBEWithHmacSHA512AndAES_128",
                "keyProtectionAlgorithm=PBEWithHmacSHA384AndAES_256",
                "macAlgorithm=HmacPBESHA512",
                "keyPbeIterationCount=50000",
            ],
            ["AES-128", "AES-256"],
        ),
        (
            "triple-des",
            &[
                "certProtectionAlgorithm=PBEWithSHA1AndRC2_128",
                "keyProtectionAlgorithm=PBEWithSHA1AndDESede",
                "macAlgorithm=HmacPBESHA384",
            ],
            ["RC2 (128 bits)", "3DES"],
        ),
        (
            "open",
            &["certProtectionAlgorithm=NONE", "macAlgorithm=NONE"],
            ["", "AES-256"],
        ),
    ] {
        let opened = opened(&made(material, name, properties), PASSWORD);
        assert_client(material, &opened, true, Some(ALIAS));
        let mut found: Vec<&str> = opened.protections.iter().map(|protection| protection.cipher).collect();
        let mut expected: Vec<&str> = cipher.into_iter().filter(|cipher| !cipher.is_empty()).collect();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn stores_with_more_than_one_entry_keep_them_apart() {
    if !is_present(KEYTOOL) {
        return;
    }
    let material = &all()[0];
    let file = made(material, "many", &[]);
    let (path, password) = (file.to_str().unwrap(), material.password_file());
    let store = ["-keystore", path, "-storetype", "PKCS12", "-storepass:file", &password];
    let trusted = material.certificate(SERVER_CA);
    ask(
        KEYTOOL,
        [
            &["-importcert", "-noprompt", "-alias", "trusted", "-file", &trusted],
            &store[..],
        ]
        .concat(),
    )
    .must_accept(&[]);
    let another = [
        "-genkeypair",
        "-alias",
        "another",
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-dname",
        "CN=another",
    ];
    ask(KEYTOOL, [&another, &store[..]].concat()).must_accept(&[]);
    let secret = ["-genseckey", "-alias", "secret", "-keyalg", "AES", "-keysize", "128"];
    ask(KEYTOOL, [&secret, &store[..]].concat()).must_accept(&[]);
    let opened = opened(&file, PASSWORD);
    assert_eq!((opened.keys.len(), opened.certificates.len()), (2, 4));
    assert_eq!(opened.left_out, ["a secret that is no private key"]);
    for key in &opened.keys {
        let own = &opened.certificates[key.certificate.unwrap()];
        let expected = match key.friendly_name.as_deref() {
            Some(ALIAS) => material
                .credential(CLIENT)
                .certificate
                .details()
                .subject
                .readable
                .clone(),
            Some("another") => "CN=another".to_owned(),
            other => panic!("{other:?}"),
        };
        assert_eq!(own.certificate.as_ref().unwrap().details().subject.readable, expected);
        assert_eq!(own.friendly_name, key.friendly_name);
    }
    for name in [CLIENT_CA, SERVER_CA] {
        let authority = material.credential(name).certificate.der();
        let found = opened.certificates.iter().find(|entry| entry.der == authority).unwrap();
        assert_eq!(found.key, None);
    }
}

#[test]
fn wrong_passwords_and_damage_are_told_apart() {
    if !is_present(KEYTOOL) {
        return;
    }
    let file = made(&all()[3], "told-apart", &[]);
    assert_eq!(refused(&file, "wrong"), ReadError::WrongPassword);
    assert_eq!(refused(&file, ""), ReadError::PasswordMissing);
    assert_damage_is_told_apart(&file, PASSWORD);
}
