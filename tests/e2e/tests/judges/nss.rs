//! NSS, the library of Firefox and of Chromium's certificate store on Linux.

use mtls_wizard::pki::decode::hex_colons;
use mtls_wizard::pki::pkcs12::EncryptionProfile;

use super::material::{CLIENT, CLIENT_CA, FRIENDLY_NAME, Material, all_bundles};
use super::program::{Verdict, ask, is_present};

const PK12UTIL: &str = "pk12util";
const CERTUTIL: &str = "certutil";

fn list(material: &Material, profile: EncryptionProfile, password_file: &str) -> Verdict {
    ask(PK12UTIL, ["-l", &material.bundle(profile), "-w", password_file])
}

#[test]
fn bundles_list_the_key_and_the_chain() {
    if !is_present(PK12UTIL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let fingerprint = |name: &str| hex_colons(&material.credential(name).certificate.fingerprint_sha256());
        let verdict = list(material, profile, &material.password_file()).must_accept(&[
            "Certificate(has private key):",
            "Key(shrouded):",
            &fingerprint(CLIENT),
            &fingerprint(CLIENT_CA),
        ]);
        assert_eq!(
            verdict.text.matches("Certificate(has private key):").count(),
            1,
            "only the leaf has the key"
        );
        let name = format!("Friendly Name: {FRIENDLY_NAME}\n");
        assert_eq!(verdict.text.matches(&name).count(), 2, "the key and its certificate");
        assert_eq!(verdict.text.matches("Friendly Name:").count(), 2, "not the issuer");
    }
}

#[test]
fn a_wrong_password_is_refused() {
    if !is_present(PK12UTIL) {
        return;
    }
    for (material, profile) in all_bundles() {
        list(material, profile, &material.wrong_password_file()).must_refuse("SEC_ERROR_BAD_PASSWORD");
    }
}

/// Listing is not importing: NSS puts the key and both certificates into a database and trusts nobody by it.
#[test]
fn bundles_import_and_the_client_verifies_for_its_purpose() {
    if !is_present(PK12UTIL) || !is_present(CERTUTIL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let directory = material.path(&format!("nss-{}", profile.id()));
        std::fs::create_dir(&directory).unwrap();
        let database = format!("sql:{directory}");
        ask(CERTUTIL, ["-N", "-d", &database, "--empty-password"]).must_accept(&[]);
        let (bundle, password) = (material.bundle(profile), material.password_file());
        ask(PK12UTIL, ["-i", &bundle, "-d", &database, "-w", &password]).must_accept(&["IMPORT SUCCESSFUL"]);

        let root = material.certificate(CLIENT_CA);
        ask(
            CERTUTIL,
            ["-A", "-d", &database, "-n", "root", "-t", "CT,,", "-i", &root],
        )
        .must_accept(&[]);
        let client = material.certificate(CLIENT);
        ask(
            CERTUTIL,
            ["-A", "-d", &database, "-n", "leaf", "-t", ",,", "-i", &client],
        )
        .must_accept(&[]);
        assert_eq!(nickname(&database), FRIENDLY_NAME);
        let verify = |usage: &str| {
            ask(
                CERTUTIL,
                ["-V", "-d", &database, "-n", FRIENDLY_NAME, "-u", usage, "-e"],
            )
        };
        verify("C").must_accept(&["certificate is valid"]);
        verify("V").must_refuse("certificate is invalid");
    }
}

/// NSS names the imported certificate after its friendly name; the line of the leaf is the one with a key (`u`).
fn nickname(database: &str) -> String {
    let listing = ask(CERTUTIL, ["-L", "-d", database]).must_accept(&[]);
    let with_key = |line: &&str| line.trim_end().ends_with("u,u,u");
    let line = listing
        .text
        .lines()
        .find(with_key)
        .unwrap_or_else(|| panic!("no key in\n{}", listing.text));
    line.trim_end().trim_end_matches("u,u,u").trim_end().to_owned()
}
