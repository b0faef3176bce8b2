//! Reads files that a person chose or dropped. They are read in the page, and go nowhere.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DragEvent, Event, File, FileList, HtmlInputElement};
use zeroize::Zeroizing;

use super::exception::describe;
use super::webcrypto::{buffer, take_secret};
use crate::pki::import::LARGEST_TEXT;

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    #[error("{name} is larger than 1 MiB, so it was not read")]
    TooLarge { name: String },
    #[error("{name} could not be read: {reason}")]
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

/// The octets of each file, with its name. They may be keys: they are overwritten when dropped, and in the browser's copy.
///
/// # Errors
/// As [`read`].
pub async fn read_each(files: &[File]) -> Result<Vec<(String, Zeroizing<Vec<u8>>)>, FileError> {
    let mut all = Vec::with_capacity(files.len());
    for file in files {
        let name = file.name();
        if file.size() > LARGEST_TEXT as f64 {
            return Err(FileError::TooLarge { name });
        }
        let octets = JsFuture::from(file.array_buffer()).await.and_then(buffer);
        match octets {
            Ok(octets) => all.push((name, Zeroizing::new(take_secret(&octets)))),
            Err(thrown) => {
                let reason = describe(&thrown);
                return Err(FileError::Unreadable { name, reason });
            }
        }
    }
    Ok(all)
}

/// The texts of all files, one after the other, and the files' names. What is no UTF-8 becomes replacement characters.
///
/// # Errors
/// [`FileError`] for the first file that cannot be read, or has more than [`LARGEST_TEXT`] octets.
pub async fn read(files: &[File]) -> Result<(String, Zeroizing<String>), FileError> {
    let (names, contents) = read_octets(files).await?;
    let mut all = Zeroizing::new(String::new());
    for octets in &contents {
        if !all.is_empty() {
            all.push('\n');
        }
        all.push_str(&String::from_utf8_lossy(octets));
    }
    Ok((names, all))
}

/// The octets of all files, which may be keys, and the files' names.
///
/// # Errors
/// As [`read`].
pub async fn read_octets(files: &[File]) -> Result<(String, Vec<Zeroizing<Vec<u8>>>), FileError> {
    let each = read_each(files).await?;
    let names: Vec<&str> = each.iter().map(|(name, _)| name.as_str()).collect();
    let names = names.join(", ");
    Ok((names, each.into_iter().map(|(_, octets)| octets).collect()))
}
