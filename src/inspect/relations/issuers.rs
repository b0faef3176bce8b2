//! Certificates and those who issued them.

use super::super::{Item, Severity};
use crate::pki::clock::SECONDS_PER_DAY;
use crate::pki::decode::anatomy::Anatomy;
use crate::pki::pace::Pace;

pub async fn compare<P: Pace>(items: &mut [Item], certificates: &[usize], issuers: &[Option<usize>], pace: &P) {
    for (&certificate, &issuer) in certificates.iter().zip(issuers) {
        pace.pause().await;
        let mut found = Vec::new();
        if let Some(anatomy) = items.get(certificate).and_then(Item::certificate) {
            match issuer.and_then(|issuer| items.get(issuer)) {
                Some(issuer) => {
                    if let Some(above) = issuer.certificate() {
                        with_issuer(
                            &mut found,
                            anatomy,
                            above,
                            height(items, certificates, issuers, certificate),
                        );
                    }
                }
                None if !anatomy.is_self_issued() => without_issuer(&mut found, anatomy, items, certificates),
                None => {}
            }
            serials(&mut found, anatomy, certificate, items, certificates);
        }
        if let Some(item) = items.get_mut(certificate) {
            for (severity, what, why, action) in found {
                item.find(severity, what, why, action);
            }
        }
    }
}

/// Severity, what, why and what to do.
type Found = Vec<(Severity, String, &'static str, &'static str)>;

/// How many authorities a path through this certificate has, as far as it goes down by one.
fn height(items: &[Item], certificates: &[usize], issuers: &[Option<usize>], of: usize) -> usize {
    let is_authority = |index: usize| {
        items
            .get(index)
            .and_then(Item::certificate)
            .is_some_and(Anatomy::is_authority)
    };
    let has_authority_below = certificates
        .iter()
        .zip(issuers)
        .any(|(&other, issuer)| *issuer == Some(of) && is_authority(other));
    match is_authority(of) {
        true => 1 + usize::from(has_authority_below),
        false => 0,
    }
}

fn with_issuer(found: &mut Found, anatomy: &Anatomy, above: &Anatomy, authorities: usize) {
    if !above.is_authority() {
        found.push((
            Severity::Problem,
            ["Its issuer is no authority: ", &above.title()].concat(),
            "The issuer’s certificate lacks basicConstraints `CA:TRUE`, so every program refuses what it issued.",
            "Have it issued by an authority.",
        ));
    }
    let limit = above
        .basic_constraints()
        .and_then(|constraints| constraints.path_length);
    if let Some(limit) = limit.and_then(|limit| usize::try_from(limit).ok())
        && authorities > limit
    {
        found.push((
            Severity::Problem,
            "Its issuer may not have so many authorities below it".to_owned(),
            "The path length in the issuer’s basicConstraints is smaller, so every program refuses the chain.",
            "Use an authority higher up, or one with a larger path length.",
        ));
    }
    if let (Some(end), Some(above_end)) = (anatomy.not_after, above.not_after)
        // Some hours come from making one after the other.
        && end.seconds() - above_end.seconds() > SECONDS_PER_DAY
    {
        found.push((
            Severity::Warning,
            ["It outlives its issuer, which ends on ", &above_end.date().to_string()].concat(),
            "After the issuer’s end nobody accepts it any more, whatever its own dates say.",
            "Renew the authority before that.",
        ));
    }
}

/// Why an issuer that seems to be here is not the one.
fn without_issuer(found: &mut Found, anatomy: &Anatomy, items: &[Item], certificates: &[usize]) {
    let others = || {
        certificates
            .iter()
            .filter_map(|&other| items.get(other).and_then(Item::certificate))
    };
    if others().any(|other| other.subject.der == anatomy.issuer.der && other.der != anatomy.der) {
        found.push((
            Severity::Problem,
            "authorityKeyIdentifier does not fit the issuer that is here".to_owned(),
            "The names are the same, but it was signed with another key, perhaps of an earlier authority of that name. Envoy, curl, NSS and Java refuse the chain.",
            "Use the authority that signed it, or have it issued again by this one.",
        ));
    } else if others().any(|other| {
        // One that bears its issuer's name is here itself.
        other.subject.readable == anatomy.issuer.readable
            && other.subject.der != anatomy.issuer.der
            && !other.subject.readable.is_empty()
    }) {
        found.push((
            Severity::Problem,
            "The issuer’s name is the same text as that of a certificate here, but other octets".to_owned(),
            "The string types differ. Chrome, Go, Rust, NSS and GnuTLS compare octets, and find no issuer; OpenSSL compares letters, and does.",
            "Have it issued again by a program that copies the authority’s subject as it is.",
        ));
    }
}

/// Other certificates of the issuer with the same number.
fn serials(found: &mut Found, anatomy: &Anatomy, own: usize, items: &[Item], certificates: &[usize]) {
    let is_same = |&&other: &&usize| {
        other != own
            && items.get(other).and_then(Item::certificate).is_some_and(|other| {
                other.issuer.der == anatomy.issuer.der && other.serial_number == anatomy.serial_number
            })
    };
    if let Some(other) = certificates.iter().find(is_same).and_then(|&other| items.get(other)) {
        found.push((
            Severity::Problem,
            ["Another certificate of the issuer has the same serial number: ", &other.title].concat(),
            "Numbers must be unique. NSS refuses the second one (SEC_ERROR_REUSED_ISSUER_AND_SERIAL), and a revocation list means both.",
            "Issue them again with random numbers.",
        ));
    }
}
