//! New certificates under the same authorities, with the same names.

mod pins;
mod steps;

use super::calendar::{self, Event};
use super::keyring::{Held, Keyring, Role};
use super::package::Package;
use super::setup::Setup;
use crate::locale::say;
use crate::pki::clock::{ClockError, UnixTime, Validity};
use crate::pki::decode::{AlternativeName, PublicKeyKind};
use crate::pki::issuance::{Credential, GivenAuthority, Issued, KeySource, Request};
use crate::pki::key::{KeyAlgorithm, PublicKey};
use crate::pki::name::{DistinguishedName, NameError, SanError, SubjectAltName};
use crate::pki::pkcs12::{BundleRequest, EncryptionProfile, Password};
use crate::pki::profile::Profile;
use crate::plan::certificates::SERVER;
use crate::render::archive::Content;

/// Which key a new certificate has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyChoice {
    Same,
    New(NewKeys),
}

/// Of which algorithm new keys are, by whose they are; `None` for that of the key before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NewKeys {
    pub server: Option<KeyAlgorithm>,
    pub clients: Option<KeyAlgorithm>,
}

impl NewKeys {
    fn of(self, held: &Held) -> KeyAlgorithm {
        let chosen = match held.role {
            Role::Server => self.server,
            Role::Authority | Role::Client => self.clients,
        };
        chosen.unwrap_or_else(|| algorithm(&held.certificate.details().public_key))
    }
}

/// What is made anew, and for how long.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Positions in the keyring.
    pub positions: Vec<usize>,
    pub key: KeyChoice,
    /// How many days the new certificates are valid.
    pub days: u32,
}

/// What an issuance needs.
#[derive(Clone, Debug)]
pub struct Work {
    pub requests: Vec<Request>,
    pub given: Vec<GivenAuthority>,
}

/// Why a certificate cannot be made anew: whose, and what.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{title}: {problem}")]
pub struct RenewalError {
    pub title: String,
    pub problem: RenewalProblem,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenewalProblem {
    #[error("{}", say!("the certificate of the authority that issued it is not among the files; add it, with its key"))]
    NoIssuer,
    #[error("{}", say!("the key of its authority {value} is not among the files; add the .key file of that authority", value = .0))]
    NoIssuerKey(String),
    #[error("{}", say!("its subject cannot be repeated: {value}. Make a new one instead", value = .0))]
    Subject(NameError),
    #[error("{}", say!("its alternative name {value} cannot be repeated. Make a new one instead", value = .0))]
    AlternativeName(String),
    #[error("{}", say!("it has no alternative name, which today’s readers demand. Make a new one instead"))]
    NoAlternativeName,
    #[error("{}", say!("its authority {authority} ends on {end}, before the new certificate would. Type fewer days, or move to a new authority first", authority, end))]
    Outlives { authority: String, end: UnixTime },
    #[error("{}", say!("certificates of this kind are valid for at most {value} days. Type fewer days", value = .0))]
    TooLong(u32),
    #[error("{}", say!("an authority is not renewed but replaced: use the rotation below"))]
    Authority,
    #[error("{}", say!("there are no random numbers for the password of its bundle. Reload the page and try again"))]
    NoPassword,
    #[error(transparent)]
    Days(#[from] ClockError),
}

/// What is to be made. `password` is asked for a bundle whose password is not known.
///
/// # Errors
/// The first certificate that cannot be made anew.
pub fn work(
    keyring: &Keyring,
    choice: &Choice,
    now: UnixTime,
    password: &mut dyn FnMut() -> Option<Password>,
) -> Result<Work, RenewalError> {
    let mut work = Work {
        requests: Vec::new(),
        given: Vec::new(),
    };
    for held in choice
        .positions
        .iter()
        .filter_map(|position| keyring.held.get(*position))
    {
        let failed = |problem| RenewalError {
            title: held.title(),
            problem,
        };
        let issuer = keyring.issuer(held).map(|position| &keyring.held[position]);
        let issuer = issuer.ok_or_else(|| failed(RenewalProblem::NoIssuer))?;
        let given = issuer.given();
        let given = given.ok_or_else(|| failed(RenewalProblem::NoIssuerKey(issuer.title())))?;
        let mut request = request(keyring, held, choice.key, choice.days, now, password).map_err(failed)?;
        let end = issuer.certificate.details().validity.not_after();
        if request.validity.not_after() > end {
            let authority = issuer.title();
            return Err(failed(RenewalProblem::Outlives { authority, end }));
        }
        request.issuer = Some(given.id.clone());
        work.requests.push(request);
        if !work.given.iter().any(|other| other.id == given.id) {
            work.given.push(given);
        }
    }
    Ok(work)
}

/// A certificate with the names of this one, still without an issuer.
pub(super) fn request(
    keyring: &Keyring,
    held: &Held,
    key: KeyChoice,
    days: u32,
    now: UnixTime,
    password: &mut dyn FnMut() -> Option<Password>,
) -> Result<Request, RenewalProblem> {
    let details = held.certificate.details();
    let profile = match held.role {
        Role::Authority => return Err(RenewalProblem::Authority),
        Role::Server => Profile::Server,
        Role::Client => Profile::Client,
    };
    let validity = Validity::days_from(now, days)?;
    if !profile.allows(&validity) {
        return Err(RenewalProblem::TooLong(profile.maximum_validity_days()));
    }
    let names: Vec<SubjectAltName> = details
        .subject_alt_names
        .iter()
        .map(repeated)
        .collect::<Result<_, _>>()?;
    if names.is_empty() {
        return Err(RenewalProblem::NoAlternativeName);
    }
    let key = match (key, &held.key) {
        (KeyChoice::New(keys), _) => KeySource::Make(keys.of(held)),
        (KeyChoice::Same, Some(key)) => KeySource::Given(key.clone()),
        // Its owner keeps the key; the certificate is all that is made.
        (KeyChoice::Same, None) => match PublicKey::from_info(details.public_key_info.clone()) {
            Ok(key) => KeySource::Elsewhere(key),
            Err(_) => KeySource::Make(algorithm(&details.public_key)),
        },
    };
    let has_bundle = held.role == Role::Client && key.is_here();
    let bundle = if has_bundle {
        Some(BundleRequest {
            friendly_name: held.title(),
            password: held
                .password
                .clone()
                .or_else(password)
                .ok_or(RenewalProblem::NoPassword)?,
            profile: encryption(keyring).0,
            also: encryption(keyring).1,
        })
    } else {
        None
    };
    Ok(Request {
        id: held.id.clone(),
        title: held.title(),
        profile,
        key,
        subject: DistinguishedName::read(&details.subject.der).map_err(RenewalProblem::Subject)?,
        subject_alt_names: names,
        validity,
        issuer: None,
        bundle,
    })
}

/// How the archive's bundles are encrypted.
fn encryption(keyring: &Keyring) -> (EncryptionProfile, Option<EncryptionProfile>) {
    let answer = keyring.origin.as_ref().and_then(|origin| origin.answer("p12"));
    let profiles = answer.and_then(EncryptionProfile::read_all).unwrap_or_default();
    let first = profiles.first().copied().unwrap_or(EncryptionProfile::Modern);
    (first, profiles.get(1).copied())
}

/// The algorithm to make a new key with, after the old one's.
pub fn algorithm(kind: &PublicKeyKind) -> KeyAlgorithm {
    let same = KeyAlgorithm::ALL
        .into_iter()
        .find(|algorithm| PublicKeyKind::from(*algorithm) == *kind);
    same.unwrap_or(KeyAlgorithm::Rsa2048)
}

fn repeated(name: &AlternativeName) -> Result<SubjectAltName, RenewalProblem> {
    let failed = |_: SanError| RenewalProblem::AlternativeName(name.to_string());
    match name {
        AlternativeName::Dns(text) => SubjectAltName::dns(text.as_str()).map_err(failed),
        AlternativeName::Uri(text) => SubjectAltName::uri(text.as_str()).map_err(failed),
        AlternativeName::Email(text) => SubjectAltName::email(text.as_str()).map_err(failed),
        AlternativeName::Ip(address) => Ok(SubjectAltName::Ip(*address)),
        AlternativeName::Other(_) => Err(RenewalProblem::AlternativeName(name.to_string())),
    }
}

/// The renewed files in the archive's own layout, to unpack over it, and what to do with them.
pub fn package(keyring: &Keyring, setup: &Setup, work: &Work, issued: &Issued, now: UnixTime) -> Package {
    let folder = keyring.folder.clone().unwrap_or_else(|| "mtls-renewed".to_owned());
    let mut package = Package::new("Renewed certificates", folder, "-renewed");
    let renewed: Vec<(&Held, &Credential)> = issued
        .credentials
        .iter()
        .filter_map(|credential| Some((keyring.by_id(&credential.id.0)?, credential)))
        .collect();
    let first = steps::unpack(&package, keyring);
    package.steps.push(first);
    for (_, credential) in &renewed {
        let request = work.requests.iter().find(|request| request.id == credential.id);
        package.credential("", credential, request.and_then(|request| request.bundle.as_ref()));
    }
    steps::check_names(&mut package, &renewed);
    pins::renew(&mut package, keyring, setup, &renewed);
    if let Some((_, server)) = renewed.iter().find(|(held, _)| held.id.0 == SERVER) {
        steps::server(&mut package, keyring, setup, server);
    }
    let clients: Vec<&Credential> = with_role(&renewed, Role::Client);
    if !clients.is_empty() {
        steps::clients(&mut package, setup, &clients);
        steps::caller(&mut package, setup, &clients);
        package.steps.push(steps::test(setup, keyring, &clients));
    }
    let events = renewed_events(keyring, &renewed);
    package.add(
        "expiry.ics",
        Content::Document,
        calendar::calendar(&events, now).into_bytes(),
    );
    package.document("RENEWAL.md");
    package
}

fn with_role<'a>(renewed: &[(&Held, &'a Credential)], role: Role) -> Vec<&'a Credential> {
    let with_role = renewed.iter().filter(|(held, _)| held.role == role);
    with_role.map(|(_, credential)| *credential).collect()
}

/// The ends after the renewal.
fn renewed_events(keyring: &Keyring, renewed: &[(&Held, &Credential)]) -> Vec<Event> {
    let mut keyring = keyring.clone();
    for held in &mut keyring.held {
        if let Some((_, credential)) = renewed.iter().find(|(old, _)| old.id == held.id) {
            held.certificate = credential.certificate.clone();
        }
    }
    calendar::events(&keyring)
}
