//! Which hosts a certificate is for.

use crate::pki::certificate::Certificate;
use crate::pki::decode::AlternativeName;

/// Whether one of the DNS names is `host`, or a wildcard for it: its `*` stands for exactly one label (RFC 6125 section
/// 6.4.3). The host of a Gateway may itself begin with `*.`; only the same wildcard covers it.
pub fn covers(certificate: &Certificate, host: &str) -> bool {
    let (first, parent) = host.split_once('.').unwrap_or((host, ""));
    dns_names(certificate).any(|name| {
        name.eq_ignore_ascii_case(host)
            || name
                .strip_prefix("*.")
                .is_some_and(|rest| !first.is_empty() && !rest.is_empty() && rest.eq_ignore_ascii_case(parent))
    })
}

/// The DNS names of the subjectAltName; clients do not look at the common name.
pub(super) fn dns_names(certificate: &Certificate) -> impl Iterator<Item = &str> {
    let names = certificate.details().subject_alt_names.iter();
    names.filter_map(|name| match name {
        AlternativeName::Dns(name) => Some(name.as_str()),
        _ => None,
    })
}
