//! Revocation lists: ours by OpenSSL, GnuTLS and NSS, and theirs by us.

use std::time::{SystemTime, UNIX_EPOCH};

use mtls_wizard::native::NativeKeys;
use mtls_wizard::pki::certificate::Authority;
use mtls_wizard::pki::clock::{SECONDS_PER_DAY, UnixTime};
use mtls_wizard::pki::import::ImportedKey;
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider};
use mtls_wizard::pki::revocation::{ListNumber, Reason, Revocation, RevocationList, Template, make};

use super::material::{CLIENT, CLIENT_CA, Material, all};
use super::program::{ask, is_present};

fn now() -> UnixTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    UnixTime::from_seconds(seconds as i64).unwrap()
}

/// A list of the client CA with or without the client, written to a file, whose path comes with it.
fn list(material: &Material, name: &str, is_revoked: bool) -> (RevocationList, String) {
    let authority = material.credential(CLIENT_CA);
    let key = ImportedKey::parse(&authority.private_key.as_ref().unwrap().pem()).unwrap();
    let key = pollster::block_on(NativeKeys.import(&key)).unwrap();
    let client = &material.credential(CLIENT).certificate;
    let mut entries = Vec::new();
    if is_revoked {
        entries.push(Revocation::new(client, now(), Reason::KeyCompromise).unwrap());
    }
    let template = Template {
        number: &ListNumber::first(),
        this_update: now(),
        next_update: now().plus_seconds(30 * SECONDS_PER_DAY).unwrap(),
        entries: &entries,
    };
    let signer = Authority {
        certificate: &authority.certificate,
        key: &key,
    };
    let list = pollster::block_on(make(&template, &signer)).unwrap();
    let path = material.path(&format!("{name}.crl"));
    std::fs::write(&path, list.pem()).unwrap();
    (list, path)
}

#[test]
fn openssl_reads_and_obeys_our_lists() {
    for material in all() {
        let authority = material.certificate(CLIENT_CA);
        let (_, revoking) = list(material, "openssl-revoking", true);
        let (_, empty) = list(material, "openssl-empty", false);
        let show = [
            "crl", "-in", &revoking, "-noout", "-text", "-CAfile", &authority, "-verify",
        ];
        ask("openssl", show).must_accept(&["verify OK", "Version 2 (0x1)", "X509v3 CRL Number", "Key Compromise"]);
        let verify = |list: &str| {
            ask(
                "openssl",
                [
                    "verify",
                    "-x509_strict",
                    "-crl_check",
                    "-CAfile",
                    &authority,
                    "-CRLfile",
                    list,
                    &material.certificate(CLIENT),
                ],
            )
        };
        verify(&empty).must_accept(&["OK"]);
        verify(&revoking).must_refuse("certificate revoked");
    }
}

#[test]
fn gnutls_reads_and_obeys_our_lists() {
    if !is_present("certtool") {
        return;
    }
    for material in all() {
        let authority = material.certificate(CLIENT_CA);
        let (_, revoking) = list(material, "gnutls-revoking", true);
        ask(
            "certtool",
            [
                "--verify-crl",
                "--load-ca-certificate",
                &authority,
                "--infile",
                &revoking,
            ],
        )
        .must_accept(&["Verified"]);
        ask("certtool", ["--crl-info", "--infile", &revoking]).must_accept(&["Version: 2", "CRL Number"]);
        let verify = |list: &str| {
            ask(
                "certtool",
                [
                    "--verify",
                    "--load-ca-certificate",
                    &authority,
                    "--load-crl",
                    list,
                    "--infile",
                    &material.certificate(CLIENT),
                ],
            )
        };
        let (_, empty) = list(material, "gnutls-empty", false);
        verify(&empty).must_accept(&["The certificate is trusted"]);
        verify(&revoking).must_refuse("revoked");
    }
}

#[test]
fn nss_imports_and_obeys_our_lists() {
    if !is_present("crlutil") || !is_present("certutil") {
        return;
    }
    for material in all() {
        let directory = material.path("nss-lists");
        std::fs::create_dir(&directory).unwrap();
        let database = format!("sql:{directory}");
        ask("certutil", ["-N", "-d", &database, "--empty-password"]).must_accept(&[]);
        for (name, trust) in [(CLIENT_CA, "CT,C,C"), (CLIENT, ",,")] {
            let file = material.certificate(name);
            ask(
                "certutil",
                ["-A", "-d", &database, "-n", name, "-t", trust, "-i", &file],
            )
            .must_accept(&[]);
        }
        let verify = || ask("certutil", ["-V", "-d", &database, "-n", CLIENT, "-u", "C", "-e", "-l"]);
        verify().must_accept(&["certificate is valid"]);
        let (made, _) = list(material, "nss-revoking", true);
        let der = material.path("nss-revoking.der");
        std::fs::write(&der, made.der()).unwrap();
        ask("crlutil", ["-I", "-d", &database, "-i", &der]).must_accept(&[]);
        ask("crlutil", ["-L", "-d", &database, "-n", CLIENT_CA]).must_accept(&["CRL Info"]);
        // It says so, and ends as if all were well.
        verify().must_accept(&["Certificate has been revoked"]);
    }
}

#[test]
fn lists_of_openssl_are_read() {
    let material = all()
        .iter()
        .find(|material| material.algorithm == KeyAlgorithm::Rsa2048)
        .unwrap();
    let serial = &material.credential(CLIENT).certificate.details().serial_number;
    let index = material.path("index.txt");
    let revoked = format!(
        "R\t361231235959Z\t260102030405Z,keyCompromise\t{}\tunknown\t/CN=x\n",
        serial.to_uppercase()
    );
    std::fs::write(
        &index,
        revoked + "R\t361231235959Z\t260203040506Z\t0A\tunknown\t/CN=y\n",
    )
    .unwrap();
    std::fs::write(material.path("crlnumber"), "1234\n").unwrap();
    let configuration = format!(
        "[ca]\ndefault_ca = own\n[own]\ndatabase = {index}\ncrlnumber = {}\ncrl_extensions = extensions\n\
         [extensions]\nauthorityKeyIdentifier = keyid:always\n",
        material.path("crlnumber")
    );
    let file = material.path("ca.cnf");
    std::fs::write(&file, configuration).unwrap();
    let out = material.path("openssl.crl");
    let (authority, key) = (material.certificate(CLIENT_CA), material.key(CLIENT_CA));
    let arguments = [
        "ca", "-config", &file, "-gencrl", "-crldays", "7", "-md", "sha384", "-cert", &authority, "-keyfile", &key,
        "-out", &out,
    ];
    ask("openssl", arguments).must_accept(&[]);
    let [read] = RevocationList::read(&std::fs::read(out).unwrap())
        .unwrap()
        .try_into()
        .unwrap();
    let authority = &material.credential(CLIENT_CA).certificate;
    assert!(read.is_of(authority));
    assert_eq!(read.number_text().as_deref(), Some("4660"));
    assert_eq!(read.signature_algorithm, "sha384WithRSAEncryption");
    let entry = read.entry(&material.credential(CLIENT).certificate).unwrap();
    assert_eq!(
        (entry.reason, entry.date.to_string().as_str()),
        (Some(Reason::KeyCompromise), "2026-01-02T03:04:05Z")
    );
    // openssl sorts them by serial number.
    let other = read.entries.iter().find(|entry| entry.serial_number == "0a").unwrap();
    assert_eq!((other.reason, read.entries.len()), (None, 2));
    assert_eq!(ListNumber::after(&read).unwrap().to_string(), "4661");
}

#[test]
fn lists_of_gnutls_are_read() {
    if !is_present("certtool") {
        return;
    }
    for material in all() {
        let template = material.path("crl.cfg");
        std::fs::write(&template, "crl_next_update = 43\ncrl_number = 77\n").unwrap();
        let (authority, key) = (material.certificate(CLIENT_CA), material.key(CLIENT_CA));
        let client = material.certificate(CLIENT);
        let out = material.path("gnutls.crl");
        let arguments = [
            "--generate-crl",
            "--load-ca-privkey",
            &key,
            "--load-ca-certificate",
            &authority,
            "--load-certificate",
            &client,
            "--template",
            &template,
            "--outfile",
            &out,
        ];
        ask("certtool", arguments).must_accept(&[]);
        let [read] = RevocationList::read(&std::fs::read(out).unwrap())
            .unwrap()
            .try_into()
            .unwrap();
        assert!(read.is_of(&material.credential(CLIENT_CA).certificate));
        assert_eq!(read.number_text().as_deref(), Some("77"));
        assert!(read.entry(&material.credential(CLIENT).certificate).is_some());
        let period = read.next_update.unwrap().seconds() - read.this_update.seconds();
        assert_eq!(period, 43 * SECONDS_PER_DAY);
    }
}
