//! A certification authority that was brought along: to sign new certificates, or only to be trusted.

use super::chain::Chain;
use super::findings::{Findings, abbreviate, title};
use super::key::ImportedKey;
use super::pem;
use super::problem::{ImportError, ImportProblem, ImportWarning, Input};
use crate::pki::certificate::Certificate;
use crate::pki::clock::UnixTime;
use crate::pki::issuance::{CredentialId, GivenAuthority};

/// A certification authority with those above it, and maybe its key.
#[derive(Clone, Debug)]
pub struct ImportedAuthority {
    pub certificate: Certificate,
    /// Those above it, the nearest first, the root last, as far as they were given.
    pub issuers: Vec<Certificate>,
    pub key: Option<ImportedKey>,
    pub warnings: Vec<ImportWarning>,
}

impl ImportedAuthority {
    /// Reads and checks the authority's certificate, with or without those above it in any order, and its key. Without a
    /// key the authority is the one that issued none of the others.
    ///
    /// # Errors
    /// All that is wrong: what cannot be read, or else everything for which certificates that it signs would be refused.
    pub fn read(certificates: &str, key: Option<&str>, now: UnixTime) -> Result<Self, Vec<ImportError>> {
        let (certificates, key) = match (pem::certificates(certificates), key.map(ImportedKey::parse).transpose()) {
            (Ok(certificates), Ok(key)) => (certificates, key),
            (certificates, key) => return Err([certificates.err(), key.err()].into_iter().flatten().collect()),
        };
        let input = Input::Certificates;
        let chain = Chain::link(certificates, key.as_ref().map(ImportedKey::public_key))
            .ok_or_else(|| vec![input.refuse(ImportProblem::Empty(input))])?;
        let mut findings = Findings::new(now);
        check(&mut findings, &chain, key.as_ref());
        if !findings.errors.is_empty() {
            return Err(findings.errors);
        }
        let Chain {
            leaf,
            mut intermediates,
            root,
            ..
        } = chain;
        intermediates.extend(root);
        Ok(Self {
            certificate: leaf,
            issuers: intermediates,
            key,
            warnings: findings.warnings,
        })
    }

    /// The authority and those above it, the nearest first.
    pub fn path(&self) -> impl Iterator<Item = &Certificate> {
        std::iter::once(&self.certificate).chain(&self.issuers)
    }

    /// PEM of the authority and those above it: what verifies the certificates that it signs.
    pub fn trusted_pem(&self) -> String {
        self.path().map(Certificate::pem).collect()
    }

    /// What an issuance needs; `None` without a key.
    pub fn given(&self, id: CredentialId, title: impl Into<String>) -> Option<GivenAuthority> {
        Some(GivenAuthority {
            id,
            title: title.into(),
            certificate: self.certificate.clone(),
            issuers: self.issuers.clone(),
            key: self.key.clone()?,
        })
    }
}

fn check(findings: &mut Findings, chain: &Chain, key: Option<&ImportedKey>) {
    let authority = &chain.leaf;
    if let Some(key) = key {
        if !key.belongs_to(authority) {
            findings.mismatch(authority);
        }
        if authority.details().subject_key_identifier.is_none() {
            let certificate = title(authority);
            findings.refuse(ImportProblem::NoKeyIdentifier { certificate });
        }
    }
    findings.authority(authority, 0);
    findings.chain(chain, 1);
    if let Some(issuer) = &chain.absent_issuer {
        let issuer = abbreviate(issuer);
        findings.warnings.push(ImportWarning::RootAbsent { issuer });
    }
}
