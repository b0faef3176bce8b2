//! Files that a person chooses or drops.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, HtmlInputElement};

use super::exception::describe;

/// Why a file was not read, for the end of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("it is larger than {0} bytes")]
    TooLarge(usize),
    /// It is gone, or may not be read.
    #[error("{0}")]
    Unreadable(String),
}

/// The first file of a `change` event at a file input, or of a `drop` event.
pub fn of_event(event: &Event) -> Option<File> {
    let files = match event.dyn_ref::<DragEvent>() {
        Some(drag) => drag.data_transfer()?.files(),
        None => event.target()?.dyn_ref::<HtmlInputElement>()?.files(),
    };
    files?.get(0)
}

/// What is in it, read as UTF-8, which every octet that is none does not outlive.
///
/// # Errors
/// [`FileError`]; a file of more than `limit` octets is not even opened.
pub async fn text(file: &File, limit: usize) -> Result<String, FileError> {
    // Sizes are whole numbers far below 2^53.
    if file.size() > limit as f64 {
        return Err(FileError::TooLarge(limit));
    }
    let text = JsFuture::from(file.text()).await;
    let text = text.map_err(|thrown| FileError::Unreadable(describe(&thrown)))?;
    Ok(text.as_string().unwrap_or_default())
}
