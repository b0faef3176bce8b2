//! The certificates of an ingress gateway: which are made, and where the archive keeps them.

use super::answers::{CertificateAnswers, ClientAnswers, ClientCa, ClientKey, ServerAnswers, ServerCa};
use super::verification::Client;
use crate::pki::issuance::{CredentialId, KeySource, Request};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::DistinguishedName;
use crate::pki::pkcs12::BundleRequest;
use crate::pki::profile::Profile;
use crate::pki::request::CertificateRequest;

/// The authority that signs the gateway's certificate.
pub const SERVER_ROOT_CA: &str = "server-root-ca";
/// The authority between the server's root and the gateway's certificate.
pub const SERVER_INTERMEDIATE_CA: &str = "server-intermediate-ca";
/// The gateway's certificate.
pub const SERVER: &str = "server";
/// The authority that signs the clients' certificates.
pub const CLIENT_ROOT_CA: &str = "client-root-ca";
/// The authority between the clients' root and the clients.
pub const CLIENT_INTERMEDIATE_CA: &str = "client-intermediate-ca";
/// The server's certificate and whatever lies between it and the root, as the gateway sends it.
pub const SERVER_CHAIN_PATH: &str = "certificates/server-chain.pem";

/// Where the archive keeps the files of a credential, without their extension.
pub fn path(id: &CredentialId) -> String {
    match id.0.strip_prefix("clients/") {
        Some(folder) => format!("certificates/clients/{folder}/client"),
        None => format!("certificates/{}", id.0),
    }
}

/// Where the archive keeps the certificate of a credential.
pub fn certificate_path(id: &str) -> String {
    format!("{}.crt", path(&CredentialId(id.to_owned())))
}

/// Where the archive keeps the private key of a credential.
pub fn key_path(id: &str) -> String {
    format!("{}.key", path(&CredentialId(id.to_owned())))
}

/// The identifier of the client's certificate.
pub fn client_id(answers: &ClientAnswers) -> CredentialId {
    CredentialId(format!("clients/{}", answers.folder))
}

/// The clients' folders.
pub fn clients(certificates: &CertificateAnswers) -> Vec<Client> {
    let folder = |answers| client(answers, certificates.intermediate.is_some());
    certificates.clients.iter().map(folder).collect()
}

fn client(answers: &ClientAnswers, shows_chain: bool) -> Client {
    Client {
        credential: client_id(answers),
        name: answers.name.clone(),
        folder: answers.folder.clone(),
        outcome: answers.outcome,
        has_key: matches!(answers.key, ClientKey::Made { .. }),
        shows_chain,
        second_bundle: match answers.key {
            ClientKey::Made { also, .. } => also,
            ClientKey::Elsewhere(_) => None,
        },
    }
}

/// Every certificate to make, each authority before its leaves.
pub fn requests(certificates: &CertificateAnswers) -> Vec<Request> {
    let mut requests = Vec::new();
    if let Some(made) = &certificates.server {
        if let ServerCa::Made(subject) = &made.ca {
            requests.push(root(SERVER_ROOT_CA, "Server root CA", certificates, subject));
        }
        let mut issuer = SERVER_ROOT_CA;
        if let Some(subject) = &made.intermediate {
            let between = root(SERVER_INTERMEDIATE_CA, "Server intermediate CA", certificates, subject);
            requests.push(below(issuer, between));
            issuer = SERVER_INTERMEDIATE_CA;
        }
        requests.push(server(certificates.key_algorithm, issuer, made));
    }
    if let ClientCa::Made(subject) = &certificates.client_ca {
        requests.push(root(CLIENT_ROOT_CA, "Client root CA", certificates, subject));
    }
    let mut issuer = CLIENT_ROOT_CA;
    if let Some(subject) = &certificates.intermediate {
        let between = root(CLIENT_INTERMEDIATE_CA, "Client intermediate CA", certificates, subject);
        requests.push(below(issuer, between));
        issuer = CLIENT_INTERMEDIATE_CA;
    }
    let clients = certificates.clients.iter();
    requests.extend(clients.map(|client| client_request(certificates.key_algorithm, issuer, client)));
    requests
}

fn root(id: &str, title: &str, certificates: &CertificateAnswers, subject: &DistinguishedName) -> Request {
    Request {
        id: CredentialId(id.to_owned()),
        title: title.to_owned(),
        profile: Profile::RootCa,
        key: certificates.ca_key_algorithm.into(),
        subject: subject.clone(),
        subject_alt_names: Vec::new(),
        validity: certificates.ca_validity,
        issuer: None,
        bundle: None,
    }
}

/// An authority below another.
fn below(issuer: &str, request: Request) -> Request {
    Request {
        profile: Profile::IntermediateCa,
        issuer: Some(CredentialId(issuer.to_owned())),
        ..request
    }
}

fn server(algorithm: KeyAlgorithm, issuer: &str, made: &ServerAnswers) -> Request {
    Request {
        id: CredentialId(SERVER.to_owned()),
        title: made.title.to_owned(),
        profile: Profile::Server,
        key: algorithm.into(),
        subject: made.subject.clone(),
        subject_alt_names: made.names.clone(),
        validity: made.validity,
        issuer: Some(CredentialId(issuer.to_owned())),
        bundle: None,
    }
}

fn client_request(algorithm: KeyAlgorithm, issuer: &str, answers: &ClientAnswers) -> Request {
    let (key, bundle) = match &answers.key {
        ClientKey::Made {
            password,
            profile,
            also,
        } => {
            let bundle = BundleRequest {
                friendly_name: answers.name.clone(),
                password: password.clone(),
                profile: *profile,
                also: *also,
            };
            (algorithm.into(), Some(bundle))
        }
        ClientKey::Elsewhere(request) => (KeySource::Elsewhere(request.key.clone()), None),
    };
    Request {
        id: client_id(answers),
        title: format!("Client certificate “{}”", answers.name),
        profile: Profile::Client,
        key,
        subject: answers.subject.clone(),
        subject_alt_names: answers.subject_alt_names.clone(),
        validity: answers.validity,
        issuer: Some(CredentialId(issuer.to_owned())),
        bundle,
    }
}

/// The requests of those who keep their keys, each with the credential that answers it.
pub fn signing_requests(certificates: &CertificateAnswers) -> Vec<(CredentialId, CertificateRequest)> {
    let of = |answers: &ClientAnswers| match &answers.key {
        ClientKey::Made { .. } => None,
        ClientKey::Elsewhere(signing) => Some((client_id(answers), signing.request.clone())),
    };
    certificates.clients.iter().filter_map(of).collect()
}
