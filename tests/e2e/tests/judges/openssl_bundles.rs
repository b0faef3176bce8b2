//! OpenSSL on PKCS#12 files, without its legacy provider.

use mtls_wizard::pki::decode::hex_colons;
use mtls_wizard::pki::pem;
use mtls_wizard::pki::pkcs12::EncryptionProfile;

use super::material::{CLIENT, FRIENDLY_NAME, Material, all_bundles};
use super::program::{Verdict, ask, is_present};

const OPENSSL: &str = "openssl";

fn open(material: &Material, profile: EncryptionProfile, password_file: &str, options: &[&str]) -> Verdict {
    let (bundle, password) = (material.bundle(profile), format!("file:{password_file}"));
    let mut arguments = vec!["pkcs12", "-in", &bundle, "-passin", &password];
    arguments.extend(options);
    ask(OPENSSL, arguments)
}

#[test]
fn bundles_are_encrypted_as_their_profile_says() {
    if !is_present(OPENSSL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let (mac, certificates, key) = match profile {
            EncryptionProfile::Modern => (
                "MAC: sha256, Iteration 100000",
                "PKCS7 Encrypted data: PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256",
                "Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 100000, PRF hmacWithSHA256",
            ),
            EncryptionProfile::Compatible => (
                "MAC: sha1, Iteration 2048",
                "PKCS7 Encrypted data: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
                "Shrouded Keybag: pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
            ),
        };
        let verdict = open(material, profile, &material.password_file(), &["-info", "-noout"]);
        verdict.must_accept(&[mac, certificates, key]);
    }
}

#[test]
fn bundles_hold_the_key_and_the_chain() {
    if !is_present(OPENSSL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let verdict = open(material, profile, &material.password_file(), &["-nodes"]).must_accept(&[]);
        let client = material.credential(CLIENT);
        let blocks = |label: &str| -> Vec<String> {
            let (begin, end) = (format!("-----BEGIN {label}-----\n"), format!("-----END {label}-----\n"));
            let pieces = verdict.text.split(&begin).skip(1);
            pieces
                .map(|piece| format!("{begin}{}{end}", piece.split(&end).next().unwrap()))
                .collect()
        };
        let certificates = blocks("CERTIFICATE");
        assert_eq!(
            certificates,
            [client.certificate.pem(), client.issuers[0].pem()],
            "leaf, then root"
        );
        let keys = blocks("PRIVATE KEY");
        assert_eq!(keys.len(), 1);
        assert_same_key(material, &keys[0]);

        let attributes = |name: &str| -> Vec<&str> {
            let lines = verdict.text.lines().map(str::trim);
            lines.filter(|line| line.starts_with(name)).collect()
        };
        let local_key_id = format!("localKeyID: {}", spaced(&client.certificate.details().fingerprint_sha1));
        assert_eq!(
            attributes("localKeyID"),
            [&local_key_id; 2],
            "on the key and its certificate"
        );
        let friendly_name = format!("friendlyName: {FRIENDLY_NAME}");
        assert_eq!(attributes("friendlyName"), [&friendly_name; 2], "likewise");
        // Certificate, issuer, key.
        let bags: Vec<&str> = verdict.text.split("Bag Attributes").skip(1).collect();
        assert_eq!(bags.len(), 3, "{}", verdict.text);
        for (bag, is_named) in bags.iter().zip([true, false, true]) {
            assert_eq!(bag.contains(&friendly_name), is_named, "{}", verdict.text);
        }
    }
}

/// Octets as OpenSSL prints those of attributes.
fn spaced(octets: &[u8]) -> String {
    hex_colons(octets).replace(':', " ")
}

/// OpenSSL writes keys anew, so public keys are compared.
fn assert_same_key(material: &Material, pem: &str) {
    pem::decode("PRIVATE KEY", pem).unwrap();
    let file = material.path("opened.key");
    std::fs::write(&file, pem).unwrap();
    let opened = ask(OPENSSL, ["pkey", "-in", &file, "-pubout"]).must_accept(&[]);
    let original = ask(OPENSSL, ["pkey", "-in", &material.key(CLIENT), "-pubout"]).must_accept(&[]);
    assert_eq!(opened.standard_output, original.standard_output);
}

#[test]
fn a_wrong_password_is_refused() {
    if !is_present(OPENSSL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let verdict = open(material, profile, &material.wrong_password_file(), &["-info", "-noout"]);
        verdict.must_refuse("Mac verify error: invalid password?");
    }
}
