//! Passwords and bundles; the independent readers are in the end-to-end package.

use std::cell::RefCell;

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::decode::hex_lower;
use mtls_wizard::pki::issuance::issue;
use mtls_wizard::pki::key::{KeyAlgorithm, PrivateKey};
use mtls_wizard::pki::pkcs12::{
    BundleContent, BundleRequest, Bundler, EncryptionProfile, Password, Pkcs12Error, Salts, write,
};
use sha1::{Digest, Sha1};
use sha2::Sha256;

use super::sets::{self, CLIENT};
use crate::bundle::open;

fn salts(seed: u64) -> Salts {
    let mut octets = [0; Salts::LENGTH];
    seeded_entropy(seed)(&mut octets);
    Salts::from_random(octets)
}

fn content(profile: EncryptionProfile, friendly_name: &str) -> BundleContent {
    let issued = sets::fixed();
    let client = issued.credential(&sets::id(CLIENT)).unwrap();
    let request = BundleRequest {
        friendly_name: friendly_name.to_owned(),
        password: sets::password(),
        profile,
        also: None,
    };
    let chain = std::iter::once(&client.certificate).chain(&client.issuers);
    BundleContent {
        request,
        private_key: client.private_key.clone().unwrap(),
        chain: chain.map(|certificate| certificate.der().to_vec()).collect(),
        salts: salts(1),
    }
}

/// A bundle, and what went into it.
pub fn bundle(profile: EncryptionProfile) -> (BundleContent, Vec<u8>) {
    let content = content(profile, "ML Client Müller");
    let bundle = write(&content).unwrap();
    (content, bundle)
}

#[test]
fn bundles_read_back_in_both_profiles() {
    for profile in EncryptionProfile::ALL {
        let content = content(profile, "ML Client Müller");
        let opened = open(&write(&content).unwrap(), &sets::password()).unwrap();
        assert_eq!(opened.friendly_name, "ML Client Müller");
        assert_eq!(opened.private_key, content.private_key.pkcs8_der());
        assert_eq!(opened.chain, content.chain);
        assert_eq!(opened.chain.len(), 2);
        assert_eq!(opened.local_key_id, Sha1::digest(&content.chain[0]).as_slice());
    }
}

#[test]
fn a_wrong_password_is_refused() {
    for profile in EncryptionProfile::ALL {
        let bundle = write(&content(profile, "a")).unwrap();
        let wrong = Password::new("correct horsf").unwrap();
        assert!(open(&bundle, &wrong).is_err());
        assert!(open(&bundle[..200], &sets::password()).is_err());
        let mut damaged = bundle;
        let middle = damaged.len() / 2;
        damaged[middle] ^= 1;
        assert!(
            open(&damaged, &sets::password()).is_err(),
            "the code covers the content"
        );
    }
}

#[test]
fn emoji_in_the_friendly_name_are_replaced() {
    let bundle = write(&content(EncryptionProfile::Compatible, "a😀中")).unwrap();
    assert_eq!(open(&bundle, &sets::password()).unwrap().friendly_name, "a?中");
}

#[test]
fn keys_of_all_algorithms_and_passwords_of_all_lengths_fit() {
    // Lengths around the blocks of SHA-1 and SHA-256, in UTF-16 and in ASCII.
    for (algorithm, length) in KeyAlgorithm::ALL.into_iter().zip([1, 31, 32, 64, 128]) {
        let issued = sets::issued(algorithm);
        let client = issued.credential(&sets::id(CLIENT)).unwrap();
        let mut content = content(EncryptionProfile::Compatible, "");
        content.private_key = client.private_key.clone().unwrap();
        content.chain = vec![client.certificate.der().to_vec()];
        content.request.password = Password::new(&"~".repeat(length)).unwrap();
        let opened = open(&write(&content).unwrap(), &content.request.password).unwrap();
        assert_eq!(opened.private_key, client.private_key.as_ref().unwrap().pkcs8_der());
        assert_eq!(opened.chain, content.chain);
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn neither_key_nor_certificates_stand_in_the_clear() {
    for profile in EncryptionProfile::ALL {
        let content = content(profile, "a");
        let bundle = write(&content).unwrap();
        let secrets = std::iter::once(content.private_key.pkcs8_der()).chain(content.chain.iter().map(Vec::as_slice));
        for secret in secrets {
            assert!(secret.windows(16).step_by(16).all(|piece| !contains(&bundle, piece)));
        }
    }
}

#[test]
fn every_part_has_salts_of_its_own() {
    let numbered: Vec<u8> = (0..Salts::LENGTH).map(|index| index as u8).collect();
    let piece = |range: std::ops::Range<usize>| numbered[range].to_vec();
    for (profile, used) in [
        (EncryptionProfile::Modern, vec![0..16, 16..32, 32..48, 48..64, 64..80]),
        (EncryptionProfile::Compatible, vec![0..16, 32..48, 64..80]),
    ] {
        let mut content = content(profile, "a");
        content.salts = Salts::from_random(numbered.clone().try_into().unwrap());
        let bundle = write(&content).unwrap();
        for range in used {
            let octet_string = [vec![4, 16], piece(range.clone())].concat();
            let count = bundle.windows(18).filter(|window| *window == octet_string).count();
            assert_eq!(count, 1, "{profile:?}: {range:?}");
        }
    }
}

/// Hears which salts it should write with.
#[derive(Default)]
struct Listener(RefCell<Vec<Salts>>);

impl Bundler for Listener {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
        self.0.borrow_mut().push(content.salts);
        Ok(Vec::new())
    }
}

#[test]
fn two_bundles_of_an_issuance_share_no_salt() {
    let mut requests = sets::requests(KeyAlgorithm::EcdsaP256);
    requests[1].bundle = requests[3].bundle.clone();
    let bundler = Listener::default();
    let mut entropy = seeded_entropy(1);
    pollster::block_on(issue(&requests, &[], &NativeKeys, &bundler, &mut entropy, &|_| ())).unwrap();
    let seen = bundler.0;
    let octets: Vec<u8> = seen.borrow().iter().flat_map(|salts| *salts.octets()).collect();
    assert_eq!(octets.len(), 2 * Salts::LENGTH);
    let mut pieces: Vec<&[u8]> = octets.chunks(16).collect();
    pieces.sort_unstable();
    pieces.dedup();
    assert_eq!(pieces.len(), octets.len() / 16);
}

#[test]
fn the_same_content_gives_the_same_bundle() {
    for (profile, golden) in [
        (
            EncryptionProfile::Modern,
            include_str!("../fixtures/modern-bundle.sha256"),
        ),
        (
            EncryptionProfile::Compatible,
            include_str!("../fixtures/compatible-bundle.sha256"),
        ),
    ] {
        let mut content = content(profile, "a");
        let bundle = write(&content).unwrap();
        assert_eq!(bundle, write(&content).unwrap());
        // Written down, so that an update of a library that changes the encoding is noticed.
        assert_eq!(hex_lower(&Sha256::digest(&bundle)), golden.trim());
        content.salts = salts(2);
        assert_ne!(bundle, write(&content).unwrap());
    }
}

#[test]
fn what_cannot_be_bundled_is_refused() {
    let mut bent = content(EncryptionProfile::Compatible, "a");
    let sound = bent.chain.clone();
    bent.chain.clear();
    assert_eq!(write(&bent), Err(Pkcs12Error::NoCertificate));
    bent.chain.push(vec![1, 2, 3]);
    assert!(matches!(write(&bent), Err(Pkcs12Error::Write(_))));
    bent.chain = vec![sound[0].clone(), vec![0x30, 0]];
    assert!(matches!(write(&bent), Err(Pkcs12Error::Write(_))));
    bent.chain = sound;
    assert!(write(&bent).is_ok());
    bent.private_key = PrivateKey::from_pkcs8_der(vec![1, 2, 3]);
    assert!(matches!(write(&bent), Err(Pkcs12Error::Write(_))));
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
