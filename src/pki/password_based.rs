//! What was encrypted with a password: PBES2 (RFC 8018 section 6.2) and the older schemes of PKCS#12 (RFC 7292 appendix C).
//!
//! Reading is pure and may take seconds: hundreds of thousands of rounds of key derivation are usual. Browsers do it in a worker.

mod cipher;
mod derivation;
mod error;
mod passphrase;
mod scheme;

pub use error::ReadError;
pub use scheme::Protection;

pub(super) use cipher::Cipher;
pub(super) use derivation::{Hash, Purpose, Rounds, hmac, iterations, pkcs12_key, salted};
pub(super) use passphrase::Passphrase;
pub(super) use scheme::{Pbkdf2, Scheme, parameters, unsupported};
