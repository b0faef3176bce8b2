//! GnuTLS's certtool on chains and PKCS#12 files.

use mtls_wizard::pki::pkcs12::EncryptionProfile;

use super::material::{
    CLIENT, CLIENT_CA, FRIENDLY_NAME, HOST, Material, OTHER_HOST, SERVER, SERVER_CA, all, all_bundles,
};
use super::program::{Verdict, ask, is_present};

const CERTTOOL: &str = "certtool";
/// id-kp-serverAuth and id-kp-clientAuth (RFC 5280 section 4.2.1.12).
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const REFUSED: &str = "Not verified.";

fn verify(material: &Material, leaf: &str, root: &str, purpose: &str, host: Option<&str>) -> Verdict {
    let (leaf, root) = (material.certificate(leaf), material.certificate(root));
    let mut arguments = vec![
        "--verify",
        "--verify-profile",
        "medium",
        "--load-ca-certificate",
        &root,
        "--infile",
        &leaf,
        "--verify-purpose",
        purpose,
    ];
    if let Some(host) = host {
        arguments.extend(["--verify-hostname", host]);
    }
    ask(CERTTOOL, arguments)
}

#[test]
fn chains_verify_for_their_purpose_and_no_other() {
    if !is_present(CERTTOOL) {
        return;
    }
    for material in all() {
        let accepted = ["Verified. The certificate is trusted."];
        verify(material, SERVER, SERVER_CA, SERVER_AUTH, Some(HOST)).must_accept(&accepted);
        verify(material, CLIENT, CLIENT_CA, CLIENT_AUTH, None).must_accept(&accepted);
        verify(material, SERVER, SERVER_CA, CLIENT_AUTH, None).must_refuse(REFUSED);
        verify(material, CLIENT, CLIENT_CA, SERVER_AUTH, None).must_refuse(REFUSED);
        verify(material, SERVER, SERVER_CA, SERVER_AUTH, Some(OTHER_HOST)).must_refuse("does not match");
        verify(material, CLIENT, SERVER_CA, CLIENT_AUTH, None).must_refuse(REFUSED);
    }
}

fn information(material: &Material, profile: EncryptionProfile, template: &str) -> Verdict {
    let (bundle, template) = (material.bundle(profile), material.path(template));
    ask(
        CERTTOOL,
        ["--p12-info", "--inder", "--infile", &bundle, "--template", &template],
    )
}

#[test]
fn bundles_open_with_the_right_password_only() {
    if !is_present(CERTTOOL) {
        return;
    }
    for (material, profile) in all_bundles() {
        let (mac, cipher, iterations) = match profile {
            EncryptionProfile::Modern => ("MAC: SHA256", "Cipher: AES-256-CBC", "Iteration count: 100000"),
            EncryptionProfile::Compatible => ("MAC: SHA1", "Cipher: 3DES-CBC", "Iteration count: 2048"),
        };
        let verdict = information(material, profile, "password.cfg");
        let friendly_name = format!("Friendly name: {FRIENDLY_NAME}");
        let client = material.credential(CLIENT);
        verdict.must_accept(&[
            mac,
            cipher,
            iterations,
            &friendly_name,
            &client.certificate.pem(),
            &client.issuers[0].pem(),
        ]);
        information(material, profile, "wrong-password.cfg").must_refuse("verification failed");
    }
}
