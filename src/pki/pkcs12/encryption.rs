//! What a bundle's profile encrypts and authenticates with, and the `AlgorithmIdentifier`s that say so.

use aes::Aes256;
use cbc::Encryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, InvalidLength, KeyInit, KeyIvInit};
use des::TdesEde3;
use hmac::digest::block_api::BlockSizeUser;
use hmac::digest::{Digest, FixedOutputReset};
use hmac::{EagerHash, Hmac, Mac};
use pkcs12::kdf::{Pkcs12KeyType, derive_key_utf8};
use sha1::Sha1;
use sha2::Sha256;
use yasna::{DERWriter, construct_der};
use zeroize::Zeroizing;

use super::encoding::write_oid;
use super::{EncryptionProfile, Password, Pkcs12Error, Salt};

/// PBES2 and PBKDF2 (RFC 8018 appendices A.4 and A.2).
const PBES2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 13];
const PBKDF2: &[u64] = &[1, 2, 840, 113_549, 1, 5, 12];
/// id-hmacWithSHA256 (RFC 8018 appendix B.1.2).
const HMAC_WITH_SHA256: &[u64] = &[1, 2, 840, 113_549, 2, 9];
/// aes256-CBC-PAD (RFC 8018 appendix B.2.5).
const AES_256_CBC: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 1, 42];
/// pbeWithSHAAnd3-KeyTripleDES-CBC (RFC 7292 appendix C).
const PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC: &[u64] = &[1, 2, 840, 113_549, 1, 12, 1, 3];
/// id-sha1 (RFC 8017 appendix B.1) and id-sha256 (same place).
const SHA1: &[u64] = &[1, 3, 14, 3, 2, 26];
const SHA256: &[u64] = &[2, 16, 840, 1, 101, 3, 4, 2, 1];

/// Octets in the keys of AES-256 (FIPS 197 section 5) and three-key triple DES (RFC 7292 appendix C).
const AES_256_KEY: usize = 32;
const TRIPLE_DES_KEY: usize = 24;
/// Octets in a block of DES, and so in its initialisation vector.
const DES_BLOCK: usize = 8;

/// Encrypted octets, and how.
pub(super) struct Encrypted {
    /// DER `AlgorithmIdentifier`.
    pub algorithm: Vec<u8>,
    pub octets: Vec<u8>,
}

/// A code over the bundle, and of which hash function.
pub(super) struct IntegrityCode {
    /// DER `AlgorithmIdentifier`.
    pub algorithm: Vec<u8>,
    pub code: Vec<u8>,
}

/// Encrypts with a password, padded as RFC 8018 section 6.1.1 says.
pub(super) fn encrypt(
    profile: EncryptionProfile,
    password: &Password,
    salt: &Salt,
    plain: &[u8],
) -> Result<Encrypted, Pkcs12Error> {
    match profile {
        EncryptionProfile::Modern => encrypt_aes(profile.iterations(), password, salt, plain),
        EncryptionProfile::Compatible => encrypt_triple_des(profile.iterations(), password, salt, plain),
    }
}

/// PBES2 (RFC 8018 section 6.2).
fn encrypt_aes(iterations: u32, password: &Password, salt: &Salt, plain: &[u8]) -> Result<Encrypted, Pkcs12Error> {
    let mut key = Zeroizing::new([0; AES_256_KEY]);
    pbkdf2::pbkdf2::<Hmac<Sha256>>(password.as_str().as_bytes(), &salt.salt, iterations, &mut *key)
        .map_err(wrong_length)?;
    let cipher = Encryptor::<Aes256>::new_from_slices(&*key, &salt.vector).map_err(wrong_length)?;
    Ok(Encrypted {
        algorithm: construct_der(|writer| pbes2(writer, iterations, salt)),
        octets: cipher.encrypt_padded_vec::<Pkcs7>(plain),
    })
}

/// `PBES2-params` and `PBKDF2-params` (RFC 8018 appendices A.4 and A.2), without the optional key length.
fn pbes2(writer: DERWriter<'_>, iterations: u32, salt: &Salt) {
    let key_derivation = |writer: DERWriter<'_>| {
        writer.write_sequence(|writer| {
            write_oid(writer.next(), PBKDF2);
            writer.next().write_sequence(|writer| {
                writer.next().write_bytes(&salt.salt);
                writer.next().write_u32(iterations);
                without_parameters(writer.next(), HMAC_WITH_SHA256);
            });
        });
    };
    writer.write_sequence(|writer| {
        write_oid(writer.next(), PBES2);
        writer.next().write_sequence(|writer| {
            key_derivation(writer.next());
            writer.next().write_sequence(|writer| {
                write_oid(writer.next(), AES_256_CBC);
                writer.next().write_bytes(&salt.vector);
            });
        });
    });
}

/// The password privacy mode of RFC 7292 appendix C, which derives the initialisation vector, too.
fn encrypt_triple_des(
    iterations: u32,
    password: &Password,
    salt: &Salt,
    plain: &[u8],
) -> Result<Encrypted, Pkcs12Error> {
    let salt = &salt.salt;
    let derive = |kind, length| derive::<Sha1>(password, salt, kind, iterations, length);
    let key = derive(Pkcs12KeyType::EncryptionKey, TRIPLE_DES_KEY)?;
    let vector = derive(Pkcs12KeyType::Iv, DES_BLOCK)?;
    let cipher = Encryptor::<TdesEde3>::new_from_slices(&key, &vector).map_err(wrong_length)?;
    let algorithm = construct_der(|writer| {
        writer.write_sequence(|writer| {
            write_oid(writer.next(), PBE_WITH_SHA_AND_3_KEY_TRIPLE_DES_CBC);
            writer.next().write_sequence(|writer| {
                writer.next().write_bytes(salt);
                writer.next().write_u32(iterations);
            });
        });
    });
    Ok(Encrypted {
        algorithm,
        octets: cipher.encrypt_padded_vec::<Pkcs7>(plain),
    })
}

/// The code of the password integrity mode (RFC 7292 section 5.1).
pub(super) fn integrity_code(
    profile: EncryptionProfile,
    password: &Password,
    salt: &Salt,
    message: &[u8],
) -> Result<IntegrityCode, Pkcs12Error> {
    let iterations = profile.iterations();
    let (hash, code) = match profile {
        EncryptionProfile::Modern => (SHA256, code::<Sha256>(iterations, password, salt, message)?),
        EncryptionProfile::Compatible => (SHA1, code::<Sha1>(iterations, password, salt, message)?),
    };
    Ok(IntegrityCode {
        algorithm: construct_der(|writer| without_parameters(writer, hash)),
        code,
    })
}

/// HMAC with a key as long as the hash function's output (RFC 7292 appendix B.4).
fn code<H>(iterations: u32, password: &Password, salt: &Salt, message: &[u8]) -> Result<Vec<u8>, Pkcs12Error>
where
    H: Digest + FixedOutputReset + BlockSizeUser + EagerHash,
{
    let length = <H as Digest>::output_size();
    let key = derive::<H>(password, &salt.salt, Pkcs12KeyType::Mac, iterations, length)?;
    let mut mac = <Hmac<H> as KeyInit>::new_from_slice(&key).map_err(wrong_length)?;
    mac.update(message);
    Ok(mac.finalize().into_bytes().to_vec())
}

/// The key derivation of RFC 7292 appendix B.
fn derive<H>(
    password: &Password,
    salt: &[u8],
    kind: Pkcs12KeyType,
    iterations: u32,
    length: usize,
) -> Result<Zeroizing<Vec<u8>>, Pkcs12Error>
where
    H: Digest + FixedOutputReset + BlockSizeUser,
{
    let failed = |reason: String| Pkcs12Error::Write(reason);
    let rounds = i32::try_from(iterations).map_err(|error| failed(error.to_string()))?;
    derive_key_utf8::<H>(password.as_str(), salt, kind, rounds, length)
        .map(Zeroizing::new)
        .map_err(|error| failed(error.to_string()))
}

/// An `AlgorithmIdentifier` whose parameters are NULL, as these algorithms want it.
fn without_parameters(writer: DERWriter<'_>, oid: &[u64]) {
    writer.write_sequence(|writer| {
        write_oid(writer.next(), oid);
        writer.next().write_null();
    });
}

fn wrong_length(error: InvalidLength) -> Pkcs12Error {
    Pkcs12Error::Write(error.to_string())
}
