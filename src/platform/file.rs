//! Reads files that a person chose or dropped. They are read in the page, and go nowhere.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, FileList, HtmlInputElement};
use zeroize::Zeroizing;

use super::exception::describe;
use super::webcrypto::{buffer, take_secret};
use crate::locale::say;
use crate::pki::import::LARGEST_TEXT;

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("{}", say!("{name} is larger than 1 MiB, so it was not read", name))]
    TooLarge { name: String },
    #[error("{}", say!("{name} is larger than 20 MiB, so it was not read", name))]
    ArchiveTooLarge { name: String },
    #[error("{}", say!("{name} could not be read: {reason}", name, reason))]
    Unreadable { name: String, reason: String },
}

/// The files that this event of a file input brings; the input is ready for the next choice then.
pub fn chosen(event: &Event) -> Vec<File> {
    let target = event.target();
    let Some(input) = target.as_ref().and_then(|target| target.dyn_ref::<HtmlInputElement>()) else {
        return Vec::new();
    };
    let files = listed(input.files());
    // Else choosing the same file again would be no change.
    input.set_value("");
    files
}

/// The files that were dropped; none if it was something else.
pub fn dropped(event: &Event) -> Vec<File> {
    let drag = event.dyn_ref::<DragEvent>();
    listed(drag.and_then(DragEvent::data_transfer).and_then(|data| data.files()))
}

fn listed(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).collect()
}

/// The octets of each file, which may be keys, and its name.
///
/// # Errors
/// As [`read`].
pub async fn read_octets(files: &[File]) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>, FileError> {
    each(files, LARGEST_TEXT, |name| FileError::TooLarge { name }).await
}

/// As [`read_octets`], archives among them.
///
/// # Errors
/// [`FileError`] for the first file that cannot be read, or has more than `limit` octets.
pub async fn read_each(files: &[File], limit: usize) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>, FileError> {
    each(files, limit, |name| FileError::ArchiveTooLarge { name }).await
}

/// The texts of all files, one after the other, and the files' names. What is no UTF-8 becomes replacement characters.
///
/// # Errors
/// [`FileError`] for the first file that cannot be read, or has more than [`LARGEST_TEXT`] octets.
pub async fn read(files: &[File]) -> Result<(String, Zeroizing<String>), FileError> {
    let mut names = String::new();
    let mut all = Zeroizing::new(String::new());
    for (name, octets) in &read_octets(files).await? {
        if !names.is_empty() {
            names.push_str(", ");
        }
        names.push_str(name);
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(&String::from_utf8_lossy(octets));
    }
    Ok((names, all))
}

async fn each(
    files: &[File],
    limit: usize,
    too_large: fn(String) -> FileError,
) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>, FileError> {
    let mut all = Vec::new();
    for file in files {
        let name = file.name();
        if file.size() > limit as f64 {
            return Err(too_large(name));
        }
        match JsFuture::from(file.array_buffer()).await.and_then(buffer) {
            Ok(octets) => all.push((name, Zeroizing::new(take_secret(&octets)))),
            Err(thrown) => {
                let reason = describe(&thrown);
                return Err(FileError::Unreadable { name, reason });
            }
        }
    }
    Ok(all)
}
