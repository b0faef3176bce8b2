//! Checks signatures with the browser's WebCrypto.

use js_sys::{Array, Object, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

use super::exception::describe;
use super::webcrypto::{WebCryptoUnavailable, dictionary, subtle};
use crate::pki::signature::{Curve, Method, Verifier, VerifyError, ecdsa_numbers};

/// Checks signatures with `crypto.subtle.verify`.
pub struct WebCryptoVerifier {
    subtle: SubtleCrypto,
}

impl WebCryptoVerifier {
    /// Connects to the browser's WebCrypto.
    ///
    /// # Errors
    /// [`WebCryptoUnavailable`] with what the reader can do about it.
    pub fn connect() -> Result<Self, WebCryptoUnavailable> {
        subtle().map(|subtle| Self { subtle })
    }

    async fn verified(
        &self,
        method: Method,
        public_key_info: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, JsValue> {
        let import = self.subtle.import_key_with_object(
            "spki",
            &Uint8Array::from(public_key_info),
            &import_parameters(method)?,
            false,
            &Array::of1(&"verify".into()),
        )?;
        let key: CryptoKey = JsFuture::from(import).await?.unchecked_into();
        // Copies in JavaScript's memory: a view of ours would move when our memory grows.
        let verify = self.subtle.verify_with_object_and_buffer_source_and_buffer_source(
            &verification_parameters(method)?,
            &key,
            &Uint8Array::from(signature),
            &Uint8Array::from(message),
        )?;
        Ok(JsFuture::from(verify).await?.is_truthy())
    }
}

impl Verifier for WebCryptoVerifier {
    async fn verify(
        &self,
        method: Method,
        public_key_info: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<bool, VerifyError> {
        let signature = match method {
            Method::Ecdsa(curve, _) => ecdsa_numbers(signature, curve),
            Method::RsaPkcs1(_) | Method::RsaPss(_) => Some(signature.to_vec()),
        };
        let Some(signature) = signature else { return Ok(false) };
        let verified = self.verified(method, public_key_info, message, &signature).await;
        verified.map_err(|thrown| VerifyError(describe(&thrown)))
    }
}

/// `RsaHashedImportParams` or `EcKeyImportParams` (W3C Web Cryptography sections 20.7 and 23.6).
fn import_parameters(method: Method) -> Result<Object, JsValue> {
    match method {
        Method::RsaPkcs1(hash) => dictionary(&[("name", "RSASSA-PKCS1-v1_5".into()), ("hash", hash.name().into())]),
        Method::RsaPss(hash) => dictionary(&[("name", "RSA-PSS".into()), ("hash", hash.name().into())]),
        Method::Ecdsa(curve, _) => {
            let curve = match curve {
                Curve::P256 => "P-256",
                Curve::P384 => "P-384",
            };
            dictionary(&[("name", "ECDSA".into()), ("namedCurve", curve.into())])
        }
    }
}

/// What a key of RSA does not know by itself: the length of the salt; one of ECDSA: the hash.
fn verification_parameters(method: Method) -> Result<Object, JsValue> {
    match method {
        Method::RsaPkcs1(_) => dictionary(&[("name", "RSASSA-PKCS1-v1_5".into())]),
        Method::RsaPss(hash) => dictionary(&[("name", "RSA-PSS".into()), ("saltLength", hash.octets().into())]),
        Method::Ecdsa(_, hash) => dictionary(&[("name", "ECDSA".into()), ("hash", hash.name().into())]),
    }
}
