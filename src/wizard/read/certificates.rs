//! The authorities and the gateway's certificate.

use super::{Reader, authorities, clients};
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, NameError};
use crate::plan::Domains;
use crate::plan::answers::{CertificateAnswers, ClientCa, ServerAnswers, ServerCa};
use crate::wizard::Field;
use crate::wizard::problem::Problem;

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
        && matches!(&server.ca, ServerCa::Made(server_ca) if server_ca == client_ca)
    {
        reader.refuse(Field::ClientCaCommonName, Problem::SameSubject);
    }
    let clients = clients::clients(reader, domains);
    let validity = authorities::periods(reader, client_ca.as_ref(), server.as_ref().and_then(Option::as_ref));
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
    authorities::client_ca(reader)
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
pub(super) fn authority(reader: &mut Reader<'_>, organization: Field, common_name: Field) -> Option<DistinguishedName> {
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
pub(super) fn server_name(organization: Option<Attribute>, domains: &Domains) -> Result<DistinguishedName, NameError> {
    let common_name = Attribute::new(AttributeType::CommonName, domains.gateway.as_str()).ok();
    in_order(common_name.into_iter().chain(organization))
}
