//! Whether a Gateway that tells clients apart admits exactly those that it should.

use super::{Check, check};
use crate::locale::say;
use crate::plan::Plan;
use crate::plan::resource::gateway::{Pin, ServerTls};
use crate::plan::verification::{Client, Outcome};
use crate::wizard::Field;

/// `None` for a Gateway that admits every client of its authority.
pub(super) fn clients(plan: &Plan, tls: &ServerTls) -> Option<Check> {
    let lists = [
        ("subjectAltNames", tls.subject_alt_names.len()),
        ("verifyCertificateSpki", tls.verify_certificate_spki.len()),
        ("verifyCertificateHash", tls.verify_certificate_hash.len()),
    ];
    let tells_apart = plan
        .verification
        .clients
        .iter()
        .any(|client| client.outcome == Outcome::Refused);
    let list = lists.iter().find(|(_, count)| *count > 0).map(|(name, _)| *name);
    if list.is_none() && !tells_apart {
        return None;
    }
    let list = list.unwrap_or("subjectAltNames");
    let wrong = plan
        .verification
        .clients
        .iter()
        .find(|client| is_listed(plan, tls, client) != (client.outcome == Outcome::Admitted));
    Some(check(
        say!("The Gateway admits exactly the allowed clients"),
        Field::AllowedClients,
        wrong.is_none(),
        say!(
            "Its {list} has what the allowed clients’ certificates have, and nothing of the others'.",
            list
        ),
        say!(
            "It does not treat {which} as it should, because its {list} does not fit the certificates.",
            which = wrong.map(|client| client.folder.as_str()).unwrap_or_default(),
            list
        ),
    ))
}

/// Whether every list that there is has something of the client's certificate.
fn is_listed(plan: &Plan, tls: &ServerTls, client: &Client) -> bool {
    let names = || {
        let request = plan.requests.iter().find(|request| request.id == client.credential);
        request.into_iter().flat_map(|request| &request.subject_alt_names)
    };
    let pinned = |pins: &[Pin]| pins.is_empty() || pins.iter().any(|pin| pin.credential == client.credential);
    (tls.subject_alt_names.is_empty()
        || names().any(|name| tls.subject_alt_names.iter().any(|listed| *listed == name.value())))
        && pinned(&tls.verify_certificate_spki)
        && pinned(&tls.verify_certificate_hash)
}
