//! What the workload sees of a client: predicted from the issued certificate, never from the form.

use crate::pki::certificate::Certificate;
use crate::pki::issuance::Issued;
use crate::plan::route::CLIENT_HEADERS;
use crate::plan::verification::{Client, Outcome};

/// The headers of one client's requests, as the ingress gateway fills them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub client: Client,
    /// Name and exact value, in the order of [`CLIENT_HEADERS`].
    pub headers: Vec<(&'static str, String)>,
}

/// What each client's requests carry. A client without a certificate is left out, and one that the gateway refuses.
pub fn seen(clients: &[Client], issued: &Issued) -> Vec<Seen> {
    let of = |client: &Client| {
        let certificate = &issued.credential(&client.credential)?.certificate;
        Some(Seen {
            client: client.clone(),
            headers: headers(certificate),
        })
    };
    let reaches = |client: &&Client| client.outcome != Outcome::Refused;
    clients.iter().filter(reaches).filter_map(of).collect()
}

fn headers(certificate: &Certificate) -> Vec<(&'static str, String)> {
    let details = certificate.details();
    let value = |operator| match operator {
        "%DOWNSTREAM_PEER_SUBJECT%" => details.subject.envoy.clone(),
        "%DOWNSTREAM_PEER_ISSUER%" => details.issuer.envoy.clone(),
        _ => details.envoy_uri_names(),
    };
    CLIENT_HEADERS
        .iter()
        .map(|(name, operator)| (*name, value(operator).unwrap_or_default()))
        .collect()
}
