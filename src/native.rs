//! Keys and randomness for machines without WebCrypto: tests and benchmarks only, never part of the app.

mod verifying;

pub use verifying::NativeVerifier;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{self, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
    RSA_PKCS1_SHA256,
};
use sha2::{Digest, Sha256};

use crate::locale::END;
use crate::pki::decode::PublicKeyKind;
use crate::pki::import::ImportedKey;
use crate::pki::key::{KeyAlgorithm, KeyError, KeyProvider, PrivateKey, SignatureScheme, SigningKey};
use crate::pki::pem;

/// Makes keys with aws-lc-rs.
pub struct NativeKeys;

impl KeyProvider for NativeKeys {
    type Key = NativeKey;

    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<NativeKey, KeyError> {
        let failed = |_| generation_error(algorithm, "aws-lc-rs reports no reason");
        let pair = match algorithm {
            KeyAlgorithm::Rsa2048 => Pair::Rsa(rsa::KeyPair::generate(KeySize::Rsa2048).map_err(failed)?),
            KeyAlgorithm::Rsa3072 => Pair::Rsa(rsa::KeyPair::generate(KeySize::Rsa3072).map_err(failed)?),
            KeyAlgorithm::Rsa4096 => Pair::Rsa(rsa::KeyPair::generate(KeySize::Rsa4096).map_err(failed)?),
            KeyAlgorithm::EcdsaP256 => {
                Pair::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(failed)?)
            }
            KeyAlgorithm::EcdsaP384 => {
                Pair::Ecdsa(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).map_err(failed)?)
            }
        };
        NativeKey::new(algorithm.into(), pair).map_err(failed)
    }

    async fn import(&self, key: &ImportedKey) -> Result<NativeKey, KeyError> {
        import(key)
    }
}

enum Pair {
    Rsa(rsa::KeyPair),
    Ecdsa(EcdsaKeyPair),
}

/// A key pair in memory.
#[derive(Clone)]
pub struct NativeKey {
    kind: PublicKeyKind,
    pair: Arc<Pair>,
    public_key: Vec<u8>,
    private_key: PrivateKey,
}

/// Why a stored key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum NativeKeyError {
    #[error(transparent)]
    Pem(#[from] pem::PemError),
    #[error("this is not a PKCS#8 key of a known algorithm and size")]
    Unknown,
}

impl NativeKey {
    fn new(kind: PublicKeyKind, pair: Pair) -> Result<Self, aws_lc_rs::error::Unspecified> {
        let (public_key, private_key) = match &pair {
            Pair::Rsa(pair) => {
                let private_key: Pkcs8V1Der<'_> = pair.as_der()?;
                let public_key: PublicKeyX509Der<'_> = pair.public_key().as_der()?;
                (public_key, private_key.as_ref().to_vec())
            }
            Pair::Ecdsa(pair) => (pair.public_key().as_der()?, pair.to_pkcs8v1()?.as_ref().to_vec()),
        };
        Ok(Self {
            kind,
            public_key: public_key.as_ref().to_vec(),
            private_key: PrivateKey::from_pkcs8_der(private_key),
            pair: Arc::new(pair),
        })
    }

    /// Reads PKCS#8 DER of any of our algorithms.
    ///
    /// # Errors
    /// [`NativeKeyError::Unknown`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, NativeKeyError> {
        let (kind, pair) = read_rsa(der)
            .or_else(|| read_ecdsa(der, PublicKeyKind::EcdsaP256, &ECDSA_P256_SHA256_ASN1_SIGNING))
            .or_else(|| read_ecdsa(der, PublicKeyKind::EcdsaP384, &ECDSA_P384_SHA384_ASN1_SIGNING))
            .ok_or(NativeKeyError::Unknown)?;
        Self::new(kind, pair).map_err(|_| NativeKeyError::Unknown)
    }

    /// Reads a `-----BEGIN PRIVATE KEY-----` PEM.
    ///
    /// # Errors
    /// [`NativeKeyError`].
    pub fn from_pkcs8_pem(text: &str) -> Result<Self, NativeKeyError> {
        Self::from_pkcs8_der(&pem::decode("PRIVATE KEY", text)?)
    }
}

fn read_rsa(der: &[u8]) -> Option<(PublicKeyKind, Pair)> {
    let pair = rsa::KeyPair::from_pkcs8(der).ok()?;
    let bits = pair.public_modulus_len() * 8;
    Some((PublicKeyKind::Rsa { bits }, Pair::Rsa(pair)))
}

fn read_ecdsa(
    der: &[u8],
    kind: PublicKeyKind,
    signing: &'static EcdsaSigningAlgorithm,
) -> Option<(PublicKeyKind, Pair)> {
    EcdsaKeyPair::from_pkcs8(signing, der)
        .ok()
        .map(|pair| (kind, Pair::Ecdsa(pair)))
}

fn import(key: &ImportedKey) -> Result<NativeKey, KeyError> {
    NativeKey::from_pkcs8_der(key.private_key().pkcs8_der()).map_err(|error| KeyError::Import {
        reason: error.to_string(),
    })
}

impl SigningKey for NativeKey {
    fn signature(&self) -> SignatureScheme {
        match self.kind {
            PublicKeyKind::EcdsaP256 => SignatureScheme::EcdsaP256Sha256,
            PublicKeyKind::EcdsaP384 => SignatureScheme::EcdsaP384Sha384,
            PublicKeyKind::Rsa { .. } | PublicKeyKind::Other(_) => SignatureScheme::RsaSha256,
        }
    }

    fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    fn private_key(&self) -> &PrivateKey {
        &self.private_key
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let random = SystemRandom::new();
        let signature = match &*self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature)
                    .map(|()| signature)
            }
            Pair::Ecdsa(pair) => pair.sign(&random, message).map(|signature| signature.as_ref().to_vec()),
        };
        signature.map_err(|_| KeyError::Sign {
            reason: "aws-lc-rs reports no reason".to_owned(),
        })
    }
}

/// Hands out given keys in order, so that certificates are the same every time.
pub struct FixedKeys(Mutex<VecDeque<NativeKey>>);

impl FixedKeys {
    /// Takes the keys in the order in which they are wanted.
    pub fn new(keys: impl IntoIterator<Item = NativeKey>) -> Self {
        Self(Mutex::new(keys.into_iter().collect()))
    }
}

impl KeyProvider for FixedKeys {
    type Key = NativeKey;

    /// # Errors
    /// When no key is left, or the next is of another algorithm.
    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<NativeKey, KeyError> {
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        match next {
            Some(key) if key.kind == algorithm.into() => Ok(key),
            Some(_) => Err(generation_error(
                algorithm,
                "the next fixed key is of another algorithm",
            )),
            None => Err(generation_error(algorithm, "no fixed key is left")),
        }
    }

    async fn import(&self, key: &ImportedKey) -> Result<NativeKey, KeyError> {
        import(key)
    }
}

fn generation_error(algorithm: KeyAlgorithm, reason: &str) -> KeyError {
    KeyError::Generate {
        algorithm: algorithm.title(),
        reason: reason.to_owned(),
    }
}

/// "Random" octets that are the same for the same seed: SHA-256 of the seed and a counter, block by block.
pub fn seeded_entropy(seed: u64) -> impl FnMut(&mut [u8]) {
    let mut counter = 0_u64;
    move |buffer| {
        for block in buffer.chunks_mut(32) {
            let digest = Sha256::new()
                .chain_update(seed.to_be_bytes())
                .chain_update(counter.to_be_bytes())
                .finalize();
            block.copy_from_slice(&digest[..block.len()]);
            counter += 1;
        }
    }
}

/// Writes an international name in ASCII; what browsers do in `URL`.
pub fn to_ascii(name: &str) -> Option<String> {
    idna::domain_to_ascii(name).ok()
}

/// A catalogue as `tools/finish.mjs` writes it, of keys and translations.
pub fn catalogue(mut texts: Vec<(String, String)>) -> Vec<u8> {
    texts.sort();
    let keys: String = texts.iter().map(|(key, _)| key.as_str()).collect();
    let whole = texts
        .iter()
        .fold(format!("{keys}{END}"), |whole, (_, text)| format!("{whole}{text}{END}"));
    whole.into_bytes()
}
