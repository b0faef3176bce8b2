//! The texts of other languages than English (`texts.js`).

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./texts.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn texts(language: &str) -> Result<JsValue, JsValue>;
}

/// The catalogue of a language as [`crate::locale::Catalogue`] reads it; `None` if there is none or it cannot be fetched.
pub async fn of(language: &str) -> Option<Vec<u8>> {
    let octets = texts(language).await.ok()?;
    Some(Uint8Array::new(&octets).to_vec())
}
