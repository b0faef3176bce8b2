//! The SPIFFE ID of a workload, typed in three parts.

use super::message;
use crate::locale::{Text, say, text};
use crate::pki::name::{SanError, UriSan};
use crate::plan::names::{NameError, Namespace, ResourceName};

/// The longest name of a service account, in octets.
const ACCOUNT_LIMIT: usize = 253;

/// A part of the ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    TrustDomain,
    Namespace,
    ServiceAccount,
}

impl Part {
    /// In the order of the ID.
    pub const ALL: [Self; 3] = [Self::TrustDomain, Self::Namespace, Self::ServiceAccount];

    /// What people call it.
    pub fn label(self) -> Text {
        match self {
            Self::TrustDomain => text("Trust domain"),
            Self::Namespace => text("Namespace"),
            Self::ServiceAccount => text("Service account"),
        }
    }

    /// What stands in its field at first: Istio's own trust domain, unless the mesh was told another.
    pub fn default(self) -> &'static str {
        match self {
            Self::TrustDomain => "cluster.local",
            Self::Namespace | Self::ServiceAccount => "",
        }
    }
}

/// `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`, as Istio names workloads.
///
/// # Errors
/// Every part that is wrong, with a message that begins with its label.
pub fn uri([trust_domain, namespace, service_account]: [&str; 3]) -> Result<UriSan, Vec<(Part, String)>> {
    let [trust_domain, namespace, service_account] = [trust_domain, namespace, service_account].map(str::trim);
    let mut wrong = Vec::new();
    // The parts beside it are right, so whatever is refused is about the domain.
    if let Err(error) = UriSan::spiffe(trust_domain, "default", "default") {
        wrong.push((Part::TrustDomain, domain(trust_domain, &error)));
    }
    match Namespace::parse(namespace) {
        // A workload of the system has an identity, too.
        Ok(_) | Err(NameError::Reserved { .. }) => {}
        Err(error) => wrong.push(named(Part::Namespace, &error, "default")),
    }
    if let Err(error) = account(service_account) {
        wrong.push(named(Part::ServiceAccount, &error, "my-client"));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let uri = UriSan::spiffe(trust_domain, namespace, service_account);
    uri.map_err(|error| vec![(Part::ServiceAccount, domain(service_account, &error))])
}

/// Names of service accounts are labels with dots between them (Kubernetes, `ValidateServiceAccountName`: RFC 1123 subdomains).
fn account(text: &str) -> Result<(), NameError> {
    if text.len() > ACCOUNT_LIMIT {
        let (length, limit) = (text.len(), ACCOUNT_LIMIT);
        return Err(NameError::TooLong { length, limit });
    }
    text.split('.')
        .try_for_each(|label| match ResourceName::parse(label, 0) {
            Err(NameError::Empty) if !text.is_empty() => Err(NameError::EmptyLabel),
            Err(error) => Err(error),
            Ok(_) => Ok(()),
        })
}

fn named(part: Part, error: &NameError, example: &str) -> (Part, String) {
    (part, message::name(part.label().here(), error, example))
}

fn domain(text: &str, error: &SanError) -> String {
    let label = Part::TrustDomain.label().here();
    match text {
        "" => say!(
            "{label}: this is empty. Type cluster.local, or that of your mesh.",
            label
        ),
        _ => say!("{label}: {error}. Type a name such as cluster.local.", label, error),
    }
}
