//! Reads bundles that other programs made (RFC 7292), also old ones and those in BER.

mod bags;
mod contents;
mod integrity;

use zeroize::Zeroizing;

use self::bags::Found;
use self::contents::File;
pub use self::integrity::Integrity;
use crate::locale::{Text, text};
use crate::pki::ber;
use crate::pki::certificate::Certificate;
use crate::pki::decode::DecodeError;
use crate::pki::import::{ImportProblem, ImportedKey, LARGEST_TEXT};
use crate::pki::key::PrivateKey;
use crate::pki::password_based::{Passphrase, Protection, ReadError, Rounds};

/// What stands in a bundle, in the order in which it stands there.
#[derive(Clone, Debug)]
pub struct Opened {
    pub keys: Vec<OpenedKey>,
    pub certificates: Vec<OpenedCertificate>,
    /// Kinds of parts that are not read: `a revocation list`, `a secret` …
    pub left_out: Vec<&'static str>,
    /// `None` if nothing protects the file against changes.
    pub integrity: Option<Integrity>,
    /// How its parts are encrypted, each way once, the outermost and first part first.
    pub protections: Vec<Protection>,
}

/// A private key of a bundle.
#[derive(Clone, Debug)]
pub struct OpenedKey {
    /// As it stands there.
    pub private_key: PrivateKey,
    /// The key for use, or why it is not fit for use here.
    pub key: Result<ImportedKey, ImportProblem>,
    pub friendly_name: Option<String>,
    pub local_key_id: Option<Vec<u8>>,
    /// The position in [`Opened::certificates`] of its own.
    pub certificate: Option<usize>,
}

/// A certificate of a bundle.
#[derive(Clone, Debug)]
pub struct OpenedCertificate {
    pub der: Vec<u8>,
    pub certificate: Result<Certificate, DecodeError>,
    pub friendly_name: Option<String>,
    pub local_key_id: Option<Vec<u8>>,
    /// The position in [`Opened::keys`] of its own.
    pub key: Option<usize>,
}

impl Opened {
    /// All certificates that can be read, in PEM.
    pub fn certificates_pem(&self) -> String {
        let readable = |entry: &OpenedCertificate| entry.certificate.as_ref().ok().map(Certificate::pem);
        self.certificates.iter().filter_map(readable).collect()
    }
}

/// Reads a bundle. An empty password is tried in both encodings that programs use.
///
/// Takes as long as the file wants it to, up to about ten seconds in a browser: call it in a worker.
///
/// # Errors
/// [`ReadError`] for all that is not a readable bundle, with wrong passwords and broken files told apart.
pub fn read(bytes: &[u8], password: &str) -> Result<Opened, ReadError> {
    read_within(bytes, password, Rounds::LIMIT)
}

/// The same with another limit on the rounds of key derivation.
///
/// # Errors
/// As [`read`].
pub fn read_within(bytes: &[u8], password: &str, rounds: u32) -> Result<Opened, ReadError> {
    if bytes.len() > LARGEST_TEXT {
        return Err(ReadError::TooLarge);
    }
    // The identifier octet of a SEQUENCE: nothing else can be a bundle.
    if bytes.first() != Some(&0x30) {
        return Err(ReadError::NotPkcs12);
    }
    let file = der(bytes, text("the file"))?;
    let file = File::read(&file)?;
    let password = Passphrase::new(password);
    let mut rounds = Rounds::new(rounds);
    let integrity = match &file.integrity {
        None => None,
        Some(code) => {
            if !code.fits(file.authenticated_safe, &password, &mut rounds)? {
                return Err(refusal(&file, &password, &mut rounds));
            }
            Some(code.description())
        }
    };
    let mut found = Found::new(&password, integrity.is_some());
    found.authenticated_safe(file.authenticated_safe, &mut rounds)?;
    Ok(found.opened(integrity))
}

/// Why the integrity code does not fit: a password that decrypts a part is right, so the file must be damaged.
fn refusal(file: &File<'_>, password: &Passphrase, rounds: &mut Rounds) -> ReadError {
    let mut found = Found::new(password, false);
    let read = found.authenticated_safe(file.authenticated_safe, rounds);
    if found.has_decrypted {
        return ReadError::Damaged(text("its integrity code"));
    }
    match read {
        Err(error @ ReadError::Damaged(_)) => error,
        _ if password.is_empty() => ReadError::PasswordMissing,
        _ => ReadError::WrongPassword,
    }
}

/// DER of what may be BER.
fn der(bytes: &[u8], part: Text) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    ber::to_der(bytes).ok_or(ReadError::Damaged(part))
}
