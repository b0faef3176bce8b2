//! Puts certificates in order: each is followed by its issuer's.

use crate::pki::certificate::Certificate;

/// Certificates in the order in which a TLS server sends them (RFC 8446 section 4.4.2), and what was found on the way.
///
/// A certificate's issuer is one whose subject is the issuer's name octet by octet, and whose subjectKeyIdentifier is the
/// authorityKeyIdentifier, where both are there. Signatures are not looked at: see [`super::check_signatures`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The one that issued none of the others, or the one of the given key. It may have signed itself.
    pub leaf: Certificate,
    /// Its issuers, the nearest first, without the root.
    pub intermediates: Vec<Certificate>,
    /// The self-signed certificate at the end, unless the leaf is that itself.
    pub root: Option<Certificate>,
    /// Whether the certificates were given in this order.
    pub was_ordered: bool,
    /// How many certificates were there again.
    pub repeated: usize,
    /// The issuer's name (readable) of the last certificate, if the last is not self-signed: that of a root, which servers
    /// need not send, or of a missing link.
    pub absent_issuer: Option<String>,
    /// Certificates that the leaf does not lead to.
    pub unrelated: Vec<Certificate>,
}

impl Chain {
    /// Puts certificates in order. `public_key` is the DER `SubjectPublicKeyInfo` of the leaf's key, if that is known.
    /// `None` without any certificates.
    pub fn link(given: Vec<Certificate>, public_key: Option<&[u8]>) -> Option<Self> {
        let number = given.len();
        let mut certificates: Vec<Certificate> = Vec::with_capacity(number);
        for certificate in given {
            if !certificates.contains(&certificate) {
                certificates.push(certificate);
            }
        }
        let positions = walk(&certificates, leaf(&certificates, public_key)?);
        let was_ordered = positions.is_sorted();
        let mut path: Vec<Certificate> = positions
            .iter()
            .map(|&position| certificates[position].clone())
            .collect();
        let last = path.last()?;
        let absent_issuer = (!is_self_signed(last)).then(|| last.details().issuer.readable.clone());
        let repeated = number - certificates.len();
        certificates.retain(|certificate| !path.contains(certificate));
        let leaf = path.remove(0);
        let root = if absent_issuer.is_none() { path.pop() } else { None };
        Some(Self {
            leaf,
            intermediates: path,
            root,
            was_ordered,
            repeated,
            absent_issuer,
            unrelated: certificates,
        })
    }

    /// PEM of the leaf and the intermediates: what a TLS server sends.
    pub fn pem(&self) -> String {
        std::iter::once(&self.leaf)
            .chain(&self.intermediates)
            .map(Certificate::pem)
            .collect()
    }

    /// From the leaf to the root, as far as they are there.
    pub fn path(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.leaf).chain(&self.intermediates).chain(&self.root)
    }

    /// Whether the leaf has signed itself.
    pub fn is_self_signed(&self) -> bool {
        is_self_signed(&self.leaf)
    }

    /// Whether a link is missing: the end is open, and there is an authority that does not fit, which was meant for the chain.
    pub(super) fn has_gap(&self) -> bool {
        let is_authority = |certificate: &Certificate| certificate.details().basic_constraints.is_some_and(|c| c.is_ca);
        self.absent_issuer.is_some() && self.unrelated.iter().any(is_authority)
    }

    /// The last certificate before the root.
    pub(super) fn last(&self) -> &Certificate {
        self.intermediates.last().unwrap_or(&self.leaf)
    }
}

fn leaf(certificates: &[Certificate], public_key: Option<&[u8]>) -> Option<usize> {
    let has_key = |certificate: &Certificate| Some(certificate.details().public_key_info.as_slice()) == public_key;
    let is_lowest = |certificate: &Certificate| {
        let mut others = certificates.iter().filter(|other| *other != certificate);
        !others.any(|other| is_issuer(certificate, other))
    };
    let is_low = |certificate: &Certificate| !is_self_signed(certificate) && is_lowest(certificate);
    (certificates.iter().position(has_key))
        .or_else(|| certificates.iter().position(is_low))
        .or_else(|| certificates.iter().position(is_lowest))
        // Certificates that issued each other.
        .or_else(|| certificates.iter().position(|_| true))
}

/// The positions of the leaf, its issuer, and so on.
fn walk(certificates: &[Certificate], leaf: usize) -> Vec<usize> {
    let mut path = vec![leaf];
    let mut current = &certificates[leaf];
    while !is_self_signed(current) {
        let is_next = |position: &usize| !path.contains(position) && is_issuer(&certificates[*position], current);
        // A cross-signed root is there twice, and ends the chain.
        let is_end = |position: &usize| is_next(position) && is_self_signed(&certificates[*position]);
        let mut positions = 0..certificates.len();
        let Some(next) = positions.clone().find(is_end).or_else(|| positions.find(is_next)) else {
            break;
        };
        current = &certificates[next];
        path.push(next);
    }
    path
}

fn is_issuer(issuer: &Certificate, of: &Certificate) -> bool {
    let (issuer, of) = (issuer.details(), of.details());
    let same_key = match (&of.authority_key_identifier, &issuer.subject_key_identifier) {
        (Some(authority), Some(subject)) => authority == subject,
        _ => true,
    };
    of.issuer.der == issuer.subject.der && same_key
}

fn is_self_signed(certificate: &Certificate) -> bool {
    is_issuer(certificate, certificate)
}
