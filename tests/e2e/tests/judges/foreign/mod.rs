//! The other way round: bundles and keys that other programs make, with every algorithm and every encryption that they offer, are
//! read by us.

mod authority;
mod gnutls;
mod java;
mod keys;
mod nss;
mod openssl;

use std::path::Path;

use mtls_wizard::pki::pkcs12::{Opened, ReadError, read};

use super::material::{CLIENT, CLIENT_CA, Material};
use super::program::ask;

/// All of it is in the encodings that PKCS#12 has: nothing above U+FFFF.
pub const NAME: &str = "Müller, \"世界\" + #1";
/// What no importer of ours would be given, but others make.
pub const HARD_PASSWORD: &str = "Grüße aus 世界 🎉";

/// A bundle of the client with its authority, made by OpenSSL with more options.
pub fn made_by_openssl(material: &Material, file: &Path, password_file: &str, options: &[&str]) {
    let password = format!("file:{password_file}");
    let (certificate, key, authority) = (
        material.certificate(CLIENT),
        material.key(CLIENT),
        material.certificate(CLIENT_CA),
    );
    let mut arguments = vec![
        "pkcs12",
        "-export",
        "-in",
        &certificate,
        "-inkey",
        &key,
        "-certfile",
        &authority,
    ];
    arguments.extend(["-passout", &password, "-out", file.to_str().unwrap()]);
    arguments.extend(options);
    ask("openssl", arguments).must_accept(&[]);
}

pub fn opened(file: &Path, password: &str) -> Opened {
    let octets = std::fs::read(file).unwrap();
    read(&octets, password).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

pub fn refused(file: &Path, password: &str) -> ReadError {
    read(&std::fs::read(file).unwrap(), password).unwrap_err()
}

/// The client's key and certificate belong together and are those that went in; the authority is there where it went in, too.
pub fn assert_client(material: &Material, opened: &Opened, with_authority: bool, name: Option<&str>) {
    let client = material.credential(CLIENT);
    let [key] = opened.keys.as_slice() else {
        panic!("{} keys", opened.keys.len())
    };
    let imported = key.key.as_ref().unwrap();
    assert_eq!(
        imported.private_key().pkcs8_der(),
        client.private_key.as_ref().unwrap().pkcs8_der(),
        "{:?}",
        material.algorithm
    );
    let own = &opened.certificates[key.certificate.expect("its certificate")];
    assert_eq!(own.der, client.certificate.der());
    assert_eq!(own.key, Some(0));
    let mut expected = vec![client.certificate.der()];
    if with_authority {
        expected.push(client.issuers[0].der());
    }
    let mut found: Vec<&[u8]> = opened.certificates.iter().map(|entry| entry.der.as_slice()).collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
    assert_eq!(own.friendly_name.as_deref(), name);
    assert!(opened.certificates.iter().all(|entry| entry.certificate.is_ok()));
}

/// What a damaged file is called: never a wrong password, where the right one was given.
pub fn assert_damage_is_told_apart(file: &Path, password: &str) {
    let octets = std::fs::read(file).unwrap();
    for length in [octets.len() - 1, octets.len() / 2, 10] {
        let error = read(&octets[..length], password).unwrap_err();
        assert!(
            matches!(error, ReadError::Damaged(_) | ReadError::NotPkcs12),
            "{length}: {error:?}"
        );
    }
    // Within the encrypted octets, and in the integrity code's salt or value.
    for position in [octets.len() / 3, octets.len() / 2] {
        let mut flipped = octets.clone();
        flipped[position] ^= 0x10;
        let error = read(&flipped, password).unwrap_err();
        assert!(matches!(error, ReadError::Damaged(_)), "{position}: {error:?}");
    }
}
