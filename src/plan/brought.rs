//! What the user has already: a server's certificate, an authority for clients.

use super::answers::{CertificateAnswers, ClientCa, ServerCa};
use super::certificates::{CLIENT_ROOT_CA, SERVER_ROOT_CA, certificate_path};
use super::{Provided, ProvidedContent};
use crate::pki::clock::UnixTime;
use crate::pki::import::{ImportProblem, ImportedAuthority, ServerCredential, check_signatures};
use crate::pki::issuance::{CredentialId, GivenAuthority};
use crate::pki::signature::Verifier;

/// What is not made here but was brought along.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The gateway's certificate; `None` where it is made here or by the cluster.
    pub server: Option<BroughtServer>,
    /// The authority that signs the gateway's certificate; `None` where it is made here, or where that certificate is not.
    pub server_authority: Option<ImportedAuthority>,
    /// The authority that clients are checked against; `None` where it is made here.
    pub client_authority: Option<ImportedAuthority>,
}

/// Where the gateway's certificate is.
#[derive(Clone, Debug)]
pub enum BroughtServer {
    /// In a Secret that is in the cluster already.
    Secret,
    Files(Box<ServerFiles>),
}

/// A certificate and a key that were read.
#[derive(Clone, Debug)]
pub struct ServerFiles {
    pub credential: ServerCredential,
    /// When it was read, which its dates were compared with.
    pub read_at: UnixTime,
}

impl Brought {
    /// The authorities that these answers bring along.
    pub fn of(certificates: &CertificateAnswers) -> Self {
        Self {
            server: None,
            server_authority: match certificates.server.as_ref().map(|server| &server.ca) {
                Some(ServerCa::Brought(authority)) => Some((**authority).clone()),
                Some(ServerCa::Made(_)) | None => None,
            },
            client_authority: match &certificates.client_ca {
                ClientCa::Made(_) => None,
                ClientCa::Brought(authority) => Some((**authority).clone()),
            },
        }
    }

    /// The authority that stands in for the one with this identifier.
    pub fn authority(&self, id: &str) -> Option<&ImportedAuthority> {
        match id {
            SERVER_ROOT_CA => self.server_authority.as_ref(),
            CLIENT_ROOT_CA => self.client_authority.as_ref(),
            _ => None,
        }
    }

    /// Checks the signatures in all chains that were brought along.
    ///
    /// # Errors
    /// The first that is wrong: of which chain, for people, and what is wrong.
    pub async fn check_signatures<V: Verifier>(&self, verifier: &V) -> Result<(), (&'static str, ImportProblem)> {
        if let Some(BroughtServer::Files(files)) = &self.server {
            let path = files.credential.chain.path();
            let checked = check_signatures(path, verifier).await;
            checked.map_err(|problem| ("The gateway’s certificate", problem))?;
        }
        for (what, authority) in [
            ("The server CA", &self.server_authority),
            ("The client CA", &self.client_authority),
        ] {
            if let Some(authority) = authority {
                let checked = check_signatures(authority.path(), verifier).await;
                checked.map_err(|problem| (what, problem))?;
            }
        }
        Ok(())
    }

    /// The authorities that sign what is requested.
    pub fn authorities(&self) -> Vec<GivenAuthority> {
        let titled = [(SERVER_ROOT_CA, "Server root CA"), (CLIENT_ROOT_CA, "Client root CA")];
        let given = |(id, title): (&str, &str)| self.authority(id)?.given(CredentialId(id.to_owned()), title);
        titled.into_iter().filter_map(given).collect()
    }

    /// The authorities' certificates under the names that the archive's contract gives them. Their keys are not among them: whoever
    /// has one keeps it where it is.
    pub fn authority_files(&self) -> Vec<Provided> {
        let file = |id: &str, pem: String| Provided {
            path: certificate_path(id),
            content: ProvidedContent::Certificates(pem),
        };
        let mut files = Vec::new();
        if let Some(authority) = &self.server_authority {
            // Those above it as well: some clients trust an authority only together with its root.
            files.push(file(SERVER_ROOT_CA, authority.trusted_pem()));
        }
        if let Some(authority) = &self.client_authority {
            // Only itself: with the root beside it, the clients of every other authority of that root would get in as well.
            files.push(file(CLIENT_ROOT_CA, authority.certificate.pem()));
        }
        files
    }
}
