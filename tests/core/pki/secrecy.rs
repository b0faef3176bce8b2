//! What is printed for debugging holds no secret.

use mtls_wizard::pki::pkcs12::{BundleContent, Password, Salts};

use super::sets::{self, CLIENT};

/// Fails if any four octets of the key stand in the text, in decimal or hexadecimal as Debug writes them.
fn assert_free_of(text: &str, secret: &[u8]) {
    for window in secret.windows(4) {
        let decimal = format!("{}, {}, {}, {}", window[0], window[1], window[2], window[3]);
        let hexadecimal: String = window.iter().map(|octet| format!("{octet:02x}")).collect();
        assert!(!text.contains(&decimal) && !text.to_lowercase().contains(&hexadecimal));
    }
}

#[test]
fn debug_output_has_neither_keys_nor_passwords() {
    let password = Password::new("Xq9-hunter2").unwrap();
    let mut requests = sets::requests(mtls_wizard::pki::key::KeyAlgorithm::Rsa2048);
    requests[3].bundle.as_mut().unwrap().password = password.clone();
    let keys = mtls_wizard::native::FixedKeys::new(sets::fixed_keys());
    let issued = sets::issue_with(&requests, &keys, 1).unwrap();
    let client = issued.credential(&sets::id(CLIENT)).unwrap();
    let content = BundleContent {
        request: requests[3].bundle.clone().unwrap(),
        private_key: client.private_key.clone().unwrap(),
        chain: vec![],
        salts: Salts::from_random([0; Salts::LENGTH]),
    };

    let texts = [
        format!("{requests:?}"),
        format!("{issued:?}"),
        format!("{password:?}"),
        format!("{content:?}"),
    ];
    for text in &texts {
        assert!(!text.contains("hunter2"), "{text}");
        for credential in &issued.credentials {
            // The private part; the beginning of the DER is the public modulus.
            assert_free_of(text, &credential.private_key.as_ref().unwrap().pkcs8_der()[400..]);
        }
    }
    assert!(
        texts[1].contains("client/curl") && texts[1].contains("PrivateKey(..)"),
        "the output is not just empty"
    );
    assert!(texts[0].contains("Password(..)"));
}
