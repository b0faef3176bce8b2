//! The system clipboard.

use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;

use super::exception::describe;

/// Why text was not copied; the view then selects the text for the person to copy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// Browsers withhold the clipboard from pages that came over plain http from another machine.
    #[error("this page may not use the clipboard")]
    Unavailable,
    #[error("the browser refused to copy: {0}")]
    Refused(String),
}

/// Copies `text`, and returns once the browser says that it did.
///
/// # Errors
/// [`ClipboardError`]; nothing was copied then.
pub async fn copy(text: &str) -> Result<(), ClipboardError> {
    let navigator = web_sys::window().ok_or(ClipboardError::Unavailable)?.navigator();
    // The bindings promise a clipboard, but insecure pages have none.
    let present = Reflect::get(&navigator, &"clipboard".into()).is_ok_and(|clipboard| clipboard.is_object());
    if !present {
        return Err(ClipboardError::Unavailable);
    }
    JsFuture::from(navigator.clipboard().write_text(text))
        .await
        .map(drop)
        .map_err(|thrown| ClipboardError::Refused(describe(&thrown)))
}
