//! Random octets from the browser's cryptographic generator.

use js_sys::Uint8Array;

use super::exception::describe;
use super::webcrypto::crypto;
use crate::locale::say;

/// The most octets that one `crypto.getRandomValues` call fills (W3C Web Cryptography section 10.1.1).
const LARGEST_REQUEST: usize = 65_536;

/// The browser gave no random octets, so nothing that depends on them may be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("the browser’s random number generator failed: {value}", value = .0))]
pub struct EntropyUnavailable(String);

/// Fills `octets` with `crypto.getRandomValues`.
///
/// # Errors
/// [`EntropyUnavailable`]; `octets` is then not random and must not be used.
pub fn fill(octets: &mut [u8]) -> Result<(), EntropyUnavailable> {
    let crypto = crypto().map_err(|error| EntropyUnavailable(error.to_string()))?;
    for chunk in octets.chunks_mut(LARGEST_REQUEST) {
        // Every chunk has at most 65,536 octets, so the length fits.
        let random = Uint8Array::new_with_length(chunk.len() as u32);
        crypto
            .get_random_values_with_js_u8_array(&random)
            .map_err(|thrown| EntropyUnavailable(describe(&thrown)))?;
        random.copy_to(chunk);
        random.fill(0, 0, random.length());
    }
    Ok(())
}
