//! Who issued whom.

use super::Item;
use crate::pki::pace::Pace;

/// A certificate, or one that is missing, with those that it issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The number of the certificate in [`super::Report::items`]; `None` for one that is not there.
    pub item: Option<usize>,
    /// What to call it.
    pub title: String,
    pub linked: Linked,
    pub below: Vec<Branch>,
}

/// How it is known that a certificate was issued by the one above it; for one that signed itself, by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Linked {
    /// There is nothing above it here.
    Open,
    /// By names and key identifiers; the signature was not checked.
    Names,
    /// By its signature.
    Signature,
    /// Names say so, but the signature is not of that key.
    Forged,
    /// By names and key identifiers, and why the signature cannot be checked.
    Unchecked(String),
}

/// Deeper than any chain.
const DEEPEST: usize = 16;

/// The issuer of each of these certificates, by its number.
pub async fn issuers<P: Pace>(items: &[Item], certificates: &[usize], pace: &P) -> Vec<Option<usize>> {
    let mut issuers = Vec::with_capacity(certificates.len());
    for &certificate in certificates {
        issuers.push(issuer(items, certificates, certificate));
        pace.pause().await;
    }
    issuers
}

/// The trees of all certificates, each once.
pub fn tree(items: &[Item], certificates: &[usize], issuers: &[Option<usize>]) -> Vec<Branch> {
    let mut placed = vec![false; items.len()];
    let mut issued: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    for (&certificate, issuer) in certificates.iter().zip(issuers) {
        if let Some(issued) = issuer.and_then(|issuer| issued.get_mut(issuer)) {
            issued.push(certificate);
        }
    }
    let mut trees: Vec<Branch> = Vec::new();
    let grow = |item: usize, placed: &mut Vec<bool>| {
        let below = Below { items, issued: &issued };
        below.branch(item, placed, 0)
    };
    for (&certificate, issuer) in certificates.iter().zip(issuers) {
        if issuer.is_none() && !placed.get(certificate).copied().unwrap_or(true) {
            let branch = grow(certificate, &mut placed);
            under_missing(items, certificate, branch, &mut trees);
        }
    }
    // Certificates that issued each other have no highest.
    for &certificate in certificates {
        if !placed.get(certificate).copied().unwrap_or(true) {
            let branch = grow(certificate, &mut placed);
            trees.push(branch);
        }
    }
    trees
}

/// Puts a branch whose issuer is not here below the name of that, together with others of the same name.
fn under_missing(items: &[Item], certificate: usize, branch: Branch, trees: &mut Vec<Branch>) {
    let Some(anatomy) = items.get(certificate).and_then(Item::certificate) else {
        return;
    };
    if anatomy.is_self_issued() {
        return trees.push(branch);
    }
    let title = match anatomy.issuer.readable.as_str() {
        "" => "an issuer without a name",
        name => name,
    };
    match trees.iter_mut().find(|tree| tree.item.is_none() && tree.title == title) {
        Some(tree) => tree.below.push(branch),
        None => trees.push(Branch {
            item: None,
            title: title.to_owned(),
            linked: Linked::Open,
            below: vec![branch],
        }),
    }
}

/// The numbers of the certificates, without those that are there again.
pub async fn distinct<P: Pace>(items: &[Item], pace: &P) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let Some(anatomy) = item.certificate() else { continue };
        let is_known = found
            .iter()
            .filter_map(|&known| items.get(known).and_then(Item::certificate))
            .any(|known| known.der == anatomy.der);
        if !is_known {
            found.push(index);
        }
        pace.pause().await;
    }
    found
}

/// The number of the certificate that issued this one, by names and key identifiers; `None` for one that signed itself.
fn issuer(items: &[Item], certificates: &[usize], of: usize) -> Option<usize> {
    let anatomy = items.get(of)?.certificate()?;
    if anatomy.is_self_issued() {
        return None;
    }
    let candidates = certificates.iter().copied().filter(|&other| {
        let other_anatomy = items.get(other).and_then(Item::certificate);
        other != of && other_anatomy.is_some_and(|issuer| issuer.may_have_issued(anatomy))
    });
    let candidates: Vec<usize> = candidates.collect();
    // Where an authority is there twice, the one that says that it is one.
    let is_authority = |&other: &usize| {
        items
            .get(other)
            .and_then(Item::certificate)
            .is_some_and(|anatomy| anatomy.is_authority())
    };
    candidates
        .iter()
        .copied()
        .find(is_authority)
        .or_else(|| candidates.first().copied())
}

struct Below<'a> {
    items: &'a [Item],
    /// Of each item, what it issued.
    issued: &'a [Vec<usize>],
}

impl Below<'_> {
    fn branch(&self, item: usize, placed: &mut Vec<bool>, depth: usize) -> Branch {
        if let Some(place) = placed.get_mut(item) {
            *place = true;
        }
        let mut below = Vec::new();
        for &certificate in self.issued.get(item).into_iter().flatten() {
            let is_free = !placed.get(certificate).copied().unwrap_or(true);
            if is_free && depth < DEEPEST {
                below.push(self.branch(certificate, placed, depth + 1));
            }
        }
        let own = self.items.get(item);
        let is_self_issued = own
            .and_then(Item::certificate)
            .is_some_and(|anatomy| anatomy.is_self_issued());
        let linked = match (depth, is_self_issued) {
            (0, false) => Linked::Open,
            _ => Linked::Names,
        };
        Branch {
            item: Some(item),
            title: own.map(|item| item.title.clone()).unwrap_or_default(),
            linked,
            below,
        }
    }
}
