//! Who signs what, checked before any key is made.

use super::{CredentialId, GivenAuthority, IssueError, IssueErrorCause, Request};
use crate::pki::clock::Validity;

/// The requests, each with its issuer and its validity.
pub struct Plan<'a> {
    pub requests: &'a [Request],
    pub given: &'a [GivenAuthority],
    /// One for each request.
    pub signatures: Vec<Signature>,
}

/// How a request is signed.
pub struct Signature {
    pub issuer: Issuer,
    pub validity: Validity,
}

/// Who signs a request.
#[derive(Clone, Copy)]
pub enum Issuer {
    Itself,
    /// The request at this position, which comes earlier.
    Requested(usize),
    /// The given authority at this position.
    Given(usize),
}

pub fn plan<'a>(requests: &'a [Request], given: &'a [GivenAuthority]) -> Result<Plan<'a>, IssueError> {
    let sign = |(position, request): (usize, &Request)| {
        let failed = |cause| request.failed(cause);
        let issuer = issuer(request, &requests[..position], given).map_err(failed)?;
        let validity = validity(request, issuer, given).map_err(failed)?;
        Ok(Signature { issuer, validity })
    };
    Ok(Plan {
        requests,
        given,
        signatures: requests.iter().enumerate().map(sign).collect::<Result<_, _>>()?,
    })
}

fn issuer(request: &Request, earlier: &[Request], given: &[GivenAuthority]) -> Result<Issuer, IssueErrorCause> {
    let requested = |id: &CredentialId| earlier.iter().position(|other| other.id == *id);
    let given = |id: &CredentialId| given.iter().position(|other| other.id == *id);
    if requested(&request.id).is_some() || given(&request.id).is_some() {
        return Err(IssueErrorCause::RepeatedId(request.id.clone()));
    }
    let Some(issuer) = &request.issuer else {
        return if request.profile.is_ca() {
            Ok(Issuer::Itself)
        } else {
            Err(IssueErrorCause::NoIssuer)
        };
    };
    if request.profile.is_ca() {
        return Err(IssueErrorCause::RootWithIssuer);
    }
    if let Some(position) = given(issuer) {
        return Ok(Issuer::Given(position));
    }
    match requested(issuer) {
        Some(position) if earlier[position].profile.is_ca() => Ok(Issuer::Requested(position)),
        Some(_) => Err(IssueErrorCause::IssuerNotAuthority(issuer.clone())),
        None => Err(IssueErrorCause::UnknownIssuer(issuer.clone())),
    }
}

/// What was requested, but not from before a given authority's own start. The end is a person's choice, and not changed.
fn validity(request: &Request, issuer: Issuer, given: &[GivenAuthority]) -> Result<Validity, IssueErrorCause> {
    let Issuer::Given(position) = issuer else {
        return Ok(request.validity);
    };
    let authority = &given[position];
    let limits = authority.certificate.details().validity;
    let start = request.validity.not_before().max(limits.not_before());
    let end = request.validity.not_after();
    Validity::new(start, end)
        .ok()
        .filter(|_| end <= limits.not_after())
        .ok_or_else(|| IssueErrorCause::OutlivesIssuer(authority.id.clone()))
}
