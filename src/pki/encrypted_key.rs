//! Private keys that are encrypted with a password: `EncryptedPrivateKeyInfo` (RFC 5958 section 3, PEM `ENCRYPTED PRIVATE KEY`).

use der::{Decode, Reader, SliceReader, Tag};
use zeroize::Zeroizing;

use super::asn1::{self, Algorithm};
use super::import::LARGEST_TEXT;
use super::key::PrivateKey;
use super::password_based::{Passphrase, Protection, ReadError, Rounds, Scheme};
use super::pem;
use super::pkcs12::{EncryptionProfile, KeySalt, Password, Pkcs12Error, encrypted_key};
use crate::locale::text;

/// Decrypts DER `EncryptedPrivateKeyInfo`; what comes out is PKCS#8, of any algorithm. Takes as long as the file wants it to:
/// call it in a worker.
///
/// # Errors
/// [`ReadError`]; a wrong password and damaged octets cannot be told apart, because nothing but the padding protects them.
pub fn read(der: &[u8], password: &str) -> Result<PrivateKey, ReadError> {
    read_within(der, password, Rounds::LIMIT)
}

/// The same with another limit on the rounds of key derivation.
///
/// # Errors
/// As [`read`].
pub fn read_within(der: &[u8], password: &str, rounds: u32) -> Result<PrivateKey, ReadError> {
    if der.len() > LARGEST_TEXT {
        return Err(ReadError::TooLarge);
    }
    let (algorithm, octets) = parts(der)?;
    let scheme = Scheme::new(&algorithm)?;
    let password = Passphrase::new(password);
    let is_key = |plain: &[u8]| is_private_key(plain).then(|| Zeroizing::new(plain.to_vec()));
    match scheme.open(octets, &password, true, &mut Rounds::new(rounds), is_key)? {
        // Moved, not copied.
        Some(mut key) => Ok(PrivateKey::from_pkcs8_der(std::mem::take(&mut key))),
        None if password.is_empty() => Err(ReadError::PasswordMissing),
        None => Err(ReadError::WrongPasswordOrDamaged),
    }
}

/// How the key is encrypted, for people.
///
/// # Errors
/// [`ReadError`] for what is no `EncryptedPrivateKeyInfo`, or of an unknown scheme.
pub fn protection(der: &[u8]) -> Result<Protection, ReadError> {
    Ok(Scheme::new(&parts(der)?.0)?.protection())
}

/// Encrypts a key with AES-256-CBC under a key that PBKDF2 with HMAC-SHA-256 derives in 100,000 rounds (RFC 8018 section 6.2): PEM.
///
/// # Errors
/// [`Pkcs12Error::Write`] if a primitive refuses its input, which does not happen for lengths that are fixed.
pub fn write(key: &PrivateKey, password: &Password, salt: &KeySalt) -> Result<String, Pkcs12Error> {
    let der = encrypted_key(EncryptionProfile::Modern, password, salt, key)?;
    Ok(pem::encode("ENCRYPTED PRIVATE KEY", &der))
}

fn parts(der: &[u8]) -> Result<(Algorithm<'_>, &[u8]), ReadError> {
    read_parts(der).map_err(|_| ReadError::Damaged(text("the encrypted key")))
}

fn read_parts(der: &[u8]) -> der::Result<(Algorithm<'_>, &[u8])> {
    let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
    let algorithm = Algorithm::read(&mut parts)?;
    let octets = asn1::content(&mut parts, Tag::OctetString)?;
    parts.finish()?;
    Ok((algorithm, octets))
}

/// Whether these octets begin as `PrivateKeyInfo`: one in 256 wrong passwords gives a right padding, none gives this.
fn is_private_key(der: &[u8]) -> bool {
    let begins = || -> der::Result<()> {
        let mut parts = SliceReader::new(asn1::only(der, Tag::Sequence)?)?;
        u8::decode(&mut parts)?;
        Algorithm::read(&mut parts)?;
        asn1::content(&mut parts, Tag::OctetString).map(drop)
    };
    begins().is_ok()
}
