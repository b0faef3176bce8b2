//! The one download: a ZIP archive with Unix modes, so that private keys unpack as 0600 and scripts as 0755.

use std::io::{Cursor, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::archive::ArchiveFile;
use crate::pki::clock::UnixTime;

/// Why an archive could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the archive could not be written: {0}")]
pub struct ZipError(#[from] zip::result::ZipError);

impl From<std::io::Error> for ZipError {
    fn from(error: std::io::Error) -> Self {
        Self(zip::result::ZipError::Io(error))
    }
}

/// Writes the files, in their order, with `now` as their time. Nothing is compressed: keys and certificates hardly shrink.
///
/// # Errors
/// When the writer refuses a name, which it does for none of ours.
pub fn write(files: &[ArchiveFile], now: UnixTime) -> Result<Vec<u8>, ZipError> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(time(now));
    for file in files {
        writer.start_file(&file.path, options.unix_permissions(file.mode))?;
        writer.write_all(&file.bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// MS-DOS times end in 2107 and know only even seconds; a moment they cannot hold becomes their first one.
fn time(now: UnixTime) -> DateTime {
    let moment = now.to_offset_date_time();
    let year = u16::try_from(moment.year()).unwrap_or(0);
    let (month, day) = (u8::from(moment.month()), moment.day());
    DateTime::from_date_and_time(year, month, day, moment.hour(), moment.minute(), moment.second()).unwrap_or_default()
}
