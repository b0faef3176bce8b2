//! The second part of the WebAssembly as the browser has compiled it (`later.js`). The page fetches it; workers are sent it.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./later.js")]
extern "C" {
    /// The compiled second part; `undefined` before it has been fetched.
    pub(super) fn compiled() -> JsValue;
}
