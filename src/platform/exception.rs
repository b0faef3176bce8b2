//! Text for whatever JavaScript threw.

use js_sys::Error;
use wasm_bindgen::{JsCast, JsValue};

/// `Name: message` of a thrown `Error` or `DOMException`; the value itself if something else was thrown.
pub(super) fn describe(thrown: &JsValue) -> String {
    match thrown.dyn_ref::<Error>() {
        Some(error) => match error.message().as_string() {
            Some(message) if !message.is_empty() => format!("{}: {message}", String::from(error.name())),
            _ => error.name().into(),
        },
        None => thrown.as_string().unwrap_or_else(|| format!("{thrown:?}")),
    }
}

/// The name of a thrown `DOMException`, for example `QuotaExceededError`.
pub(super) fn name(thrown: &JsValue) -> Option<String> {
    thrown.dyn_ref::<Error>().map(|error| error.name().into())
}
