//! What is wrong with an authority.

use super::super::{Item, Severity};
use crate::pki::decode::anatomy::Anatomy;

pub fn findings(item: &mut Item, anatomy: &Anatomy) {
    if anatomy.version < 3 {
        // Everything else follows from that, and was said.
        return;
    }
    match anatomy.key_usages() {
        None => item.find(
            Severity::Warning,
            "The authority has no keyUsage",
            "RFC 5280 demands keyCertSign and cRLSign of authorities; strict programs refuse what it issues, and `openssl req -x509` leaves it out.",
            "Make the authority again with `-addext keyUsage=critical,keyCertSign,cRLSign`.",
        ),
        Some(usages) if !usages.contains(&"keyCertSign") => item.find(
            Severity::Problem,
            "The authority may not sign certificates",
            "Its keyUsage lacks keyCertSign, so every program refuses what it issues.",
            "Use an authority that may.",
        ),
        Some(usages) if !usages.contains(&"cRLSign") => item.find(
            Severity::Note,
            "The authority may not sign revocation lists",
            "Its keyUsage lacks cRLSign, so a list that it signs is refused.",
            "Nothing, unless you revoke certificates.",
        ),
        Some(_) => {}
    }
    if anatomy
        .extension("basicConstraints")
        .is_some_and(|constraints| !constraints.is_critical)
    {
        item.find(
            Severity::Warning,
            "basicConstraints is not critical",
            "RFC 5280 demands it of authorities; OpenSSL’s strict mode and Python’s cryptography refuse the chain.",
            "Make the authority again with `basicConstraints=critical,CA:TRUE`.",
        );
    }
    if anatomy.subject_key().is_none() {
        item.find(
            Severity::Warning,
            "The authority has no subjectKeyIdentifier",
            "Programs find the issuer by it; OpenSSL’s strict mode refuses the chain.",
            "Make the authority again with `subjectKeyIdentifier=hash`.",
        );
    }
    if anatomy.subject.envoy.is_none() {
        item.find(
            Severity::Problem,
            "The authority has no name",
            "No certificate can say that it was issued by it.",
            "Make the authority again with a subject.",
        );
    }
    if !anatomy.is_self_issued() && anatomy.authority_key().is_none() {
        item.find(
            Severity::Warning,
            "authorityKeyIdentifier is missing",
            "It says which key of the issuer signed this; where an issuer has several, programs may try the wrong one.",
            "Have it issued with `authorityKeyIdentifier=keyid`.",
        );
    }
    let ends = ["serverAuth", "clientAuth"];
    if let Some(purposes) = anatomy.purposes()
        && !purposes
            .iter()
            .any(|purpose| ends.contains(&purpose.as_str()) || purpose == "anyExtendedKeyUsage")
    {
        item.find(
            Severity::Warning,
            "The authority is not for TLS",
            "Its extKeyUsage has neither serverAuth nor clientAuth, and many programs hold that against what it issues.",
            "Use an authority without extKeyUsage, or with these.",
        );
    }
}
