//! What workers do: all that derives keys from passwords, which takes up to seconds.

use zeroize::Zeroizing;

use crate::pki::encrypted_key;
use crate::pki::import::{Contents, Material};
use crate::pki::key::PrivateKey;
use crate::pki::pkcs12::{self, BundleContent, KeySalt, Password, Pkcs12Error};
use crate::pki::sealed::{self, Opened, Seal, StillSealed};

/// Something to be done. What is secret in it is overwritten when dropped.
pub(super) enum Job {
    /// A PKCS#12 file is to be written.
    Bundle(BundleContent),
    /// A key is to be encrypted.
    Encrypt {
        key: PrivateKey,
        password: Password,
        salt: KeySalt,
    },
    /// A [`Material`] is to be read.
    Open {
        octets: Zeroizing<Vec<u8>>,
        password: Zeroizing<String>,
    },
    /// Something sealed is to be taken apart.
    Unseal {
        seal: Seal,
        octets: Zeroizing<Vec<u8>>,
        password: Zeroizing<String>,
    },
}

/// What came of it.
pub(super) enum Answer {
    /// The octets of a PKCS#12 file, or the text of an encrypted key.
    File(Vec<u8>),
    Contents(Contents),
    Opened(Opened),
}

/// Why nothing came of it.
pub(super) struct Refusal {
    /// For people, beginning in lower case.
    pub reason: String,
    /// Whether another password might help.
    pub needs_password: bool,
}

impl Refusal {
    pub(super) fn because(reason: impl ToString) -> Self {
        Self {
            reason: reason.to_string(),
            needs_password: false,
        }
    }
}

impl From<StillSealed> for Refusal {
    fn from(refusal: StillSealed) -> Self {
        Self {
            reason: refusal.reason,
            needs_password: refusal.needs_password,
        }
    }
}

impl From<Pkcs12Error> for Refusal {
    fn from(error: Pkcs12Error) -> Self {
        match error {
            // The page adds what this was about.
            Pkcs12Error::Write(reason) => Self::because(reason),
            error => Self::because(error),
        }
    }
}

impl Job {
    /// Does it here and now: in a worker, or on the main thread where there are no workers.
    pub(super) fn run(&self) -> Result<Answer, Refusal> {
        match self {
            Self::Bundle(content) => Ok(Answer::File(pkcs12::write(content)?)),
            Self::Encrypt { key, password, salt } => {
                Ok(Answer::File(encrypted_key::write(key, password, salt)?.into_bytes()))
            }
            Self::Open { octets, password } => Material::from_octets(octets)
                .and_then(|material| material.open(password))
                .map(Answer::Contents)
                .map_err(Refusal::because),
            Self::Unseal { seal, octets, password } => Ok(Answer::Opened(sealed::open(*seal, octets, password)?)),
        }
    }

    /// Whether a worker that nobody waits for any more is ended for it: files of others choose how long they take.
    pub(super) fn may_be_endless(&self) -> bool {
        matches!(self, Self::Open { .. } | Self::Unseal { .. })
    }
}
