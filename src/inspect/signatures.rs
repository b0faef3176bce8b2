//! Who signed what, by arithmetic: names and key identifiers only say who should have.

use super::chain::{Branch, Linked};
use super::{Content, Finding, Item, Report, Severity};
use crate::locale;
use crate::pki::pace::Pace;
use crate::pki::signature::{SignedOctets, Verdict, Verifier};

/// Checks the signatures of all certificates whose issuer is here, of requests, and of revocation lists whose authority is here.
/// What was linked by names becomes linked by signature, or a problem. Browsers may check a signature on the spot, so there is a
/// pause after each.
pub async fn check_signatures<V: Verifier, P: Pace>(report: &mut Report, verifier: &V, pace: &P) {
    let mut chains = std::mem::take(&mut report.chains);
    for branch in &mut chains {
        check_branch(&mut report.items, branch, verifier, pace).await;
    }
    report.chains = chains;
    for index in 0..report.items.len() {
        let verdict = match report.items.get(index).map(|item| &item.content) {
            Some(Content::Request { der, public_key_info }) => {
                Some((check(der, public_key_info, verifier).await, REQUEST))
            }
            Some(Content::RevocationList(list)) => {
                let authority = report.items.iter().filter_map(Item::certificate).find(|one| {
                    one.subject.der == list.issuer.der
                        && match (&list.authority_key_identifier, one.subject_key()) {
                            (Some(own), Some(key)) => own == key,
                            _ => true,
                        }
                });
                match authority {
                    Some(authority) => Some((check(list.der(), &authority.public_key_info, verifier).await, LIST)),
                    None => None,
                }
            }
            _ => None,
        };
        if let (Some((Verdict::Invalid, words)), Some(item)) = (verdict, report.items.get_mut(index)) {
            problem(item, words);
        }
        pace.pause().await;
    }
}

/// What, why and what to do.
type Words = [&'static str; 3];

const CERTIFICATE: Words = [
    "The signature is not of the issuer’s key",
    "Names and key identifiers fit, but the certificate was signed with another key, or was changed since. Every program refuses it.",
    "Use the authority that signed it, or have it issued again.",
];
const REQUEST: Words = [
    "The signature is not of the request’s own key",
    "The requester does not have the key, or the request was changed since. No authority grants it.",
    "Make the request again.",
];
const LIST: Words = [
    "The signature is not of the authority’s key",
    "The list was signed with another key, or was changed since. Envoy refuses it.",
    "Use the list that the authority made.",
];

async fn check<V: Verifier>(der: &[u8], public_key_info: &[u8], verifier: &V) -> Verdict {
    match SignedOctets::from_der(der) {
        Ok(signed) => signed.check(public_key_info, verifier).await,
        Err(error) => Verdict::Unknown(locale::english(&error)),
    }
}

/// The issuer is known on the way down; each certificate waits for those above it only.
async fn check_branch<V: Verifier, P: Pace>(items: &mut [Item], root: &mut Branch, verifier: &V, pace: &P) {
    let mut open: Vec<(Option<usize>, &mut Branch)> = vec![(root.item, root)];
    while let Some((issuer, branch)) = open.pop() {
        if branch.linked == Linked::Names
            && let (Some(issuer), Some(own)) = (issuer, branch.item)
        {
            let certificate = |index: usize| items.get(index).and_then(Item::certificate);
            let verdict = match (certificate(own), certificate(issuer)) {
                (Some(own), Some(issuer)) => check(&own.der, &issuer.public_key_info, verifier).await,
                _ => Verdict::Unknown(String::new()),
            };
            branch.linked = match verdict {
                Verdict::Valid => Linked::Signature,
                Verdict::Invalid => Linked::Forged,
                Verdict::Unknown(why) => Linked::Unchecked(why),
            };
            if branch.linked == Linked::Forged
                && let Some(item) = items.get_mut(own)
            {
                problem(item, CERTIFICATE);
            }
            pace.pause().await;
        }
        let own = branch.item;
        open.extend(branch.below.iter_mut().map(|below| (own, below)));
    }
}

/// Problems come first.
fn problem(item: &mut Item, [what, why, action]: Words) {
    let finding = Finding {
        severity: Severity::Problem,
        what: what.to_owned(),
        why: why.to_owned(),
        action: action.to_owned(),
    };
    item.findings.insert(0, finding);
}
