//! Why something that was encrypted with a password cannot be read.

use crate::locale::{Text, say};

/// Why a PKCS#12 file or an encrypted key cannot be read. The words fit behind a field's label and a colon; they never hold
/// a password or a key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// More than [`crate::pki::import::LARGEST_TEXT`] octets.
    #[error("{}", say!("this is larger than 1 MiB. Use a file with only the key and the certificates that are needed."))]
    TooLarge,
    #[error("{}", say!("this is not a PKCS#12 file. Use a file that ends in .p12 or .pfx, or PEM text."))]
    NotPkcs12,
    /// Which part of it.
    #[error("{}", say!("this is damaged: {value} cannot be read. Copy it again from where it was made, or export it again.", value = .0))]
    Damaged(Text),
    /// It is encrypted, and the password is empty.
    #[error("{}", say!("this is encrypted. Type its password."))]
    PasswordMissing,
    #[error("{}", say!("this password is not the right one. Type the one with which it was exported."))]
    WrongPassword,
    /// Nothing in the file tells the two apart.
    #[error("{}", say!("this password is not the right one, or this is damaged. Type the password with which it was exported, or export it again."))]
    WrongPasswordOrDamaged,
    /// The integrity code fits the password, but what is within does not.
    #[error("{}", say!("the password opens the file, but not what is in it. Export it again with one password for the file and its keys."))]
    OtherPasswordWithin,
    /// So many rounds, as decimal digits.
    #[error("{}", say!("this asks for {value} rounds of key derivation, which takes too long: 10000000 are allowed in all. Export it again with fewer.", value = .0))]
    TooManyIterations(String),
    /// The name of an algorithm, or its OID.
    #[error("{}", say!("this is protected with {value}, which is not supported. Export it again with AES-256, for example with OpenSSL 3 or Java 17.", value = .0))]
    Unsupported(String),
    /// Signed or encrypted for a certificate (RFC 7292 section 3.1).
    #[error("{}", say!("this is protected with another person’s certificate, not with a password. Export it again with a password."))]
    PublicKeyMode,
}
