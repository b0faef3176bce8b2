//! ZIP archives by whomever: ours, and ours after Windows, macOS, `zip` or 7-Zip packed it again.
//!
//! Read by the directory at the end (APPNOTE.TXT 6.3.10, section 4.3.12), whose sizes are right also where the entries
//! themselves leave them open. Inflating is left to `miniz_oxide`, into memory of exactly the size that the directory says.

use crc::{CRC_32_ISO_HDLC, Crc};
use zeroize::Zeroizing;

use crate::locale::say;
use crate::pki::pace::Pace;

/// The most octets of an archive, and of all that it unpacks to: 20 MiB.
pub const LARGEST: usize = 20 << 20;
/// The most entries that are looked at.
const MOST_ENTRIES: usize = 20_000;

const DIRECTORY_END: u32 = 0x0605_4b50;
const DIRECTORY_END_SIZE: usize = 22;
const DIRECTORY_ENTRY: u32 = 0x0201_4b50;
const DIRECTORY_ENTRY_SIZE: usize = 46;
const LOCAL_HEADER: u32 = 0x0403_4b50;
const LOCAL_HEADER_SIZE: usize = 30;
const LONGEST_COMMENT: usize = 65_535;
const ENCRYPTED: u16 = 1;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// The upper half of what section 4.4.15 calls external attributes, on Unix: the kind of file, a symbolic link.
const UNIX: u16 = 3;
const LINK: u32 = 0o12;
const CHECKSUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// A file that was chosen, dropped or unpacked. Its octets are overwritten when dropped.
#[derive(Clone)]
pub struct LoadedFile {
    /// With `/`, as it was called.
    pub path: String,
    pub bytes: Zeroizing<Vec<u8>>,
}

/// What came out of an archive.
pub struct Unpacked {
    pub files: Vec<LoadedFile>,
    /// How many entries were passed over because their names lead out of the archive or they are links.
    pub unsafe_entries: usize,
}

/// Why an archive was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnzipError {
    #[error("{}", say!("the archive has more than 20 MiB; take out what is not of the earlier download"))]
    TooLarge,
    #[error("{}", say!("the archive would unpack to more than 20 MiB; take out what is not of the earlier download"))]
    Bomb,
    #[error("{}", say!("the archive has more than 20,000 entries; take out what is not of the earlier download"))]
    TooMany,
    #[error("{}", say!("this is not a whole ZIP archive: its directory is missing, so it was cut off on the way; download or copy it again"))]
    NoDirectory,
    #[error("{}", say!("the ZIP archive is damaged at {value}; download or copy it again", value = .0))]
    Damaged(String),
    #[error("{}", say!("the ZIP archive is in several parts or larger than 4 GiB; pack it again as one ordinary ZIP file"))]
    Extended,
    #[error("{}", say!("{value} is encrypted; unpack the archive with its password and choose the files, or pack it again without one", value = .0))]
    Encrypted(String),
    #[error("{}", say!("{name} is packed with method {method}, which is not read here; pack it again as an ordinary ZIP file (method Deflate)", name, method))]
    Method { name: String, method: u16 },
    #[error("{}", say!("{value} is there twice, with nothing to tell which one counts; pack the archive again", value = .0))]
    Repeated(String),
}

/// Whether a file looks like a ZIP archive: the first entry, or an empty archive's directory.
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Unpacks all files, but not folders, links, what macOS and Windows add, and names that lead elsewhere.
///
/// # Errors
/// [`UnzipError`], which says what to do.
pub async fn unzip<P: Pace>(archive: &[u8], pace: &P) -> Result<Unpacked, UnzipError> {
    if archive.len() > LARGEST {
        return Err(UnzipError::TooLarge);
    }
    let mut unpacked = Unpacked {
        files: Vec::new(),
        unsafe_entries: 0,
    };
    let mut room = LARGEST;
    let (mut at, count) = directory(archive)?;
    for _ in 0..count {
        let entry = Entry::read(archive, at).ok_or_else(|| UnzipError::Damaged(say!("its directory").to_owned()))?;
        at = entry.next;
        if entry.path.ends_with('/') || is_clutter(&entry.path) {
            continue;
        }
        if entry.is_link || !is_safe(&entry.path) {
            unpacked.unsafe_entries += 1;
            continue;
        }
        if unpacked.files.iter().any(|file| file.path == entry.path) {
            return Err(UnzipError::Repeated(shown(&entry.path)));
        }
        room = room.checked_sub(entry.size).ok_or(UnzipError::Bomb)?;
        let bytes = entry.content(archive)?;
        unpacked.files.push(LoadedFile {
            path: entry.path,
            bytes,
        });
        pace.pause().await;
    }
    Ok(unpacked)
}

fn short(archive: &[u8], at: usize) -> Option<u16> {
    let octets = archive.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(octets.try_into().ok()?))
}

fn long(archive: &[u8], at: usize) -> Option<u32> {
    let octets = archive.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(octets.try_into().ok()?))
}

/// Where the directory begins, and how many entries it has.
fn directory(archive: &[u8]) -> Result<(usize, usize), UnzipError> {
    let last = archive
        .len()
        .checked_sub(DIRECTORY_END_SIZE)
        .ok_or(UnzipError::NoDirectory)?;
    let first = last.saturating_sub(LONGEST_COMMENT);
    let is_end = |at: &usize| {
        let comment = short(archive, at + 20).map(usize::from);
        long(archive, *at) == Some(DIRECTORY_END)
            && comment.is_some_and(|length| at + DIRECTORY_END_SIZE + length <= archive.len())
    };
    let end = (first..=last).rev().find(is_end).ok_or(UnzipError::NoDirectory)?;
    let read = || {
        let disks = (short(archive, end + 4)?, short(archive, end + 6)?);
        let counts = (short(archive, end + 8)?, short(archive, end + 10)?);
        Some((disks, counts, long(archive, end + 12)?, long(archive, end + 16)?))
    };
    let (disks, counts, size, offset) = read().ok_or(UnzipError::NoDirectory)?;
    if disks != (0, 0) || counts.0 != counts.1 || counts.0 == u16::MAX || offset == u32::MAX || size == u32::MAX {
        return Err(UnzipError::Extended);
    }
    if usize::from(counts.0) > MOST_ENTRIES {
        return Err(UnzipError::TooMany);
    }
    Ok((offset as usize, usize::from(counts.0)))
}

/// One entry of the directory.
struct Entry {
    path: String,
    is_link: bool,
    flags: u16,
    method: u16,
    checksum: u32,
    packed_size: usize,
    size: usize,
    /// Where its local header is.
    offset: usize,
    /// Where the next entry begins.
    next: usize,
}

impl Entry {
    fn read(archive: &[u8], at: usize) -> Option<Self> {
        if long(archive, at)? != DIRECTORY_ENTRY {
            return None;
        }
        let lengths = [
            short(archive, at + 28)?,
            short(archive, at + 30)?,
            short(archive, at + 32)?,
        ]
        .map(usize::from);
        let name_at = at + DIRECTORY_ENTRY_SIZE;
        let name = archive.get(name_at..name_at + lengths[0])?;
        let system = short(archive, at + 4)? >> 8;
        let attributes = long(archive, at + 38)?;
        Some(Self {
            // Some programs on Windows write their own separator. Names that are not UTF-8 matter to nobody here.
            path: String::from_utf8_lossy(name).replace('\\', "/"),
            is_link: system == UNIX && attributes >> 28 == LINK,
            flags: short(archive, at + 8)?,
            method: short(archive, at + 10)?,
            checksum: long(archive, at + 16)?,
            packed_size: long(archive, at + 20)? as usize,
            size: long(archive, at + 24)? as usize,
            offset: long(archive, at + 42)? as usize,
            next: name_at + lengths.iter().sum::<usize>(),
        })
    }

    fn content(&self, archive: &[u8]) -> Result<Zeroizing<Vec<u8>>, UnzipError> {
        if self.flags & ENCRYPTED != 0 {
            return Err(UnzipError::Encrypted(shown(&self.path)));
        }
        let damaged = || UnzipError::Damaged(shown(&self.path));
        let packed = self.packed(archive).ok_or_else(damaged)?;
        let content = match self.method {
            STORED => Zeroizing::new(packed.to_vec()),
            DEFLATED => inflate(packed, self.size).ok_or_else(damaged)?,
            method => {
                return Err(UnzipError::Method {
                    name: shown(&self.path),
                    method,
                });
            }
        };
        if content.len() == self.size && CHECKSUM.checksum(&content) == self.checksum {
            Ok(content)
        } else {
            Err(damaged())
        }
    }

    /// What stands behind the local header, whose name and extra field may be of another length than the directory's.
    fn packed<'a>(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        if long(archive, self.offset)? != LOCAL_HEADER {
            return None;
        }
        let name = usize::from(short(archive, self.offset + 26)?);
        let extra = usize::from(short(archive, self.offset + 28)?);
        let start = self.offset + LOCAL_HEADER_SIZE + name + extra;
        archive.get(start..start.checked_add(self.packed_size)?)
    }
}

/// Into memory of the size that it must have, so that nothing grows and no copies of keys stay behind.
fn inflate(packed: &[u8], size: usize) -> Option<Zeroizing<Vec<u8>>> {
    let mut content = Zeroizing::new(vec![0; size]);
    let written =
        miniz_oxide::inflate::decompress_slice_iter_to_slice(&mut content, std::iter::once(packed), false, true);
    (written.ok()? == size).then_some(content)
}

/// What systems add on their own.
fn is_clutter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    path.starts_with("__MACOSX/") || name.starts_with("._") || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// Whether a name stays within the folder that it is unpacked to, on every system.
fn is_safe(path: &str) -> bool {
    let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
    path.split('/').all(is_plain) && !path.contains(|character: char| character.is_control() || character == ':')
}

/// A name from outside, fit for a message.
fn shown(path: &str) -> String {
    path.chars()
        .filter(|character| !character.is_control())
        .take(80)
        .collect()
}
