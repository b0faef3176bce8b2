//! Starts the app. The same WebAssembly module also runs in the background worker, which has no window to mount into.

#[cfg(target_arch = "wasm32")]
fn main() {
    mtls_wizard::app::start();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("mTLS Wizard runs in a browser: use `make serve`.");
}
