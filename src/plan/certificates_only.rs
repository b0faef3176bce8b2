//! Certificates without a cluster.

use std::collections::BTreeMap;

use super::Provided;
use super::answers::CertificatesOnly;
use super::brought::Brought;
use super::certificates;
use super::formats::Formats;
use super::names::FileStem;
use super::verification::Client;
use crate::pki::issuance::{CredentialId, Issued, Request};
use crate::pki::request::CertificateRequest;

/// The variant's identifier.
pub const ID: &str = "certificates";

/// Everything that comes of one user's answers. Files and checks are functions of it and of the issued credentials.
#[derive(Clone, Debug)]
pub struct CertificatesPlan {
    pub title: String,
    /// The archive's top folder.
    pub folder: FileStem,
    /// The certificates to make, issuers first.
    pub requests: Vec<Request>,
    /// The requests of those who keep their keys.
    pub signing_requests: Vec<(CredentialId, CertificateRequest)>,
    pub brought: Brought,
    /// What the user brought along and the archive repeats.
    pub provided: Vec<Provided>,
    pub clients: Vec<Client>,
    pub formats: Formats,
    /// Every answer but the secret ones, by field identifier: what `answers.json` holds.
    pub answers: BTreeMap<&'static str, String>,
}

/// The plan for these answers.
pub fn plan(answers: &CertificatesOnly) -> CertificatesPlan {
    let wanted = &answers.certificates;
    let brought = Brought::of(wanted);
    CertificatesPlan {
        title: "Certificates for mutual TLS".to_owned(),
        folder: FileStem::of("mtls-certificates", ID),
        requests: certificates::requests(wanted),
        signing_requests: certificates::signing_requests(wanted),
        provided: brought.authority_files(),
        brought,
        clients: certificates::clients(wanted),
        formats: wanted.formats.clone(),
        answers: answers.shown.clone(),
    }
}

impl CertificatesPlan {
    /// Leaves out everything that was not made, for an issuance that ended early. Says whether a client is left.
    pub fn keep(&mut self, issued: &Issued) -> bool {
        self.requests.retain(|request| issued.credential(&request.id).is_some());
        self.signing_requests.retain(|(id, _)| issued.credential(id).is_some());
        self.clients
            .retain(|client| issued.credential(&client.credential).is_some());
        !self.clients.is_empty()
    }
}
