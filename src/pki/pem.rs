//! PEM text (RFC 7468).

use base64ct::{Base64, Encoding};
use zeroize::Zeroizing;

use crate::locale::say;

/// Octets that fill one line of 64 base64 characters.
const OCTETS_PER_LINE: usize = 48;

/// Encodes `der` under `label`, 64 characters a line, with a final newline.
///
/// The text may be a private key: it is written once into its final place, and the lines on the way are overwritten.
pub fn encode(label: &str, der: &[u8]) -> String {
    let lines = der.len().div_ceil(OCTETS_PER_LINE);
    let mut text = String::with_capacity(lines * 65 + 2 * label.len() + 40);
    text.extend(["-----BEGIN ", label, "-----\n"]);
    for octets in der.chunks(OCTETS_PER_LINE) {
        let line = Zeroizing::new(Base64::encode_string(octets));
        text.extend([line.as_str(), "\n"]);
    }
    text.extend(["-----END ", label, "-----\n"]);
    text
}

/// Why a text is not the PEM that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemError {
    #[error("{}", say!("this is not a PEM text: {value}", value = .0))]
    Syntax(pem_rfc7468::Error),
    #[error("{}", say!("this is a PEM of {actual}, not of {expected}", actual, expected))]
    Label { expected: &'static str, actual: String },
}

/// Decodes one PEM text with this label, in the strict form of RFC 7468 section 3 (figure 3).
///
/// # Errors
/// [`PemError`] for anything else, also for a second text after the first.
pub fn decode(expected: &'static str, text: &str) -> Result<Zeroizing<Vec<u8>>, PemError> {
    let (label, der) = pem_rfc7468::decode_vec(text.as_bytes()).map_err(PemError::Syntax)?;
    let der = Zeroizing::new(der);
    if label == expected {
        Ok(der)
    } else {
        Err(PemError::Label {
            expected,
            actual: label.to_owned(),
        })
    }
}
