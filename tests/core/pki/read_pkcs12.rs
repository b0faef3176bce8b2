//! Bundles of our own read back by our own reader; those of other programs are in the end-to-end package.

use mtls_wizard::pki::pkcs12::{EncryptionProfile, ReadError, read};

use super::pkcs12::bundle;
use super::sets;

#[test]
fn both_profiles_open_with_everything_in_its_place() {
    for profile in EncryptionProfile::ALL {
        let (content, bundle) = bundle(profile);
        let opened = read(&bundle, sets::password().as_str()).unwrap();
        let [key] = opened.keys.as_slice() else {
            panic!("one key")
        };
        assert_eq!(key.private_key.pkcs8_der(), content.private_key.pkcs8_der());
        assert_eq!(key.friendly_name.as_deref(), Some("ML Client Müller"));
        assert_eq!(key.certificate, Some(0));
        assert!(key.key.is_ok());
        let ders: Vec<&[u8]> = opened.certificates.iter().map(|entry| entry.der.as_slice()).collect();
        assert_eq!(ders, content.chain);
        assert_eq!(opened.certificates[0].friendly_name, key.friendly_name);
        assert_eq!(opened.certificates[0].local_key_id, key.local_key_id);
        assert_eq!(
            (opened.certificates[0].key, opened.certificates[1].key),
            (Some(0), None)
        );
        assert_eq!(opened.certificates[1].friendly_name, None);
        let integrity = opened.integrity.unwrap();
        assert_eq!(
            (integrity.iterations, integrity.is_pbmac1),
            (profile.iterations(), false)
        );
        assert_eq!(opened.protections.len(), 1);
        assert_eq!(opened.protections[0].iterations, profile.iterations());
    }
}

#[test]
fn wrong_passwords_and_broken_files_are_told_apart() {
    let (_, bundle) = bundle(EncryptionProfile::Compatible);
    let password = sets::password();
    assert_eq!(read(&bundle, "other").unwrap_err(), ReadError::WrongPassword);
    assert_eq!(read(&bundle, "").unwrap_err(), ReadError::PasswordMissing);
    assert_eq!(read(b"hello", "a").unwrap_err(), ReadError::NotPkcs12);
    let mut code = bundle.clone();
    // In the code itself, or in the salt or the iterations behind it.
    let position = code.len() - 40;
    code[position] ^= 1;
    assert_eq!(
        read(&code, password.as_str()).unwrap_err(),
        ReadError::Damaged(mtls_wizard::locale::text("its integrity code"))
    );
    assert!(matches!(
        read(&bundle[..bundle.len() - 1], password.as_str()),
        Err(ReadError::Damaged(_))
    ));
}
