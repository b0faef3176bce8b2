//! Bundles made by OpenSSL.

use mtls_wizard::pki::pkcs12::ReadError;

use super::{HARD_PASSWORD, NAME, assert_client, assert_damage_is_told_apart, made_by_openssl, opened, refused};
use crate::material::{Material, all};
use crate::program::is_present;

const PROGRAM: &str = "openssl";
const PASSWORD: &str = "a b$c'd!~%#&";

/// Options, the cipher of the certificates, that of the key, and the hash function of the integrity code.
type Case = (
    &'static [&'static str],
    &'static str,
    &'static str,
    Option<&'static str>,
);

const CASES: [Case; 14] = [
    (&[], "AES-256", "AES-256", Some("SHA-256")),
    (&["-legacy"], "RC2 (40 bits)", "3DES", Some("SHA-1")),
    (
        &[
            "-certpbe",
            "PBE-SHA1-3DES",
            "-keypbe",
            "PBE-SHA1-3DES",
            "-macalg",
            "sha1",
        ],
        "3DES",
        "3DES",
        Some("SHA-1"),
    ),
    (
        &["-certpbe", "PBE-SHA1-2DES", "-keypbe", "PBE-SHA1-2DES"],
        "3DES with two keys",
        "3DES with two keys",
        Some("SHA-256"),
    ),
    (
        &["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-RC2-40"],
        "RC2 (128 bits)",
        "RC2 (40 bits)",
        Some("SHA-1"),
    ),
    (
        &["-certpbe", "AES-128-CBC", "-keypbe", "AES-192-CBC", "-macalg", "sha224"],
        "AES-128",
        "AES-192",
        Some("SHA-224"),
    ),
    (
        &[
            "-certpbe",
            "DES-EDE3-CBC",
            "-keypbe",
            "DES-EDE3-CBC",
            "-macalg",
            "sha384",
        ],
        "3DES",
        "3DES",
        Some("SHA-384"),
    ),
    (&["-macalg", "sha512"], "AES-256", "AES-256", Some("SHA-512")),
    (&["-iter", "300000"], "AES-256", "AES-256", Some("SHA-256")),
    (&["-noiter", "-nomaciter"], "AES-256", "AES-256", Some("SHA-256")),
    (&["-nomac"], "AES-256", "AES-256", None),
    (&["-certpbe", "NONE"], "", "AES-256", Some("SHA-256")),
    (&["-keypbe", "NONE"], "AES-256", "", Some("SHA-256")),
    (&["-certpbe", "NONE", "-keypbe", "NONE"], "", "", Some("SHA-256")),
];

fn made(material: &Material, number: usize, options: &[&str]) -> std::path::PathBuf {
    let file = material.file(&format!("foreign-openssl-{number}.p12"));
    let options = [&["-name", NAME], options].concat();
    made_by_openssl(material, &file, &material.password_file(), &options);
    file
}

#[test]
fn every_algorithm_and_encryption_is_read() {
    if !is_present(PROGRAM) {
        return;
    }
    for material in all() {
        for (number, (options, certificates, key, hash)) in CASES.iter().enumerate() {
            let opened = opened(&made(material, number, options), PASSWORD);
            assert_client(material, &opened, true, Some(NAME));
            let mut expected: Vec<&str> = [*certificates, key]
                .into_iter()
                .filter(|cipher| !cipher.is_empty())
                .collect();
            expected.dedup();
            let found: Vec<&str> = opened.protections.iter().map(|protection| protection.cipher).collect();
            assert_eq!(found, expected, "{options:?}");
            assert_eq!(opened.integrity.map(|integrity| integrity.hash), *hash, "{options:?}");
        }
    }
}

#[test]
fn wrong_passwords_and_damage_are_told_apart() {
    if !is_present(PROGRAM) {
        return;
    }
    let material = &all()[3];
    for (number, (options, .., hash)) in CASES.iter().enumerate() {
        let file = made(material, 20 + number, options);
        let is_open = options == &["-certpbe", "NONE", "-keypbe", "NONE"];
        for password in ["", "wrong"] {
            let error = refused(&file, password);
            let expected = match hash {
                // What can be read without a password shows that the file is not what it was made as.
                _ if is_open => [ReadError::PasswordMissing, ReadError::WrongPassword],
                Some(_) => [ReadError::PasswordMissing, ReadError::WrongPassword],
                None => [ReadError::PasswordMissing, ReadError::WrongPasswordOrDamaged],
            };
            assert_eq!(error, expected[usize::from(!password.is_empty())], "{options:?}");
        }
    }
    assert_damage_is_told_apart(&made(material, 40, &[]), PASSWORD);
    assert_damage_is_told_apart(&made(material, 41, &["-legacy"]), PASSWORD);
}

#[test]
fn passwords_of_any_characters_and_none_are_read() {
    if !is_present(PROGRAM) {
        return;
    }
    let material = &all()[3];
    let password_file = material.path("hard-password.txt");
    for (number, password) in [HARD_PASSWORD, ""].into_iter().enumerate() {
        std::fs::write(&password_file, format!("{password}\n")).unwrap();
        for (case, options) in [&[] as &[&str], &["-legacy"]].into_iter().enumerate() {
            let file = material.file(&format!("foreign-openssl-hard-{number}-{case}.p12"));
            made_by_openssl(material, &file, &password_file, options);
            assert_client(material, &opened(&file, password), true, None);
            assert_eq!(refused(&file, "x"), ReadError::WrongPassword);
        }
    }
}

#[test]
fn what_is_not_read_is_named() {
    if !is_present(PROGRAM) {
        return;
    }
    let material = &all()[3];
    for (number, (options, name)) in [
        (
            &["-legacy", "-certpbe", "PBE-SHA1-RC4-128", "-keypbe", "PBE-SHA1-RC4-128"] as &[&str],
            "RC4 (128 bits)",
        ),
        (
            &["-certpbe", "CAMELLIA-256-CBC", "-keypbe", "CAMELLIA-256-CBC"],
            "Camellia-256",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let error = refused(&made(material, 50 + number, options), PASSWORD);
        assert_eq!(error, ReadError::Unsupported(name.to_owned()));
    }
    let error = refused(&made(material, 52, &["-iter", "20000000", "-nomac"]), PASSWORD);
    assert_eq!(error, ReadError::TooManyIterations("20000000".to_owned()));
}
