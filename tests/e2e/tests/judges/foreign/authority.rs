//! Authorities with names that are hard to write again, brought along as `.p12`: what they sign here is verified by OpenSSL and GnuTLS,
//! which compare names in their own ways.

use std::fs;
use std::path::Path;

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::import::{ImportedAuthority, Material};
use mtls_wizard::pki::issuance::{CredentialId, issue};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use tempfile::TempDir;

use crate::material::{CLIENT, now, request};
use crate::program::{ask, is_present};

/// Attributes in an unusual order, repeated, and of several string types (`string_mask`), with all that names quote.
const NAMES: [(&str, &str); 5] = [
    (
        "utf8only",
        "OU = A\n1.OU = B\n2.OU = C\nO = \"Sue, Grabbit + Runn <x> \\\\; =\"\nCN = Müller 世界 🎉",
    ),
    ("nombstr", "CN = \"\\#leading\"\nO = Old T61 & Co"),
    (
        "pkix",
        "O = Bücher\nCN = 0123456789012345678901234567890123456789012345678901234567890123",
    ),
    (
        "utf8only",
        "DC = com\n1.DC = example\nC = DE\nemailAddress = ca@example.com\nUID = ca-7\nserialNumber = 12 ",
    ),
    ("utf8only", "CN = \" spaces \"\nstreet = x\npostalCode = 1"),
];

/// The authority's bundle, made by OpenSSL.
fn bundle(folder: &Path, (mask, subject): (&str, &str)) -> Vec<u8> {
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let configuration = format!(
        "[req]\nprompt = no\nutf8 = yes\nstring_mask = {mask}\ndistinguished_name = subject\nx509_extensions = ca\n[subject]\n{subject}\n\
         [ca]\nbasicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign\nsubjectKeyIdentifier = hash\n"
    );
    fs::write(folder.join("openssl.cnf"), configuration).unwrap();
    let (key, certificate, file) = (path("ca.key"), path("ca.crt"), path("ca.p12"));
    let made = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        &key,
        "-out",
        &certificate,
    ];
    let configured = ["req", "-x509", "-utf8", "-days", "900", "-config", &path("openssl.cnf")];
    ask("openssl", [&configured[..], &made].concat()).must_accept(&[]);
    let exported = [
        "pkcs12",
        "-export",
        "-in",
        &certificate,
        "-inkey",
        &key,
        "-out",
        &file,
        "-passout",
        "pass:ca",
    ];
    ask("openssl", exported).must_accept(&[]);
    fs::read(file).unwrap()
}

#[test]
fn hostile_names_sign_here_and_verify_there() {
    if !is_present("openssl") {
        return;
    }
    for name in NAMES {
        let folder = TempDir::new().unwrap();
        let contents = Material::from_octets(&bundle(folder.path(), name))
            .unwrap()
            .open("ca")
            .unwrap();
        let key = contents.key_pem().unwrap().expect("the key");
        let authority = ImportedAuthority::read(&contents.certificates_pem(), Some(&key), now())
            .unwrap_or_else(|errors| panic!("{name:?}: {errors:?}"));
        let given = authority
            .given(CredentialId("ca".to_owned()), "CA")
            .expect("with its key");
        let request = request(CLIENT, Profile::Client, Some("ca"), KeyAlgorithm::EcdsaP256);
        let mut entropy = seeded_entropy(4);
        let issued = pollster::block_on(issue(
            &[request],
            &[given],
            &NativeKeys,
            &DirectBundler,
            &mut entropy,
            &|_| (),
        ));
        let issued = issued.unwrap();
        let client = folder.path().join("client.crt");
        fs::write(&client, issued.credentials[0].certificate.pem()).unwrap();
        let (client, ca) = (client.to_str().unwrap(), folder.path().join("ca.crt"));
        let ca = ca.to_str().unwrap();
        let strict = ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", ca, client];
        ask("openssl", strict).must_accept(&["client.crt: OK"]);
        if is_present("certtool") {
            let verify = ["--verify", "--load-ca-certificate", ca, "--infile", client];
            ask("certtool", verify).must_accept(&["Verified. The certificate is trusted."]);
        }
    }
}
