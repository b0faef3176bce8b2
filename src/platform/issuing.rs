//! Makes credentials with what the browser offers.

use std::cell::{Cell, RefCell};

use super::entropy::{self, EntropyUnavailable};
use super::performance::Span;
use super::webcrypto::{WebCryptoKeys, WebCryptoUnavailable};
use super::worker::WorkerBundler;
use crate::pki::issuance::{self, GivenAuthority, IssueError, Issued, Milestone, Progress, Request};

/// Why nothing was issued.
#[derive(Debug, thiserror::Error)]
pub enum IssuingError {
    #[error(transparent)]
    WebCrypto(#[from] WebCryptoUnavailable),
    #[error(transparent)]
    Entropy(#[from] EntropyUnavailable),
    #[error(transparent)]
    Issue(#[from] IssueError),
}

/// Makes all requested credentials, signed also by authorities that were brought along: keys by WebCrypto, all at once;
/// PKCS#12 files in a worker. `on_progress` hears of each stage as it ends; dropping the future cancels.
///
/// The timeline gets the measures `issue:keys-and-certificates` (until the last certificate) and `issue:total`.
///
/// # Errors
/// [`IssuingError`]; nothing partial is returned.
pub async fn issue(
    requests: &[Request],
    given: &[GivenAuthority],
    on_progress: impl Fn(Progress),
) -> Result<Issued, IssuingError> {
    let total = Span::start("issue:total");
    let keys = WebCryptoKeys::connect()?;
    let random = Random::default();
    let certificates = CertificateSpan::start(requests.len());
    let issued = issuance::issue(
        requests,
        given,
        &keys,
        &WorkerBundler,
        &mut |octets| random.fill(octets),
        &|progress| {
            certificates.hear(&progress);
            on_progress(progress);
        },
    )
    .await;
    random.failure()?;
    let issued = issued?;
    total.end();
    Ok(issued)
}

/// Random octets for code that cannot handle their absence: a failure is remembered, and fails the whole issuance.
#[derive(Default)]
struct Random {
    failure: RefCell<Option<EntropyUnavailable>>,
}

impl Random {
    fn fill(&self, octets: &mut [u8]) {
        if let Err(error) = entropy::fill(octets) {
            self.failure.replace(Some(error));
        }
    }

    fn failure(&self) -> Result<(), EntropyUnavailable> {
        self.failure.take().map_or(Ok(()), Err)
    }
}

/// Ends its span with the last certificate, while bundles may still be in the making.
struct CertificateSpan {
    span: Cell<Option<Span>>,
    outstanding: Cell<usize>,
}

impl CertificateSpan {
    fn start(certificates: usize) -> Self {
        let span = Span::start("issue:keys-and-certificates");
        Self {
            span: Cell::new(Some(span)),
            outstanding: Cell::new(certificates),
        }
    }

    fn hear(&self, progress: &Progress) {
        if progress.milestone != Milestone::Certificate {
            return;
        }
        self.outstanding.set(self.outstanding.get().saturating_sub(1));
        if self.outstanding.get() == 0
            && let Some(span) = self.span.take()
        {
            span.end();
        }
    }
}
