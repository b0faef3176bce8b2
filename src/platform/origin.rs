//! Where the app came from: files on a host, or one file that has everything in it (`origin/hosted.js`, `origin/single.js`).
//! The build decides; the rest of the app need not know.

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::Worker;

#[wasm_bindgen(raw_module = "./origin.js")]
extern "C" {
    /// Starts a worker with the page's own script, which waits for both parts of the WebAssembly.
    #[wasm_bindgen(catch)]
    pub(super) fn worker() -> Result<Worker, JsValue>;

    /// Has the browser keep the app, and calls `tell` when a newer build lies ready; resolves when it has, or cannot.
    pub(super) fn keep(tell: &JsValue) -> Promise;

    /// Puts the newer build to use, which loads the page anew. Call it only when a person asks for that.
    #[wasm_bindgen(js_name = replace)]
    pub fn use_newer_build();

    #[wasm_bindgen(js_name = single_file)]
    fn description() -> JsValue;
}

/// The app in one file, as it lies on the host beside the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleFile {
    /// Relative to the page; what stands behind the `?` changes with the content.
    pub address: String,
    /// 64 lower-case hexadecimal digits (FIPS 180-4), written by the build that made the file.
    pub sha256: String,
    /// In octets.
    pub size: usize,
}

/// The single file that this host offers; `None` if the page is that file.
pub fn single_file() -> Option<SingleFile> {
    let description = description();
    let member = |name: &str| Reflect::get(&description, &name.into()).ok();
    Some(SingleFile {
        address: member("address")?.as_string()?,
        sha256: member("sha256")?.as_string()?,
        size: member("size")?.as_f64()? as usize,
    })
}
