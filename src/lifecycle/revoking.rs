//! Revocation: which lists a gateway needs, what stands in them, and how they are put to use.

use super::calendar::{self, Event};
use super::keyring::{Held, Keyring, Role};
use super::package::{Commands, Package, Step};
use super::setup::{SecretForm, Setup};
use crate::pki::certificate::Certificate;
use crate::pki::clock::{ClockError, SECONDS_PER_DAY, UnixTime};
use crate::pki::decode::hex_lower;
use crate::pki::revocation::{ListNumber, Reason, Revocation, RevocationError, RevocationList, may_sign};
use crate::plan::certificates::{SERVER, SERVER_CHAIN_PATH, path};
use crate::render::archive::Content;

/// Where the archive keeps the lists.
pub const LIST_PATH: &str = "certificates/client-ca.crl";

/// And the authority with those above it.
const CHAIN_PATH: &str = "certificates/client-ca-chain.crt";

/// What is to be revoked.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Positions of clients in the keyring, all of one authority, each with a reason.
    pub clients: Vec<(usize, Reason)>,
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
    #[error(
        "{0}: its key is not among the files, and only that key can sign its revocation list; add the .key file of the authority"
    )]
    NoKey(String),
    #[error(
        "{0}: a gateway that has a revocation list demands one of every authority up to the root, so this one’s is needed too. \
         Add its key, or its current revocation list (.crl)"
    )]
    NoListAbove(String),
    #[error(
        "{0}: the certificate of the authority that issued it is not among the files. A gateway with a revocation list follows the \
         chain up to the root; add the certificates, and the keys or lists, of all authorities up to there"
    )]
    NoRoot(String),
    #[error(
        "{0}: the earlier list is only a part (a delta or a list for some certificates), which cannot be carried on. Add the full list"
    )]
    Partial(String),
    #[error("type for how many days the list is good: a whole number from 1 to 825")]
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

/// The lists and what to do with them. `lists` are all that the gateway needs, those kept too.
pub fn package(keyring: &Keyring, setup: &Setup, choice: &Choice, lists: &[RevocationList], now: UnixTime) -> Package {
    let folder = keyring.folder.clone().unwrap_or_else(|| "mtls-revoked".to_owned());
    let mut package = Package::new("Revoked clients", folder, "-revoked");
    let authority = &keyring.held[choice.authority];
    let alone = [&path(&authority.id), ".crt"].concat();
    let authorities = trusted_path(authority);
    let pem: String = lists.iter().map(RevocationList::pem).collect();
    package.add(LIST_PATH, Content::Certificate, pem.into_bytes());
    package.certificates(&alone, &[&authority.certificate]);
    if authorities != alone {
        let chain: Vec<&Certificate> = std::iter::once(&authority.certificate)
            .chain(&authority.issuers)
            .collect();
        package.certificates(&authorities, &chain);
    }
    server_files(&mut package, keyring, setup);
    let due = lists.iter().filter_map(|list| list.next_update).min();
    warnings(&mut package, setup, authority, lists, due);
    let secret = setup.authority_secret();
    package.steps.push(Step {
        title: "Unpack the list".to_owned(),
        text: "Over the earlier archive: the list comes to the certificates, everything else stays.".to_owned(),
        commands: package.unpack(),
        ..Step::default()
    });
    package.steps.push(Step {
        title: format!("Put the list into the Secret {secret}, under the key {}", setup.form.list_key()),
        text: format!(
            "Beside `{}`, in the Secret that holds the clients’ authority. Under another key Istio does not find it. The ingress gateway \
             takes it within seconds; no restart. Connections that are open stay open until they end, so a revoked client with a long \
             connection is out only when that ends: `kubectl rollout restart deployment istio-ingressgateway -n istio-system` ends all of them.",
            setup.form.authority_key()
        ),
        commands: setup.authority("", &authorities, Some(LIST_PATH)),
        check: "A client that is not revoked is let in. A revoked one fails in the TLS handshake (alert 44, certificate revoked).".to_owned(),
        check_commands: calls(keyring, setup, choice),
        back: "The Secret without the list: nobody is revoked any more, the list’s date does not matter either.".to_owned(),
        back_commands: setup.authority("", &alone, None),
    });
    package.steps.push(Step {
        title: "Make the next list in time".to_owned(),
        text: format!(
            "This one is good until {}. Load this archive and `{LIST_PATH}` here again before that: entries and number are carried on. \
             `next-list.ics` reminds you 30 and 7 days before.",
            due.map_or_else(String::new, |due| due.to_string())
        ),
        ..Step::default()
    });
    if let Some(due) = due {
        package.add(
            "next-list.ics",
            Content::Document,
            calendar::calendar(&[reminder(authority, lists, due)], now).into_bytes(),
        );
    }
    package.document("REVOCATION.md");
    package
}

fn reminder(authority: &Held, lists: &[RevocationList], due: UnixTime) -> Event {
    let title = authority.title();
    let identifier = lists.first().map_or_else(String::new, |list| {
        let number = list.number.as_deref().map(hex_lower).unwrap_or_default();
        let key = list
            .authority_key_identifier
            .as_deref()
            .map(hex_lower)
            .unwrap_or_default();
        [&key, "-", &number].concat()
    });
    Event {
        identifier,
        at: due,
        summary: ["Next revocation list of ", &title, " is due"].concat(),
        description: "After this moment the gateway refuses all clients of this authority.".to_owned(),
    }
}

/// What the gateway must trust: an authority below a root together with those above it. Alone, Envoy looks for the list that
/// has the authority's own revocation, cannot check that list without the root, and refuses everybody.
fn trusted_path(authority: &Held) -> String {
    match authority.issuers.as_slice() {
        [] => [&path(&authority.id), ".crt"].concat(),
        _ => CHAIN_PATH.to_owned(),
    }
}

/// One Secret for all needs the server's files again.
fn server_files(package: &mut Package, keyring: &Keyring, setup: &Setup) {
    if setup.form == SecretForm::Apart {
        return;
    }
    let Some(server) = keyring.by_id(SERVER) else {
        return;
    };
    let chain = super::package::served_chain(&server.certificate, &server.issuers);
    package.certificates(SERVER_CHAIN_PATH, &chain);
    if let Some(key) = &server.key {
        let pem = key.private_key().pem().as_bytes().to_vec();
        package.add("certificates/server.key", Content::Secret, pem);
    }
}

fn warnings(package: &mut Package, setup: &Setup, authority: &Held, lists: &[RevocationList], due: Option<UnixTime>) {
    if let Some(due) = due {
        package.warnings.push(format!(
            "After {due} the gateway refuses every client of this authority, also those that are not revoked, until there is a newer list."
        ));
    }
    package.warnings.push(format!(
        "With a list in place, the gateway demands one of every authority in a client’s chain. The file `{LIST_PATH}` holds {}: put in \
         another authority only together with its list.",
        match lists.len() {
            1 => "the one that is needed now".to_owned(),
            number => format!("all {number} that are needed now"),
        }
    ));
    if let Some(root) = authority.issuers.last() {
        package.warnings.push(format!(
            "The gateway must trust {} too from now on: with a list, it follows the chain up to the root, and refuses everybody where \
             that ends before. Clients of the root’s other authorities stay out, because there is no list of those here; clients that \
             the root itself issued get in.",
            super::keyring::title(root)
        ));
    }
    if setup.form == SecretForm::Apart {
        package.warnings.push(format!(
            "It belongs into {}, not into {}: Istio reads the list only from the Secret that it reads the clients’ authority from.",
            setup.authority_secret(),
            setup.secret
        ));
    }
}

/// The calls of a client that is let in, and of one that is not.
fn calls(keyring: &Keyring, setup: &Setup, choice: &Choice) -> Commands {
    let is_revoked = |position: usize| choice.clients.iter().any(|(revoked, _)| *revoked == position);
    let authority = keyring
        .by_id("server-root-ca")
        .map(|_| "certificates/server-root-ca.crt");
    let mut clients: Vec<(usize, &Held)> = keyring.with_role(Role::Client).collect();
    clients.retain(|(_, held)| held.key.is_some() && keyring.issuer(held) == Some(choice.authority));
    let of = |revoked: bool| clients.iter().find(|(position, _)| is_revoked(*position) == revoked);
    [of(false), of(true)]
        .into_iter()
        .flatten()
        .map(|(_, held)| setup.call(authority, &path(&held.id)))
        .fold(Commands::default(), Commands::and)
}

/// Whether this certificate is on a list of its authority already.
pub fn is_revoked(keyring: &Keyring, authority: &Certificate, certificate: &Certificate) -> Option<Reason> {
    let entry = keyring.list_of(authority)?.entry(certificate)?;
    Some(entry.reason.unwrap_or(Reason::Unspecified))
}
