//! Makes a set of credentials: all keys at once, the certificates from the roots down, then the bundles.

mod certifying;
mod issuers;

use std::fmt;

use futures::future::try_join_all;

use super::certificate::{Certificate, CertificateError, SerialNumber};
use super::clock::Validity;
use super::decode::PublicKeyKind;
use super::import::ImportedKey;
use super::key::{KeyAlgorithm, KeyError, KeyProvider, PrivateKey, PublicKey};
use super::name::{DistinguishedName, SubjectAltName};
use super::pkcs12::{BundleContent, BundleRequest, Bundler, Pkcs12Error, Salts};
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

/// Why an issuance stopped, and at which credential.
#[derive(Debug, thiserror::Error)]
#[error("{title}: {cause}")]
pub struct IssueError {
    pub title: String,
    pub cause: IssueErrorCause,
}

#[derive(Debug, thiserror::Error)]
pub enum IssueErrorCause {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Pkcs12(#[from] Pkcs12Error),
    #[error("its issuer {0} does not come before it")]
    UnknownIssuer(CredentialId),
    #[error("its issuer {0} is not a certification authority")]
    IssuerNotAuthority(CredentialId),
    #[error("a root certification authority has no issuer")]
    RootWithIssuer,
    #[error("it needs an issuer")]
    NoIssuer,
    #[error("its issuer {0} may not sign authorities")]
    IssuerPathLength(CredentialId),
    #[error("the key of its issuer {0} is not here")]
    IssuerKeyElsewhere(CredentialId),
    #[error("a root certification authority signs itself, so its key must be here")]
    RootKeyElsewhere,
    #[error("a PKCS#12 file holds the private key, which is not here")]
    BundleKeyElsewhere,
    #[error("it would be valid for longer than its issuer {0}")]
    OutlivesIssuer(CredentialId),
    #[error("the identifier {0} is used twice")]
    RepeatedId(CredentialId),
}

/// Fills a buffer with random octets: `crypto.getRandomValues` in the browser, a seeded generator in tests.
pub type Entropy<'a> = &'a mut dyn FnMut(&mut [u8]);

/// Makes all requested credentials. `given` are authorities that were brought along, and may be named as issuers.
/// `milestones` hears of each stage as it ends; dropping the future cancels.
///
/// All keys are made at once, and each certificate as soon as its own key and its issuer are there.
///
/// # Errors
/// The first failure, with the title of its credential; nothing partial is returned.
pub async fn issue<K: KeyProvider, B: Bundler>(
    requests: &[Request],
    given: &[GivenAuthority],
    keys: &K,
    bundler: &B,
    entropy: Entropy<'_>,
    milestones: &dyn Fn(Progress),
) -> Result<Issued, IssueError> {
    let plan = issuers::plan(requests, given)?;
    // Drawn in the order of the requests, so that the same octets make the same certificates however long each key takes.
    let serial_numbers: Vec<SerialNumber> = requests
        .iter()
        .map(|_| {
            let mut octets = [0; 16];
            entropy(&mut octets);
            SerialNumber::from_random(octets)
        })
        .collect();
    let mut credentials = certifying::certify(&plan, &serial_numbers, keys, milestones).await?;
    write_bundles(requests, &mut credentials, bundler, entropy, milestones).await?;
    Ok(Issued { credentials })
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

/// All bundles at once: the bundler decides where the work is done.
async fn write_bundles<B: Bundler>(
    requests: &[Request],
    credentials: &mut [Credential],
    bundler: &B,
    entropy: &mut dyn FnMut(&mut [u8]),
    milestones: &dyn Fn(Progress),
) -> Result<(), IssueError> {
    let jobs: Vec<_> = requests
        .iter()
        .zip(credentials)
        .filter_map(|(request, credential)| {
            let content = bundle_content(request.bundle.as_ref()?, credential, entropy)?;
            Some((request, credential, content))
        })
        .collect();
    try_join_all(jobs.into_iter().map(async |(request, credential, content)| {
        credential.pkcs12 = Some(bundler.bundle(content).await.map_err(|cause| request.failed(cause))?);
        milestones(request.reached(Milestone::Bundle));
        Ok(())
    }))
    .await
    .map(drop)
}

fn bundle_content(
    request: &BundleRequest,
    credential: &Credential,
    entropy: &mut dyn FnMut(&mut [u8]),
) -> Option<BundleContent> {
    let chain = std::iter::once(&credential.certificate).chain(&credential.issuers);
    let mut octets = [0; Salts::LENGTH];
    entropy(&mut octets);
    Some(BundleContent {
        request: request.clone(),
        private_key: credential.private_key.clone()?,
        chain: chain.map(|certificate| certificate.der().to_vec()).collect(),
        salts: Salts::from_random(octets),
    })
}
