//! What is wrong with the certificate of a server or a client.

use std::net::IpAddr;

use super::super::{Item, Severity};
use super::basics::dns_names;
use crate::pki::decode::anatomy::Anatomy;
use crate::pki::decode::{AlternativeName, name_attributes};

pub fn findings(item: &mut Item, anatomy: &Anatomy) {
    hosts(item, anatomy);
    if anatomy.version < 3 {
        // Everything else follows from that, and was said.
        return;
    }
    names(item, anatomy);
    purposes(item, anatomy);
    usages(item, anatomy);
    identifiers(item, anatomy);
}

fn names(item: &mut Item, anatomy: &Anatomy) {
    let is_client = anatomy
        .purposes()
        .is_some_and(|purposes| !purposes.iter().any(|purpose| purpose == "serverAuth"));
    if !anatomy.alternative_names().is_empty() {
        return common_name(item, anatomy);
    }
    if is_client {
        item.find(
            Severity::Warning,
            "The client has no subjectAltName",
            "Istio’s `subjectAltNames` cannot match it, `X-CLIENT-SSL-SAN` stays empty, and some programs refuse it.",
            "Issue it with a URI such as `spiffe://example.com/client`, or a DNS or e-mail name.",
        );
    } else {
        item.find(
            Severity::Problem,
            "No SAN: Chrome and Go will refuse it",
            "Clients look for the host in the subjectAltName only; the common name counts no more. For a client’s certificate, Istio’s `subjectAltNames` cannot match it.",
            "Issue it again with the hosts as DNS names in the subjectAltName.",
        );
    }
}

/// A common name that looks like a host should be among the names that count.
fn common_name(item: &mut Item, anatomy: &Anatomy) {
    let dns = dns_names(anatomy);
    let attributes = name_attributes(&anatomy.subject);
    let common = attributes
        .iter()
        .filter(|attribute| attribute.kind == "CN")
        .filter_map(|attribute| attribute.text.as_deref());
    for name in common {
        let is_host = name.contains('.') && !name.contains(char::is_whitespace) && !name.contains(['/', '@', ':']);
        if is_host && !dns.is_empty() && !dns.iter().any(|own| own.eq_ignore_ascii_case(name)) {
            item.find(
                Severity::Note,
                [
                    "The common name `",
                    &super::super::encoding::shown(name, 80),
                    "` is not among the alternative names",
                ]
                .concat(),
                "Clients do not look at the common name, so the certificate is not for that host.",
                "Add it to the subjectAltName, if it shall be.",
            );
        }
    }
}

fn purposes(item: &mut Item, anatomy: &Anatomy) {
    let Some(purposes) = anatomy.purposes() else {
        item.find(
            Severity::Warning,
            "There is no extKeyUsage",
            "It is good for servers and clients alike: if the gateway trusts its authority, the server’s certificate opens the door as a client’s.",
            "Issue it with serverAuth or clientAuth, not both.",
        );
        return;
    };
    let has = |name: &str| purposes.iter().any(|purpose| purpose == name);
    match (has("serverAuth"), has("clientAuth")) {
        (true, true) => item.find(
            Severity::Note,
            "It is for servers and for clients",
            "Whoever takes the server’s key can also connect as a client of the same authority.",
            "Issue one certificate for each purpose, unless one machine is both.",
        ),
        (false, false) if has("anyExtendedKeyUsage") => item.find(
            Severity::Problem,
            "Its only purpose is anyExtendedKeyUsage",
            "Envoy and curl refuse it: they want serverAuth or clientAuth by name.",
            "Issue it with serverAuth or clientAuth.",
        ),
        (false, false) => item.find(
            Severity::Problem,
            "It is neither for servers nor for clients",
            "Its extKeyUsage lacks serverAuth and clientAuth, so TLS refuses it: alert 43, “unsupported certificate”.",
            "Issue it with serverAuth or clientAuth.",
        ),
        _ => {}
    }
}

fn usages(item: &mut Item, anatomy: &Anatomy) {
    let Some(usages) = anatomy.key_usages() else {
        item.find(
            Severity::Note,
            "There is no keyUsage",
            "The key may be used for anything. Programs take it, strict checkers complain.",
            "Issue it with `keyUsage=critical,digitalSignature`.",
        );
        return;
    };
    if !usages.contains(&"digitalSignature") {
        item.find(
            Severity::Problem,
            "keyUsage lacks digitalSignature",
            "TLS 1.3 and all modern handshakes sign: Envoy does not start with such a server’s certificate, and Chrome says ERR_SSL_KEY_USAGE_INCOMPATIBLE.",
            "Issue it again with digitalSignature.",
        );
    }
    if usages.contains(&"keyCertSign") {
        item.find(
            Severity::Problem,
            "It may sign certificates, but is no authority",
            "keyCertSign without basicConstraints `CA:TRUE` contradicts itself; strict programs refuse it, and nothing that it signed is trusted.",
            "Issue it without keyCertSign, or as an authority.",
        );
    }
}

fn identifiers(item: &mut Item, anatomy: &Anatomy) {
    let is_missing = anatomy.extension("authorityKeyIdentifier").is_none();
    if is_missing && !anatomy.is_self_issued() {
        item.find(
            Severity::Warning,
            "authorityKeyIdentifier is missing",
            "It says which key of the issuer signed this; after an authority was renewed, programs may try the wrong one.",
            "Issue it with `authorityKeyIdentifier=keyid`.",
        );
    }
    if anatomy.subject_key().is_none() {
        item.find(
            Severity::Note,
            "subjectKeyIdentifier is missing",
            "RFC 5280 recommends it; nothing depends on it in a server’s or client’s certificate.",
            "Nothing.",
        );
    }
    if anatomy.is_self_issued() {
        item.find(
            Severity::Warning,
            "It has signed itself",
            "Nobody vouches for it, so everybody must be told to trust this very certificate.",
            "Have it issued by an authority, whose certificate is what others trust.",
        );
    }
}

/// Names of hosts that are none, or that match nothing.
fn hosts(item: &mut Item, anatomy: &Anatomy) {
    for name in dns_names(anatomy) {
        let shown = ["`", &super::super::encoding::shown(name, 80), "`"].concat();
        let rest = name.strip_prefix("*.").unwrap_or(name);
        if name.parse::<IpAddr>().is_ok() {
            item.find(
                Severity::Problem,
                ["The IP address ", &shown, " stands as a DNS name"].concat(),
                "Clients that connect to an address look for it among the IP names only.",
                "Issue it with `IP:` instead of `DNS:`.",
            );
        } else if rest.contains('*') {
            item.find(
                Severity::Problem,
                ["The wildcard in ", &shown, " is in the wrong place"].concat(),
                "An asterisk stands for one whole label, the first: `*.example.com`. Elsewhere no client takes it for one.",
                "Name the hosts, or use a wildcard in the first place.",
            );
        } else if name.starts_with("*.") && !rest.contains('.') {
            item.find(
                Severity::Warning,
                [&shown, " stands for a whole top-level domain"].concat(),
                "Browsers refuse such wildcards.",
                "Use a wildcard below a domain of your own.",
            );
        } else if let Some(why) = unusable(rest) {
            item.find(
                Severity::Problem,
                [&shown, " is no host name"].concat(),
                why,
                "Issue it with the bare name of the host, in letters, digits, hyphens and dots.",
            );
        }
    }
    for name in anatomy.alternative_names() {
        if let AlternativeName::Uri(uri) = name
            && !uri.contains(':')
        {
            item.find(
                Severity::Warning,
                ["The URI `", &super::super::encoding::shown(uri, 80), "` has no scheme"].concat(),
                "Istio’s identities begin with `spiffe://`, and others with a scheme of theirs.",
                "Issue it with a whole URI.",
            );
        }
    }
}

fn unusable(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("It is empty.")
    } else if name.contains("://") || name.contains('/') {
        Some("It has parts of an address: only the host belongs here.")
    } else if name.contains(':') {
        Some("It has a port: only the host belongs here.")
    } else if name.ends_with('.') {
        Some("It ends with a dot, which clients do not have in the names that they compare.")
    } else if !name.is_ascii() {
        Some("It has letters outside of ASCII: names in other scripts stand here in their `xn--` form.")
    } else if name.split('.').any(|label| label.is_empty() || label.len() > 63) {
        Some("A part between its dots is empty, or has more than 63 characters.")
    } else if name.contains(|character: char| !(character.is_ascii_alphanumeric() || "-._".contains(character))) {
        Some("It has characters that no host name has.")
    } else {
        None
    }
}
