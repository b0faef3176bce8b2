//! What is asked where there is no cluster.

use super::Reader;
use super::alternative::alternative_names;
use super::authorities::{server_ca, server_intermediate, server_organization};
use super::certificates::{MadeServer, server_name};
use crate::pki::name::SubjectAltName;
use crate::plan::names::DnsName;
use crate::wizard::Field;
use crate::wizard::problem::Problem;

/// What stands in front of the names of clients that have none of their own.
pub fn trust_domain(reader: &mut Reader<'_>) -> Option<DnsName> {
    let international = reader.draft.international();
    reader.read(Field::TrustDomain, |text| DnsName::parse(text.trim(), international))
}

/// The server's certificate; `None` where none is wanted, and `Some(None)` where an answer about it is wrong.
pub fn only_server(reader: &mut Reader<'_>) -> Option<Option<MadeServer>> {
    reader.is_checked(Field::MakeServer).then(|| server(reader))
}

fn server(reader: &mut Reader<'_>) -> Option<MadeServer> {
    let ca = server_ca(reader);
    let intermediate = server_intermediate(reader, ca.as_ref());
    let international = reader.draft.international();
    let names = reader.read(Field::ServerNames, |text| {
        let names =
            alternative_names(text, international).map_err(|(name, error)| Problem::AlternativeName { name, error })?;
        let is_host = |name: &SubjectAltName| matches!(name, SubjectAltName::Dns(_) | SubjectAltName::Ip(_));
        match names.iter().find(|name| !is_host(name)) {
            Some(other) => Err(Problem::NotAHost { name: other.value() }),
            None if names.iter().any(|name| matches!(name, SubjectAltName::Dns(_))) => Ok(names),
            None => Err(Problem::NoDnsName),
        }
    });
    let (ca, intermediate, names) = (ca?, intermediate?, names?);
    let organization = server_organization(reader.draft, &ca)?;
    let first = names.first().map(SubjectAltName::value).unwrap_or_default();
    Some(MadeServer {
        title: "Server certificate",
        subject: server_name(organization, &first).ok()?,
        ca,
        intermediate,
        names,
    })
}
