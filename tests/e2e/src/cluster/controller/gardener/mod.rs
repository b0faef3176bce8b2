//! What Gardener's extensions do in a shoot: DNS (gardener/external-dns-management) and certificates
//! (gardener/cert-management).

mod certificate;
mod dns;
mod dns_secret;
mod issuer;

pub use certificate::CertificateRule;
pub use dns::{DnsEntryRule, DnsProviderRule};
pub use issuer::PublicIssuer;

/// Whether a name lies in a domain or is it.
fn lies_in(name: &str, domain: &str) -> bool {
    name.strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
