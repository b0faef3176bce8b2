//! A new authority takes over from an old one without a gap: both are trusted first, then everybody moves, then only the new
//! one is trusted.

mod clients;
mod server;

use super::keyring::{Held, Keyring, Role};
use super::package::{Package, Step};
use super::renewal::{KeyChoice, RenewalError, RenewalProblem, Work, algorithm, request};
use super::setup::Setup;
use crate::pki::certificate::Certificate;
use crate::pki::clock::{UnixTime, Validity};
use crate::pki::issuance::{Credential, CredentialId, Issued, Request};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{AttributeType, DistinguishedName};
use crate::pki::pkcs12::Password;
use crate::pki::profile::Profile;
use crate::pki::revocation::RevocationList;
use crate::plan::certificates::path;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Rotation {
    /// The position of the old authority in the keyring.
    pub authority: usize,
    /// The common name of the new one: another than the old one's, or programs could mix the two up.
    pub common_name: String,
    pub authority_days: u32,
    /// Of the new authority's key; `None` for that of the old one's.
    pub authority_key: Option<KeyAlgorithm>,
    /// For what it signs.
    pub days: u32,
    pub key: KeyChoice,
}

/// Whom the old authority vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The gateway trusts it.
    Clients,
    /// The clients trust it.
    Server,
}

impl Side {
    /// What this authority signed; `None` for nothing that is here.
    pub fn of(keyring: &Keyring, authority: usize) -> Option<Self> {
        let mut leaves = leaves(keyring, authority);
        leaves.next().map(|held| match held.role {
            Role::Server => Self::Server,
            Role::Authority | Role::Client => Self::Clients,
        })
    }
}

/// What the authority signed, but for other authorities.
fn leaves(keyring: &Keyring, authority: usize) -> impl Iterator<Item = &Held> {
    let is_below = move |held: &&Held| held.role != Role::Authority && keyring.issuer(held) == Some(authority);
    keyring.held.iter().filter(is_below)
}

/// A name for the new authority: the old one's with the month behind it.
pub fn suggested_name(old: &Held, now: UnixTime) -> String {
    let month: String = now.to_string().chars().take(7).collect();
    let title = old.title();
    let is_month = |text: &str| {
        text.len() == 7
            && text
                .chars()
                .all(|character| character.is_ascii_digit() || character == '-')
    };
    let base = match title.rsplit_once(' ') {
        Some((base, last)) if is_month(last) => base,
        _ => &title,
    };
    // A common name has at most 64 characters.
    let base: String = base.chars().take(56).collect();
    let name = [base.trim_end(), " ", &month].concat();
    if name == title { [&name, "-2"].concat() } else { name }
}

/// What is to be made: the new authority, and everything that the old one signed.
///
/// # Errors
/// What stands in the way.
pub fn work(
    keyring: &Keyring,
    rotation: &Rotation,
    now: UnixTime,
    password: &mut dyn FnMut() -> Option<Password>,
) -> Result<Work, RenewalError> {
    let old = &keyring.held[rotation.authority];
    let failed = |title: String| move |problem| RenewalError { title, problem };
    let authority = authority(old, rotation, now).map_err(failed(old.title()))?;
    let id = authority.id.clone();
    let end = authority.validity.not_after();
    let mut requests = vec![authority];
    for held in leaves(keyring, rotation.authority) {
        let mut leaf =
            request(keyring, held, rotation.key, rotation.days, now, password).map_err(failed(held.title()))?;
        if leaf.validity.not_after() > end {
            let authority = rotation.common_name.clone();
            return Err(failed(held.title())(RenewalProblem::Outlives { authority, end }));
        }
        leaf.issuer = Some(id.clone());
        requests.push(leaf);
    }
    Ok(Work {
        requests,
        given: Vec::new(),
    })
}

fn authority(old: &Held, rotation: &Rotation, now: UnixTime) -> Result<Request, RenewalProblem> {
    let details = old.certificate.details();
    let mut subject = DistinguishedName::read(&details.subject.der)
        .map_err(RenewalProblem::Subject)?
        .attributes()
        .iter()
        .map(|attribute| (attribute.kind(), attribute.value().to_owned()))
        .filter(|(kind, _)| *kind != AttributeType::CommonName)
        .collect::<Vec<_>>();
    subject.push((AttributeType::CommonName, rotation.common_name.trim().to_owned()));
    let subject = DistinguishedName::new(subject).map_err(RenewalProblem::Subject)?;
    let validity = Validity::days_from(now, rotation.authority_days)?;
    if !Profile::RootCa.allows(&validity) {
        return Err(RenewalProblem::TooLong(Profile::RootCa.maximum_validity_days()));
    }
    Ok(Request {
        id: new_id(old),
        title: rotation.common_name.clone(),
        profile: Profile::RootCa,
        key: rotation
            .authority_key
            .unwrap_or_else(|| algorithm(&details.public_key))
            .into(),
        subject,
        subject_alt_names: Vec::new(),
        validity,
        issuer: None,
        bundle: None,
    })
}

/// The identifier of the new authority while the old one is still there.
pub fn new_id(old: &Held) -> CredentialId {
    CredentialId(["new-", &old.id.0].concat())
}

/// What was made of a rotation.
pub struct Made<'a> {
    pub work: &'a Work,
    pub issued: &'a Issued,
    /// The new authority's first revocation list, which is needed where the old one has one: a gateway with a list demands one
    /// of every authority.
    pub new_list: Option<&'a RevocationList>,
}

/// The plan, phase by phase, with the files of each phase in a folder of its own.
pub fn package(
    keyring: &Keyring,
    setup: &Setup,
    rotation: &Rotation,
    made: &Made<'_>,
    now: UnixTime,
) -> Option<Package> {
    let old = &keyring.held[rotation.authority];
    let new = made.issued.credential(&new_id(old))?;
    let name = keyring.folder.as_deref().unwrap_or("mtls");
    let side = Side::of(keyring, rotation.authority)?;
    let suffix = match side {
        Side::Clients => "-new-client-ca",
        Side::Server => "-new-server-ca",
    };
    let mut package = Package::new(
        &["From ", &old.title(), " to ", &rotation.common_name].concat(),
        [name, suffix].concat(),
        "",
    );
    let parts = Parts {
        keyring,
        setup,
        old,
        new,
        made,
        now,
    };
    match side {
        Side::Clients => parts.clients(&mut package),
        Side::Server => parts.server(&mut package),
    }
    package.document("ROTATION.md");
    Some(package)
}

/// The files of the time before.
const BEFORE: &str = "0-before/";

/// What the phases are made of.
struct Parts<'a> {
    keyring: &'a Keyring,
    setup: &'a Setup,
    old: &'a Held,
    new: &'a Credential,
    made: &'a Made<'a>,
    now: UnixTime,
}

impl Parts<'_> {
    /// The authority's file, which has the same name in each phase's folder.
    fn file(&self) -> String {
        [&path(&self.anchor().id), ".crt"].concat()
    }

    /// How each side of a rotation begins: with the files of all phases, and what is trusted in each of them.
    fn begin(&self, package: &mut Package, phases: &[(&str, &[&Certificate])]) {
        for (prefix, trusted) in phases {
            package.certificates(&[prefix, self.file().as_str()].concat(), trusted);
        }
        package.steps.push(Step {
            title: "Unpack the files of all phases".to_owned(),
            text: "Each phase has a folder. Do not begin a phase before the check of the one before it is passed; there may be weeks between them.".to_owned(),
            commands: package.unpack(),
            ..Step::default()
        });
    }

    /// What is trusted where the old authority signs.
    fn anchor(&self) -> &Held {
        self.keyring.anchor(self.old)
    }

    /// The new certificates but for the authority's.
    fn leaves(&self) -> impl Iterator<Item = &Credential> {
        let is_leaf = |credential: &&Credential| credential.id != self.new.id;
        self.made.issued.credentials.iter().filter(is_leaf)
    }

    fn add_leaves(&self, package: &mut Package, prefix: &str) {
        for credential in self.leaves() {
            let request = self
                .made
                .work
                .requests
                .iter()
                .find(|request| request.id == credential.id);
            package.credential(prefix, credential, request.and_then(|request| request.bundle.as_ref()));
        }
    }

    /// The new authority under the old one's name, with its key, as an archive of its own would have it.
    fn add_authority(&self, package: &mut Package, prefix: &str) {
        let credential = Credential {
            id: self.anchor().id.clone(),
            ..self.new.clone()
        };
        package.credential(prefix, &credential, None);
    }
}
