//! What is asked where there is no cluster.

use super::Reader;
use super::alternative::alternative_names;
use super::certificates::{MadeServer, attribute, authority, leaf};
use crate::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use crate::plan::names::DnsName;
use crate::wizard::Field;
use crate::wizard::field::BROUGHT;
use crate::wizard::problem::Problem;

/// Without an authority that signs there is nothing to make.
pub fn signing_authority(reader: &mut Reader<'_>) {
    if reader.draft.value(Field::ClientCaSource) == BROUGHT {
        reader.refuse(Field::ClientCaSource, Problem::CannotSign);
    }
}

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
    let ca = authority(reader, Field::ServerCaOrganization, Field::ServerCaCommonName);
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
    let organization = attribute(
        reader.draft.value(Field::ServerCaOrganization),
        AttributeType::Organization,
    );
    let names = names?;
    let first = names.first().map(SubjectAltName::value).unwrap_or_default();
    let subject = match attribute(&first, AttributeType::CommonName) {
        Ok(common_name) => leaf(common_name, organization.ok()?).ok()?,
        // Longer than a common name may be: then only the names say whose it is.
        Err(_) => DistinguishedName::default(),
    };
    Some(MadeServer {
        title: "Server certificate",
        ca: ca?,
        subject,
        names,
    })
}
