//! What headers say of a client's certificate, and the certificate.

use super::super::headers::Seen;
use super::super::{Content, Field, Item, Severity, encoding};
use crate::pki::decode::anatomy::Anatomy;
use crate::pki::decode::{AlternativeName, hex_lower};
use crate::pki::envoy;
use crate::pki::pace::Pace;

pub async fn compare<P: Pace>(items: &mut [Item], certificates: &[usize], pace: &P) {
    for index in 0..items.len() {
        pace.pause().await;
        let Some(Content::Seen(seen)) = items.get(index).map(|item| &item.content) else {
            continue;
        };
        let seen = seen.clone();
        let own = below(items, index);
        let (mut findings, mut field) = (Vec::new(), None);
        match own.or_else(|| matching(items, certificates, &seen)) {
            Some(certificate) => {
                if let Some(item) = items.get(certificate)
                    && let Some(anatomy) = item.certificate()
                {
                    let differences = differences(&seen, anatomy);
                    let verdict = match differences.is_empty() {
                        true => "says the same",
                        false => "differs",
                    };
                    field = Some([&encoding::shown(&item.title, 120), ": ", verdict].concat());
                    findings = differences;
                }
            }
            None if seen.subject.as_deref().is_some_and(|subject| !subject.is_empty()) && !certificates.is_empty() => {
                findings.push("No certificate here has the subject that the headers name".to_owned());
            }
            None => {}
        }
        let Some(item) = items.get_mut(index) else { continue };
        if let Some(value) = field {
            item.fields.push(Field::new(
                "Compared with the certificate",
                value,
                "Names and hash of the headers, and those of the certificate.",
            ));
        }
        for what in findings {
            item.find(
                Severity::Warning,
                what,
                "A client, or a proxy before the gateway, may have set the header itself, or the certificate here is another one.",
                "Let the gateway set the headers: it overwrites what clients send. Policies also need the gateway’s principal.",
            );
        }
    }
}

/// The first certificate that was found in the item: the one of `Cert=`.
fn below(items: &[Item], parent: usize) -> Option<usize> {
    let children = || {
        items
            .iter()
            .enumerate()
            .filter(move |(_, item)| item.parent == Some(parent))
    };
    let own = children()
        .find(|(_, item)| item.certificate().is_some())
        .map(|(index, _)| index);
    // Headers hold the elements of the other header, the first of which is about the client.
    own.or_else(|| children().find_map(|(index, _)| if index > parent { below(items, index) } else { None }))
}

/// A certificate of the input that the headers may mean.
fn matching(items: &[Item], certificates: &[usize], seen: &Seen) -> Option<usize> {
    let hash = seen.hash.as_ref().map(|hash| hash.to_ascii_lowercase());
    certificates.iter().copied().find(|&certificate| {
        let Some(anatomy) = items.get(certificate).and_then(Item::certificate) else {
            return false;
        };
        match (&hash, &seen.subject) {
            (Some(hash), _) => *hash == hex_lower(&anatomy.fingerprint_sha256()),
            (None, Some(subject)) => anatomy.subject.envoy.as_ref() == Some(subject),
            (None, None) => false,
        }
    })
}

fn differences(seen: &Seen, anatomy: &Anatomy) -> Vec<String> {
    let uris = envoy::uri_names(anatomy.alternative_names().iter().filter_map(|name| match name {
        AlternativeName::Uri(uri) => Some(uri.as_str()),
        _ => None,
    }));
    let hash = hex_lower(&anatomy.fingerprint_sha256());
    let pairs = [
        ("subject", &seen.subject, anatomy.subject.envoy.as_deref()),
        ("issuer", &seen.issuer, anatomy.issuer.envoy.as_deref()),
        ("URI", &seen.uris, uris.as_deref()),
    ];
    let mut found: Vec<String> = Vec::new();
    for (what, said, is) in pairs {
        if said.as_deref().is_some_and(|said| said != is.unwrap_or_default()) {
            found.push(["The ", what, " is not that of the certificate"].concat());
        }
    }
    if seen.hash.as_ref().is_some_and(|said| !said.eq_ignore_ascii_case(&hash)) {
        found.push("The hash is not that of the certificate".to_owned());
    }
    found
}
