//! The one download: a ZIP archive with Unix modes, so that private keys unpack as 0600 and scripts as 0755.
//!
//! Only what is needed of the format (APPNOTE.TXT 6.3.10): stored files, no ZIP64, no encryption. The usual library would cost
//! the download 21 KB for compression tables and checksums that are never used; it reads our archives in the tests.

use crc::{CRC_32_ISO_HDLC, Crc};
use zeroize::Zeroizing;

use super::archive::ArchiveFile;
use crate::locale::say;
use crate::pki::clock::UnixTime;

/// Why an archive could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZipError {
    #[error("{}", say!("the archive would be larger than the 4 GiB that every unpacker can read"))]
    TooLarge,
    #[error("{}", say!("the archive would hold more than the 65,535 files that every unpacker can read"))]
    TooManyFiles,
}

/// Version 2.0: folders in names (section 4.4.3).
const VERSION_NEEDED: u16 = 20;
/// Unix, so that the upper half of the external attributes is a mode (section 4.4.2).
const MADE_BY_UNIX: u16 = (3 << 8) | VERSION_NEEDED;
/// A regular file in a Unix mode (`S_IFREG`).
const REGULAR_FILE: u32 = 0o100_000;
const STORED: u16 = 0;
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Writes the files, in their order, with `now` as their time. Nothing is compressed: keys and certificates hardly shrink.
///
/// # Errors
/// [`ZipError`] for more than the format without its extensions can hold.
pub fn write(files: &[ArchiveFile], now: UnixTime) -> Result<Zeroizing<Vec<u8>>, ZipError> {
    let (time, date) = dos_time(now);
    // Room for all of it from the start: growing would leave copies of private keys behind.
    let room = files
        .iter()
        .map(|file| 2 * (file.path.len() + 64) + file.bytes.len())
        .sum::<usize>()
        + 64;
    let mut archive = Writer(Vec::with_capacity(room));
    let mut directory = Writer::default();
    for file in files {
        let offset = size(archive.0.len())?;
        let name = file.path.as_bytes();
        let mut shared = Writer::default();
        shared
            .short(VERSION_NEEDED)
            .short(0)
            .short(STORED)
            .short(time)
            .short(date);
        shared
            .long(CHECKSUM.checksum(&file.bytes))
            .long(size(file.bytes.len())?)
            .long(size(file.bytes.len())?);
        shared
            .short(u16::try_from(name.len()).map_err(|_| ZipError::TooLarge)?)
            .short(0);

        archive
            .long(0x0403_4b50)
            .bytes(&shared.0)
            .bytes(name)
            .bytes(&file.bytes);

        directory
            .long(0x0201_4b50)
            .short(MADE_BY_UNIX)
            .bytes(&shared.0)
            .short(0)
            .short(0)
            .short(0);
        directory
            .long((REGULAR_FILE | file.mode) << 16)
            .long(offset)
            .bytes(name);
    }
    let count = u16::try_from(files.len()).map_err(|_| ZipError::TooManyFiles)?;
    let start = size(archive.0.len())?;
    archive
        .bytes(&directory.0)
        .long(0x0605_4b50)
        .short(0)
        .short(0)
        .short(count)
        .short(count);
    archive.long(size(directory.0.len())?).long(start).short(0);
    Ok(Zeroizing::new(archive.0))
}

fn size(octets: usize) -> Result<u32, ZipError> {
    u32::try_from(octets).map_err(|_| ZipError::TooLarge)
}

/// Little-endian numbers, one after the other.
#[derive(Default)]
struct Writer(Vec<u8>);

impl Writer {
    fn short(&mut self, number: u16) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    fn long(&mut self, number: u32) -> &mut Self {
        self.bytes(&number.to_le_bytes())
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }
}

/// MS-DOS time and date (section 4.4.6): from 1980 to 2107, in steps of two seconds; what is outside becomes 1980-01-01.
fn dos_time(now: UnixTime) -> (u16, u16) {
    let moment = now.to_offset_date_time();
    let years = u16::try_from(moment.year())
        .ok()
        .and_then(|year| year.checked_sub(1980))
        .filter(|years| *years < 128);
    let Some(years) = years else { return (0, (1 << 5) | 1) };
    let time = u16::from(moment.hour()) << 11 | u16::from(moment.minute()) << 5 | (u16::from(moment.second()) / 2);
    let date = years << 9 | u16::from(u8::from(moment.month())) << 5 | u16::from(moment.day());
    (time, date)
}
