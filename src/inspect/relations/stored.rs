//! The values of a Secret, and the certificates of a chain.

use super::super::secret::Role;
use super::super::{Content, Item, Kind, Severity};
use super::same_key;
use crate::pki::decode::anatomy::Anatomy;

pub fn compare(items: &mut [Item]) {
    for index in 0..items.len() {
        let Some(kind) = items.get(index).map(|item| item.kind) else {
            continue;
        };
        let findings = match kind {
            Kind::Secret => secret(items, index),
            Kind::Forwarded => chain(&certificates(items, Some(index), None), false),
            _ => Vec::new(),
        };
        add(items, index, findings);
    }
    // A text or a file with a chain and nothing else.
    let loose: Vec<usize> = (0..items.len())
        .filter(|&index| {
            items
                .get(index)
                .is_some_and(|item| item.parent.is_none() && item.certificate().is_some())
        })
        .collect();
    let is_all = items.iter().all(|item| item.certificate().is_some());
    let findings = match is_all {
        true => chain(&certificates(items, None, None), false),
        false => Vec::new(),
    };
    if let Some(&first) = loose.first() {
        add(items, first, findings);
    }
}

/// Severity, what, why and what to do.
type Found = (Severity, String, &'static str, &'static str);

fn add(items: &mut [Item], index: usize, findings: Vec<Found>) {
    if let Some(item) = items.get_mut(index) {
        for (severity, what, why, action) in findings {
            item.find(severity, what, why, action);
        }
    }
}

/// The certificates right below an item, in their order; those of one role.
fn certificates(items: &[Item], parent: Option<usize>, role: Option<Role>) -> Vec<&Anatomy> {
    let is_wanted = |item: &&Item| item.parent == parent && role.is_none_or(|role| item.role == role);
    items.iter().filter(is_wanted).filter_map(Item::certificate).collect()
}

fn secret(items: &[Item], index: usize) -> Vec<Found> {
    let chain_of = certificates(items, Some(index), Some(Role::Chain));
    let mut found = chain(&chain_of, true);
    let children = || items.iter().filter(move |item| item.parent == Some(index));
    for item in children() {
        let is_right = match item.role {
            Role::None => true,
            Role::Chain | Role::Authority => item.kind == Kind::Certificate,
            Role::Key => matches!(item.kind, Kind::PrivateKey | Kind::Parameters),
            Role::Revocation => item.kind == Kind::RevocationList,
        };
        if !is_right {
            found.push((
                Severity::Problem,
                ["`", &item.place, "` holds something else than it should"].concat(),
                "Istio reads each key for one thing only: certificates, their private key, authorities, or revocation lists.",
                "Put the right file under this key.",
            ));
        }
    }
    let key = children().find_map(|item| match &item.content {
        Content::PrivateKey(key) if item.role == Role::Key => key.public_key.as_ref(),
        _ => None,
    });
    if let (Some(leaf), Some(key)) = (chain_of.first(), key)
        && !same_key(&leaf.public_key_info, &key.info)
    {
        found.push((
            Severity::Problem,
            "The key does not belong to the certificate".to_owned(),
            "Envoy refuses the Secret, and the gateway goes on with the old one or serves nothing.",
            "Look for the key with which the certificate was requested. If another certificate of the chain has this key, put that first.",
        ));
    }
    if let Some(leaf) = chain_of.first() {
        purpose(&mut found, leaf);
    }
    for anatomy in certificates(items, Some(index), Some(Role::Authority)) {
        if !anatomy.is_authority() {
            found.push((
                Severity::Problem,
                ["What it trusts is no authority: ", &anatomy.title()].concat(),
                "Under `cacert` or `ca.crt` stand the authorities that issued the clients’ certificates, not these themselves.",
                "Put the authority’s certificate there.",
            ));
        }
    }
    found
}

fn purpose(found: &mut Vec<Found>, leaf: &Anatomy) {
    let has = |name: &str| {
        leaf.purposes()
            .is_some_and(|purposes| purposes.iter().any(|purpose| purpose == name))
    };
    if leaf.is_authority() {
        found.push((
            Severity::Warning,
            "The certificate is an authority’s".to_owned(),
            "A gateway that has the authority’s key can be misused to issue certificates; and it names no host.",
            "Put the server’s own certificate there, with the chain behind it.",
        ));
    } else if has("clientAuth") && !has("serverAuth") {
        found.push((
            Severity::Warning,
            "The certificate is for clients".to_owned(),
            "It lacks serverAuth, so every client of a Gateway refuses it. For a DestinationRule, where Istio is the client, it is right.",
            "For a Gateway, use a certificate with serverAuth.",
        ));
    }
}

/// What has more certificates is a collection, not a chain.
const LONGEST_CHAIN: usize = 20;

/// The order of a chain: each certificate is followed by its issuer's (RFC 8446 section 4.4.2), without the root.
fn chain(certificates: &[&Anatomy], is_served: bool) -> Vec<Found> {
    let mut found = Vec::new();
    let [first, rest @ ..] = certificates else { return found };
    if rest.is_empty() || rest.len() > LONGEST_CHAIN {
        return found;
    }
    let severity = if is_served { Severity::Warning } else { Severity::Note };
    let in_order = certificates.windows(2).all(|pair| match pair {
        [lower, upper] => upper.may_have_issued(lower),
        _ => true,
    });
    // One end, and everything hangs together: else these are several chains, which have no order.
    let issued = |one: &&&Anatomy| {
        certificates
            .iter()
            .any(|other| other.der != one.der && one.may_have_issued(other))
    };
    let has_issuer = |one: &&Anatomy| {
        certificates
            .iter()
            .any(|other| other.der != one.der && other.may_have_issued(one))
    };
    let ends = certificates.iter().filter(|one| !issued(one)).count();
    let tops = certificates.iter().filter(|one| !has_issuer(one)).count();
    if !in_order && ends == 1 && tops == 1 {
        found.push((
            severity,
            "The chain is not in order".to_owned(),
            "Servers send their own certificate first, then its issuer’s, and so on. Some clients give up on another order; Envoy takes the first one for the server’s own.",
            "Put the server’s certificate first, and behind each one that of its issuer.",
        ));
    }
    let root = rest
        .iter()
        .find(|anatomy| anatomy.is_self_issued() && anatomy.is_authority());
    if let Some(root) = root.filter(|_| in_order && !first.is_authority()) {
        found.push((
            if is_served { Severity::Warning } else { Severity::Note },
            ["The chain ends with the root: ", &root.title()].concat(),
            "Servers do not send their root: clients must have it already, and must not take it from the server.",
            "Leave it out of the server’s chain.",
        ));
    }
    found
}
