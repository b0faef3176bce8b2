//! Why an issuance stopped.

use super::CredentialId;
use crate::locale::say;
use crate::pki::certificate::CertificateError;
use crate::pki::key::KeyError;
use crate::pki::pkcs12::Pkcs12Error;

/// Why an issuance stopped, and at which credential.
#[derive(Debug, thiserror::Error)]
#[error("{title}: {cause}")]
pub struct IssueError {
    pub title: String,
    pub cause: IssueErrorCause,
}

#[derive(Debug, thiserror::Error)]
pub enum IssueErrorCause {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    #[error(transparent)]
    Pkcs12(#[from] Pkcs12Error),
    #[error("{}", say!("its issuer {value} does not come before it", value = .0))]
    UnknownIssuer(CredentialId),
    #[error("{}", say!("its issuer {value} is not a certification authority", value = .0))]
    IssuerNotAuthority(CredentialId),
    #[error("{}", say!("a root certification authority has no issuer"))]
    RootWithIssuer,
    #[error("{}", say!("it needs an issuer"))]
    NoIssuer,
    #[error("{}", say!("its issuer {value} may not sign authorities", value = .0))]
    IssuerPathLength(CredentialId),
    #[error("{}", say!("the key of its issuer {value} is not here", value = .0))]
    IssuerKeyElsewhere(CredentialId),
    #[error("{}", say!("a root certification authority signs itself, so its key must be here"))]
    RootKeyElsewhere,
    #[error("{}", say!("a PKCS#12 file holds the private key, which is not here"))]
    BundleKeyElsewhere,
    #[error("{}", say!("it would be valid for longer than its issuer {value}", value = .0))]
    OutlivesIssuer(CredentialId),
    #[error("{}", say!("the identifier {value} is used twice", value = .0))]
    RepeatedId(CredentialId),
}
