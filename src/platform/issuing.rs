//! Makes credentials with what the browser offers.

use std::cell::{Cell, RefCell};

use super::entropy::{self, EntropyUnavailable};
use super::performance::Span;
use super::webcrypto::{WebCryptoKeys, WebCryptoUnavailable};
use super::worker::WorkerBundler;
use crate::pki::issuance::{self, Credential, GivenAuthority, IssueError, Listener, Milestone, Progress, Request};

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

/// Makes all requested credentials, signed also by authorities that were brought along: keys by WebCrypto, PKCS#12 files in
/// workers, many at once. `listener` hears of each stage as it ends, and gets each credential when it is complete; dropping the
/// future cancels, and what was heard of until then stays good.
///
/// The timeline gets the measures `issue:keys-and-certificates` (until the last certificate) and `issue:total`.
///
/// # Errors
/// [`IssuingError`], after which no more comes.
pub async fn issue_each<L: Listener>(
    requests: &[Request],
    given: &[GivenAuthority],
    listener: &L,
) -> Result<(), IssuingError> {
    let total = Span::start("issue:total");
    let keys = WebCryptoKeys::connect()?;
    let random = Random::default();
    let measured = Measured {
        listener,
        certificates: CertificateSpan::start(requests.len()),
        random: &random,
    };
    let issued = issuance::issue_each(
        requests,
        given,
        &keys,
        &WorkerBundler,
        &mut |octets| random.fill(octets),
        &measured,
    )
    .await;
    random.failure()?;
    issued?;
    total.end();
    Ok(())
}

/// Passes everything on, and takes the time.
struct Measured<'a, L> {
    listener: &'a L,
    certificates: CertificateSpan,
    random: &'a Random,
}

impl<L: Listener> Listener for Measured<'_, L> {
    fn reached(&self, progress: Progress) {
        self.certificates.hear(&progress);
        self.listener.reached(progress);
    }

    fn finished(&self, position: usize, credential: Credential) {
        // Without random octets nothing is good: the issuance will fail.
        if !self.random.has_failed() {
            self.listener.finished(position, credential);
        }
    }
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

    fn has_failed(&self) -> bool {
        self.failure.borrow().is_some()
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
