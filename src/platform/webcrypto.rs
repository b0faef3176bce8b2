//! Key pairs from the browser's WebCrypto, which makes them on its own threads.

use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey, CryptoKeyPair, SubtleCrypto};

use super::exception::describe;
use crate::locale::say;
use crate::pki::import::ImportedKey;
use crate::pki::key::{KeyAlgorithm, KeyError, KeyProvider, PrivateKey, SignatureScheme, SigningKey};

/// Why the browser offers no WebCrypto. The text tells the reader what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebCryptoUnavailable {
    /// Browsers withhold `crypto.subtle` from pages that came over plain http from another machine.
    #[error("{}", say!("browsers make keys only on pages from https or from this computer; \
         open this page with https://, or serve it at http://localhost"))]
    InsecureContext,
    /// Some browsers withhold it from pages that were opened from a disk.
    #[error("{}", say!("this browser makes no keys on pages that were opened as a file; \
         open the file in a current Chrome, Edge or Firefox, or use the app from https:// or http://localhost"))]
    FromFile,
    #[error("{}", say!("this browser has no WebCrypto (crypto.subtle); use a current Chrome, Edge, Firefox or Safari"))]
    Missing,
}

/// The `crypto` object of the page or worker.
pub(super) fn crypto() -> Result<Crypto, WebCryptoUnavailable> {
    property(&js_sys::global(), "crypto")
        .map(JsCast::unchecked_into)
        .ok_or(WebCryptoUnavailable::Missing)
}

/// `crypto.subtle`, if this page may have it.
pub(super) fn subtle() -> Result<SubtleCrypto, WebCryptoUnavailable> {
    let crypto = crypto()?;
    match property(&crypto, "subtle") {
        Some(subtle) => Ok(subtle.unchecked_into()),
        None if property(&js_sys::global(), "isSecureContext").is_some_and(|secure| secure.is_truthy()) => {
            Err(WebCryptoUnavailable::Missing)
        }
        None if is_file() => Err(WebCryptoUnavailable::FromFile),
        None => Err(WebCryptoUnavailable::InsecureContext),
    }
}

fn is_file() -> bool {
    web_sys::window().is_some_and(|window| window.location().protocol().is_ok_and(|protocol| protocol == "file:"))
}

fn property(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}

/// Makes key pairs with `crypto.subtle.generateKey`. The browser works on all pairs at once if their futures are joined.
pub struct WebCryptoKeys {
    subtle: SubtleCrypto,
}

impl WebCryptoKeys {
    /// Connects to the browser's WebCrypto; also the way to ask, before anything is typed, whether keys can be made.
    ///
    /// # Errors
    /// [`WebCryptoUnavailable`] with what the reader can do about it.
    pub fn connect() -> Result<Self, WebCryptoUnavailable> {
        subtle().map(|subtle| Self { subtle })
    }

    async fn pair(&self, algorithm: KeyAlgorithm) -> Result<WebCryptoKey, JsValue> {
        let usages = Array::of2(&"sign".into(), &"verify".into());
        let promise = self
            .subtle
            .generate_key_with_object(&generation_parameters(algorithm)?, true, &usages)?;
        let pair: CryptoKeyPair = JsFuture::from(promise).await?.unchecked_into();
        let key = pair.get_private_key();
        let exported = JsFuture::from(self.subtle.export_key("pkcs8", &key)?).await?;
        let private_key = PrivateKey::from_pkcs8_der(take_secret(&buffer(exported)?));
        // The public key stands in the private one. Each export waits in the browser's queue behind all keys that are still
        // to be generated, so there is one for each pair, not two.
        let public_key = match ImportedKey::from_pkcs8(private_key.pkcs8_der()) {
            Ok(own) => own.public_key().to_vec(),
            Err(_) => {
                let exported = self.subtle.export_key("spki", &pair.get_public_key())?;
                buffer(JsFuture::from(exported).await?)?.to_vec()
            }
        };
        Ok(WebCryptoKey {
            subtle: self.subtle.clone(),
            key,
            signature: algorithm.signature(),
            public_key,
            private_key,
        })
    }

    /// The browser's own handle cannot be exported: the octets are here already.
    async fn imported(&self, key: &ImportedKey) -> Result<CryptoKey, JsValue> {
        let octets = Uint8Array::from(key.private_key().pkcs8_der());
        let promise = self.subtle.import_key_with_object(
            "pkcs8",
            &octets,
            &import_parameters(key.signature())?,
            false,
            &Array::of1(&"sign".into()),
        )?;
        // WebCrypto has taken a copy by now (W3C Web Cryptography section 14.3.9, step 2).
        octets.fill(0, 0, octets.length());
        JsFuture::from(promise).await.map(JsCast::unchecked_into)
    }
}

impl KeyProvider for WebCryptoKeys {
    type Key = WebCryptoKey;

    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<WebCryptoKey, KeyError> {
        self.pair(algorithm).await.map_err(|thrown| KeyError::Generate {
            algorithm: algorithm.title(),
            reason: describe(&thrown),
        })
    }

    async fn import(&self, key: &ImportedKey) -> Result<WebCryptoKey, KeyError> {
        let handle = self.imported(key).await.map_err(|thrown| KeyError::Import {
            reason: describe(&thrown),
        })?;
        Ok(WebCryptoKey {
            subtle: self.subtle.clone(),
            key: handle,
            signature: key.signature(),
            public_key: key.public_key().to_vec(),
            private_key: key.private_key().clone(),
        })
    }
}

/// A key pair whose private half is held by the browser; its octets are for the downloads.
pub struct WebCryptoKey {
    subtle: SubtleCrypto,
    key: CryptoKey,
    signature: SignatureScheme,
    public_key: Vec<u8>,
    private_key: PrivateKey,
}

impl WebCryptoKey {
    async fn signed(&self, message: &[u8]) -> Result<Vec<u8>, JsValue> {
        // A copy in JavaScript's memory: a view of ours would move when our memory grows.
        let message = Uint8Array::from(message);
        let promise: Promise = self.subtle.sign_with_object_and_buffer_source(
            &signature_parameters(self.signature)?,
            &self.key,
            &message,
        )?;
        Ok(buffer(JsFuture::from(promise).await?)?.to_vec())
    }
}

impl SigningKey for WebCryptoKey {
    fn signature(&self) -> SignatureScheme {
        self.signature
    }

    fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    fn private_key(&self) -> &PrivateKey {
        &self.private_key
    }

    async fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        let signature = self.signed(message).await.map_err(|thrown| KeyError::Sign {
            reason: describe(&thrown),
        })?;
        if self.signature == SignatureScheme::RsaSha256 {
            Ok(signature)
        } else {
            ecdsa_sig_value(&signature).map_err(|error| KeyError::Sign {
                reason: error.to_string(),
            })
        }
    }
}

/// `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3): two positive INTEGERs.
#[derive(der::Sequence)]
struct EcdsaSigValue<'a> {
    r: der::asn1::UintRef<'a>,
    s: der::asn1::UintRef<'a>,
}

/// WebCrypto's ECDSA signature, `r` then `s` at full width, as certificates want it.
fn ecdsa_sig_value(signature: &[u8]) -> der::Result<Vec<u8>> {
    let (r, s) = signature.split_at(signature.len() / 2);
    der::Encode::to_der(&EcdsaSigValue {
        r: der::asn1::UintRef::new(r)?,
        s: der::asn1::UintRef::new(s)?,
    })
}

/// `RsaHashedKeyGenParams` or `EcKeyGenParams` (W3C Web Cryptography sections 20.4 and 23.4).
fn generation_parameters(algorithm: KeyAlgorithm) -> Result<Object, JsValue> {
    let rsa = |bits: u32| {
        // 65537, big-endian.
        let exponent = Uint8Array::from([1, 0, 1].as_slice());
        dictionary(&[
            ("name", "RSASSA-PKCS1-v1_5".into()),
            ("modulusLength", bits.into()),
            ("publicExponent", exponent.into()),
            ("hash", "SHA-256".into()),
        ])
    };
    let ecdsa = |curve: &str| dictionary(&[("name", "ECDSA".into()), ("namedCurve", curve.into())]);
    match algorithm {
        KeyAlgorithm::Rsa2048 => rsa(2048),
        KeyAlgorithm::Rsa3072 => rsa(3072),
        KeyAlgorithm::Rsa4096 => rsa(4096),
        KeyAlgorithm::EcdsaP256 => ecdsa("P-256"),
        KeyAlgorithm::EcdsaP384 => ecdsa("P-384"),
    }
}

/// `RsaHashedImportParams` or `EcKeyImportParams` (W3C Web Cryptography sections 20.7 and 23.6).
fn import_parameters(scheme: SignatureScheme) -> Result<Object, JsValue> {
    let ecdsa = |curve: &str| dictionary(&[("name", "ECDSA".into()), ("namedCurve", curve.into())]);
    match scheme {
        SignatureScheme::RsaSha256 => dictionary(&[("name", "RSASSA-PKCS1-v1_5".into()), ("hash", "SHA-256".into())]),
        SignatureScheme::EcdsaP256Sha256 => ecdsa("P-256"),
        SignatureScheme::EcdsaP384Sha384 => ecdsa("P-384"),
    }
}

/// What to sign with: RSA keys carry their hash, ECDSA keys are told at each signature.
fn signature_parameters(scheme: SignatureScheme) -> Result<Object, JsValue> {
    match scheme {
        SignatureScheme::RsaSha256 => dictionary(&[("name", "RSASSA-PKCS1-v1_5".into())]),
        SignatureScheme::EcdsaP256Sha256 => dictionary(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())]),
        SignatureScheme::EcdsaP384Sha384 => dictionary(&[("name", "ECDSA".into()), ("hash", "SHA-384".into())]),
    }
}

pub(super) fn dictionary(members: &[(&str, JsValue)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in members {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object)
}

/// The octets of an `ArrayBuffer` that WebCrypto returned.
pub(super) fn buffer(value: JsValue) -> Result<Uint8Array, JsValue> {
    value.dyn_into::<ArrayBuffer>().map(|buffer| Uint8Array::new(&buffer))
}

/// Copies a secret out of JavaScript's memory and overwrites it there.
pub(super) fn take_secret(octets: &Uint8Array) -> Vec<u8> {
    let copy = octets.to_vec();
    octets.fill(0, 0, octets.length());
    copy
}
