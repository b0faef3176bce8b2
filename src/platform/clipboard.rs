//! The system clipboard, and what is pasted or dropped.

use js_sys::{Function, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::Event;
use zeroize::Zeroizing;

use super::exception::describe;
use crate::locale::say;

/// Why text was not copied; the view then selects the text for the person to copy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClipboardError {
    /// Browsers withhold the clipboard from pages that came over plain http from another machine.
    #[error("{}", say!("this page may not use the clipboard"))]
    Unavailable,
    #[error("{}", say!("the browser refused to copy: {value}", value = .0))]
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

/// How long the text is that this event of pasting or dropping would put into the page, in UTF-16 units, without copying it; zero for other events.
pub fn brought_length(event: &Event) -> usize {
    brought(event).map_or(0, |text| text.length() as usize)
}

/// That text.
pub fn brought_text(event: &Event) -> Zeroizing<String> {
    Zeroizing::new(brought(event).map(String::from).unwrap_or_default())
}

fn brought(event: &Event) -> Option<JsString> {
    ["clipboardData", "dataTransfer"]
        .iter()
        .find_map(|source| text(event, source))
}

fn text(event: &Event, source: &str) -> Option<JsString> {
    let data = Reflect::get(event, &JsValue::from_str(source)).ok()?;
    if data.is_null() || data.is_undefined() {
        return None;
    }
    let read: Function = Reflect::get(&data, &JsValue::from_str("getData"))
        .ok()?
        .dyn_into()
        .ok()?;
    let text = read.call1(&data, &JsValue::from_str("text/plain")).ok()?;
    text.dyn_into().ok()
}
