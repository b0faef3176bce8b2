//! Starts the app. The same WebAssembly module also runs in the background workers, which have no window to mount into.

#[cfg(target_arch = "wasm32")]
fn main() {
    use mtls_wizard::platform::worker;

    console_error_panic_hook::set_once();
    match worker::scope() {
        Some(scope) => worker::start(scope),
        None => mtls_wizard::app::start(),
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("mTLS Wizard runs in a browser: use `make serve`.");
}
