//! What the user has already: a server's certificate, an authority for clients.

use super::answers::ClientCa;
use super::certificates::CLIENT_ROOT_CA;
use crate::pki::clock::UnixTime;
use crate::pki::import::{ImportedAuthority, ServerCredential};
use crate::pki::issuance::{CredentialId, GivenAuthority};

/// What is not made here but was brought along.
#[derive(Clone, Debug, Default)]
pub struct Brought {
    /// The gateway's certificate; `None` where it is made here or by the cluster.
    pub server: Option<BroughtServer>,
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
    /// What these answers bring along.
    pub fn of(server: &BroughtServer, client_ca: &ClientCa) -> Self {
        Self {
            server: Some(server.clone()),
            ..Self::authority(client_ca)
        }
    }

    /// An authority alone.
    pub fn authority(client_ca: &ClientCa) -> Self {
        Self {
            server: None,
            client_authority: match client_ca {
                ClientCa::Made(_) => None,
                ClientCa::Brought(authority) => Some((**authority).clone()),
            },
        }
    }

    /// The authorities that sign what is requested.
    pub fn authorities(&self) -> Vec<GivenAuthority> {
        let id = CredentialId(CLIENT_ROOT_CA.to_owned());
        let authority = self.client_authority.as_ref();
        let given = authority.and_then(|authority| authority.given(id, "Client root CA"));
        given.into_iter().collect()
    }
}
