//! Revocation: which lists a gateway needs, what stands in them, and how they are put to use.

mod putting;

pub(super) use putting::beside_server;
pub use putting::{LIST_PATH, package};

use super::keyring::Keyring;
use crate::locale::say;
use crate::pki::certificate::Certificate;
use crate::pki::clock::{ClockError, SECONDS_PER_DAY, UnixTime};
use crate::pki::revocation::{ListNumber, Reason, Revocation, RevocationError, RevocationList, may_sign};

/// What is to be revoked.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Positions of clients in the keyring, all of one authority, each with a reason.
    pub clients: Vec<(usize, Reason)>,
    /// Positions of clients of this authority that are on hold and get in again.
    pub lifted: Vec<usize>,
    /// The position of their authority.
    pub authority: usize,
    /// After how many days the next list is due.
    pub days: u32,
}

/// A list to be made.
#[derive(Clone, Debug)]
pub struct Order {
    /// The position of the authority that signs it.
    pub authority: usize,
    pub number: ListNumber,
    pub this_update: UnixTime,
    pub next_update: UnixTime,
    pub entries: Vec<Revocation>,
}

/// The lists that the gateway needs: those to be made, and those that are there and still good.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    pub make: Vec<Order>,
    pub keep: Vec<RevocationList>,
}

/// Why no list is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevokingError {
    #[error("{title}: {error}")]
    Authority { title: String, error: RevocationError },
    #[error("{}", say!("{value}: its key is not among the files, and only that key can sign its revocation list; add the .key file of the authority", value = .0))]
    NoKey(String),
    #[error("{}", say!("{value}: a gateway that has a revocation list demands one of every authority up to the root, so this one’s is needed too. \
         Add its key, or its current revocation list (.crl)", value = .0))]
    NoListAbove(String),
    #[error("{}", say!("{value}: the certificate of the authority that issued it is not among the files. A gateway with a revocation list follows the \
         chain up to the root; add the certificates, and the keys or lists, of all authorities up to there", value = .0))]
    NoRoot(String),
    #[error("{}", say!("{value}: the earlier list is only a part (a delta or a list for some certificates), which cannot be carried on. Add the full list", value = .0))]
    Partial(String),
    #[error("{}", say!("{value}: a revocation list that names it was signed with another key, or changed since. Without the right one it is not known \
         who is revoked already. Choose the files again, with the list as the authority made it, or without any if there never was one", value = .0))]
    Forged(String),
    #[error("{}", say!("{value}: it is not on hold. Only what was put on hold can be taken off the list; anything else is revoked for good", value = .0))]
    NotOnHold(String),
    #[error("{}", say!("type for how many days the list is good: a whole number from 1 to 825"))]
    Days,
    #[error(transparent)]
    Clock(#[from] ClockError),
    #[error(transparent)]
    Entry(#[from] RevocationError),
}

/// The most days between two lists.
const LONGEST_DAYS: u32 = 825;
/// Extensions that make a list a part of something (RFC 5280 sections 5.2.4 and 5.2.5).
const PARTIAL: [&str; 2] = ["2.5.29.27", "2.5.29.28"];

/// What has to be made, with everything carried on that earlier lists say.
///
/// # Errors
/// [`RevokingError`].
pub fn orders(keyring: &Keyring, choice: &Choice, now: UnixTime) -> Result<Orders, RevokingError> {
    if !(1..=LONGEST_DAYS).contains(&choice.days) {
        return Err(RevokingError::Days);
    }
    let next_update = now.plus_seconds(i64::from(choice.days) * SECONDS_PER_DAY)?;
    let authority = &keyring.held[choice.authority];
    let last = authority.issuers.last().unwrap_or(&authority.certificate);
    if last.details().subject.der != last.details().issuer.der {
        return Err(RevokingError::NoRoot(super::keyring::title(last)));
    }
    let mut orders = Orders::default();
    let mut first = order(keyring, choice.authority, now, next_update)?;
    // RFC 5280 section 5.3.1: removeFromCRL belongs to delta lists; a full one has no entry for what is not revoked.
    let lifted = lifted(keyring, choice)?;
    first.entries.retain(|entry| !lifted.contains(&entry.serial_number()));
    for (position, reason) in &choice.clients {
        let certificate = &keyring.held[*position].certificate;
        let is_listed = keyring
            .list_of(&authority.certificate)
            .is_some_and(|list| list.entry(certificate).is_some());
        if !is_listed {
            first.entries.push(Revocation::new(certificate, now, *reason)?);
        }
    }
    orders.make.push(first);
    for above in &authority.issuers {
        let held = keyring.held.iter().position(|held| held.certificate == *above);
        let current = keyring
            .list_of(above)
            .filter(|list| list.next_update.is_some_and(|next| next > now));
        match (held.filter(|position| keyring.held[*position].key.is_some()), current) {
            (Some(position), _) => orders.make.push(order(keyring, position, now, next_update)?),
            (None, Some(list)) => orders.keep.push(list.clone()),
            (None, None) => return Err(RevokingError::NoListAbove(super::keyring::title(above))),
        }
    }
    Ok(orders)
}

/// The serial numbers of those that get in again.
fn lifted<'a>(keyring: &'a Keyring, choice: &Choice) -> Result<Vec<&'a str>, RevokingError> {
    let authority = &keyring.held[choice.authority].certificate;
    let of = |position: &usize| {
        let held = &keyring.held[*position];
        match is_revoked(keyring, authority, &held.certificate) {
            Some(Reason::CertificateHold) => Ok(held.certificate.details().serial_number.as_str()),
            _ => Err(RevokingError::NotOnHold(held.title())),
        }
    };
    choice.lifted.iter().map(of).collect()
}

fn order(keyring: &Keyring, position: usize, now: UnixTime, next_update: UnixTime) -> Result<Order, RevokingError> {
    let held = &keyring.held[position];
    let title = held.title();
    if held.key.is_none() {
        return Err(RevokingError::NoKey(title));
    }
    may_sign(&held.certificate).map_err(|error| RevokingError::Authority {
        title: title.clone(),
        error,
    })?;
    let earlier = keyring.list_of(&held.certificate);
    if earlier.is_none() && keyring.forged.iter().any(|list| list.is_of(&held.certificate)) {
        return Err(RevokingError::Forged(title));
    }
    let is_partial = |list: &RevocationList| {
        list.extensions
            .iter()
            .any(|extension| PARTIAL.contains(&extension.oid.as_str()))
    };
    if earlier.is_some_and(is_partial) {
        return Err(RevokingError::Partial(title));
    }
    Ok(Order {
        authority: position,
        number: earlier.map_or_else(|| Ok(ListNumber::first()), ListNumber::after)?,
        this_update: now,
        next_update,
        entries: earlier.map_or_else(Vec::new, |list| {
            list.entries.iter().map(Revocation::carried_on).collect()
        }),
    })
}

/// Whether this certificate is on a list of its authority already.
pub fn is_revoked(keyring: &Keyring, authority: &Certificate, certificate: &Certificate) -> Option<Reason> {
    let entry = keyring.list_of(authority)?.entry(certificate)?;
    Some(entry.reason.unwrap_or(Reason::Unspecified))
}
