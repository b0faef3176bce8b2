//! Damaged and hostile files: refused or read, but never a panic, and soon. The seeds are files of other programs.

use std::time::{Duration, Instant};

use mtls_wizard::pki::decode::decode;
use mtls_wizard::pki::encrypted_key;
use mtls_wizard::pki::import::{ImportedKey, Material};
use mtls_wizard::pki::pem;
use mtls_wizard::pki::pkcs12::{ReadError, read_within};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::import::file;

pub const PASSWORD: &str = "for tests only";
const BUNDLES: [&str; 9] = [
    "openssl",
    "openssl-legacy",
    "openssl-plain",
    "java",
    "pbmac1",
    "forge",
    "forge-3des",
    "nss",
    "gnutls",
];
/// Those with one round of key derivation, whose inner parts are cheap to reach.
const QUICK: usize = 7;
/// As many rounds as quick files need many times over.
pub const ROUNDS: u32 = 2_000;

fn seed(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/core/fixtures/bundles/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn bundle(name: &str) -> Vec<u8> {
    seed(&format!("{name}.p12"))
}

fn run<S: Strategy>(cases: u32, strategy: &S, test: impl Fn(S::Value)) {
    let mut runner = TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(strategy, |value| {
        test(value);
        Ok(())
    });
    result.unwrap();
}

/// Whatever it is, everything that reads octets survives it.
fn read_all(octets: &[u8]) {
    let _ = read_within(octets, PASSWORD, ROUNDS);
    let _ = encrypted_key::read_within(octets, PASSWORD, ROUNDS);
    let _ = encrypted_key::protection(octets);
    let _ = decode(octets);
    let _ = ImportedKey::from_der(octets);
    if let Ok(material) = Material::from_octets(octets)
        && !material.is_locked()
    {
        let _ = material.open(PASSWORD);
    }
}

/// Fails unless the work is done in time, with room for a slow machine that does other things.
fn soon(what: &str, work: impl FnOnce()) {
    let begun = Instant::now();
    work();
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{what}: {:?}",
        begun.elapsed()
    );
}

#[test]
fn the_seeds_are_whole() {
    for (number, name) in BUNDLES.into_iter().enumerate() {
        let read = read_within(&bundle(name), PASSWORD, ROUNDS);
        if number < QUICK {
            let opened = read.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!((opened.keys.len(), opened.certificates.len()), (1, 1), "{name}");
            assert_eq!(opened.keys[0].friendly_name.as_deref(), Some("own"), "{name}");
            assert_eq!(opened.keys[0].certificate, Some(0), "{name}");
        } else {
            assert_eq!(
                read.unwrap_err(),
                ReadError::TooManyIterations("600000".to_owned()),
                "{name}"
            );
        }
    }
    let modern = read_within(&bundle("pbmac1"), PASSWORD, ROUNDS)
        .unwrap()
        .integrity
        .unwrap();
    assert_eq!((modern.is_pbmac1, modern.hash, modern.iterations), (true, "SHA-256", 3));
    assert_eq!(
        read_within(&bundle("pbmac1"), "other", ROUNDS).unwrap_err(),
        ReadError::WrongPassword
    );
    for name in ["pkcs8.key", "traditional.key", "forge.key"] {
        let text = String::from_utf8(seed(name)).unwrap();
        assert!(ImportedKey::open(&text, PASSWORD).is_ok(), "{name}");
    }
}

#[test]
fn no_part_of_a_bundle_is_a_bundle() {
    for name in BUNDLES {
        let whole = bundle(name);
        for length in 0..whole.len() {
            let error = read_within(&whole[..length], PASSWORD, ROUNDS).unwrap_err();
            assert!(
                matches!(error, ReadError::NotPkcs12 | ReadError::Damaged(_)),
                "{name}, {length} octets: {error:?}"
            );
        }
    }
}

#[test]
fn flipped_bits_of_bundles() {
    let seeds = BUNDLES.map(bundle);
    let flips = prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 1..4);
    run(3000, &(0..seeds.len(), flips), |(seed, flips)| {
        let mut octets = seeds[seed].clone();
        for (index, bit) in flips {
            let position = index.index(octets.len());
            octets[position] ^= 1 << bit;
        }
        // What is protected cannot have changed.
        if let Ok(opened) = read_within(&octets, PASSWORD, ROUNDS)
            && opened.integrity.is_some()
        {
            assert_eq!(opened.keys.len(), 1);
            assert!(opened.keys[0].key.is_ok() && opened.certificates[0].certificate.is_ok());
        }
    });
}

/// Parts of one file in the place of parts of another, and lengths that lie.
#[test]
fn mixed_parts_and_wrong_lengths() {
    let seeds = BUNDLES.map(bundle);
    let position = any::<prop::sample::Index>;
    let strategy = (
        0..seeds.len(),
        0..seeds.len(),
        position(),
        position(),
        position(),
        any::<u8>(),
    );
    run(2000, &strategy, |(to, from, at, begin, end, length)| {
        let (mut octets, source) = (seeds[to].clone(), &seeds[from]);
        let at = at.index(octets.len());
        let (begin, end) = (begin.index(source.len()), end.index(source.len()));
        octets.splice(at..at, source[begin.min(end)..begin.max(end)].iter().copied());
        read_all(&octets);
        octets[at] = length;
        read_all(&octets);
    });
}

#[test]
fn random_octets() {
    let anything = prop::collection::vec(any::<u8>(), 0..300);
    // Mostly octets that ASN.1 is made of.
    let likely = prop::sample::select(vec![
        0_u8, 1, 2, 3, 4, 5, 6, 0x10, 0x13, 0x16, 0x17, 0x1E, 0x24, 0x30, 0x31, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x88,
        0xA0, 0xA3, 0xFF,
    ]);
    let likely = prop::collection::vec(likely, 0..300);
    run(3000, &prop_oneof![anything, likely], |octets| {
        read_all(&octets);
        read_all(&[&[0x30, 0x80], octets.as_slice()].concat());
    });
}

#[test]
fn flipped_bits_of_certificates_and_keys() {
    let certificate = pem::decode("CERTIFICATE", &file("intermediate.crt")).unwrap();
    let text = String::from_utf8(seed("pkcs8.key")).unwrap();
    let locked = pem::decode("ENCRYPTED PRIVATE KEY", &text).unwrap();
    let open = pem::decode("RSA PRIVATE KEY", &file("key-rsa-2048-pkcs1.key")).unwrap();
    let forge = |name: &str, label: &'static str| pem::decode(label, &String::from_utf8(seed(name)).unwrap()).unwrap();
    let seeds = [
        certificate,
        locked,
        open,
        forge("forge.crt", "CERTIFICATE"),
        forge("forge.key", "ENCRYPTED PRIVATE KEY"),
    ];
    let strategy = (0..seeds.len(), any::<prop::sample::Index>(), any::<u8>(), any::<bool>());
    run(3000, &strategy, |(seed, index, value, is_cut)| {
        let mut octets = seeds[seed].to_vec();
        let position = index.index(octets.len());
        if is_cut {
            octets.truncate(position);
        } else {
            octets[position] = value;
        }
        read_all(&octets);
    });
}

#[test]
fn damaged_texts() {
    let texts = ["pkcs8.key", "traditional.key", "forge.key"].map(|name| String::from_utf8(seed(name)).unwrap());
    let position = any::<prop::sample::Index>;
    let strategy = (0..texts.len(), position(), position(), "[ -~\n\r\t\u{FEFF}é]{0,12}");
    run(1500, &strategy, |(text, begin, end, insert)| {
        let letters: Vec<char> = texts[text].chars().collect();
        let (begin, end) = (begin.index(letters.len()), end.index(letters.len()));
        let (begin, end) = (begin.min(end), begin.max(end));
        // Little is taken away, so that much of it is reached.
        let end = end.min(begin + 6);
        let damaged: String = letters[..begin]
            .iter()
            .copied()
            .chain(insert.chars())
            .chain(letters[end..].iter().copied())
            .collect();
        if let Err(error) = ImportedKey::open(&damaged, PASSWORD) {
            super::import::problems(vec![error]);
        }
        let _ = Material::from_text(&damaged).map(|material| material.open(PASSWORD));
    });
    run(1500, &"\\PC{0,200}", |text| {
        let _ = Material::from_text(&text).map(|material| material.open(PASSWORD));
    });
}

/// One element in the other, as deep as a megabyte goes: with ends that are marked, with lengths, and as pieces of a string.
#[test]
fn deep_nesting_ends_soon() {
    const SIZE: usize = 1 << 20;
    for pair in [[0x30, 0x80], [0x24, 0x80], [0xA0, 0x80], [0x31, 0x80], [0x30, 0x00]] {
        let nested: Vec<u8> = pair.into_iter().cycle().take(SIZE).collect();
        soon("nested", || read_all(&nested));
    }
    let mut definite = Vec::new();
    for depth in 0..SIZE / 6 {
        let length = u32::try_from(SIZE - 6 * (depth + 1)).unwrap();
        definite.extend([&[0x30, 0x84][..], &length.to_be_bytes()].concat());
    }
    soon("definite", || read_all(&definite));
    // Flat, but many: empty strings and empty sequences.
    for element in [[0x04, 0x00], [0x30, 0x00], [0x05, 0x00]] {
        let many: Vec<u8> = element.into_iter().cycle().take(SIZE - 2).collect();
        soon("flat", || read_all(&[&[0x30, 0x80], many.as_slice()].concat()));
    }
}

#[test]
fn huge_lengths_are_refused() {
    for length in [
        &[0x84, 0xFF, 0xFF, 0xFF, 0xFF][..],
        &[0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0x89, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        &[0xFF],
        &[0x84, 0x7F, 0xFF, 0xFF, 0xFF],
    ] {
        for identifier in [0x30, 0x04, 0x24, 0xA0] {
            let octets = [&[0x30, 0x80, 2, 1, 3, identifier], length, &[1, 2, 3]].concat();
            soon("huge", || read_all(&octets));
            assert!(read_within(&octets, PASSWORD, ROUNDS).is_err());
        }
    }
    let large = vec![0x30; (1 << 20) + 1];
    assert_eq!(read_within(&large, PASSWORD, ROUNDS).unwrap_err(), ReadError::TooLarge);
}
