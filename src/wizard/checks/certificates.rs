//! Whether the certificates fit together.

use std::collections::BTreeMap;

use super::{Check, Outcome, check};
use crate::locale::say;
use crate::pki::clock::Validity;
use crate::pki::issuance::Request;
use crate::pki::profile::Profile;
use crate::pki::request::CertificateRequest;
use crate::plan::certificates::{CLIENT_INTERMEDIATE_CA, CLIENT_ROOT_CA, SERVER_INTERMEDIATE_CA, SERVER_ROOT_CA};
use crate::plan::parts::Parts;
use crate::wizard::Field;

/// The server's certificate comes from one authority and serves only, the clients' from the other and call only.
pub(super) fn purposes(parts: &Parts<'_>) -> Check {
    let signed_by = |request: &Request, id: &str| request.issuer.as_ref().is_some_and(|issuer| issuer.0 == id);
    let wrong = parts.requests.iter().find(|request| match request.profile {
        Profile::RootCa => request.issuer.is_some(),
        Profile::IntermediateCa => request.issuer.is_none(),
        Profile::Server => !signed_by(request, SERVER_ROOT_CA) && !signed_by(request, SERVER_INTERMEDIATE_CA),
        Profile::Client => !signed_by(request, CLIENT_ROOT_CA) && !signed_by(request, CLIENT_INTERMEDIATE_CA),
    });
    let makes_server = parts.requests.iter().any(|request| request.profile == Profile::Server);
    let purposes = if parts.brought.client_authority.is_some() {
        say!(
            "The certificates that are made here say clientAuth. What else your client CA signs cannot be seen from here."
        )
    } else if makes_server {
        say!("The server’s says serverAuth, the clients’ clientAuth, and different authorities sign them.")
    } else {
        say!("The clients’ certificates say clientAuth, and the client CA signs nothing else.")
    };
    check(
        say!("Each certificate has one purpose"),
        Field::ClientCommonName,
        wrong.is_none(),
        purposes.to_owned(),
        say!(
            "{which} is signed by the wrong authority, so the gateway would refuse it or let a server’s key in.",
            which = wrong.map(|request| request.title.as_str()).unwrap_or_default()
        ),
    )
}

pub(super) fn chains(parts: &Parts<'_>) -> Check {
    let outlives = parts.requests.iter().find(|request| {
        let ca = issuer(parts, request);
        (request.issuer.is_some() && ca.is_none())
            || ca.is_some_and(|ca| request.validity.not_after() > ca.not_after())
            || !request.profile.allows(&request.validity)
    });
    let end = parts.requests.iter().map(|request| request.validity.not_after()).min();
    check(
        say!("Validity fits together"),
        Field::LeafValidity,
        outlives.is_none(),
        say!(
            "No certificate outlives its CA; the first one ends on {date}.",
            date = end.map(|end| end.date().to_string()).unwrap_or_default()
        ),
        say!(
            "{which} outlives its CA or is valid for longer than clients accept.",
            which = outlives.map(|request| request.title.as_str()).unwrap_or_default()
        ),
    )
}

/// `None` where there are not two of them.
pub(super) fn distinct_authorities(parts: &Parts<'_>) -> Option<Check> {
    let authorities = || parts.requests.iter().filter(|request| request.profile.is_ca());
    let shares_its_name =
        |request: &&Request| authorities().any(|other| other.id != request.id && other.subject == request.subject);
    if authorities().count() < 2 {
        return None;
    }
    Some(check(
        say!("The two CAs can be told apart"),
        Field::ClientCaCommonName,
        !authorities().any(|request| shares_its_name(&request)),
        say!("Their names differ.").to_owned(),
        say!("They have the same name, so programs would try the wrong one.").to_owned(),
    ))
}

/// The period of what signs the request: another request, or an authority that was brought along.
fn issuer(parts: &Parts<'_>, request: &Request) -> Option<Validity> {
    let id = request.issuer.as_ref()?;
    let made = parts.requests.iter().find(|other| other.id == *id);
    let brought = || {
        let authority = parts.brought.authority(&id.0)?;
        authority
            .key
            .is_some()
            .then(|| authority.certificate.details().validity)
    };
    made.map(|made| made.validity).or_else(brought)
}

/// `None` where there are not two of them.
pub(super) fn distinct_clients(parts: &Parts<'_>) -> Option<Check> {
    let clients = || {
        parts
            .requests
            .iter()
            .filter(|request| request.profile == Profile::Client)
    };
    let subject = |request: &Request| crate::pki::envoy::predicted(&request.subject);
    let mut seen: BTreeMap<String, &Request> = BTreeMap::new();
    let repeated = clients().find(|request| seen.insert(subject(request), request).is_some());
    if clients().count() < 2 {
        return None;
    }
    Some(check(
        say!("The clients can be told apart"),
        Field::Clients,
        repeated.is_none(),
        say!(
            "{count} clients, each with a subject of its own.",
            count = clients().count()
        ),
        say!(
            "{which} has the same subject as another, so a policy would take one for the other.",
            which = repeated.map(|request| request.title.as_str()).unwrap_or_default()
        ),
    ))
}

/// Requests for authorities' rights, which are not granted; nothing where there are none.
pub(super) fn asked_for_more(parts: &Parts<'_>) -> Option<Check> {
    let asks = |request: &CertificateRequest| {
        let wants = &request.extensions;
        wants.basic_constraints.is_some_and(|constraints| constraints.is_ca)
            || wants
                .key_usages
                .iter()
                .any(|usage| matches!(*usage, "keyCertSign" | "cRLSign"))
            || wants.extended_key_usages.iter().any(|purpose| purpose != "clientAuth")
    };
    let greedy = parts
        .signing_requests
        .iter()
        .filter(|(_, request)| asks(request))
        .count();
    (greedy > 0).then(|| Check {
        title: say!("Requests get a client’s rights only"),
        outcome: Outcome::Warning,
        detail: say!("{greedy} of the requests ask for the rights of an authority or a server. Their certificates say clientAuth and nothing else.", greedy),
        field: Some(Field::ClientRequests),
    })
}
