//! Private keys that were brought along.

mod form;

use std::fmt;

use super::pem::{self, Block};
use super::problem::{ImportError, ImportProblem, Input};
use super::traditional;
use crate::pki::certificate::Certificate;
use crate::pki::decode::PublicKeyKind;
use crate::pki::encrypted_key;
use crate::pki::key::{PrivateKey, SignatureScheme};

/// A private key that was brought along: RSA of 2048 to 8192 bits, P-256 or P-384. Overwritten when dropped, never printed.
///
/// Whether its private and its public part fit together shows only when it is used.
#[derive(Clone)]
pub struct ImportedKey {
    private_key: PrivateKey,
    kind: PublicKeyKind,
    signature: SignatureScheme,
    public_key: Vec<u8>,
}

impl fmt::Debug for ImportedKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ImportedKey(..)")
    }
}

impl ImportedKey {
    /// Reads one unencrypted key: PEM `PRIVATE KEY` (PKCS#8), `RSA PRIVATE KEY` (PKCS#1) or `EC PRIVATE KEY` (SEC 1), the
    /// latter also with `EC PARAMETERS` before it.
    ///
    /// # Errors
    /// [`ImportError`] for anything else, for several keys, for other algorithms and sizes, and for an elliptic curve key
    /// without its public key.
    pub fn parse(text: &str) -> Result<Self, ImportError> {
        Self::single(text, read_unlocked)
    }

    /// As [`Self::parse`], also for an encrypted key: PEM `ENCRYPTED PRIVATE KEY`, or OpenSSL's older form with `DEK-Info`. The
    /// password does not matter for others. May take seconds: call it in a worker.
    ///
    /// # Errors
    /// As [`Self::parse`], and [`ImportProblem::Locked`] for a missing or wrong password or an unknown encryption.
    pub fn open(text: &str, password: &str) -> Result<Self, ImportError> {
        Self::single(text, |key| read(key, password))
    }

    /// The only key of a text. Which reader it gets is known where it is called, so that the code for passwords is not in the
    /// way of those who have none.
    fn single(text: &str, read: impl Fn(&Block<'_>) -> Result<Self, ImportError>) -> Result<Self, ImportError> {
        let input = Input::Key;
        let mut keys = Vec::new();
        for block in pem::blocks(input, text)? {
            match block.label {
                "EC PARAMETERS" => (),
                "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => keys.push(block),
                _ => return Err(block.misplaced(input)),
            }
        }
        match keys.as_slice() {
            [key] => read(key),
            [] => Err(input.refuse(ImportProblem::NotPem(input))),
            _ => Err(input.refuse(ImportProblem::SeveralKeys)),
        }
    }

    /// Reads one unencrypted key in DER: PKCS#8, PKCS#1 or SEC 1, told apart by what follows the version.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn from_der(der: &[u8]) -> Result<Self, ImportProblem> {
        form::any(der)
    }

    /// Reads one key in DER PKCS#8 (RFC 5208, RFC 5958).
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, ImportProblem> {
        form::pkcs8(der)
    }

    /// The key as PKCS#8 version 1 without attributes, whatever it was read from.
    pub fn private_key(&self) -> &PrivateKey {
        &self.private_key
    }

    /// Algorithm and size; never [`PublicKeyKind::Other`].
    pub fn kind(&self) -> &PublicKeyKind {
        &self.kind
    }

    /// What it signs with.
    pub fn signature(&self) -> SignatureScheme {
        self.signature
    }

    /// The public key as DER `SubjectPublicKeyInfo`.
    pub fn public_key(&self) -> &[u8] {
        &self.public_key
    }

    /// Whether it is the key of this certificate.
    pub fn belongs_to(&self, certificate: &Certificate) -> bool {
        certificate.details().public_key_info == self.public_key
    }
}

/// Whether a password must be asked for.
pub(super) fn is_locked(block: &Block<'_>) -> bool {
    block.label == "ENCRYPTED PRIVATE KEY" || block.is_encrypted()
}

/// Reads the key of one block that needs no password.
fn read_unlocked(block: &Block<'_>) -> Result<ImportedKey, ImportError> {
    if is_locked(block) {
        return Err(Input::Key.refuse(ImportProblem::EncryptedKey));
    }
    read_der(block.label, &block.der(Input::Key)?).map_err(|problem| Input::Key.refuse(problem))
}

/// Reads the key of one block.
pub(super) fn read(block: &Block<'_>, password: &str) -> Result<ImportedKey, ImportError> {
    let input = Input::Key;
    let refuse = |problem| input.refuse(problem);
    if !is_locked(block) {
        return read_unlocked(block);
    }
    let locked = |error| refuse(ImportProblem::Locked(error));
    if let Some(dek_info) = block.header("DEK-Info") {
        let octets = block.der_after_headers(input)?;
        let is_key = |plain: &[u8]| !matches!(read_der(block.label, plain), Err(ImportProblem::KeySyntax));
        let plain = traditional::decrypt(dek_info, &octets, password, is_key).map_err(locked)?;
        return read_der(block.label, &plain).map_err(refuse);
    }
    let key = encrypted_key::read(&block.der(input)?, password).map_err(locked)?;
    ImportedKey::from_pkcs8(key.pkcs8_der()).map_err(refuse)
}

fn read_der(label: &str, der: &[u8]) -> Result<ImportedKey, ImportProblem> {
    match label {
        "RSA PRIVATE KEY" => form::rsa(der),
        "EC PRIVATE KEY" => form::elliptic_curve(der, None),
        _ => form::pkcs8(der),
    }
}
