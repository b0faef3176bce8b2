//! Hands a file to the browser's download manager.

use gloo_timers::callback::Timeout;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Document, HtmlAnchorElement, Url};

use super::exception::describe;
use crate::locale::say;

/// How long the download manager may take to open the file, in milliseconds; a "Save as" dialog counts.
const OBJECT_URL_LIFETIME: u32 = 60_000;

/// The download was not started.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("the browser did not start the download of {file_name}: {reason}", file_name, reason))]
pub struct DownloadError {
    file_name: String,
    reason: String,
}

/// Starts the download of `octets` as `file_name`. That the download manager finished cannot be observed from a page.
///
/// `media_type` is the type of the file, for example `application/zip`.
///
/// # Errors
/// [`DownloadError`] if the browser refused to take the file.
pub fn start(file_name: &str, media_type: &str, octets: &[u8]) -> Result<(), DownloadError> {
    offer(file_name, media_type, octets).map_err(|thrown| DownloadError {
        file_name: file_name.to_owned(),
        reason: describe(&thrown),
    })
}

fn offer(file_name: &str, media_type: &str, octets: &[u8]) -> Result<(), JsValue> {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or("there is no document")?;
    let url = object_url(media_type, octets)?;
    let clicked = click(&document, &url, file_name);
    // Also after a failure, so that the keys in the file do not stay reachable.
    Timeout::new(OBJECT_URL_LIFETIME, move || {
        // Revoking fails only for a malformed URL, and this one came from the browser.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    clicked
}

fn object_url(media_type: &str, octets: &[u8]) -> Result<String, JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let copy = Uint8Array::from(octets);
    let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(&copy), &options);
    // The blob has its own copy, which goes when the URL is revoked.
    copy.fill(0, 0, copy.length());
    Url::create_object_url_with_blob(&blob?)
}

fn click(document: &Document, url: &str, file_name: &str) -> Result<(), JsValue> {
    let body = document.body().ok_or("the page has no body")?;
    let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    anchor.set_href(url);
    anchor.set_download(file_name);
    anchor.set_hidden(true);
    // Firefox follows only anchors that are in the document.
    body.append_child(&anchor)?;
    anchor.click();
    anchor.remove();
    Ok(())
}
