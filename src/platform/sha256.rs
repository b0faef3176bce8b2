//! SHA-256 of a download, so that people can compare it with the file they received.

use std::fmt;

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::exception::describe;
use super::webcrypto::{buffer, subtle};
use crate::locale::say;

/// A SHA-256 digest (FIPS 180-4), shown as 64 lower-case hexadecimal digits like `sha256sum` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sha256([u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(formatter, "{octet:02x}"))
    }
}

/// The browser could not compute the digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("the SHA-256 could not be computed: {value}", value = .0))]
pub struct DigestError(String);

/// Digests `octets` on one of the browser's threads.
///
/// # Errors
/// [`DigestError`], in particular on pages without WebCrypto.
pub async fn sha256(octets: &[u8]) -> Result<Sha256, DigestError> {
    let subtle = subtle().map_err(|error| DigestError(error.to_string()))?;
    let copy = Uint8Array::from(octets);
    let digest = async { buffer(JsFuture::from(subtle.digest_with_str_and_buffer_source("SHA-256", &copy)?).await?) };
    let digest = digest.await.map_err(|thrown: JsValue| DigestError(describe(&thrown)));
    // Downloads hold private keys.
    copy.fill(0, 0, copy.length());
    let digest = digest?.to_vec();
    digest
        .try_into()
        .map(Sha256)
        .map_err(|digest| DigestError(format!("it has {} octets, not 32", digest.len())))
}
