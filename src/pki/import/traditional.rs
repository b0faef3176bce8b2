//! Keys in the encrypted form that OpenSSL wrote before PKCS#8 (`Proc-Type: 4,ENCRYPTED`, RFC 1421 section 4.6): the derivation is
//! one round of MD5, so it is read, but never written.

use md5::{Digest, Md5};
use zeroize::Zeroizing;

use crate::locale::text;
use crate::pki::password_based::{Cipher, ReadError};

/// Names in `DEK-Info` (OpenSSL's `EVP_get_cipherbyname`).
const CIPHERS: [(&str, Cipher); 4] = [
    ("AES-128-CBC", Cipher::Aes128),
    ("AES-192-CBC", Cipher::Aes192),
    ("AES-256-CBC", Cipher::Aes256),
    ("DES-EDE3-CBC", Cipher::TripleDes),
];
/// Octets of the vector that serve as salt (`EVP_BytesToKey` takes eight).
const SALT: usize = 8;

/// The key within, as far as the password fits: `is_key` judges what comes out, because wrong passwords may give right paddings.
pub fn decrypt(
    dek_info: &str,
    octets: &[u8],
    password: &str,
    is_key: impl Fn(&[u8]) -> bool,
) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    let (name, vector) = dek_info
        .split_once(',')
        .ok_or(ReadError::Damaged(text("its DEK-Info")))?;
    let known = CIPHERS.iter().find(|(known, _)| *known == name.trim());
    let (_, cipher) = known.ok_or_else(|| ReadError::Unsupported(printable(name)))?;
    let vector = hexadecimal(vector.trim()).filter(|vector| vector.len() == cipher.block_size());
    let vector = vector.ok_or(ReadError::Damaged(text("its DEK-Info")))?;
    if password.is_empty() {
        return Err(ReadError::PasswordMissing);
    }
    let key = key(password, &vector[..SALT], cipher.key_size());
    let plain = cipher.decrypt(&key, &vector, octets).filter(|plain| is_key(plain));
    plain.ok_or(ReadError::WrongPasswordOrDamaged)
}

/// `EVP_BytesToKey` with MD5 and one round: each block is the hash of the block before it, the password and the salt.
fn key(password: &str, salt: &[u8], length: usize) -> Zeroizing<Vec<u8>> {
    let mut key = Zeroizing::new(Vec::with_capacity(length + 16));
    let mut block = Zeroizing::new([0; 16]);
    while key.len() < length {
        let mut hash = Md5::new();
        if !key.is_empty() {
            hash.update(*block);
        }
        hash.update(password.as_bytes());
        hash.update(salt);
        *block = hash.finalize().into();
        key.extend_from_slice(&*block);
    }
    key.truncate(length);
    key
}

fn hexadecimal(digits: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = digits
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    let pairs = digits.chunks(2).map(|pair| match pair {
        [high, low] => Some(high << 4 | low),
        _ => None,
    });
    pairs.collect()
}

/// A name from outside, fit for a message.
fn printable(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_control())
        .take(40)
        .collect()
}
