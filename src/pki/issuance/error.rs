//! Why an issuance stopped.

use super::CredentialId;
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
    #[error("its issuer {0} does not come before it")]
    UnknownIssuer(CredentialId),
    #[error("its issuer {0} is not a certification authority")]
    IssuerNotAuthority(CredentialId),
    #[error("a root certification authority has no issuer")]
    RootWithIssuer,
    #[error("it needs an issuer")]
    NoIssuer,
    #[error("its issuer {0} may not sign authorities")]
    IssuerPathLength(CredentialId),
    #[error("the key of its issuer {0} is not here")]
    IssuerKeyElsewhere(CredentialId),
    #[error("a root certification authority signs itself, so its key must be here")]
    RootKeyElsewhere,
    #[error("a PKCS#12 file holds the private key, which is not here")]
    BundleKeyElsewhere,
    #[error("it would be valid for longer than its issuer {0}")]
    OutlivesIssuer(CredentialId),
    #[error("the identifier {0} is used twice")]
    RepeatedId(CredentialId),
}
