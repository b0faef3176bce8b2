//! Java's keytool on PKCS#12 files.

use mtls_wizard::pki::decode::hex_colons;
use mtls_wizard::pki::pkcs12::EncryptionProfile;

use super::material::{CLIENT, CLIENT_CA, FRIENDLY_NAME, Material, all_bundles};
use super::program::{Verdict, ask, is_present};

const KEYTOOL: &str = "keytool";

fn list(material: &Material, profile: EncryptionProfile, password_file: &str) -> Verdict {
    let bundle = material.bundle(profile);
    let arguments = [
        "-J-Duser.language=en",
        "-list",
        "-v",
        "-storetype",
        "PKCS12",
        "-keystore",
        &bundle,
        "-storepass:file",
        password_file,
    ];
    ask(KEYTOOL, arguments)
}

#[test]
fn bundles_are_key_entries_with_a_chain() {
    if !is_present(KEYTOOL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let alias = format!("Alias name: {}\n", FRIENDLY_NAME.to_lowercase());
        let fingerprint = |name: &str| {
            format!(
                "SHA256: {}\n",
                hex_colons(&material.credential(name).certificate.fingerprint_sha256())
            )
        };
        let (leaf, root) = (fingerprint(CLIENT), fingerprint(CLIENT_CA));
        let verdict = list(material, profile, &material.password_file()).must_accept(&[
            "Your keystore contains 1 entry",
            &alias,
            "Entry type: PrivateKeyEntry",
            "Certificate chain length: 2",
            &leaf,
            &root,
        ]);
        assert!(
            verdict.text.find(&leaf) < verdict.text.find(&root),
            "the leaf comes first"
        );
    }
}

#[test]
fn a_wrong_password_is_refused() {
    if !is_present(KEYTOOL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let verdict = list(material, profile, &material.wrong_password_file());
        verdict.must_refuse("keystore password was incorrect");
    }
}
