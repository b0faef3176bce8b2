//! What the page and its workers have asked the network for since the app was loaded, as the browser lists it
//! (`requests.js`).

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};

use super::origin::keep;

#[wasm_bindgen(raw_module = "./requests.js")]
extern "C" {
    #[wasm_bindgen(js_name = count)]
    fn count_after(last: &Promise, told: &JsValue);
}

/// Has the browser keep the app for use without its host, and calls `newer_build` when another build lies ready. When that
/// has ended, however it did, the app is loaded: `requests` hears the addresses of what was asked for since then, at once
/// and at each further request. Call this once, when both parts of the app and its workers are started.
pub fn begin(newer_build: impl Fn() + 'static, requests: impl Fn(Vec<String>) + 'static) {
    let newer_build = Closure::<dyn Fn()>::new(newer_build).into_js_value();
    let told = Closure::<dyn Fn(Array)>::new(move |addresses: Array| {
        requests(addresses.iter().filter_map(|address| address.as_string()).collect());
    });
    count_after(&keep(&newer_build), &told.into_js_value());
}
