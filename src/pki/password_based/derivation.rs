//! Keys and codes made of passwords: PBKDF2 (RFC 8018 section 5.2), PKCS#12's derivation (RFC 7292 appendix B), HMAC.

use der::asn1::UintRef;
use der::{SliceReader, Tag};
use hmac::digest::block_api::BlockSizeUser;
use hmac::digest::{Digest, FixedOutputReset, KeyInit};
use hmac::{EagerHash, Hmac, Mac};
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512};
use zeroize::Zeroizing;

use super::ReadError;
use crate::locale::text;
use crate::pki::asn1::{self, Oid};

/// A hash function under HMAC, or in PKCS#12's derivation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
}

/// Hash function, its own OID (RFC 8017 appendix B.1), the last number of the OID of HMAC with it (RFC 8018 appendix B.1), name.
const HASHES: [(Hash, &str, &str, &str); 5] = [
    (Hash::Sha1, "1.3.14.3.2.26", "1.2.840.113549.2.7", "SHA-1"),
    (Hash::Sha224, "2.16.840.1.101.3.4.2.4", "1.2.840.113549.2.8", "SHA-224"),
    (Hash::Sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9", "SHA-256"),
    (Hash::Sha384, "2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10", "SHA-384"),
    (Hash::Sha512, "2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11", "SHA-512"),
];

impl Hash {
    /// The hash function with this OID.
    pub fn from_oid(oid: Oid<'_>) -> Result<Self, ReadError> {
        let oid = oid.to_string();
        let known = HASHES.iter().find(|(_, own, ..)| *own == oid);
        known.map(|(hash, ..)| *hash).ok_or_else(|| super::unsupported(&oid))
    }

    /// The hash function of HMAC with this OID.
    pub fn from_hmac_oid(oid: Oid<'_>) -> Result<Self, ReadError> {
        let oid = oid.to_string();
        let known = HASHES.iter().find(|(_, _, hmac, _)| *hmac == oid);
        known.map(|(hash, ..)| *hash).ok_or_else(|| super::unsupported(&oid))
    }

    /// As standards write it: `SHA-256`.
    pub fn title(self) -> &'static str {
        let own = HASHES.iter().find(|(hash, ..)| *hash == self);
        own.map_or("", |(.., title)| title)
    }

    /// Octets in its output.
    pub fn size(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

/// How many rounds of derivation a whole file may still ask for.
pub struct Rounds {
    left: u32,
}

impl Rounds {
    /// Rounds for one file. A browser does about a million a second.
    pub const LIMIT: u32 = 10_000_000;

    pub fn new(limit: u32) -> Self {
        Self { left: limit }
    }

    /// Takes rounds for a key of so many blocks.
    fn spend(&mut self, iterations: u32, blocks: usize) -> Result<(), ReadError> {
        let rounds = u64::from(iterations) * blocks.max(1) as u64;
        let left = u32::try_from(rounds)
            .ok()
            .and_then(|rounds| self.left.checked_sub(rounds));
        self.left = left.ok_or_else(|| ReadError::TooManyIterations(iterations.to_string()))?;
        Ok(())
    }
}

/// Reads a number of iterations: at least one.
pub fn iterations(parts: &mut SliceReader<'_>) -> Result<u32, ReadError> {
    let damaged = |_| ReadError::Damaged(text("the number of iterations"));
    let number: UintRef<'_> = der::Reader::decode(parts).map_err(damaged)?;
    let octets = number.as_bytes();
    if octets.len() > 4 {
        return Err(ReadError::TooManyIterations("more than 4000000000".to_owned()));
    }
    match octets.iter().fold(0, |value, octet| value << 8 | u32::from(*octet)) {
        0 => Err(ReadError::Damaged(text("the number of iterations"))),
        number => Ok(number),
    }
}

/// Reads a salt and the number of iterations that follows it, of any length.
pub fn salted<'a>(parts: &mut SliceReader<'a>) -> Result<(&'a [u8], u32), ReadError> {
    let salt = asn1::content(parts, Tag::OctetString).map_err(|_| ReadError::Damaged(text("the salt")))?;
    Ok((salt, iterations(parts)?))
}

/// PBKDF2 with HMAC: a key of so many octets.
pub fn pbkdf2(
    hash: Hash,
    password: &[u8],
    (salt, iterations): (&[u8], u32),
    length: usize,
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    rounds.spend(iterations, length.div_ceil(hash.size()))?;
    let mut key = Zeroizing::new(vec![0; length]);
    let derived = match hash {
        Hash::Sha1 => pbkdf2::pbkdf2::<Hmac<Sha1>>(password, salt, iterations, &mut key),
        Hash::Sha224 => pbkdf2::pbkdf2::<Hmac<Sha224>>(password, salt, iterations, &mut key),
        Hash::Sha256 => pbkdf2::pbkdf2::<Hmac<Sha256>>(password, salt, iterations, &mut key),
        Hash::Sha384 => pbkdf2::pbkdf2::<Hmac<Sha384>>(password, salt, iterations, &mut key),
        Hash::Sha512 => pbkdf2::pbkdf2::<Hmac<Sha512>>(password, salt, iterations, &mut key),
    };
    derived.map_err(|_| ReadError::Damaged(text("the password’s encoding")))?;
    Ok(key)
}

/// What PKCS#12's derivation makes (RFC 7292 appendix B.3).
#[derive(Clone, Copy)]
pub enum Purpose {
    Key,
    Vector,
    Code,
}

/// PKCS#12's derivation of so many octets.
pub fn pkcs12_key(
    hash: Hash,
    password: &[u8],
    (salt, iterations): (&[u8], u32),
    (purpose, length): (Purpose, usize),
    rounds: &mut Rounds,
) -> Result<Zeroizing<Vec<u8>>, ReadError> {
    rounds.spend(iterations, length.div_ceil(hash.size()))?;
    // The limit is far below this type's.
    let number = i32::try_from(iterations).map_err(|_| ReadError::TooManyIterations(iterations.to_string()))?;
    let kind = match purpose {
        Purpose::Key => Pkcs12KeyType::EncryptionKey,
        Purpose::Vector => Pkcs12KeyType::Iv,
        Purpose::Code => Pkcs12KeyType::Mac,
    };
    Ok(Zeroizing::new(match hash {
        Hash::Sha1 => derive_key::<Sha1>(password, salt, kind, number, length),
        Hash::Sha224 => derive_key::<Sha224>(password, salt, kind, number, length),
        Hash::Sha256 => derive_key::<Sha256>(password, salt, kind, number, length),
        Hash::Sha384 => derive_key::<Sha384>(password, salt, kind, number, length),
        Hash::Sha512 => derive_key::<Sha512>(password, salt, kind, number, length),
    }))
}

/// HMAC (RFC 2104).
pub fn hmac(hash: Hash, key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    match hash {
        Hash::Sha1 => code::<Sha1>(key, message),
        Hash::Sha224 => code::<Sha224>(key, message),
        Hash::Sha256 => code::<Sha256>(key, message),
        Hash::Sha384 => code::<Sha384>(key, message),
        Hash::Sha512 => code::<Sha512>(key, message),
    }
}

fn code<H: Digest + FixedOutputReset + BlockSizeUser + EagerHash>(key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    let mut code = <Hmac<H> as KeyInit>::new_from_slice(key).ok()?;
    code.update(message);
    Some(code.finalize().into_bytes().to_vec())
}
