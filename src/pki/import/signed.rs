//! Whether certificates that name each other were signed so.

use super::findings::title;
use super::problem::ImportProblem;
use crate::pki::certificate::Certificate;
use crate::pki::signature::{SignedOctets, Verdict, Verifier};

/// Checks that each certificate of a path was signed with the key of the next one. What cannot be checked here (see
/// [`Verdict::Unknown`]) passes, and so does the last one: whoever trusts a root does not go by its signature (RFC 5280 section 6.1).
///
/// # Errors
/// [`ImportProblem::Forged`] for the first that was not.
pub async fn check_signatures<V: Verifier>(
    path: impl Iterator<Item = &Certificate>,
    verifier: &V,
) -> Result<(), ImportProblem> {
    let mut below: Option<&Certificate> = None;
    for issuer in path {
        if let Some(certificate) = below
            && let Ok(signed) = SignedOctets::from_der(certificate.der())
            && signed.check(&issuer.details().public_key_info, verifier).await == Verdict::Invalid
        {
            return Err(ImportProblem::Forged {
                certificate: title(certificate),
                issuer: title(issuer),
            });
        }
        below = Some(issuer);
    }
    Ok(())
}
