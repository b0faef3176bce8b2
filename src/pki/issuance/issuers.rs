//! Who signs what, checked before any key is made.

use super::{CredentialId, GivenAuthority, IssueError, IssueErrorCause, Request};
use crate::pki::clock::Validity;
use crate::pki::profile::Profile;

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
    /// How many authorities stand below it.
    pub path_length: u8,
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
        if request.bundle.is_some() && !request.key.is_here() {
            return Err(failed(IssueErrorCause::BundleKeyElsewhere));
        }
        Ok(Signature {
            issuer,
            validity,
            path_length: 0,
        })
    };
    let mut signatures: Vec<Signature> = requests.iter().enumerate().map(sign).collect::<Result<_, _>>()?;
    // Issuers come before what they sign: from the end on, everything below a request is settled when it is reached.
    for position in (0..requests.len()).rev() {
        let request = &requests[position];
        let Signature {
            issuer, path_length, ..
        } = signatures[position];
        match issuer {
            Issuer::Requested(above) if request.profile.is_ca() => {
                let above = &mut signatures[above].path_length;
                *above = (*above).max(path_length.saturating_add(1));
            }
            Issuer::Given(above) if request.profile.is_ca() && !reaches(&given[above], path_length) => {
                let above = given[above].id.clone();
                return Err(request.failed(IssueErrorCause::IssuerPathLength(above)));
            }
            _ => {}
        }
    }
    Ok(Plan {
        requests,
        given,
        signatures,
    })
}

/// Whether an authority may sign one with so many authorities below it.
fn reaches(authority: &GivenAuthority, path_length: u8) -> bool {
    let constraints = authority.certificate.details().basic_constraints;
    let limit = constraints.and_then(|constraints| constraints.path_length);
    limit.is_none_or(|limit| limit > u32::from(path_length))
}

fn issuer(request: &Request, earlier: &[Request], given: &[GivenAuthority]) -> Result<Issuer, IssueErrorCause> {
    let requested = |id: &CredentialId| earlier.iter().position(|other| other.id == *id);
    let given = |id: &CredentialId| given.iter().position(|other| other.id == *id);
    if requested(&request.id).is_some() || given(&request.id).is_some() {
        return Err(IssueErrorCause::RepeatedId(request.id.clone()));
    }
    let Some(issuer) = &request.issuer else {
        return match (request.profile, request.key.is_here()) {
            (Profile::RootCa, true) => Ok(Issuer::Itself),
            (Profile::RootCa, false) => Err(IssueErrorCause::RootKeyElsewhere),
            _ => Err(IssueErrorCause::NoIssuer),
        };
    };
    if request.profile == Profile::RootCa {
        return Err(IssueErrorCause::RootWithIssuer);
    }
    if let Some(position) = given(issuer) {
        return Ok(Issuer::Given(position));
    }
    match requested(issuer) {
        Some(position) if !earlier[position].key.is_here() => Err(IssueErrorCause::IssuerKeyElsewhere(issuer.clone())),
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
