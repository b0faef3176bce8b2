//! Private keys in all forms that OpenSSL writes, with aws-lc as judge of what they are.

use base64ct::{Base64, Encoding};
use mtls_wizard::native::{NativeKey, NativeKeys};
use mtls_wizard::pki::decode::PublicKeyKind;
use mtls_wizard::pki::import::{ImportProblem, ImportedKey, Input};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider, SignatureScheme, SigningKey};
use mtls_wizard::pki::pem;

use super::import::{certificate, file, problems};

fn parse(name: &str) -> ImportedKey {
    ImportedKey::parse(&file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn refused(text: &str) -> ImportProblem {
    let error = ImportedKey::parse(text).unwrap_err();
    assert_eq!(error.input, Input::Key);
    problems(vec![error]).remove(0)
}

/// aws-lc reads the normalized key, and computes the same public key from it.
fn judge(key: &ImportedKey) {
    let native = NativeKey::from_pkcs8_der(key.private_key().pkcs8_der()).unwrap();
    assert_eq!(native.public_key(), key.public_key());
    assert_eq!(native.signature(), key.signature());
    let imported = pollster::block_on(NativeKeys.import(key)).unwrap();
    assert_eq!(imported.public_key(), key.public_key());
}

#[test]
fn all_unencrypted_forms_become_the_same_pkcs8() {
    let expected = pem::decode("PRIVATE KEY", &file("leaf.key")).unwrap();
    for name in ["leaf.key", "key-p256-sec1.key", "key-p256-parameters.key"] {
        let key = parse(name);
        assert_eq!(*key.private_key().pkcs8_der(), **expected, "{name}");
        assert_eq!(*key.private_key().pem(), file("leaf.key"), "{name}");
        assert_eq!(
            (key.kind(), key.signature()),
            (&PublicKeyKind::EcdsaP256, SignatureScheme::EcdsaP256Sha256)
        );
        assert!(key.belongs_to(&certificate("leaf")) && !key.belongs_to(&certificate("root")));
        judge(&key);
    }
    for name in ["intermediate.key", "key-p384-sec1.key"] {
        let key = parse(name);
        assert_eq!(*key.private_key().pem(), file("intermediate.key"), "{name}");
        assert_eq!(
            (key.kind(), key.signature()),
            (&PublicKeyKind::EcdsaP384, SignatureScheme::EcdsaP384Sha384)
        );
        judge(&key);
    }
    for name in ["key-rsa-2048.key", "key-rsa-2048-pkcs1.key"] {
        let key = parse(name);
        assert_eq!(*key.private_key().pem(), file("key-rsa-2048.key"), "{name}");
        assert_eq!(
            (key.kind(), key.signature()),
            (&PublicKeyKind::Rsa { bits: 2048 }, SignatureScheme::RsaSha256)
        );
        judge(&key);
    }
    let unusual = parse("key-rsa-2560.key");
    assert_eq!(unusual.kind(), &PublicKeyKind::Rsa { bits: 2560 });
    judge(&unusual);
}

#[test]
fn keys_of_our_own_read_back() {
    for algorithm in KeyAlgorithm::ALL {
        let key = pollster::block_on(NativeKeys.generate(algorithm)).unwrap();
        let imported = ImportedKey::parse(&key.private_key().pem()).unwrap();
        assert_eq!(imported.private_key().pkcs8_der(), key.private_key().pkcs8_der());
        assert_eq!(imported.public_key(), key.public_key());
        assert_eq!(*imported.kind(), PublicKeyKind::from(algorithm));
    }
}

/// The leaf's PKCS#8 with another version and something at its end.
fn pkcs8_with(version: u8, more: &[u8]) -> String {
    let mut der = pem::decode("PRIVATE KEY", &file("leaf.key")).unwrap().to_vec();
    assert_eq!(der[..6], [0x30, 0x81, 0x87, 0x02, 0x01, 0x00]);
    der[2] += u8::try_from(more.len()).unwrap();
    der[5] = version;
    pem::encode("PRIVATE KEY", &[der.as_slice(), more].concat())
}

#[test]
fn attributes_and_version_2_are_left_out() {
    for text in [
        pkcs8_with(0, b"\xA0\0"),
        pkcs8_with(1, b"\x81\x03\0\x04\x01"),
        pkcs8_with(1, b"\xA0\0\x81\x03\0\x04\x01"),
    ] {
        assert_eq!(
            *ImportedKey::parse(&text).unwrap().private_key().pem(),
            file("leaf.key")
        );
    }
    for text in [pkcs8_with(2, b""), pkcs8_with(0, b"\x82\0"), pkcs8_with(0, b"\0")] {
        assert_eq!(refused(&text), ImportProblem::KeySyntax);
    }
}

#[test]
fn numbers_that_were_shortened_or_lengthened_get_their_width_back() {
    // SEC 1: SEQUENCE, version 1, OCTET STRING of 32.
    let der = pem::decode("EC PRIVATE KEY", &file("key-p256-sec1.key")).unwrap();
    assert_eq!(der[..7], [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20]);
    let with = |number: &[u8]| {
        let mut changed = vec![
            0x30,
            0x77 - 0x20 + u8::try_from(number.len()).unwrap(),
            0x02,
            0x01,
            0x01,
            0x04,
        ];
        changed.push(u8::try_from(number.len()).unwrap());
        changed.extend_from_slice(number);
        changed.extend_from_slice(&der[39..]);
        ImportedKey::parse(&pem::encode("EC PRIVATE KEY", &changed)).map(|key| key.private_key().clone())
    };
    let number = &der[7..39];
    let long = [&[0], number].concat();
    assert_eq!(with(&long).unwrap().pem(), with(number).unwrap().pem());
    let short = with(&number[1..]).unwrap();
    let padded = with(&[&[0], &number[1..]].concat()).unwrap();
    assert_eq!(short.pem(), padded.pem());
    assert_eq!(short.pkcs8_der().len(), with(number).unwrap().pkcs8_der().len());
    assert_eq!(
        with(&[&[1], number].concat()).unwrap_err().problem,
        ImportProblem::KeySyntax
    );
}

#[test]
fn encrypted_keys_are_refused_with_the_command_that_decrypts_them() {
    for name in ["key-p256-encrypted.key", "key-p256-encrypted-sec1.key"] {
        let error = ImportedKey::parse(&file(name)).unwrap_err();
        assert_eq!(error.problem, ImportProblem::EncryptedKey);
        assert!(
            error
                .to_string()
                .contains("openssl pkey -in encrypted.key -out decrypted.key")
        );
    }
}

#[test]
fn elliptic_curve_keys_without_their_public_key_are_refused_with_the_command_that_adds_it() {
    for name in [
        "key-p256-without-public.key",
        "key-p256-compressed.key",
        "key-p256-explicit.key",
    ] {
        let error = ImportedKey::parse(&file(name)).unwrap_err();
        assert_eq!(error.problem, ImportProblem::KeyForm, "{name}");
        let command = "openssl ec -in old.key -param_enc named_curve -conv_form uncompressed -out new.key";
        assert!(error.to_string().contains(command));
    }
}

#[test]
fn other_algorithms_and_sizes_are_refused_by_name() {
    for (name, algorithm) in [
        ("key-ed25519.key", "Ed25519"),
        ("key-p521.key", "P-521"),
        ("key-secp256k1.key", "secp256k1"),
        ("key-rsa-pss.key", "RSASSA-PSS"),
    ] {
        assert_eq!(refused(&file(name)), ImportProblem::KeyAlgorithm(algorithm.to_owned()));
    }
    assert_eq!(refused(&file("key-rsa-1024.key")), ImportProblem::KeyTooShort(1024));
    assert_eq!(refused(&file("key-rsa-primes.key")), ImportProblem::KeySyntax);
    let long = [&[0x02, 0x82, 0x04, 0x01][..], &[1; 1025]].concat();
    let exponents = b"\x02\x01\x03".repeat(7);
    let content = [b"\x02\x01\0", long.as_slice(), &exponents].concat();
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    let der = [&[0x30, 0x82], length.as_slice(), &content].concat();
    assert_eq!(
        refused(&pem::encode("RSA PRIVATE KEY", &der)),
        ImportProblem::KeyTooLong(8193)
    );
}

#[test]
fn other_texts_are_refused() {
    let key = file("leaf.key");
    assert_eq!(refused(""), ImportProblem::Empty(Input::Key));
    assert_eq!(refused("secret"), ImportProblem::NotPem(Input::Key));
    assert_eq!(
        refused(&Base64::encode_string(key.as_bytes())),
        ImportProblem::EncodedPem
    );
    assert_eq!(refused(&format!("{key}{key}")), ImportProblem::SeveralKeys);
    assert_eq!(
        refused(&key[..100]),
        ImportProblem::Unfinished("PRIVATE KEY".to_owned())
    );
    let only_parameters = file("key-p256-parameters.key");
    let end = only_parameters.find("-----BEGIN EC PRIVATE").unwrap();
    assert_eq!(refused(&only_parameters[..end]), ImportProblem::NotPem(Input::Key));
    for label in ["CERTIFICATE", "OPENSSH PRIVATE KEY", "DSA PRIVATE KEY", "PUBLIC KEY"] {
        let expected = ImportProblem::Block {
            input: Input::Key,
            label: label.to_owned(),
        };
        assert_eq!(refused(&pem::encode(label, b"\x30\0")), expected);
    }
    for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
        for der in [b"\x30\0".as_slice(), b"\x02\x01\0", b"\x30\x80\0\0"] {
            assert_eq!(refused(&pem::encode(label, der)), ImportProblem::KeySyntax);
        }
    }
}

#[test]
fn a_key_says_nothing_when_printed_for_debugging() {
    let key = parse("leaf.key");
    assert_eq!(
        format!("{key:?} {:?}", key.private_key()),
        "ImportedKey(..) PrivateKey(..)"
    );
}
