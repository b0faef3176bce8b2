//! What an inspection finds, in words.

use super::chain::Branch;
use super::headers;
use super::secret::Role;
use crate::pki::decode::anatomy::Anatomy;
use crate::pki::decode::{PrivateKeyDetails, PublicKeyDetails};
use crate::pki::revocation::RevocationList;

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Certificate,
    PrivateKey,
    /// A private key that needs a password.
    EncryptedKey,
    PublicKey,
    Request,
    RevocationList,
    /// A PKCS#12 file.
    Bundle,
    /// A PKCS#7 file.
    CertificateBag,
    /// The name of a curve.
    Parameters,
    /// A Kubernetes Secret.
    Secret,
    /// Request headers as a workload shows them.
    Headers,
    /// An `X-Forwarded-Client-Cert` value.
    Forwarded,
    /// A resource that holds nothing of these.
    Other,
    /// Something that cannot be read, or that is not for TLS.
    Unreadable,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody will refuse it.
    Problem,
    /// It works, but not everywhere, or not for long, or not as intended.
    Warning,
    /// Good to know.
    Note,
}

/// Something worth knowing about a thing. The texts are prose with code in backquotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// What is so.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// What to do about it; empty where there is nothing to do.
    pub action: String,
}

/// Where a field belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What the thing is and says.
    Content,
    /// The extensions of a certificate or a request.
    Extensions,
    /// Strings for policies, Gateways and comparisons.
    Strings,
}

/// One thing that is said, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub group: Group,
    pub label: String,
    /// One or more lines.
    pub values: Vec<String>,
    /// What it means. Prose with code in backquotes; empty where the label says it all.
    pub explanation: &'static str,
    /// Whether people need exactly this string elsewhere.
    pub is_copied: bool,
}

impl Field {
    pub(super) fn new(label: impl Into<String>, value: impl Into<String>, explanation: &'static str) -> Self {
        Self::lines(label, vec![value.into()], explanation)
    }

    pub(super) fn lines(label: impl Into<String>, values: Vec<String>, explanation: &'static str) -> Self {
        Self {
            group: Group::Content,
            label: label.into(),
            values,
            explanation,
            is_copied: false,
        }
    }

    pub(super) fn string(label: impl Into<String>, value: impl Into<String>, explanation: &'static str) -> Self {
        Self {
            group: Group::Strings,
            is_copied: true,
            ..Self::new(label, value, explanation)
        }
    }

    pub(super) fn extension(self) -> Self {
        Self {
            group: Group::Extensions,
            ..self
        }
    }
}

/// What a thing is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Certificate(Box<Anatomy>),
    PrivateKey(Box<PrivateKeyDetails>),
    PublicKey(Box<PublicKeyDetails>),
    Request {
        der: Vec<u8>,
        /// The DER `SubjectPublicKeyInfo`.
        public_key_info: Vec<u8>,
    },
    RevocationList(Box<RevocationList>),
    /// What headers say of a client's certificate.
    Seen(Box<headers::Seen>),
    /// Nothing else is compared with it.
    Other,
}

/// One recognised thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// Where it was found: a file, a line, a Secret's key.
    pub place: String,
    /// The thing that holds it, by its number in [`Report::items`].
    pub parent: Option<usize>,
    pub fields: Vec<Field>,
    /// The worst first.
    pub findings: Vec<Finding>,
    /// PEM of what is public; empty where there is none.
    pub pem: String,
    pub(super) content: Content,
    /// For what a Secret has it.
    pub(super) role: Role,
}

impl Item {
    pub(super) fn new(kind: Kind, title: impl Into<String>, place: &str) -> Self {
        Self {
            kind,
            title: title.into(),
            place: place.to_owned(),
            parent: None,
            fields: Vec::new(),
            findings: Vec::new(),
            pem: String::new(),
            content: Content::Other,
            role: Role::None,
        }
    }

    pub(super) fn find(&mut self, severity: Severity, what: impl Into<String>, why: &str, action: &str) {
        self.findings.push(Finding {
            severity,
            what: what.into(),
            why: why.to_owned(),
            action: action.to_owned(),
        });
    }

    /// The certificate, if it is one.
    pub fn certificate(&self) -> Option<&Anatomy> {
        match &self.content {
            Content::Certificate(anatomy) => Some(anatomy),
            _ => None,
        }
    }
}

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What holds others comes before them.
    pub items: Vec<Item>,
    /// The certificates by who issued whom: each begins with the highest.
    pub chains: Vec<Branch>,
    /// Whether something waits for a password, or for another one.
    pub needs_password: bool,
}
