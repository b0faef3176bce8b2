//! What every plan has, with or without a cluster.

use std::collections::BTreeMap;

use super::brought::Brought;
use super::certificates_only::{self, CertificatesPlan};
use super::formats::{Format, Formats};
use super::names::FileStem;
use super::verification::Client;
use super::{Plan, Planned, Provided};
use crate::pki::issuance::{CredentialId, Request};
use crate::pki::request::CertificateRequest;

/// The certificates of a plan and what goes with them into the archive.
#[derive(Clone, Copy, Debug)]
pub struct Parts<'a> {
    /// The variant's identifier.
    pub tutorial: &'a str,
    pub title: &'a str,
    pub folder: &'a FileStem,
    pub requests: &'a [Request],
    pub signing_requests: &'a [(CredentialId, CertificateRequest)],
    pub brought: &'a Brought,
    pub provided: &'a [Provided],
    pub clients: &'a [Client],
    pub formats: &'a Formats,
    /// Whether the archive has clients' keys that are not encrypted: scripts of the others need them.
    pub plain_keys: bool,
    pub answers: &'a BTreeMap<&'static str, String>,
}

impl Plan {
    /// What it has in common with other plans.
    pub fn parts(&self) -> Parts<'_> {
        Parts {
            tutorial: self.tutorial,
            title: &self.title,
            folder: &self.folder,
            requests: &self.requests,
            signing_requests: &self.signing_requests,
            brought: &self.brought,
            provided: &self.provided,
            clients: &self.verification.clients,
            formats: &self.formats,
            plain_keys: true,
            answers: &self.answers,
        }
    }
}

impl CertificatesPlan {
    /// What it has in common with other plans.
    pub fn parts(&self) -> Parts<'_> {
        Parts {
            tutorial: certificates_only::ID,
            title: &self.title,
            folder: &self.folder,
            requests: &self.requests,
            signing_requests: &self.signing_requests,
            brought: &self.brought,
            provided: &self.provided,
            clients: &self.clients,
            formats: &self.formats,
            plain_keys: !self.formats.has(Format::EncryptedKey),
            answers: &self.answers,
        }
    }
}

impl Planned {
    /// What all plans have in common.
    pub fn parts(&self) -> Parts<'_> {
        match self {
            Self::Gateway(plan) => plan.parts(),
            Self::Certificates(plan) => plan.parts(),
        }
    }

    /// The plan of a gateway, if it is one.
    pub fn gateway(&self) -> Option<&Plan> {
        match self {
            Self::Gateway(plan) => Some(plan),
            Self::Certificates(_) => None,
        }
    }
}
