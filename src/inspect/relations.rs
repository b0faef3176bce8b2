//! What the things of an input have to do with each other.

mod issuers;
mod seen;
mod stored;

use super::{Content, Field, Item, Severity, encoding};
use crate::pki::decode::PublicKeyDetails;
use crate::pki::pace::Pace;

/// Compares everything with everything. `issuers` are those of the `certificates`, which are all different.
pub async fn compare<P: Pace>(items: &mut [Item], certificates: &[usize], issuers: &[Option<usize>], pace: &P) {
    repeated(items, certificates, pace).await;
    issuers::compare(items, certificates, issuers, pace).await;
    keys(items, certificates, pace).await;
    revoked(items, certificates, pace).await;
    stored::compare(items);
    pace.pause().await;
    seen::compare(items, certificates, pace).await;
}

/// Certificates that are there again say only so.
async fn repeated<P: Pace>(items: &mut [Item], certificates: &[usize], pace: &P) {
    for index in 0..items.len() {
        pace.pause().await;
        if certificates.contains(&index) {
            continue;
        }
        let Some(der) = items
            .get(index)
            .and_then(Item::certificate)
            .map(|anatomy| anatomy.der.clone())
        else {
            continue;
        };
        let first = certificates
            .iter()
            .filter_map(|&first| items.get(first))
            .find(|item| item.certificate().is_some_and(|anatomy| anatomy.der == der));
        let place = first.map(|item| item.place.clone()).unwrap_or_default();
        if let Some(item) = items.get_mut(index) {
            item.findings.clear();
            item.find(
                Severity::Note,
                ["This certificate is here already: ", &place].concat(),
                "What there is to say about it is said there.",
                "",
            );
        }
    }
}

/// Whether two keys are the same, also where one is written with a compressed point (SEC 1 section 2.3.3).
fn same_key(one: &[u8], other: &[u8]) -> bool {
    one == other || compressed(one).is_some_and(|one| compressed(other) == Some(one))
}

/// The x coordinate of an elliptic curve key, with its curve.
fn compressed(info: &[u8]) -> Option<(&[u8], &[u8])> {
    // SEQUENCE { SEQUENCE { id-ecPublicKey, curve }, BIT STRING }, with lengths below 128 for curves up to 384 bits.
    let [0x30, _, 0x30, length, rest @ ..] = info else {
        return None;
    };
    let (algorithm, bits) = rest.split_at_checked(usize::from(*length))?;
    let [0x03, _, 0, form, point @ ..] = bits else {
        return None;
    };
    let x = match form {
        2 | 3 => point,
        4 => point.get(..point.len() / 2)?,
        _ => return None,
    };
    algorithm
        .starts_with(b"\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01")
        .then_some((algorithm, x))
}

/// To which certificates and requests keys belong.
async fn keys<P: Pace>(items: &mut [Item], certificates: &[usize], pace: &P) {
    for index in 0..items.len() {
        pace.pause().await;
        let Some((info, is_private)) = items.get(index).and_then(key) else {
            continue;
        };
        let mut owners = Vec::new();
        for (other, item) in items.iter().enumerate() {
            let has_key = match &item.content {
                Content::Certificate(anatomy) => {
                    certificates.contains(&other) && same_key(&anatomy.public_key_info, &info)
                }
                Content::Request { public_key_info, .. } => same_key(public_key_info, &info),
                _ => false,
            };
            if has_key {
                owners.push(other);
            }
        }
        let names: Vec<String> = owners
            .iter()
            .filter_map(|&owner| items.get(owner))
            .map(|owner| {
                let what = if owner.certificate().is_some() {
                    "certificate "
                } else {
                    "request "
                };
                [what, &owner.title].concat()
            })
            .collect();
        let place = items.get(index).map(|item| item.place.clone()).unwrap_or_default();
        if is_private {
            for &owner in &owners {
                if let Some(owner) = items.get_mut(owner) {
                    owner.fields.push(Field::new(
                        "Private key",
                        ["is here: ", &encoding::shown(&place, 120)].concat(),
                        "It belongs to this: the public keys are the same.",
                    ));
                }
            }
        }
        let Some(item) = items.get_mut(index) else { continue };
        if !names.is_empty() {
            item.fields.insert(
                0,
                Field::lines("Belongs to", names, "The public keys are the same, octet by octet."),
            );
        } else if is_private && !certificates.is_empty() {
            item.find(
                Severity::Problem,
                "This key belongs to none of the certificates here",
                "A gateway or client that is given them together does not start, or cannot connect.",
                "Look for the key with which the certificate was requested, or have a certificate issued for this key.",
            );
        }
    }
}

/// The DER public key of a key, and whether it is a private one.
fn key(item: &Item) -> Option<(Vec<u8>, bool)> {
    let info = |key: &PublicKeyDetails| key.info.clone();
    match &item.content {
        Content::PrivateKey(key) => Some((key.public_key.as_ref().map(info)?, true)),
        Content::PublicKey(key) => Some((info(key), false)),
        _ => None,
    }
}

/// Certificates that a list names.
async fn revoked<P: Pace>(items: &mut [Item], certificates: &[usize], pace: &P) {
    let mut found = Vec::new();
    for item in items.iter() {
        let Content::RevocationList(list) = &item.content else {
            continue;
        };
        for &certificate in certificates {
            pace.pause().await;
            let Some(anatomy) = items.get(certificate).and_then(Item::certificate) else {
                continue;
            };
            let serial = anatomy.serial_hex();
            let entry = list.entries.iter().find(|entry| entry.serial_number == serial);
            if let Some(entry) = entry.filter(|_| anatomy.issuer.der == list.issuer.der) {
                found.push((certificate, entry.date.date().to_string()));
            }
        }
    }
    for (certificate, date) in found {
        if let Some(item) = items.get_mut(certificate) {
            item.find(
                Severity::Problem,
                ["It is revoked since ", &date].concat(),
                "The revocation list here names it, so a gateway with that list refuses it: alert 44, “certificate revoked”.",
                "Issue a new certificate.",
            );
        }
    }
}
