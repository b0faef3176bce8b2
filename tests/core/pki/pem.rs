//! PEM, with a library that is not in the app as judge.

use mtls_wizard::pki::pem::{PemError, decode, encode};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;

use super::sets;

#[test]
fn lines_have_64_characters_and_the_last_one_ends() {
    for length in [1, 47, 48, 49, 95, 96, 97, 1000] {
        let octets: Vec<u8> = (0..length).map(|index| index as u8).collect();
        let text = encode("CERTIFICATE", &octets);
        assert!(text.ends_with("-----END CERTIFICATE-----\n"));
        let lines: Vec<&str> = text.lines().collect();
        let body = &lines[1..lines.len() - 1];
        assert!(body[..body.len() - 1].iter().all(|line| line.len() == 64));
        assert!((1..=64).contains(&body[body.len() - 1].len()));
        assert_eq!(
            CertificateDer::from_pem_slice(text.as_bytes()).unwrap().as_ref(),
            octets
        );
        assert_eq!(*decode("CERTIFICATE", &text).unwrap(), octets);
        assert!(text.len() <= text.capacity(), "{text}");
    }
}

#[test]
fn keys_and_certificates_read_back() {
    let issued = sets::fixed();
    for (credential, key) in issued.credentials.iter().zip([1, 2, 3, 4]) {
        let path = format!(
            "{}/tests/core/fixtures/keys/test-only-rsa-2048-{key}.pem",
            env!("CARGO_MANIFEST_DIR")
        );
        let fixture = std::fs::read_to_string(path).unwrap();
        let ours = credential.private_key.as_ref().unwrap().pem();
        assert_eq!(
            *decode("PRIVATE KEY", &ours).unwrap(),
            credential.private_key.as_ref().unwrap().pkcs8_der()
        );
        assert_eq!(
            *decode("PRIVATE KEY", &fixture).unwrap(),
            credential.private_key.as_ref().unwrap().pkcs8_der()
        );
        assert_eq!(
            *decode("CERTIFICATE", &credential.certificate.pem()).unwrap(),
            credential.certificate.der()
        );
    }
}

#[test]
fn anything_else_is_refused() {
    let text = encode("CERTIFICATE", b"abc");
    let label = decode("PRIVATE KEY", &text).unwrap_err();
    assert_eq!(
        label,
        PemError::Label {
            expected: "PRIVATE KEY",
            actual: "CERTIFICATE".to_owned()
        }
    );
    for wrong in [
        "",
        "abc",
        &text[..40],
        &format!("{text}{text}"),
        &text.replace("YWJj", "YW Jj!"),
    ] {
        assert!(
            matches!(decode("CERTIFICATE", wrong), Err(PemError::Syntax(_))),
            "{wrong}"
        );
    }
}
