//! Keys behind passwords. Those of other programs are in the end-to-end package.

use mtls_wizard::native::seeded_entropy;
use mtls_wizard::pki::encrypted_key::{protection, read, read_within, write};
use mtls_wizard::pki::import::{ImportProblem, ImportedKey, Material};
use mtls_wizard::pki::key::PrivateKey;
use mtls_wizard::pki::pem;
use mtls_wizard::pki::pkcs12::{KeySalt, Password, ReadError};

use super::import::{file, problems};

fn encrypted() -> (ImportedKey, String) {
    let key = ImportedKey::parse(&file("leaf.key")).unwrap();
    let mut octets = [0; KeySalt::LENGTH];
    seeded_entropy(3)(&mut octets);
    let password = Password::new("correct horse").unwrap();
    let text = write(key.private_key(), &password, &KeySalt::from_random(octets)).unwrap();
    (key, text)
}

fn opened(key: &PrivateKey) -> &[u8] {
    key.pkcs8_der()
}

#[test]
fn what_is_written_reads_back_with_its_password_only() {
    let (key, text) = encrypted();
    assert!(text.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let der = pem::decode("ENCRYPTED PRIVATE KEY", &text).unwrap();
    assert_eq!(
        opened(&read(&der, "correct horse").unwrap()),
        key.private_key().pkcs8_der()
    );
    assert_eq!(read(&der, "wrong").unwrap_err(), ReadError::WrongPasswordOrDamaged);
    assert_eq!(read(&der, "").unwrap_err(), ReadError::PasswordMissing);
    assert_eq!(
        read_within(&der, "correct horse", 99_999).unwrap_err(),
        ReadError::TooManyIterations("100000".to_owned())
    );
    let protection = protection(&der).unwrap();
    assert_eq!((protection.cipher, protection.hash), ("AES-256", "SHA-256"));
    assert_eq!((protection.is_pbes2, protection.iterations), (true, 100_000));
}

#[test]
fn a_locked_key_asks_for_its_password() {
    let (key, text) = encrypted();
    let parsed = ImportedKey::parse(&text).unwrap_err();
    assert_eq!(problems(vec![parsed]), [ImportProblem::EncryptedKey]);
    let read = ImportedKey::open(&text, "correct horse").unwrap();
    assert_eq!(read.private_key().pkcs8_der(), key.private_key().pkcs8_der());
    for (password, error) in [
        ("", ReadError::PasswordMissing),
        ("wrong", ReadError::WrongPasswordOrDamaged),
    ] {
        let refused = ImportedKey::open(&text, password).unwrap_err();
        assert_eq!(problems(vec![refused]), [ImportProblem::Locked(error)]);
    }
    // An open key needs none.
    assert!(ImportedKey::open(&file("leaf.key"), "any").is_ok());
}

#[test]
fn every_form_of_file_is_recognized() {
    let (key, locked) = encrypted();
    let certificate = file("leaf.crt");
    let locked_der = pem::decode("ENCRYPTED PRIVATE KEY", &locked).unwrap();
    let certificate_der = pem::decode("CERTIFICATE", &certificate).unwrap();
    let sec1 = pem::decode("EC PRIVATE KEY", &file("key-p256-sec1.key")).unwrap();
    let together = [locked.as_str(), "between\n", &certificate].concat();
    let base64 = |octets: &[u8]| {
        let text = pem::encode("X", octets);
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('-')).collect();
        lines.join("\r\n").into_bytes()
    };
    let encoded_pem = base64(together.as_bytes());
    for (octets, is_locked, certificates, keys) in [
        (certificate.as_bytes().to_vec(), false, 1, 0),
        (certificate_der.to_vec(), false, 1, 0),
        (base64(&certificate_der), false, 1, 0),
        (key.private_key().pkcs8_der().to_vec(), false, 0, 1),
        (sec1.to_vec(), false, 0, 1),
        (locked_der.to_vec(), true, 0, 1),
        (base64(&locked_der), true, 0, 1),
        (together.as_bytes().to_vec(), true, 1, 1),
        (encoded_pem, true, 1, 1),
    ] {
        let material = Material::from_octets(&octets).unwrap();
        assert_eq!(material.is_locked(), is_locked);
        assert_eq!(format!("{material:?}"), "Material(..)");
        let contents = material.open("correct horse").unwrap();
        assert_eq!((contents.certificates.len(), contents.keys.len()), (certificates, keys));
        assert_eq!(contents.key_pem().unwrap().is_some(), keys == 1);
        for found in &contents.keys {
            assert_eq!(found.private_key().pkcs8_der(), key.private_key().pkcs8_der());
        }
        if is_locked {
            let refused = material.open("wrong").unwrap_err();
            assert_eq!(refused, ImportProblem::Locked(ReadError::WrongPasswordOrDamaged));
        }
    }
}

#[test]
fn what_is_nothing_of_that_is_refused_at_once() {
    let refused = |octets: &[u8]| Material::from_octets(octets).unwrap_err();
    assert!(matches!(refused(b""), ImportProblem::Empty(_)));
    assert!(matches!(refused(b"hello, world"), ImportProblem::NotPem(_)));
    assert!(matches!(refused(&[0xFF, 0xFE, 0]), ImportProblem::Binary(_)));
    let begun = std::time::Instant::now();
    assert_eq!(refused(&vec![b'A'; 10 << 20]), ImportProblem::TooLarge);
    let long = "-----BEGIN CERTIFICATE-----\n".repeat((10 << 20) / 28);
    assert_eq!(Material::from_text(&long).unwrap_err(), ImportProblem::TooLarge);
    assert!(begun.elapsed().as_millis() < 500, "{:?}", begun.elapsed());
}
