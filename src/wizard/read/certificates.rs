//! The authorities and the gateway's certificate.

use super::{Reader, clients, own, period};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, NameError};
use crate::plan::Domains;
use crate::plan::answers::{CertificateAnswers, ClientCa, ServerAnswers};
use crate::wizard::Field;
use crate::wizard::field::{BROUGHT, MADE, SIGNING};
use crate::wizard::problem::Problem;

/// The gateway's certificate and its authority, made here.
pub fn made_server(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<ServerAnswers> {
    let ca = authority(reader, Field::ServerCaOrganization, Field::ServerCaCommonName);
    let organization = attribute(
        reader.draft.value(Field::ServerCaOrganization),
        AttributeType::Organization,
    );
    let subject = server_name(organization.ok()?, domains?).ok()?;
    Some(ServerAnswers { ca: ca?, subject })
}

/// The client CA, the clients, keys and periods. `server` is `None` where the gateway's certificate comes from elsewhere, and
/// `Some(None)` where an answer about it is wrong.
pub fn certificates(
    reader: &mut Reader<'_>,
    domains: Option<&Domains>,
    server: Option<Option<ServerAnswers>>,
) -> Option<CertificateAnswers> {
    let key_algorithm = if reader.draft.is_visible(Field::KeyAlgorithm) {
        reader.read(Field::KeyAlgorithm, |id| {
            KeyAlgorithm::from_id(id).ok_or(Problem::UnknownChoice)
        })
    } else {
        // Nothing is made.
        Some(KeyAlgorithm::EcdsaP256)
    };
    let client_ca = client_ca(reader);
    if let (Some(Some(server)), Some(ClientCa::Made(client_ca))) = (&server, &client_ca)
        && server.ca == *client_ca
    {
        reader.refuse(Field::ClientCaCommonName, Problem::SameSubject);
    }
    let validity = match &client_ca {
        Some(ClientCa::Brought(authority)) => period::below(reader, authority),
        _ if reader.draft.is_visible(Field::CaValidity) => period::validities(reader),
        // The authority has an error of its own.
        _ => None,
    };
    let home = domains.map(|domains| domains.subdomain.as_str());
    let clients = clients::clients(reader, home, validity);
    let server = match server {
        Some(made) => Some(made?),
        None => None,
    };
    let (ca_validity, leaf_validity) = validity?;
    Some(CertificateAnswers {
        key_algorithm: key_algorithm?,
        server,
        client_ca: client_ca?,
        clients: clients?,
        ca_validity,
        leaf_validity,
    })
}

/// The clients' authority: made here unless the form asks and the answer is another.
fn client_ca(reader: &mut Reader<'_>) -> Option<ClientCa> {
    if reader.draft.is_visible(Field::ClientCaCommonName) {
        let subject = authority(reader, Field::ClientCaOrganization, Field::ClientCaCommonName);
        return subject.map(ClientCa::Made);
    }
    reader.read(Field::ClientCaSource, |source| match source {
        MADE | SIGNING | BROUGHT => Ok(()),
        _ => Err(Problem::UnknownChoice),
    })?;
    own::authority(reader).map(|authority| ClientCa::Brought(Box::new(authority)))
}

pub(super) fn attribute(text: &str, kind: AttributeType) -> Result<Attribute, NameError> {
    Attribute::new(kind, text.trim())
}

fn in_order(attributes: impl IntoIterator<Item = Attribute>) -> Result<DistinguishedName, NameError> {
    let mut name = DistinguishedName::default();
    for attribute in attributes {
        name.push(attribute)?;
    }
    Ok(name)
}

/// Organization before common name, as the tutorials' CAs have it.
fn authority(reader: &mut Reader<'_>, organization: Field, common_name: Field) -> Option<DistinguishedName> {
    let organization = reader.read(organization, |text| attribute(text, AttributeType::Organization));
    let common_name = reader.read(common_name, |text| attribute(text, AttributeType::CommonName));
    in_order([organization?, common_name?]).ok()
}

/// Common name before organization, as the tutorials' leaves have it: Envoy prints the reverse, `O=…,CN=…`.
pub(super) fn leaf(common_name: Attribute, organization: Attribute) -> Result<DistinguishedName, NameError> {
    in_order([common_name, organization])
}

/// A common name holds 64 characters (RFC 5280, appendix A.1, ub-common-name); a longer host stands only in the
/// subjectAltName, which is where every client looks.
fn server_name(organization: Attribute, domains: &Domains) -> Result<DistinguishedName, NameError> {
    match Attribute::new(AttributeType::CommonName, domains.gateway.as_str()) {
        Ok(common_name) => leaf(common_name, organization),
        Err(_) => in_order([organization]),
    }
}
