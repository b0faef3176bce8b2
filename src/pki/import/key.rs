//! Private keys that were brought along.

mod form;

use std::fmt;

use super::pem::{self, Block};
use super::problem::{ImportError, ImportProblem, Input};
use crate::pki::certificate::Certificate;
use crate::pki::decode::PublicKeyKind;
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

fn read(block: &Block<'_>) -> Result<ImportedKey, ImportError> {
    if block.is_encrypted() || block.label.starts_with("ENCRYPTED") {
        return Err(Input::Key.refuse(ImportProblem::EncryptedKey));
    }
    let der = block.der(Input::Key)?;
    let key = match block.label {
        "RSA PRIVATE KEY" => form::rsa(&der),
        "EC PRIVATE KEY" => form::elliptic_curve(&der, None),
        _ => form::pkcs8(&der),
    };
    key.map_err(|problem| Input::Key.refuse(problem))
}
