//! What can be wrong with something brought along. The words for it are in `message`.

use crate::pki::clock::UnixTime;
use crate::pki::decode::DecodeError;
use crate::pki::password_based::ReadError;

/// Which text is meant: a form shows the error at its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    Certificates,
    Key,
}

/// Why something was refused. Its text says what is wrong, and what to do instead; it never holds key material.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct ImportError {
    pub input: Input,
    pub problem: ImportProblem,
}

/// What a gateway or its clients would refuse, or what cannot be read at all. A `certificate` or `issuer` is a readable
/// subject, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportProblem {
    /// More than [`super::LARGEST_TEXT`].
    TooLarge,
    Empty(Input),
    /// There is no `-----BEGIN …-----` line, or only blocks that hold nothing.
    NotPem(Input),
    /// Octets that are no text: DER or PKCS#12.
    Binary(Input),
    /// It is PEM in base64, as a Secret holds it.
    EncodedPem,
    /// A block of this label has no end.
    Unfinished(String),
    /// What stands in a block of this label is not base64.
    Base64(String),
    /// A block that does not belong here.
    Block {
        input: Input,
        label: String,
    },
    /// The certificate with this number, counted from 1, cannot be read.
    Certificate {
        number: usize,
        error: DecodeError,
    },

    SeveralKeys,
    EncryptedKey,
    /// What is encrypted with a password, which may be missing or wrong.
    Locked(ReadError),
    /// What somebody said who read it elsewhere: the words of any of these.
    Elsewhere(String),
    KeySyntax,
    /// A key of this algorithm.
    KeyAlgorithm(String),
    /// An RSA key of this size in bits.
    KeyTooShort(usize),
    /// An RSA key of this size in bits.
    KeyTooLong(usize),
    /// An elliptic curve key with spelled-out parameters, or without an uncompressed public key.
    KeyForm,
    /// The key is not that of this certificate.
    KeyMismatch {
        certificate: String,
    },

    /// The issuer of this certificate is missing, although others of its kind were given.
    MissingLink {
        certificate: String,
        issuer: String,
    },
    /// The signature of this certificate is not of the key of the issuer that it names.
    Forged {
        certificate: String,
        issuer: String,
    },
    NotYetValid {
        certificate: String,
        not_before: UnixTime,
    },
    Expired {
        certificate: String,
        not_after: UnixTime,
    },

    /// A server's certificate of version 1 or 2, which cannot hold alternative names.
    OldVersion(u32),
    NoDnsName,
    /// The only certificate that could be the server's is an authority's.
    AuthorityInstead {
        certificate: String,
    },
    NotForServers,
    NoDigitalSignature,
    /// The host is none of the certificate's names, which these are.
    NotCovered {
        host: String,
        names: String,
    },

    NotAuthority {
        certificate: String,
    },
    NoCertificateSigning {
        certificate: String,
    },
    /// More authorities stand below this one than its pathlen allows.
    PathLength {
        certificate: String,
        limit: u32,
    },
    /// An authority that shall sign has no subjectKeyIdentifier.
    NoKeyIdentifier {
        certificate: String,
    },
}

/// What works, but deserves a look. Its text says what was done, or what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportWarning {
    /// It expires within [`ImportWarning::DAYS`] days.
    ExpiresSoon { certificate: String, not_after: UnixTime },
    /// The certificates came in another order.
    Reordered,
    /// So many certificates were there again.
    Repeated(usize),
    /// The root came along, which a gateway does not send.
    RootLeftOut { root: String },
    /// This has nothing to do with the others.
    Unrelated { certificate: String },
    /// Only one certificate was given, and its issuer may be the root or not.
    IssuerAbsent { issuer: String },
    /// The server's certificate has signed itself.
    SelfSigned,
    /// The root above an authority was not given.
    RootAbsent { issuer: String },
}

impl ImportWarning {
    /// How many days before the end [`ImportWarning::ExpiresSoon`] begins.
    pub const DAYS: i64 = 30;
}

impl Input {
    pub(super) fn refuse(self, problem: ImportProblem) -> ImportError {
        ImportError { input: self, problem }
    }
}
