//! The lists for download, and the steps that put them to use.

use super::Choice;
use crate::lifecycle::calendar::{self, Event};
use crate::lifecycle::keyring::{Held, Keyring, Role, title};
use crate::lifecycle::package::{Commands, Package, Step};
use crate::lifecycle::setup::{SecretForm, Setup};
use crate::pki::certificate::Certificate;
use crate::pki::clock::UnixTime;
use crate::pki::decode::hex_lower;
use crate::pki::revocation::RevocationList;
use crate::plan::certificates::path;
use crate::render::archive::Content;

/// Where the archive keeps the lists.
pub const LIST_PATH: &str = "certificates/client-ca.crl";

/// The archive's own clients' authority.
const CLIENT_CA: &str = "client-root-ca";

/// And the authority with those above it.
const CHAIN_PATH: &str = "certificates/client-ca-chain.crt";

/// The lists and what to do with them. `lists` are all that the gateway needs, those kept too.
pub fn package(keyring: &Keyring, setup: &Setup, choice: &Choice, lists: &[RevocationList], now: UnixTime) -> Package {
    let folder = keyring.folder.clone().unwrap_or_else(|| "mtls-revoked".to_owned());
    let mut package = Package::new("Revoked clients", folder, "-revoked");
    let authority = &keyring.held[choice.authority];
    let anchor = keyring.anchor(authority);
    let alone = [&path(&anchor.id), ".crt"].concat();
    let authorities = trusted_path(authority);
    let pem: String = lists.iter().map(RevocationList::pem).collect();
    package.add(LIST_PATH, Content::Certificate, pem.into_bytes());
    package.certificates(&alone, &[&anchor.certificate]);
    if authorities != alone {
        let chain: Vec<&Certificate> = std::iter::once(&authority.certificate)
            .chain(&authority.issuers)
            .collect();
        package.certificates(&authorities, &chain);
    }
    if setup.form != SecretForm::Apart {
        package.present_server("", keyring);
    }
    let due = lists.iter().filter_map(|list| list.next_update).min();
    warnings(&mut package, setup, authority, lists, due);
    lifted(&mut package, keyring, choice);
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

/// What the gateway's Secret holds of an authority now: it, with those above it where there is a list, and the lists. They are
/// added to the package.
pub fn in_place(
    package: &mut Package,
    prefix: &str,
    keyring: &Keyring,
    authority: &Held,
) -> (String, Option<&'static str>) {
    let at = |path: &str| [prefix, path].concat();
    if keyring.list_of(&authority.certificate).is_none() {
        let anchor = keyring.anchor(authority);
        let alone = [&path(&anchor.id), ".crt"].concat();
        package.certificates(&at(&alone), &[&anchor.certificate]);
        return (alone, None);
    }
    let chain: Vec<&Certificate> = std::iter::once(&authority.certificate)
        .chain(&authority.issuers)
        .collect();
    let lists = chain.iter().filter_map(|certificate| keyring.list_of(certificate));
    let pem: String = lists.map(RevocationList::pem).collect();
    package.add(&at(LIST_PATH), Content::Certificate, pem.into_bytes());
    let trusted = trusted_path(authority);
    package.certificates(&at(&trusted), &chain);
    (trusted, Some(LIST_PATH))
}

/// One Secret for all, with other files of the server below `prefix`. What is not named again would be taken out of it: the
/// clients' authority, and a revocation list too.
pub fn beside_server(package: &mut Package, prefix: &str, keyring: &Keyring, setup: &Setup) -> Commands {
    let client = keyring.with_role(Role::Client).next();
    let issuer = client.and_then(|(_, client)| keyring.issuer(client));
    let authority = issuer.map_or_else(|| keyring.by_id(CLIENT_CA), |position| keyring.held.get(position));
    if let Some(authority) = authority {
        let (trusted, lists) = in_place(package, prefix, keyring, authority);
        return setup.authority(prefix, &trusted, lists);
    }
    let trusted = ["certificates/", CLIENT_CA, ".crt"].concat();
    package.warnings.push(format!(
        "The Secret holds the clients’ authority as well, which is not among the files. Put its certificate at \
         `{prefix}{trusted}` first, or the command fails."
    ));
    setup.authority(prefix, &trusted, None)
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
            title(root)
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

/// Who gets in again, and why nothing in the list says so.
fn lifted(package: &mut Package, keyring: &Keyring, choice: &Choice) {
    let names: Vec<String> = choice
        .lifted
        .iter()
        .map(|position| keyring.held[*position].title())
        .collect();
    if !names.is_empty() {
        package.warnings.push(format!(
            "No longer on hold: {}. The list simply leaves them out; the reason removeFromCRL is for delta lists only (RFC 5280, \
             section 5.3.1). They get in as soon as the gateway has this list.",
            names.join(", ")
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
        .map(|(_, held)| setup.call(authority, held.shown("")))
        .fold(Commands::default(), Commands::and)
}
