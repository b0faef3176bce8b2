//! A gateway's own certificate.

use super::chain::Chain;
use super::findings::{Findings, title};
use super::host;
use super::key::ImportedKey;
use super::pem;
use super::problem::{ImportError, ImportProblem, ImportWarning, Input};
use crate::pki::certificate::Certificate;
use crate::pki::clock::UnixTime;

/// A server's certificate with its chain and its key, good for a gateway.
#[derive(Clone, Debug)]
pub struct ServerCredential {
    pub chain: Chain,
    pub key: ImportedKey,
    pub warnings: Vec<ImportWarning>,
}

impl ServerCredential {
    /// Reads and checks the certificates, in any order, and the key.
    ///
    /// # Errors
    /// All that is wrong, in the order of importance: what cannot be read, or else everything for which a gateway would not
    /// start or clients would refuse it. Whether it is for the right host is left to [`Self::check_host`].
    pub fn read(certificates: &str, key: &str, now: UnixTime) -> Result<Self, Vec<ImportError>> {
        let (certificates, key) = match (pem::certificates(certificates), ImportedKey::parse(key)) {
            (Ok(certificates), Ok(key)) => (certificates, key),
            (certificates, key) => return Err([certificates.err(), key.err()].into_iter().flatten().collect()),
        };
        let input = Input::Certificates;
        let chain = Chain::link(certificates, Some(key.public_key()))
            .ok_or_else(|| vec![input.refuse(ImportProblem::Empty(input))])?;
        let mut findings = Findings::new(now);
        if !key.belongs_to(&chain.leaf) {
            findings.mismatch(&chain.leaf);
        }
        findings.chain(&chain, 0);
        leaf(&mut findings, &chain.leaf);
        ends(&mut findings, &chain);
        if findings.errors.is_empty() {
            Ok(Self {
                chain,
                key,
                warnings: findings.warnings,
            })
        } else {
            Err(findings.errors)
        }
    }

    /// PEM of the chain as the gateway sends it: the server's certificate and the intermediates, without the root.
    pub fn chain_pem(&self) -> String {
        self.chain.pem()
    }

    /// The certificate that clients must trust (curl's `--cacert`), if it was given: the root, or the server's own
    /// certificate if that has signed itself.
    pub fn trusted(&self) -> Option<&Certificate> {
        if self.chain.is_self_signed() {
            Some(&self.chain.leaf)
        } else {
            self.chain.root.as_ref()
        }
    }

    /// The hosts that the certificate is for, as they stand in it.
    pub fn names(&self) -> Vec<String> {
        host::dns_names(&self.chain.leaf).map(str::to_ascii_lowercase).collect()
    }

    /// See [`host::covers`].
    pub fn covers(&self, host: &str) -> bool {
        host::covers(&self.chain.leaf, host)
    }

    /// # Errors
    /// [`ImportProblem::NotCovered`] unless the certificate is for this host.
    pub fn check_host(&self, host: &str) -> Result<(), ImportError> {
        if self.covers(host) {
            return Ok(());
        }
        let names: Vec<&str> = host::dns_names(&self.chain.leaf).collect();
        Err(Input::Certificates.refuse(ImportProblem::NotCovered {
            host: host.to_owned(),
            names: super::findings::abbreviate(&names.join(", ")),
        }))
    }
}

fn leaf(findings: &mut Findings, certificate: &Certificate) {
    let details = certificate.details();
    if details.version < 3 {
        // Everything else that is missing follows from that.
        return findings.refuse(ImportProblem::OldVersion(details.version));
    }
    if host::dns_names(certificate).next().is_none() {
        if details.basic_constraints.is_some_and(|constraints| constraints.is_ca) {
            let certificate = title(certificate);
            return findings.refuse(ImportProblem::AuthorityInstead { certificate });
        }
        findings.refuse(ImportProblem::NoDnsName);
    }
    // anyExtendedKeyUsage is not enough: curl refuses it.
    let purposes = &details.extended_key_usages;
    if !purposes.is_empty() && !purposes.iter().any(|purpose| purpose == "serverAuth") {
        findings.refuse(ImportProblem::NotForServers);
    }
    if !details.key_usages.is_empty() && !details.key_usages.contains(&"digitalSignature") {
        findings.refuse(ImportProblem::NoDigitalSignature);
    }
}

fn ends(findings: &mut Findings, chain: &Chain) {
    if let Some(root) = &chain.root {
        let root = title(root);
        findings.warnings.push(ImportWarning::RootLeftOut { root });
    }
    if chain.is_self_signed() {
        findings.warnings.push(ImportWarning::SelfSigned);
    }
    if let (Some(issuer), true) = (&chain.absent_issuer, chain.intermediates.is_empty()) {
        let issuer = super::findings::abbreviate(issuer);
        findings.warnings.push(ImportWarning::IssuerAbsent { issuer });
    }
}
