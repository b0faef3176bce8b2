//! Damaged texts: refused or read, but never a panic.

use mtls_wizard::pki::import::{ImportedAuthority, ImportedKey, ServerCredential, certificates};
use mtls_wizard::pki::pem;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use super::import::{bundle, day, file};

fn run<S: Strategy>(strategy: &S, test: impl Fn(S::Value)) {
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let result = runner.run(strategy, |value| {
        test(value);
        Ok(())
    });
    result.unwrap();
}

/// Whatever comes of it, nobody panics, and refusals say why.
fn read_all(certificates_text: &str, key: &str) {
    let now = day(1);
    if let Err(errors) = ServerCredential::read(certificates_text, key, now) {
        super::import::problems(errors);
    }
    if let Err(errors) = ImportedAuthority::read(certificates_text, Some(key), now) {
        super::import::problems(errors);
    }
    let _ = ImportedAuthority::read(certificates_text, None, now);
}

const KEYS: [(&str, &str); 5] = [
    ("leaf.key", "PRIVATE KEY"),
    ("key-p256-sec1.key", "EC PRIVATE KEY"),
    ("key-p256-explicit.key", "EC PRIVATE KEY"),
    ("key-rsa-2048.key", "PRIVATE KEY"),
    ("key-rsa-2048-pkcs1.key", "RSA PRIVATE KEY"),
];

#[test]
fn flipped_bits_and_cut_ends_of_keys() {
    for (name, label) in KEYS {
        let der = pem::decode(label, &file(name)).unwrap();
        run(
            &(any::<prop::sample::Index>(), 0..8_u8, any::<bool>()),
            |(index, bit, cut)| {
                let mut der = der.to_vec();
                let position = index.index(der.len());
                if cut {
                    der.truncate(position);
                } else {
                    der[position] ^= 1 << bit;
                }
                match ImportedKey::parse(&pem::encode(label, &der)) {
                    Ok(_) => assert!(!cut, "a part of a key is no key"),
                    Err(error) => drop(super::import::problems(vec![error])),
                }
            },
        );
    }
}

#[test]
fn flipped_bits_of_certificates_in_a_chain() {
    let names = ["leaf", "intermediate", "root"];
    let ders = names.map(|name| super::import::certificate(name).der().to_vec());
    let key = file("leaf.key");
    run(
        &(0..3_usize, any::<prop::sample::Index>(), 0..8_u8),
        |(which, index, bit)| {
            let mut ders = ders.clone();
            let position = index.index(ders[which].len());
            ders[which][position] ^= 1 << bit;
            let text: String = ders.iter().map(|der| pem::encode("CERTIFICATE", der)).collect();
            read_all(&text, &key);
        },
    );
}

#[test]
fn changed_and_cut_texts() {
    let chain = bundle(&["leaf", "intermediate"]);
    let key = file("leaf.key");
    let change = (
        any::<prop::sample::Index>(),
        any::<char>(),
        any::<bool>(),
        any::<bool>(),
    );
    run(&change, |(index, character, cut, in_key)| {
        let changed = |text: &str| {
            let position = index.index(text.len());
            let rest = if cut { "" } else { &text[position + 1..] };
            format!("{}{character}{rest}", &text[..position])
        };
        if in_key {
            read_all(&chain, &changed(&key));
        } else {
            read_all(&changed(&chain), &key);
        }
    });
}

#[test]
fn texts_made_of_the_words_of_pem() {
    let words = prop::sample::select(vec![
        "-----BEGIN ",
        "-----END ",
        "-----",
        "CERTIFICATE",
        "PRIVATE KEY",
        "EC ",
        "ENCRYPTED ",
        "\n",
        "MAA=",
        "=",
        "\u{FEFF}",
        "ä",
    ]);
    run(&prop::collection::vec(words, 0..20), |words| {
        let text = words.concat();
        read_all(&text, &text);
        if certificates(&text).is_ok() {
            panic!("no certificate is as short as this: {text:?}");
        }
    });
}
