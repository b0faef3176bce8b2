//! SPIFFE IDs of workloads, as Istio gives them to service accounts.

use super::{SanError, SubjectAltName, UriSan};

/// The longest trust domain, and the longest ID (SPIFFE-ID section 2.3), in octets.
const TRUST_DOMAIN_LIMIT: usize = 255;
const LIMIT: usize = 2048;

impl UriSan {
    /// `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`, for example
    /// `spiffe://cluster.local/ns/default/sa/httpbin`.
    ///
    /// # Errors
    /// [`SanError::TrustDomain`] or [`SanError::SpiffePart`] for what SPIFFE-ID sections 2.1 and 2.2 do not allow.
    pub fn spiffe(trust_domain: &str, namespace: &str, service_account: &str) -> Result<Self, SanError> {
        let is_domain = |character: char| matches!(character, 'a'..='z' | '0'..='9' | '.' | '-' | '_');
        let is_wrong = trust_domain.is_empty() || trust_domain.len() > TRUST_DOMAIN_LIMIT;
        if is_wrong || !trust_domain.chars().all(is_domain) {
            return Err(SanError::TrustDomain(trust_domain.to_owned()));
        }
        for part in [namespace, service_account] {
            let is_part = |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
            if matches!(part, "" | "." | "..") || !part.chars().all(is_part) {
                return Err(SanError::SpiffePart(part.to_owned()));
            }
        }
        let uri = ["spiffe://", trust_domain, "/ns/", namespace, "/sa/", service_account].concat();
        if uri.len() > LIMIT {
            return Err(SanError::SpiffePart(namespace.to_owned()));
        }
        Self::new(uri)
    }
}

impl SubjectAltName {
    /// See [`UriSan::spiffe`].
    pub fn spiffe(trust_domain: &str, namespace: &str, service_account: &str) -> Result<Self, SanError> {
        UriSan::spiffe(trust_domain, namespace, service_account).map(Self::Uri)
    }
}
