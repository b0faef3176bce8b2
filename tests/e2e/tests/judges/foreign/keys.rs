//! Encrypted keys, both ways.

use mtls_wizard::native::seeded_entropy;
use mtls_wizard::pki::encrypted_key;
use mtls_wizard::pki::import::{ImportProblem, ImportedKey};
use mtls_wizard::pki::pkcs12::{KeySalt, Password, ReadError};

use crate::material::{CLIENT, Material, all};
use crate::program::{ask, is_present};

const OPENSSL: &str = "openssl";
const CERTTOOL: &str = "certtool";
const PASSWORD: &str = "a b$c'd!~%#&";

/// What OpenSSL writes with these arguments before the files' names.
fn made(material: &Material, arguments: &[&str]) -> String {
    let (key, file) = (material.key(CLIENT), material.path("foreign-key.pem"));
    let password = format!("file:{}", material.password_file());
    let own = ["-in", &key, "-out", &file, "-passout", &password];
    ask(OPENSSL, [arguments, &own].concat()).must_accept(&[]);
    std::fs::read_to_string(file).unwrap()
}

fn assert_is_client(material: &Material, text: &str, password: &str, what: &[&str]) {
    let expected = material.credential(CLIENT).private_key.as_ref().unwrap().pkcs8_der();
    let key = ImportedKey::open(text, password).unwrap_or_else(|error| panic!("{what:?}: {error}"));
    assert_eq!(key.private_key().pkcs8_der(), expected, "{what:?}");
}

/// With the password, and with no other.
fn assert_opens(material: &Material, text: &str, password: &str, what: &[&str]) {
    assert_is_client(material, text, password, what);
    for wrong in ["wrong", ""] {
        let error = ImportedKey::open(text, wrong).unwrap_err().problem;
        let expected = match wrong {
            "" => ReadError::PasswordMissing,
            _ => ReadError::WrongPasswordOrDamaged,
        };
        assert_eq!(error, ImportProblem::Locked(expected), "{what:?}");
    }
}

#[test]
fn every_encryption_of_pkcs8_is_read() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        for options in [
            &[] as &[&str],
            &["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1"],
            &["-v2", "aes-192-cbc", "-v2prf", "hmacWithSHA224"],
            &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA384"],
            &["-v2", "des3", "-v2prf", "hmacWithSHA512"],
            &["-iter", "100000"],
            &["-v1", "PBE-SHA1-3DES"],
            &["-v1", "PBE-SHA1-2DES"],
            &["-provider", "legacy", "-provider", "default", "-v1", "PBE-SHA1-RC2-40"],
        ] {
            let text = made(material, &[&["pkcs8", "-topk8"], options].concat());
            assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
            assert_opens(material, &text, PASSWORD, options);
        }
    }
}

#[test]
fn the_older_form_is_read() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        let kind = if material.algorithm.is_rsa() { "rsa" } else { "ec" };
        for cipher in ["-aes128", "-aes192", "-aes256", "-des3"] {
            let traditional: &[&str] = if kind == "rsa" {
                &["rsa", "-traditional"]
            } else {
                &["ec"]
            };
            let text = made(material, &[traditional, &[cipher]].concat());
            assert!(text.contains("Proc-Type: 4,ENCRYPTED"), "{text}");
            assert_opens(material, &text, PASSWORD, &[kind, cipher]);
            assert_opens(material, &text.replace('\n', "\r\n"), PASSWORD, &[kind, cipher, "CRLF"]);
        }
    }
}

#[test]
fn what_is_not_read_is_named() {
    if !is_present(OPENSSL) {
        return;
    }
    let material = &all()[3];
    let legacy = ["-provider", "legacy", "-provider", "default"];
    for (options, name) in [
        (&["-scrypt"] as &[&str], "scrypt"),
        (&[&legacy[..], &["-v1", "PBE-MD5-DES"]].concat(), "DES and MD5"),
        (&["-v2", "camellia-256-cbc"], "Camellia-256"),
    ] {
        let text = made(material, &[&["pkcs8", "-topk8"], options].concat());
        let error = ImportedKey::open(&text, PASSWORD).unwrap_err().problem;
        assert_eq!(error, ImportProblem::Locked(ReadError::Unsupported(name.to_owned())));
    }
}

#[test]
fn keys_of_gnutls_are_read() {
    if !is_present(CERTTOOL) {
        return;
    }
    // Each cipher goes with one of the algorithms: 600,000 rounds take their time.
    let ciphers = ["3des", "3des-pkcs12", "aes-128", "aes-192", "aes-256", "rc2-40"];
    for (cipher, material) in ciphers.into_iter().zip(all().iter().cycle()) {
        let (key, file) = (material.key(CLIENT), material.path("foreign-gnutls-key.pem"));
        let arguments = [
            "--to-p8",
            "--load-privkey",
            &key,
            "--pkcs-cipher",
            cipher,
            "--outfile",
            &file,
        ];
        ask(CERTTOOL, [&arguments[..], &["--password", "for this test"]].concat()).must_accept(&[]);
        let text = std::fs::read_to_string(&file).unwrap();
        assert_is_client(material, &text, "for this test", &[cipher]);
    }
}

/// What we write: OpenSSL and GnuTLS open it with its password only.
#[test]
fn keys_that_we_encrypt_are_read_by_others() {
    if !is_present(OPENSSL) || !is_present(CERTTOOL) {
        return;
    }
    for material in all() {
        let client = material.credential(CLIENT);
        let mut octets = [0; KeySalt::LENGTH];
        seeded_entropy(5)(&mut octets);
        let salt = KeySalt::from_random(octets);
        let text = encrypted_key::write(
            client.private_key.as_ref().unwrap(),
            &Password::new(PASSWORD).unwrap(),
            &salt,
        )
        .unwrap();
        let file = material.path("encrypted-by-us.key");
        std::fs::write(&file, &text).unwrap();
        let public = |password_file: &str| {
            let password = format!("file:{password_file}");
            ask(OPENSSL, ["pkey", "-in", &file, "-passin", &password, "-pubout"])
        };
        let certificate = material.certificate(CLIENT);
        let expected = ask(OPENSSL, ["x509", "-in", &certificate, "-noout", "-pubkey"])
            .must_accept(&[])
            .text;
        public(&material.password_file()).must_accept(&[&expected]);
        public(&material.wrong_password_file()).must_refuse("bad decrypt");
        let gnutls = |password: &str| ask(CERTTOOL, ["--p8-info", "--infile", &file, "--password", password]);
        gnutls(PASSWORD).must_accept(&["Cipher: AES-256-CBC", "Iteration count: 100000"]);
        let opened = ask(
            CERTTOOL,
            ["--key-info", "--pkcs8", "--infile", &file, "--password", PASSWORD],
        );
        opened.must_accept(&["Public Key Info"]);
    }
}
