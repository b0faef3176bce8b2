//! Passwords and bundles; the independent readers are in the end-to-end package.

use mtls_wizard::pki::pkcs12::{BundleContent, BundleRequest, EncryptionProfile, Password, Pkcs12Error, read, write};

use super::sets::{self, CLIENT};

fn content(profile: EncryptionProfile, friendly_name: &str) -> BundleContent {
    let issued = sets::fixed();
    let client = issued.credential(&sets::id(CLIENT)).unwrap();
    let request = BundleRequest {
        friendly_name: friendly_name.to_owned(),
        password: sets::password(),
        profile,
    };
    let chain = std::iter::once(&client.certificate).chain(&client.issuers);
    BundleContent {
        request,
        private_key: client.private_key.clone(),
        chain: chain.map(|certificate| certificate.der().to_vec()).collect(),
    }
}

#[test]
fn bundles_read_back_in_both_profiles() {
    for profile in EncryptionProfile::ALL {
        let content = content(profile, "ML Client Müller");
        let opened = read(&write(&content).unwrap(), &sets::password()).unwrap();
        assert_eq!(opened.friendly_name, "ML Client Müller");
        assert_eq!(opened.private_key.pkcs8_der(), content.private_key.pkcs8_der());
        assert_eq!(opened.chain, content.chain);
        assert_eq!(opened.chain.len(), 2);
    }
}

#[test]
fn a_wrong_password_is_refused() {
    let bundle = write(&content(EncryptionProfile::Compatible, "a")).unwrap();
    let wrong = Password::new("correct horsf").unwrap();
    assert!(matches!(read(&bundle, &wrong), Err(Pkcs12Error::Read(_))));
    assert!(matches!(
        read(&bundle[..200], &sets::password()),
        Err(Pkcs12Error::Read(_))
    ));
}

#[test]
fn emoji_in_the_friendly_name_are_replaced() {
    let bundle = write(&content(EncryptionProfile::Compatible, "a😀中")).unwrap();
    assert_eq!(read(&bundle, &sets::password()).unwrap().friendly_name, "a?中");
}

#[test]
fn two_writings_share_no_salt() {
    let content = content(EncryptionProfile::Compatible, "a");
    assert_ne!(write(&content).unwrap(), write(&content).unwrap());
}

#[test]
fn what_cannot_be_bundled_is_refused() {
    let mut empty = content(EncryptionProfile::Compatible, "a");
    empty.chain.clear();
    assert_eq!(write(&empty), Err(Pkcs12Error::NoCertificate));
    empty.chain.push(vec![1, 2, 3]);
    assert!(matches!(write(&empty), Err(Pkcs12Error::Write(_))));
}

#[test]
fn passwords() {
    let all: String = (' '..='~').collect();
    let longest = "x".repeat(128);
    for right in ["a", " ", all.as_str(), longest.as_str()] {
        assert_eq!(Password::new(right).unwrap().as_str(), right);
    }
    assert_eq!(Password::new(""), Err(Pkcs12Error::EmptyPassword));
    assert_eq!(Password::new(&"x".repeat(129)), Err(Pkcs12Error::PasswordTooLong(129)));
    for character in ['é', '😀', '\n', '\0', '\u{7F}', '\u{A0}'] {
        let refused = Password::new(&format!("abc{character}"));
        assert_eq!(refused, Err(Pkcs12Error::PasswordCharacter(character)));
    }
}

#[test]
fn identifiers_lead_back() {
    for profile in EncryptionProfile::ALL {
        assert_eq!(EncryptionProfile::from_id(profile.id()), Some(profile));
    }
    assert_eq!(EncryptionProfile::from_id("rc2"), None);
}
