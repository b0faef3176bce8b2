//! Keys, certificates and bundles, as much as possible at once.

use std::cell::{OnceCell, RefCell};
use std::future::{poll_fn, ready};
use std::task::{Poll, Waker};

use futures::future::{try_join, try_join_all};
use futures::stream::{self, StreamExt, TryStreamExt};

use super::issuers::{Issuer, Plan};
use super::{
    AT_ONCE, Credential, GivenAuthority, IssueError, IssueErrorCause, KeySource, Listener, Milestone, Random, Request,
};
use crate::pki::certificate::{self, Authority, Certificate, PublicKey, SerialNumber, Template};
use crate::pki::key::{KeyError, KeyProvider, SigningKey};
use crate::pki::pkcs12::{BundleContent, BundleRequest, Bundler, Salts};

/// Something that others wait for.
struct Awaited<T> {
    value: OnceCell<T>,
    waiting: RefCell<Vec<Waker>>,
}

impl<T> Awaited<T> {
    fn new() -> Self {
        Self {
            value: OnceCell::new(),
            waiting: RefCell::default(),
        }
    }

    fn fill(&self, value: T) {
        // Each is filled once, by the one future that makes it.
        let _ = self.value.set(value);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Waits forever if it is never filled: whoever should fill it has failed, which ends the whole issuance.
    async fn get(&self) -> &T {
        poll_fn(|context| {
            if let Some(value) = self.value.get() {
                return Poll::Ready(value);
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await
    }
}

/// An authority that others wait for.
struct Made<K> {
    /// `None` where it is elsewhere.
    key: Option<K>,
    certificate: Certificate,
}

/// What is made, and what is waited for on the way.
pub struct Workshop<'a, K: KeyProvider, B, L> {
    plan: &'a Plan<'a>,
    keys: &'a K,
    bundler: &'a B,
    listener: &'a L,
    made: Vec<Awaited<Made<K::Key>>>,
    given_keys: Vec<Awaited<K::Key>>,
}

impl<'a, K: KeyProvider, B: Bundler, L: Listener> Workshop<'a, K, B, L> {
    pub fn new(plan: &'a Plan<'a>, keys: &'a K, bundler: &'a B, listener: &'a L) -> Self {
        Self {
            plan,
            keys,
            bundler,
            listener,
            made: plan.requests.iter().map(|_| Awaited::new()).collect(),
            given_keys: plan.given.iter().map(|_| Awaited::new()).collect(),
        }
    }

    /// Issuers stand before what they sign, so what waits for one never keeps it from being begun.
    pub async fn make_all(&self, random: Vec<Random>) -> Result<(), IssueError> {
        let imports = try_join_all((0..self.plan.given.len()).map(|position| self.import(position)));
        let makings = random.into_iter().enumerate();
        let makings = stream::iter(makings.map(|(position, random)| self.make(position, random)));
        let makings = makings.buffer_unordered(AT_ONCE).try_for_each(|()| ready(Ok(())));
        try_join(imports, makings).await.map(drop)
    }

    async fn import(&self, position: usize) -> Result<(), IssueError> {
        let authority = &self.plan.given[position];
        let key = self.keys.import(&authority.key).await;
        self.given_keys[position].fill(key.map_err(|cause| authority.failed(cause))?);
        Ok(())
    }

    async fn make(&self, position: usize, random: Random) -> Result<(), IssueError> {
        let request = &self.plan.requests[position];
        let key = self.key(&request.key).await;
        let key = key.map_err(|cause| request.failed(cause))?;
        self.listener.reached(request.reached(Milestone::Key));
        let certificate = self.certificate(position, random.serial_number, key.as_ref()).await;
        let certificate = certificate.map_err(|cause| request.failed(cause))?;
        self.listener.reached(request.reached(Milestone::Certificate));
        let mut credential = Credential {
            id: request.id.clone(),
            title: request.title.clone(),
            certificate: certificate.clone(),
            private_key: key.as_ref().map(|key| key.private_key().clone()),
            issuers: self.issuers(self.plan.signatures[position].issuer),
            pkcs12: None,
            second_pkcs12: None,
        };
        if let Some(bundle) = &request.bundle {
            let first = Some(bundle.clone());
            let [first, second] = [(first, random.salts), (bundle.second(), random.second_salts)]
                .map(|(bundle, salts)| bundle_content(bundle, &credential, salts));
            credential.pkcs12 = self.bundle(request, first).await?;
            credential.second_pkcs12 = self.bundle(request, second).await?;
        }
        if credential.pkcs12.is_some() {
            self.listener.reached(request.reached(Milestone::Bundle));
        }
        self.listener.finished(position, credential);
        if request.profile.is_ca() {
            self.made[position].fill(Made { key, certificate });
        }
        Ok(())
    }

    async fn bundle(&self, request: &Request, content: Option<BundleContent>) -> Result<Option<Vec<u8>>, IssueError> {
        let Some(content) = content else { return Ok(None) };
        let bundle = self.bundler.bundle(content).await;
        bundle.map(Some).map_err(|cause| request.failed(cause))
    }

    async fn key(&self, source: &KeySource) -> Result<Option<K::Key>, KeyError> {
        match source {
            KeySource::Make(algorithm) => self.keys.generate(*algorithm).await.map(Some),
            KeySource::Given(key) => self.keys.import(key).await.map(Some),
            KeySource::Elsewhere(_) => Ok(None),
        }
    }

    async fn certificate(
        &self,
        position: usize,
        serial_number: SerialNumber,
        key: Option<&K::Key>,
    ) -> Result<Certificate, IssueErrorCause> {
        let request = &self.plan.requests[position];
        let signature = &self.plan.signatures[position];
        let info = match (&request.key, key) {
            (KeySource::Elsewhere(public), _) => public.info(),
            (_, Some(key)) => key.public_key(),
            (_, None) => return Err(IssueErrorCause::RootKeyElsewhere),
        };
        let template = Template {
            profile: request.profile,
            path_length: signature.path_length,
            subject: &request.subject,
            subject_alt_names: &request.subject_alt_names,
            validity: signature.validity,
            serial_number,
            public_key: PublicKey {
                kind: request.key.kind(),
                info,
            },
        };
        let authority = match signature.issuer {
            Issuer::Itself => {
                let key = key.ok_or(IssueErrorCause::RootKeyElsewhere)?;
                return Ok(certificate::self_signed(&template, key).await?);
            }
            Issuer::Requested(issuer) => {
                let Made { key, certificate } = self.made[issuer].get().await;
                let absent = || IssueErrorCause::IssuerKeyElsewhere(self.plan.requests[issuer].id.clone());
                Authority {
                    certificate,
                    key: key.as_ref().ok_or_else(absent)?,
                }
            }
            Issuer::Given(issuer) => Authority {
                certificate: &self.plan.given[issuer].certificate,
                key: self.given_keys[issuer].get().await,
            },
        };
        Ok(certificate::signed_by(&template, &authority).await?)
    }

    /// The whole chain above a certificate.
    fn issuers(&self, issuer: Issuer) -> Vec<Certificate> {
        match issuer {
            Issuer::Itself => Vec::new(),
            Issuer::Requested(position) => {
                let made = self.made[position].value.get();
                let mut chain: Vec<Certificate> = made.map(|made| made.certificate.clone()).into_iter().collect();
                // Issuers come before what they sign, so this ends.
                chain.extend(self.issuers(self.plan.signatures[position].issuer));
                chain
            }
            Issuer::Given(position) => {
                let authority = &self.plan.given[position];
                std::iter::once(&authority.certificate)
                    .chain(&authority.issuers)
                    .cloned()
                    .collect()
            }
        }
    }
}

/// `None` without a bundle to make, or without the key that it would hold.
fn bundle_content(
    request: Option<BundleRequest>,
    credential: &Credential,
    salts: Option<Salts>,
) -> Option<BundleContent> {
    let chain = std::iter::once(&credential.certificate).chain(&credential.issuers);
    Some(BundleContent {
        request: request?,
        private_key: credential.private_key.clone()?,
        chain: chain.map(|certificate| certificate.der().to_vec()).collect(),
        salts: salts?,
    })
}

impl GivenAuthority {
    fn failed(&self, cause: impl Into<IssueErrorCause>) -> IssueError {
        IssueError {
            title: self.title.clone(),
            cause: cause.into(),
        }
    }
}
