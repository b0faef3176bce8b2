//! mTLS Wizard: from nothing to a working mutual-TLS gateway on Kyma, in the browser.
#[cfg(target_arch = "wasm32")]
pub mod app;
#[cfg(all(feature = "native-keys", not(target_arch = "wasm32")))]
pub mod native;
pub mod pki;
#[cfg(target_arch = "wasm32")]
pub mod platform;
