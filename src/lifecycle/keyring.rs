//! What an earlier archive, or any files, hold: authorities, servers, clients, revocation lists and answers.

mod collecting;
mod paths;
mod unpacking;

use std::collections::BTreeMap;

use crate::locale::{Text, text};
use crate::pki::certificate::Certificate;
use crate::pki::decode::AlternativeName;
use crate::pki::import::{ImportedKey, Opener};
use crate::pki::issuance::{CredentialId, GivenAuthority};
use crate::pki::name::{AttributeType, DistinguishedName};
use crate::pki::pkcs12::Password;
use crate::pki::revocation::RevocationList;
use crate::pki::signature::{Verdict, Verifier};
use crate::plan::certificates::{CLIENT_INTERMEDIATE_CA, CLIENT_ROOT_CA, SERVER_INTERMEDIATE_CA, SERVER_ROOT_CA};

pub use super::unzip::LoadedFile;
pub use collecting::KeyringError;

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Authority,
    Server,
    Client,
}

impl Role {
    /// The word for people.
    pub fn word(self) -> Text {
        match self {
            Self::Authority => text("Certificate authority"),
            Self::Server => text("Server"),
            Self::Client => text("Client"),
        }
    }
}

/// A certificate that was found, with what belongs to it.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where the archive's layout keeps it: `server`, `client-root-ca`, `clients/<folder>`. Unique.
    pub id: CredentialId,
    pub role: Role,
    pub certificate: Certificate,
    /// Those above it, the nearest first, as far as they were found.
    pub issuers: Vec<Certificate>,
    pub key: Option<ImportedKey>,
    /// The password of its bundle, where that was found.
    pub password: Option<Password>,
}

/// Everything that was found in some files.
#[derive(Clone, Debug, Default)]
pub struct Keyring {
    /// Authorities, then servers, then clients; within each in the order in which they were found.
    pub held: Vec<Held>,
    pub lists: Vec<RevocationList>,
    /// Lists that name an authority which has not signed them: nothing is made that would carry them on or replace them.
    pub forged: Vec<RevocationList>,
    /// The archive's top folder.
    pub folder: Option<String>,
    /// The variant and the answers of `answers.json`.
    pub origin: Option<Origin>,
    /// Path below the top folder, and text, of the manifests.
    pub manifests: Vec<(String, String)>,
    /// What could not be used, and why: a sentence each.
    pub notes: Vec<String>,
    /// Files that need a password.
    pub locked: Vec<String>,
}

/// What `answers.json` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The variant's identifier.
    pub variant: String,
    pub answers: BTreeMap<String, String>,
}

impl Origin {
    /// An answer that was given.
    pub fn answer(&self, field: &str) -> Option<&str> {
        self.answers
            .get(field)
            .map(String::as_str)
            .filter(|answer| !answer.is_empty())
    }
}

impl Keyring {
    /// Reads files: an archive, its parts, or both. `password` is tried on what is locked and has no password beside it.
    ///
    /// # Errors
    /// [`KeyringError`] for an archive that cannot be read, and if there is no certificate at all. What cannot be used
    /// otherwise is among the [`Self::notes`].
    pub async fn read<O: Opener>(files: Vec<LoadedFile>, password: &str, opener: &O) -> Result<Self, KeyringError> {
        collecting::collect(files, password, opener).await
    }

    /// Checks the signatures of the lists whose authority is here: those that are not of its key become [`Self::forged`].
    pub async fn check_lists<V: Verifier>(&mut self, verifier: &V) {
        for list in std::mem::take(&mut self.lists) {
            let mut verdict = None;
            for held in self.held.iter().filter(|held| list.is_of(&held.certificate)) {
                verdict = Some(list.check_signature(&held.certificate, verifier).await);
                // Authorities may share a name, and one that can be checked is enough.
                if verdict == Some(Verdict::Valid) {
                    break;
                }
            }
            match verdict {
                Some(Verdict::Invalid) => {
                    self.notes.push(forged(&list));
                    self.forged.push(list);
                }
                Some(Verdict::Valid | Verdict::Unknown(_)) | None => self.lists.push(list),
            }
        }
    }

    /// Those with this role, each with its position.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = (usize, &Held)> {
        self.held.iter().enumerate().filter(move |(_, held)| held.role == role)
    }

    /// The position of the authority that issued this one, if it is here.
    pub fn issuer(&self, held: &Held) -> Option<usize> {
        let issuer = held.issuers.first()?;
        self.held.iter().position(|other| other.certificate == *issuer)
    }

    /// The latest list of an authority.
    pub fn list_of(&self, authority: &Certificate) -> Option<&RevocationList> {
        let of_it = self.lists.iter().filter(|list| list.is_of(authority));
        of_it.max_by_key(|list| list.this_update)
    }

    /// What the other side trusts where this authority signs: the root above an intermediate authority that was made here, else
    /// itself.
    pub fn anchor<'a>(&'a self, authority: &'a Held) -> &'a Held {
        let root = match authority.id.0.as_str() {
            CLIENT_INTERMEDIATE_CA => self.by_id(CLIENT_ROOT_CA),
            SERVER_INTERMEDIATE_CA => self.by_id(SERVER_ROOT_CA),
            _ => None,
        };
        root.unwrap_or(authority)
    }

    /// The one with this identifier.
    pub fn by_id(&self, id: &str) -> Option<&Held> {
        self.held.iter().find(|held| held.id.0 == id)
    }
}

impl Held {
    /// What people call it: the common name, or what else names it.
    pub fn title(&self) -> String {
        title(&self.certificate)
    }

    /// The files below `prefix` that it shows, with those between it and the root, and signs with.
    pub(super) fn shown(&self, prefix: &str) -> [String; 2] {
        super::package::shown(prefix, &self.id, &self.certificate, &self.issuers)
    }

    /// What an issuance needs to sign with this authority; `None` without its key.
    pub fn given(&self) -> Option<GivenAuthority> {
        Some(GivenAuthority {
            id: self.id.clone(),
            title: self.title(),
            certificate: self.certificate.clone(),
            issuers: self.issuers.clone(),
            key: self.key.clone()?,
        })
    }
}

/// What is said of a list whose signature is wrong.
fn forged(list: &RevocationList) -> String {
    [
        "The revocation list of ",
        &list.this_update.to_string(),
        " names the authority ",
        &list.issuer.readable,
        ", but the signature is not of that authority’s key: it was signed with another key, or changed since. Use the list as the authority made it.",
    ]
    .concat()
}

/// The common name, or else the first alternative name, or else the serial number.
pub fn title(certificate: &Certificate) -> String {
    let details = certificate.details();
    let subject = DistinguishedName::read(&details.subject.der).ok();
    let common_name = subject
        .as_ref()
        .and_then(|subject| subject.value(AttributeType::CommonName));
    // Names that only others write, such as those with several attributes in one part.
    let readable = || (!details.subject.readable.is_empty()).then(|| details.subject.readable.clone());
    let alternative = || match details.subject_alt_names.first()? {
        AlternativeName::Dns(name) | AlternativeName::Uri(name) | AlternativeName::Email(name) => Some(name.clone()),
        other => Some(other.to_string()),
    };
    common_name
        .map(str::to_owned)
        .or_else(|| if subject.is_none() { readable() } else { None })
        .or_else(alternative)
        .or_else(readable)
        .unwrap_or_else(|| ["serial number ", &details.serial_number].concat())
}
