//! Makes a set of credentials: keys, certificates from the roots down, and bundles, as much as possible at once.

mod certifying;
mod error;
mod finished;
mod issuers;

pub use error::{IssueError, IssueErrorCause};
pub use finished::Finished;

use std::fmt;

use self::certifying::Workshop;
use self::finished::Collector;

use super::certificate::{Certificate, SerialNumber};
use super::clock::Validity;
use super::decode::PublicKeyKind;
use super::import::ImportedKey;
use super::key::{KeyAlgorithm, KeyProvider, PrivateKey, PublicKey};
use super::name::{DistinguishedName, SubjectAltName};
use super::pkcs12::{BundleRequest, Bundler, Salts};
use super::profile::Profile;

/// Names one credential of a set, for example `server-root-ca` or `client/ml-client-curl`; unique within the set.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialId(pub String);

impl fmt::Display for CredentialId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// Where the key of a certificate comes from.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// It is made here.
    Make(KeyAlgorithm),
    /// It was brought along, and is used again.
    Given(ImportedKey),
    /// It stays with its owner, who sent the public half (for example in a request, [`super::request`]).
    Elsewhere(PublicKey),
}

impl KeySource {
    /// Algorithm and size.
    pub fn kind(&self) -> PublicKeyKind {
        match self {
            Self::Make(algorithm) => (*algorithm).into(),
            Self::Given(key) => key.kind().clone(),
            Self::Elsewhere(key) => key.kind().clone(),
        }
    }

    /// The algorithm of a key that is made here.
    pub fn made(&self) -> Option<KeyAlgorithm> {
        match self {
            Self::Make(algorithm) => Some(*algorithm),
            Self::Given(_) | Self::Elsewhere(_) => None,
        }
    }

    /// Whether the private half is at hand.
    pub fn is_here(&self) -> bool {
        !matches!(self, Self::Elsewhere(_))
    }
}

impl From<KeyAlgorithm> for KeySource {
    fn from(algorithm: KeyAlgorithm) -> Self {
        Self::Make(algorithm)
    }
}

/// One certificate to make, with its key.
#[derive(Clone, Debug)]
pub struct Request {
    pub id: CredentialId,
    /// What people call it, for progress and errors: "Server root CA".
    pub title: String,
    pub profile: Profile,
    pub key: KeySource,
    pub subject: DistinguishedName,
    pub subject_alt_names: Vec<SubjectAltName>,
    pub validity: Validity,
    /// What signs this one, a given authority or a credential earlier in the list; `None` for a self-signed root.
    pub issuer: Option<CredentialId>,
    /// The PKCS#12 file to make of it: the key, its certificate and the issuing chain.
    pub bundle: Option<BundleRequest>,
}

/// A certification authority that was brought along, to sign what is requested.
#[derive(Clone, Debug)]
pub struct GivenAuthority {
    /// What requests name it by.
    pub id: CredentialId,
    /// What people call it, for errors.
    pub title: String,
    pub certificate: Certificate,
    /// The certificates of those above it, the nearest first, the root last; they end up in the bundles.
    pub issuers: Vec<Certificate>,
    pub key: ImportedKey,
}

/// A finished credential.
#[derive(Clone, Debug)]
pub struct Credential {
    pub id: CredentialId,
    pub title: String,
    pub certificate: Certificate,
    /// `None` where the key is elsewhere.
    pub private_key: Option<PrivateKey>,
    /// The issuers' certificates, nearest first, the root last; empty for a root.
    pub issuers: Vec<Certificate>,
    /// The PKCS#12 file, where one was asked for. It is encrypted, but holds the private key.
    pub pkcs12: Option<Vec<u8>>,
    /// The second PKCS#12 file, for other importers, where one was asked for.
    pub second_pkcs12: Option<Vec<u8>>,
}

/// What an issuance made, in the order of the requests.
#[derive(Clone, Debug)]
pub struct Issued {
    pub credentials: Vec<Credential>,
}

impl Issued {
    /// The credential with this identifier.
    pub fn credential(&self, id: &CredentialId) -> Option<&Credential> {
        self.credentials.iter().find(|credential| credential.id == *id)
    }
}

/// What has just finished.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    pub id: CredentialId,
    pub milestone: Milestone,
}

/// The stages of one credential, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Milestone {
    Key,
    Certificate,
    Bundle,
}

/// Fills a buffer with random octets: `crypto.getRandomValues` in the browser, a seeded generator in tests.
pub type Entropy<'a> = &'a mut dyn FnMut(&mut [u8]);

/// Hears of an issuance as it goes on.
pub trait Listener {
    /// A stage of a credential has ended.
    fn reached(&self, progress: Progress);

    /// A credential is complete, with its bundle if one was asked for. `position` is that of its request. Issuers come before
    /// what they signed, so what was heard of until a failure or a cancellation is good by itself.
    fn finished(&self, position: usize, credential: Credential);
}

/// How many credentials are in the making at the same time: enough to keep every processor busy with keys and bundles, few
/// enough that hundreds of them do not wait in memory.
pub const AT_ONCE: usize = 32;

/// Makes all requested credentials, [`AT_ONCE`] at the same time, and hands each over when it is complete. `given` are
/// authorities that were brought along, and may be named as issuers. Dropping the future cancels.
///
/// Each certificate is made as soon as its own key and its issuer are there, and each bundle as soon as its certificate.
///
/// # Errors
/// The first failure, with the title of its credential; everything else ends then.
pub async fn issue_each<K: KeyProvider, B: Bundler, L: Listener>(
    requests: &[Request],
    given: &[GivenAuthority],
    keys: &K,
    bundler: &B,
    entropy: Entropy<'_>,
    listener: &L,
) -> Result<(), IssueError> {
    let plan = issuers::plan(requests, given)?;
    let random = draw(requests, entropy);
    Workshop::new(&plan, keys, bundler, listener).make_all(random).await
}

/// Makes all requested credentials. `given` are authorities that were brought along, and may be named as issuers.
/// `milestones` hears of each stage as it ends; dropping the future cancels.
///
/// # Errors
/// The first failure, with the title of its credential; nothing partial is returned ([`issue_each`] keeps it).
pub async fn issue<K: KeyProvider, B: Bundler>(
    requests: &[Request],
    given: &[GivenAuthority],
    keys: &K,
    bundler: &B,
    entropy: Entropy<'_>,
    milestones: &dyn Fn(Progress),
) -> Result<Issued, IssueError> {
    let collector = Collector::new(requests.len(), milestones);
    issue_each(requests, given, keys, bundler, entropy, &collector).await?;
    Ok(collector.finished.issued())
}

/// The random octets of one credential.
struct Random {
    serial_number: SerialNumber,
    salts: Option<Salts>,
    second_salts: Option<Salts>,
}

/// Drawn in the order of the requests, so that the same octets make the same certificates however long each key takes.
fn draw(requests: &[Request], entropy: Entropy<'_>) -> Vec<Random> {
    let mut all: Vec<Random> = (0..requests.len())
        .map(|_| {
            let mut octets = [0; 16];
            entropy(&mut octets);
            Random {
                serial_number: SerialNumber::from_random(octets),
                salts: None,
                second_salts: None,
            }
        })
        .collect();
    let mut salts = || {
        let mut octets = [0; Salts::LENGTH];
        entropy(&mut octets);
        Some(Salts::from_random(octets))
    };
    for (random, request) in all.iter_mut().zip(requests) {
        let Some(bundle) = &request.bundle else { continue };
        random.salts = salts();
        if bundle.also.is_some() {
            random.second_salts = salts();
        }
    }
    all
}

impl Request {
    fn failed(&self, cause: impl Into<IssueErrorCause>) -> IssueError {
        IssueError {
            title: self.title.clone(),
            cause: cause.into(),
        }
    }

    fn reached(&self, milestone: Milestone) -> Progress {
        Progress {
            id: self.id.clone(),
            milestone,
        }
    }
}
