//! What servers and authorities have in common: dates, and the authorities above.

use super::chain::Chain;
use super::problem::{ImportError, ImportProblem, ImportWarning, Input};
use crate::pki::certificate::Certificate;
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};

/// The most characters of a name that a message repeats.
const NAME_LIMIT: usize = 80;

/// A certificate's subject for messages; its serial number if the subject is empty.
pub fn title(certificate: &Certificate) -> String {
    let details = certificate.details();
    if details.subject.readable.is_empty() {
        format!("serial number {}", details.serial_number)
    } else {
        abbreviate(&details.subject.readable)
    }
}

/// A name from outside, fit for a message.
pub fn abbreviate(name: &str) -> String {
    match name.char_indices().nth(NAME_LIMIT) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Collects all errors and warnings, so that a person sees them at once.
pub struct Findings {
    now: UnixTime,
    pub errors: Vec<ImportError>,
    pub warnings: Vec<ImportWarning>,
}

impl Findings {
    pub fn new(now: UnixTime) -> Self {
        Self {
            now,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    pub fn refuse(&mut self, problem: ImportProblem) {
        self.errors.push(Input::Certificates.refuse(problem));
    }

    /// A key that belongs to another certificate.
    pub fn mismatch(&mut self, certificate: &Certificate) {
        let certificate = title(certificate);
        let error = Input::Key.refuse(ImportProblem::KeyMismatch { certificate });
        self.errors.push(error);
    }

    /// The order and completeness of a chain, its dates, and whether those above the leaf are authorities; `below` counts
    /// the authorities between the nearest of these and the certificates in use.
    pub fn chain(&mut self, chain: &Chain, below: usize) {
        if chain.repeated > 0 {
            self.warnings.push(ImportWarning::Repeated(chain.repeated));
        }
        if !chain.was_ordered {
            self.warnings.push(ImportWarning::Reordered);
        }
        if let (true, Some(issuer)) = (chain.has_gap(), &chain.absent_issuer) {
            self.refuse(ImportProblem::MissingLink {
                certificate: title(chain.last()),
                issuer: abbreviate(issuer),
            });
        }
        for certificate in &chain.unrelated {
            let certificate = title(certificate);
            self.warnings.push(ImportWarning::Unrelated { certificate });
        }
        chain.path().for_each(|certificate| self.dates(certificate));
        for (height, certificate) in chain.path().skip(1).enumerate() {
            self.authority(certificate, below + height);
        }
    }

    fn dates(&mut self, certificate: &Certificate) {
        let validity = certificate.details().validity;
        let (not_before, not_after) = (validity.not_before(), validity.not_after());
        let certificate = title(certificate);
        if self.now < not_before {
            self.refuse(ImportProblem::NotYetValid {
                certificate,
                not_before,
            });
        } else if self.now > not_after {
            self.refuse(ImportProblem::Expired { certificate, not_after });
        } else if not_after.seconds() - self.now.seconds() < ImportWarning::DAYS * SECONDS_PER_DAY {
            self.warnings
                .push(ImportWarning::ExpiresSoon { certificate, not_after });
        }
    }

    /// Whether this is an authority that may have so many others below it.
    pub fn authority(&mut self, certificate: &Certificate, below: usize) {
        let details = certificate.details();
        let usages = &details.key_usages;
        let constraints = details.basic_constraints.filter(|constraints| constraints.is_ca);
        let certificate = title(certificate);
        let Some(constraints) = constraints else {
            return self.refuse(ImportProblem::NotAuthority { certificate });
        };
        if !usages.is_empty() && !usages.contains(&"keyCertSign") {
            return self.refuse(ImportProblem::NoCertificateSigning { certificate });
        }
        if let Some(limit) = constraints.path_length
            && usize::try_from(limit).is_ok_and(|limit| limit < below)
        {
            self.refuse(ImportProblem::PathLength { certificate, limit });
        }
    }
}
