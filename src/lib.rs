//! mTLS Wizard: from nothing to a working mutual-TLS gateway on Kyma, in the browser.
#[cfg(target_arch = "wasm32")]
pub mod app;
