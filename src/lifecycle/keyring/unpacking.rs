//! From archives to files.

use super::Keyring;
use super::collecting::KeyringError;
use crate::lifecycle::unzip::{LoadedFile, is_zip, unzip};
use crate::pki::pace::Pace;

/// Archives replaced by what is in them.
pub async fn unpacked<P: Pace>(
    files: Vec<LoadedFile>,
    keyring: &mut Keyring,
    pace: &P,
) -> Result<Vec<LoadedFile>, KeyringError> {
    let mut all = Vec::new();
    for file in files {
        if !is_zip(&file.bytes) {
            all.push(file);
            continue;
        }
        let unpacked = unzip(&file.bytes, pace).await;
        let unpacked = unpacked.map_err(|error| KeyringError::Archive(file.path.clone(), error))?;
        if unpacked.unsafe_entries > 0 {
            keyring.notes.push(format!(
                "{}: {} entries were passed over, because they are links or their names lead out of the archive.",
                file.path, unpacked.unsafe_entries
            ));
        }
        all.extend(unpacked.files);
    }
    Ok(all)
}
