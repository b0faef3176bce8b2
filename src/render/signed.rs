//! What comes of signing the requests of others: a folder for each, and the authority.

use zeroize::Zeroizing;

use super::archive::{ArchiveFile, Content};
use crate::pki::certificate::Certificate;
use crate::pki::issuance::{Credential, GivenAuthority, Issued};

/// The archive's top folder.
pub const FOLDER: &str = "signed-certificates";

/// For each request `<id>/certificate.crt` and `<id>/chain.pem` (the certificate and its issuers without the root); `ca.crt`, the
/// authority and those above it; and `ca.key`, if the authority was made here.
pub fn files(issued: &Issued, given: &[GivenAuthority]) -> Vec<ArchiveFile> {
    let mut files = Vec::new();
    for authority in given {
        let chain = std::iter::once(&authority.certificate).chain(&authority.issuers);
        files.push(file("ca.crt", Content::Certificate, pem(chain).as_bytes()));
    }
    for credential in &issued.credentials {
        let is_authority = credential
            .certificate
            .details()
            .basic_constraints
            .is_some_and(|found| found.is_ca);
        if is_authority {
            files.push(file(
                "ca.crt",
                Content::Certificate,
                credential.certificate.pem().as_bytes(),
            ));
            let key = credential.private_key.as_ref();
            files.extend(key.map(|key| file("ca.key", Content::Secret, key.pem().as_bytes())));
            continue;
        }
        for (name, text) in [
            ("certificate.crt", credential.certificate.pem()),
            ("chain.pem", chain(credential)),
        ] {
            let name = [credential.id.0.as_str(), "/", name].concat();
            files.push(file(&name, Content::Certificate, text.as_bytes()));
        }
    }
    files
}

/// The certificate and its issuers but for a root, which whoever verifies it must have already.
pub fn chain(credential: &Credential) -> String {
    let is_root = |certificate: &Certificate| {
        let details = certificate.details();
        details.subject.der == details.issuer.der
    };
    let issuers = credential.issuers.iter().filter(|issuer| !is_root(issuer));
    pem(std::iter::once(&credential.certificate).chain(issuers))
}

fn pem<'a>(certificates: impl Iterator<Item = &'a Certificate>) -> String {
    certificates.map(Certificate::pem).collect()
}

fn file(name: &str, content: Content, bytes: &[u8]) -> ArchiveFile {
    ArchiveFile {
        path: [FOLDER, "/", name].concat(),
        bytes: Zeroizing::new(bytes.to_vec()),
        mode: if content == Content::Secret { 0o600 } else { 0o644 },
        content,
    }
}
