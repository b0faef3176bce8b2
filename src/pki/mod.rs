//! Keys, certificates and bundles: bytes in, bytes out. No clock, no randomness, no I/O of its own.
//!
//! Start with [`issuance`]: it turns a list of [`issuance::Request`]s into [`issuance::Issued`] credentials, asking a
//! [`key::KeyProvider`] for keys (WebCrypto in the browser, a native library in tests) and a
//! [`pkcs12::Bundler`] for PKCS#12 files (a worker in the browser).

mod asn1;
mod ber;
pub mod certificate;
pub mod clock;
pub mod decode;
pub mod encrypted_key;
pub mod envoy;
pub mod import;
pub mod issuance;
pub mod key;
pub mod name;
pub mod pace;
pub mod password_based;
pub mod pem;
pub mod pkcs12;
pub mod profile;
pub mod request;
pub mod revocation;
pub mod sealed;
pub mod signature;
