//! The code that protects a bundle against changes, and shows whether a password is right (RFC 7292 section 5, RFC 9579).

use der::{SliceReader, Tag};

use crate::locale::text;
use crate::pki::asn1::{self, Algorithm};
use crate::pki::password_based::{
    Hash, Passphrase, Pbkdf2, Purpose, ReadError, Rounds, hmac, iterations, parameters, pkcs12_key,
};

/// id-PBMAC1 (RFC 9579 section 2, RFC 8018 appendix A.5).
const PBMAC1: &str = "1.2.840.113549.1.5.14";
/// The longest key of a code that is made; every hash function's block is shorter.
const LONGEST_KEY: u32 = 256;

/// How a bundle is protected against changes, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Integrity {
    /// The hash function of the HMAC, as `SHA-256`.
    pub hash: &'static str,
    /// Whether it is PBMAC1 (RFC 9579), which derives its key by PBKDF2.
    pub is_pbmac1: bool,
    pub iterations: u32,
}

/// `MacData` (RFC 7292 section 4).
pub struct Code<'a> {
    hash: Hash,
    derivation: Derivation<'a>,
    code: &'a [u8],
}

enum Derivation<'a> {
    Pkcs12 { salt: &'a [u8], iterations: u32 },
    Pbkdf2 { key: Pbkdf2<'a>, length: usize },
}

impl<'a> Code<'a> {
    pub fn read(parts: &mut SliceReader<'a>) -> Result<Self, ReadError> {
        let damaged = |_| ReadError::Damaged(text("its integrity code"));
        let mut parts = SliceReader::new(asn1::content(parts, Tag::Sequence).map_err(damaged)?).map_err(damaged)?;
        let mut digest =
            SliceReader::new(asn1::content(&mut parts, Tag::Sequence).map_err(damaged)?).map_err(damaged)?;
        let algorithm = Algorithm::read(&mut digest).map_err(damaged)?;
        let code = asn1::content(&mut digest, Tag::OctetString).map_err(damaged)?;
        let salt = asn1::content(&mut parts, Tag::OctetString).map_err(damaged)?;
        // One is the default.
        let iterations = if der::Reader::is_finished(&parts) {
            1
        } else {
            iterations(&mut parts)?
        };
        if algorithm.oid.to_string() == PBMAC1 {
            return Self::pbmac1(&algorithm, code);
        }
        Ok(Self {
            hash: Hash::from_oid(algorithm.oid)?,
            derivation: Derivation::Pkcs12 { salt, iterations },
            code,
        })
    }

    /// `PBMAC1-params` (RFC 8018 appendix A.5); RFC 9579 section 4 wants the key's length to be said.
    fn pbmac1(algorithm: &Algorithm<'a>, code: &'a [u8]) -> Result<Self, ReadError> {
        let damaged = |_| ReadError::Damaged(text("its integrity code"));
        let mut parts = parameters(algorithm)?;
        let key = Pbkdf2::read(&mut parts)?;
        let hash = Hash::from_hmac_oid(Algorithm::read(&mut parts).map_err(damaged)?.oid)?;
        let length = key.length.filter(|length| (1..=LONGEST_KEY).contains(length));
        let length = length.ok_or(ReadError::Damaged(text("its integrity code")))? as usize;
        Ok(Self {
            hash,
            derivation: Derivation::Pbkdf2 { key, length },
            code,
        })
    }

    /// What it is, for people.
    pub fn description(&self) -> Integrity {
        let (is_pbmac1, iterations) = match &self.derivation {
            Derivation::Pkcs12 { iterations, .. } => (false, *iterations),
            Derivation::Pbkdf2 { key, .. } => (true, key.iterations),
        };
        Integrity {
            hash: self.hash.title(),
            is_pbmac1,
            iterations,
        }
    }

    /// Whether it is the code of these octets with this password, in one of the password's forms.
    pub fn fits(&self, octets: &[u8], password: &Passphrase, rounds: &mut Rounds) -> Result<bool, ReadError> {
        let forms = match self.derivation {
            Derivation::Pkcs12 { .. } => password.for_pkcs12(),
            Derivation::Pbkdf2 { .. } => password.for_pbkdf2(),
        };
        for form in forms {
            let key = match &self.derivation {
                Derivation::Pkcs12 { salt, iterations } => {
                    let purpose = (Purpose::Code, self.hash.size());
                    pkcs12_key(self.hash, &form, (salt, *iterations), purpose, rounds)?
                }
                Derivation::Pbkdf2 { key, length } => key.key(&form, *length, rounds)?,
            };
            if hmac(self.hash, &key, octets).as_deref() == Some(self.code) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
