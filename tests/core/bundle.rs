//! Opens PKCS#12 files with a reader that is not ours.

use mtls_wizard::pki::pkcs12::Password;
use p12_keystore::error::Error;
use p12_keystore::{KeyStore, Pkcs12ImportPolicy};

/// What a bundle holds.
pub struct Opened {
    pub friendly_name: String,
    pub local_key_id: Vec<u8>,
    /// PKCS#8 DER.
    pub private_key: Vec<u8>,
    /// Certificate DER, leaf first.
    pub chain: Vec<Vec<u8>>,
}

/// Reads the one key of a bundle with its chain.
pub fn open(der: &[u8], password: &Password) -> Result<Opened, Error> {
    let store = KeyStore::from_pkcs12(der, password.as_str(), Pkcs12ImportPolicy::Strict)?;
    assert_eq!(store.entries_len(), 1);
    let (name, entry) = store.private_key_chain().expect("a key");
    Ok(Opened {
        friendly_name: name.to_owned(),
        local_key_id: entry.local_key_id().0.to_vec(),
        private_key: entry.key().as_der().to_vec(),
        chain: entry
            .certs()
            .iter()
            .map(|certificate| certificate.as_der().to_vec())
            .collect(),
    })
}
