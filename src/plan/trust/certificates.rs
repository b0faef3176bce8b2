//! Authorities and what they sign, with or without a cluster.

use super::{Kind, Node, Relation, Side, TrustMap};
use crate::pki::certificate::Certificate;
use crate::pki::issuance::{CredentialId, Request};
use crate::pki::name::{AttributeType, DistinguishedName};
use crate::pki::profile::Profile;
use crate::plan::certificates::{CLIENT_ROOT_CA, SERVER_ROOT_CA};
use crate::plan::parts::Parts;
use crate::plan::verification::Outcome;

/// How many clients are named in a box.
const NAMED: usize = 2;

/// What was found on the way down.
pub(super) struct Found {
    /// The clients' authority that gateways trust.
    pub client_root: Option<usize>,
    /// The clients that are let in.
    pub admitted: Option<usize>,
    /// The clients that are not.
    pub turned_away: Option<usize>,
    /// The gateway's certificate, if it is signed here.
    pub server: Option<usize>,
}

impl TrustMap {
    /// The authorities, those between, and the leaves.
    pub(super) fn certificates(&mut self, parts: &Parts<'_>) -> Found {
        let client_root = self.root(parts, CLIENT_ROOT_CA, Side::Left);
        let server_root = self.root(parts, SERVER_ROOT_CA, Side::Right);
        let (mut client_issuer, mut server_issuer) = (client_root, server_root);
        let row = self.next_row();
        for request in parts
            .requests
            .iter()
            .filter(|one| one.profile == Profile::IntermediateCa)
        {
            let (side, issuer) = match top(parts.requests, request).0 == SERVER_ROOT_CA {
                true => (Side::Right, &mut server_issuer),
                false => (Side::Left, &mut client_issuer),
            };
            let node = self.add(Node::new(
                Kind::Authority,
                name(&request.subject),
                "intermediate",
                row,
                side,
            ));
            self.link(*issuer, Some(node), Relation::Signs);
            *issuer = Some(node);
        }
        let row = self.next_row();
        let server = parts.requests.iter().find(|request| request.profile == Profile::Server);
        let server = server.map(|request| {
            let names: Vec<String> = request.subject_alt_names.iter().map(|name| name.value()).collect();
            let others = names.len().saturating_sub(1);
            let detail = if others == 0 { String::new() } else { and_more(others) };
            let name = names.into_iter().next().unwrap_or_else(|| name(&request.subject));
            self.add(Node::new(Kind::Server, name, detail, row, Side::Right))
        });
        self.link(server_issuer, server, Relation::Signs);
        let admitted = self.clients(parts, row, true);
        let turned_away = self.clients(parts, row + usize::from(admitted.is_some()), false);
        self.link(client_issuer, admitted, Relation::Signs);
        self.link(client_issuer, turned_away, Relation::Signs);
        Found {
            client_root,
            admitted,
            turned_away,
            server,
        }
    }

    /// An authority that is made here or was brought along.
    fn root(&mut self, parts: &Parts<'_>, id: &str, side: Side) -> Option<usize> {
        let made = parts.requests.iter().find(|request| request.id.0 == id);
        let (name, detail) = match (made, parts.brought.authority(id)) {
            (Some(request), _) => (name(&request.subject), "made here"),
            (None, Some(authority)) => (common_name(&authority.certificate), "yours"),
            (None, None) => return None,
        };
        Some(self.add(Node::new(Kind::Authority, name, detail, 0, side)))
    }

    /// The clients that are let in, or those that are not, in one box.
    fn clients(&mut self, parts: &Parts<'_>, row: usize, admitted: bool) -> Option<usize> {
        let wanted = parts
            .clients
            .iter()
            .filter(|client| (client.outcome == Outcome::Admitted) == admitted);
        let names: Vec<&str> = wanted.map(|client| client.name.as_str()).collect();
        let first = names.get(..NAMED.min(names.len())).filter(|first| !first.is_empty())?;
        let others = names.len() - first.len();
        let mut detail = if admitted {
            String::new()
        } else {
            "turned away".to_owned()
        };
        if others > 0 {
            let separator = if detail.is_empty() { "" } else { ", " };
            detail = [&and_more(others), separator, &detail].concat();
        }
        Some(self.add(Node::new(Kind::Clients, first.join(", "), detail, row, Side::Left)))
    }
}

fn and_more(others: usize) -> String {
    ["and ", &others.to_string(), " more"].concat()
}

/// The root that a request hangs on in the end.
fn top<'a>(requests: &'a [Request], request: &'a Request) -> &'a CredentialId {
    let mut id = request.issuer.as_ref().unwrap_or(&request.id);
    // Issuers come before what they sign, so this ends.
    for other in requests.iter().rev().filter(|other| other.issuer.is_some()) {
        if other.id == *id {
            id = other.issuer.as_ref().unwrap_or(id);
        }
    }
    id
}

fn name(subject: &DistinguishedName) -> String {
    let common = subject.value(AttributeType::CommonName);
    common.map_or_else(|| subject.openssl_form(), str::to_owned)
}

fn common_name(certificate: &Certificate) -> String {
    crate::pki::import::title(certificate)
}
