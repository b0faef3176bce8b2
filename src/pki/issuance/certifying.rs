//! Keys and certificates, as much as possible at once.

use std::cell::{OnceCell, RefCell};
use std::future::poll_fn;
use std::task::{Poll, Waker};

use futures::future::{try_join, try_join_all};

use super::issuers::{Issuer, Plan};
use super::{Credential, GivenAuthority, IssueError, IssueErrorCause, KeySource, Milestone, Progress};
use crate::pki::certificate::{self, Authority, Certificate, PublicKey, SerialNumber, Template};
use crate::pki::key::{KeyError, KeyProvider, SigningKey};

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

struct Made<K> {
    /// `None` where it is elsewhere.
    key: Option<K>,
    certificate: Certificate,
}

/// What is made, and what is waited for on the way.
struct Workshop<'a, K: KeyProvider> {
    plan: &'a Plan<'a>,
    keys: &'a K,
    milestones: &'a dyn Fn(Progress),
    made: Vec<Awaited<Made<K::Key>>>,
    given_keys: Vec<Awaited<K::Key>>,
}

/// Makes all keys and certificates; the credentials have no bundles yet.
pub async fn certify<K: KeyProvider>(
    plan: &Plan<'_>,
    serial_numbers: &[SerialNumber],
    keys: &K,
    milestones: &dyn Fn(Progress),
) -> Result<Vec<Credential>, IssueError> {
    let workshop = Workshop {
        plan,
        keys,
        milestones,
        made: plan.requests.iter().map(|_| Awaited::new()).collect(),
        given_keys: plan.given.iter().map(|_| Awaited::new()).collect(),
    };
    let positions = 0..plan.requests.len();
    try_join(
        try_join_all((0..plan.given.len()).map(|position| workshop.import(position))),
        try_join_all(
            positions
                .zip(serial_numbers)
                .map(|(position, serial)| workshop.make(position, *serial)),
        ),
    )
    .await?;
    Ok(workshop.credentials())
}

impl<K: KeyProvider> Workshop<'_, K> {
    async fn import(&self, position: usize) -> Result<(), IssueError> {
        let authority = &self.plan.given[position];
        let key = self.keys.import(&authority.key).await;
        self.given_keys[position].fill(key.map_err(|cause| authority.failed(cause))?);
        Ok(())
    }

    async fn make(&self, position: usize, serial_number: SerialNumber) -> Result<(), IssueError> {
        let request = &self.plan.requests[position];
        let key = self.key(&request.key).await;
        let key = key.map_err(|cause| request.failed(cause))?;
        (self.milestones)(request.reached(Milestone::Key));
        let certificate = self.certificate(position, serial_number, key.as_ref()).await;
        let certificate = certificate.map_err(|cause| request.failed(cause))?;
        (self.milestones)(request.reached(Milestone::Certificate));
        self.made[position].fill(Made { key, certificate });
        Ok(())
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

    /// In the order of the requests.
    fn credentials(&self) -> Vec<Credential> {
        let requests = self.plan.requests.iter().zip(&self.plan.signatures);
        requests
            .zip(&self.made)
            .filter_map(|((request, signature), made)| {
                let made = made.value.get()?;
                Some(Credential {
                    id: request.id.clone(),
                    title: request.title.clone(),
                    certificate: made.certificate.clone(),
                    private_key: made.key.as_ref().map(|key| key.private_key().clone()),
                    issuers: self.issuers(signature.issuer),
                    pkcs12: None,
                })
            })
            .collect()
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

impl GivenAuthority {
    fn failed(&self, cause: impl Into<IssueErrorCause>) -> IssueError {
        IssueError {
            title: self.title.clone(),
            cause: cause.into(),
        }
    }
}
