//! The certificates of an ingress gateway: which are made, and where the archive keeps them.

use super::answers::{Answers, CertificateAnswers, ClientAnswers, ClientCa, ServerAnswers};
use super::verification::Client;
use crate::pki::issuance::{CredentialId, Request};
use crate::pki::name::{DistinguishedName, SanError, SubjectAltName};
use crate::pki::pkcs12::BundleRequest;
use crate::pki::profile::Profile;

/// The authority that signs the gateway's certificate.
pub const SERVER_ROOT_CA: &str = "server-root-ca";
/// The gateway's certificate.
pub const SERVER: &str = "server";
/// The authority that signs the clients' certificates.
pub const CLIENT_ROOT_CA: &str = "client-root-ca";
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

/// The client's folder.
pub fn client(answers: &ClientAnswers) -> Client {
    Client {
        credential: CredentialId(format!("clients/{}", answers.folder)),
        folder: answers.folder.clone(),
        outcome: answers.outcome,
    }
}

/// Every certificate to make, each authority before its leaves.
///
/// # Errors
/// Where a host cannot stand in a certificate; the answers' own checks are stricter, so this does not happen for them.
pub fn requests(answers: &Answers) -> Result<Vec<Request>, SanError> {
    let certificates = &answers.certificates;
    let mut requests = Vec::new();
    if let Some(made) = &certificates.server {
        requests.push(root(SERVER_ROOT_CA, "Server root CA", certificates, &made.ca));
        requests.push(server(answers, made)?);
    }
    if let ClientCa::Made(subject) = &certificates.client_ca {
        requests.push(root(CLIENT_ROOT_CA, "Client root CA", certificates, subject));
    }
    let clients = certificates.clients.iter();
    requests.extend(clients.map(|client| client_request(certificates, client)));
    Ok(requests)
}

fn root(id: &str, title: &str, certificates: &CertificateAnswers, subject: &DistinguishedName) -> Request {
    Request {
        id: CredentialId(id.to_owned()),
        title: title.to_owned(),
        profile: Profile::RootCa,
        key: certificates.key_algorithm.into(),
        subject: subject.clone(),
        subject_alt_names: Vec::new(),
        validity: certificates.ca_validity,
        issuer: None,
        bundle: None,
    }
}

fn server(answers: &Answers, made: &ServerAnswers) -> Result<Request, SanError> {
    let certificates = &answers.certificates;
    Ok(Request {
        id: CredentialId(SERVER.to_owned()),
        title: "Gateway certificate".to_owned(),
        profile: Profile::Server,
        key: certificates.key_algorithm.into(),
        subject: made.subject.clone(),
        // A wildcard does not cover the name that it hangs from, so that name stands beside it.
        subject_alt_names: vec![
            SubjectAltName::dns(answers.domains.gateway.as_str())?,
            SubjectAltName::dns(answers.domains.subdomain.as_str())?,
        ],
        validity: certificates.leaf_validity,
        issuer: Some(CredentialId(SERVER_ROOT_CA.to_owned())),
        bundle: None,
    })
}

fn client_request(certificates: &CertificateAnswers, answers: &ClientAnswers) -> Request {
    Request {
        id: client(answers).credential,
        title: format!("Client certificate “{}”", answers.name),
        profile: Profile::Client,
        key: certificates.key_algorithm.into(),
        subject: answers.subject.clone(),
        subject_alt_names: answers.subject_alt_names.clone(),
        validity: answers.validity,
        issuer: Some(CredentialId(CLIENT_ROOT_CA.to_owned())),
        bundle: Some(BundleRequest {
            friendly_name: answers.name.clone(),
            password: answers.password.clone(),
            profile: answers.profile,
        }),
    }
}
