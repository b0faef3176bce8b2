//! Encryption schemes, as `AlgorithmIdentifier`s name them.

use der::{Reader, SliceReader, Tag, Tagged};
use zeroize::Zeroizing;

use super::derivation::pbkdf2;
use super::{Cipher, Hash, Passphrase, Purpose, ReadError, Rounds, pkcs12_key, salted};
use crate::locale::text;
use crate::pki::asn1::Algorithm;

/// PBES2 and PBKDF2 (RFC 8018 appendices A.4 and A.2).
const PBES2: &str = "1.2.840.113549.1.5.13";
pub const PBKDF2: &str = "1.2.840.113549.1.5.12";

/// Ciphers of PBES2 (RFC 8018 appendix B.2; NIST's AES OIDs).
const CIPHERS: [(&str, Cipher); 4] = [
    ("2.16.840.1.101.3.4.1.2", Cipher::Aes128),
    ("2.16.840.1.101.3.4.1.22", Cipher::Aes192),
    ("2.16.840.1.101.3.4.1.42", Cipher::Aes256),
    ("1.2.840.113549.3.7", Cipher::TripleDes),
];

/// The schemes of PKCS#12 with SHA-1 (RFC 7292 appendix C).
const PKCS12_SCHEMES: [(&str, Cipher); 4] = [
    ("1.2.840.113549.1.12.1.3", Cipher::TripleDes),
    ("1.2.840.113549.1.12.1.4", Cipher::TripleDesTwoKeys),
    ("1.2.840.113549.1.12.1.5", Cipher::Rc2Of128),
    ("1.2.840.113549.1.12.1.6", Cipher::Rc2Of40),
];

/// What is known by name, but not read: too weak or too rare.
const UNSUPPORTED: [(&str, &str); 15] = [
    ("1.2.840.113549.1.12.1.1", "RC4 (128 bits)"),
    ("1.2.840.113549.1.12.1.2", "RC4 (40 bits)"),
    ("1.2.840.113549.1.5.3", "DES and MD5"),
    ("1.2.840.113549.1.5.6", "RC2 and MD5"),
    ("1.2.840.113549.1.5.10", "DES and SHA-1"),
    ("1.2.840.113549.1.5.11", "RC2 and SHA-1"),
    ("1.3.14.3.2.7", "DES"),
    ("1.2.840.113549.3.2", "RC2"),
    ("1.2.392.200011.61.1.1.1.2", "Camellia-128"),
    ("1.2.392.200011.61.1.1.1.3", "Camellia-192"),
    ("1.2.392.200011.61.1.1.1.4", "Camellia-256"),
    ("1.3.6.1.4.1.11591.4.11", "scrypt"),
    ("2.16.840.1.101.3.4.1.46", "AES-256-GCM"),
    ("1.2.840.113549.2.5", "MD5"),
    ("2.16.840.1.101.3.4.2.8", "SHA3-256"),
];

/// The refusal of an algorithm, by its name if it has one here.
pub fn unsupported(oid: &str) -> ReadError {
    let known = UNSUPPORTED.iter().find(|(known, _)| *known == oid);
    ReadError::Unsupported(known.map_or_else(|| format!("the algorithm {oid}"), |(_, name)| (*name).to_owned()))
}

/// How a part is encrypted, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// `AES-256`, `3DES`, `RC2 (40 bits)` …, always in CBC mode.
    pub cipher: &'static str,
    /// The hash function of the key derivation, as `SHA-256`.
    pub hash: &'static str,
    /// Whether the key is derived by PBKDF2; else by PKCS#12's own derivation.
    pub is_pbes2: bool,
    pub iterations: u32,
}

/// PBKDF2 with its parameters.
pub struct Pbkdf2<'a> {
    pub hash: Hash,
    salt: &'a [u8],
    pub iterations: u32,
    /// Octets in the key, if that is said.
    pub length: Option<u32>,
}

impl<'a> Pbkdf2<'a> {
    /// Reads the `AlgorithmIdentifier` of a key derivation.
    pub fn read(parts: &mut SliceReader<'a>) -> Result<Self, ReadError> {
        let damaged = |_| ReadError::Damaged(text("the key derivation"));
        let algorithm = Algorithm::read(parts).map_err(damaged)?;
        let oid = algorithm.oid.to_string();
        if oid != PBKDF2 {
            return Err(unsupported(&oid));
        }
        let mut parameters = parameters(&algorithm)?;
        let (salt, iterations) = salted(&mut parameters)?;
        let has = |parameters: &SliceReader<'_>, tag| {
            !parameters.is_finished() && Tag::peek(parameters).is_ok_and(|next| next == tag)
        };
        let length = if has(&parameters, Tag::Integer) {
            Some(parameters.decode().map_err(damaged)?)
        } else {
            None
        };
        // SHA-1 is the default.
        let hash = if has(&parameters, Tag::Sequence) {
            Hash::from_hmac_oid(Algorithm::read(&mut parameters).map_err(damaged)?.oid)?
        } else {
            Hash::Sha1
        };
        parameters.finish().map_err(damaged)?;
        Ok(Self {
            hash,
            salt,
            iterations,
            length,
        })
    }

    /// A key of so many octets.
    pub fn key(&self, password: &[u8], length: usize, rounds: &mut Rounds) -> Result<Zeroizing<Vec<u8>>, ReadError> {
        pbkdf2(self.hash, password, (self.salt, self.iterations), length, rounds)
    }
}

/// An encryption scheme with its parameters.
pub struct Scheme<'a> {
    cipher: Cipher,
    derivation: Derivation<'a>,
}

enum Derivation<'a> {
    Pbes2 { key: Pbkdf2<'a>, vector: &'a [u8] },
    Pkcs12 { salt: &'a [u8], iterations: u32 },
}

impl<'a> Scheme<'a> {
    /// Recognizes the scheme of an `AlgorithmIdentifier`.
    pub fn new(algorithm: &Algorithm<'a>) -> Result<Self, ReadError> {
        let oid = algorithm.oid.to_string();
        if oid == PBES2 {
            return Self::pbes2(parameters(algorithm)?);
        }
        let (_, cipher) = find(&PKCS12_SCHEMES, &oid)?;
        let mut parameters = parameters(algorithm)?;
        let (salt, iterations) = salted(&mut parameters)?;
        Ok(Self {
            cipher,
            derivation: Derivation::Pkcs12 { salt, iterations },
        })
    }

    fn pbes2(mut parameters: SliceReader<'a>) -> Result<Self, ReadError> {
        let damaged = |_| ReadError::Damaged(text("the encryption"));
        let key = Pbkdf2::read(&mut parameters)?;
        let algorithm = Algorithm::read(&mut parameters).map_err(damaged)?;
        let (_, cipher) = find(&CIPHERS, &algorithm.oid.to_string())?;
        let vector = algorithm.parameters.filter(|vector| vector.tag() == Tag::OctetString);
        let vector = vector
            .ok_or(ReadError::Damaged(text("the initialisation vector")))?
            .value();
        if key.length.is_some_and(|length| length as usize != cipher.key_size()) {
            return Err(ReadError::Damaged(text("the length of the key")));
        }
        Ok(Self {
            cipher,
            derivation: Derivation::Pbes2 { key, vector },
        })
    }

    /// What it is, for people.
    pub fn protection(&self) -> Protection {
        let (hash, is_pbes2, iterations) = match &self.derivation {
            Derivation::Pbes2 { key, .. } => (key.hash, true, key.iterations),
            Derivation::Pkcs12 { iterations, .. } => (Hash::Sha1, false, *iterations),
        };
        Protection {
            cipher: self.cipher.title(),
            hash: hash.title(),
            is_pbes2,
            iterations,
        }
    }

    /// Decrypts, and has what comes out read, which shows whether the password is right; `None` if no form of it is.
    /// `thorough` tries the rarer forms of the password, too.
    pub fn open<T>(
        &self,
        octets: &[u8],
        password: &Passphrase,
        thorough: bool,
        rounds: &mut Rounds,
        read: impl Fn(&[u8]) -> Option<T>,
    ) -> Result<Option<T>, ReadError> {
        let forms = match self.derivation {
            Derivation::Pbes2 { .. } => password.for_pbkdf2(),
            Derivation::Pkcs12 { .. } => password.for_pkcs12(),
        };
        let tries = if thorough || password.is_empty() {
            forms.len()
        } else {
            1
        };
        for form in forms.iter().take(tries) {
            let (key, vector) = self.key(form, rounds)?;
            if let Some(found) = self
                .cipher
                .decrypt(&key, &vector, octets)
                .and_then(|plain| read(&plain))
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Key and initialisation vector.
    #[allow(clippy::type_complexity)] // Two octet strings that are overwritten when dropped.
    fn key(&self, password: &[u8], rounds: &mut Rounds) -> Result<(Zeroizing<Vec<u8>>, Zeroizing<Vec<u8>>), ReadError> {
        match &self.derivation {
            Derivation::Pbes2 { key, vector } => {
                let key = key.key(password, self.cipher.key_size(), rounds)?;
                Ok((key, Zeroizing::new(vector.to_vec())))
            }
            Derivation::Pkcs12 { salt, iterations } => {
                let salt = (*salt, *iterations);
                let key = pkcs12_key(
                    Hash::Sha1,
                    password,
                    salt,
                    (Purpose::Key, self.cipher.key_size()),
                    rounds,
                )?;
                let vector = (Purpose::Vector, self.cipher.block_size());
                Ok((key, pkcs12_key(Hash::Sha1, password, salt, vector, rounds)?))
            }
        }
    }
}

fn find(known: &'static [(&'static str, Cipher)], oid: &str) -> Result<(&'static str, Cipher), ReadError> {
    let found = known.iter().find(|(known, _)| *known == oid);
    found.copied().ok_or_else(|| unsupported(oid))
}

/// The parameters of an algorithm that has a SEQUENCE of them.
pub fn parameters<'a>(algorithm: &Algorithm<'a>) -> Result<SliceReader<'a>, ReadError> {
    let damaged = || ReadError::Damaged(text("the parameters of the encryption"));
    let parameters = algorithm
        .parameters
        .filter(|parameters| parameters.tag() == Tag::Sequence);
    SliceReader::new(parameters.ok_or_else(damaged)?.value()).map_err(|_| damaged())
}
