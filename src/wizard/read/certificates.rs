//! The authorities and the gateway's certificate.

use super::{Reader, authorities, clients, period};
use crate::pki::clock::Validity;
use crate::pki::key::KeyAlgorithm;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, NameError, SubjectAltName};
use crate::plan::answers::{CertificateAnswers, ClientCa, ServerAnswers, ServerCa};
use crate::plan::formats::{Format, Formats};
use crate::wizard::Field;
use crate::wizard::field::SAME;
use crate::wizard::problem::Problem;

/// A server's certificate and its authority, before its period is known.
pub struct MadeServer {
    pub title: &'static str,
    pub ca: ServerCa,
    pub intermediate: Option<DistinguishedName>,
    pub subject: DistinguishedName,
    pub names: Vec<SubjectAltName>,
}

/// The client CA, the clients, keys and periods. `server` is `None` where the gateway's certificate comes from elsewhere, and
/// `Some(None)` where an answer about it is wrong.
pub fn certificates(
    reader: &mut Reader<'_>,
    home: Option<&str>,
    server: Option<Option<MadeServer>>,
) -> Option<CertificateAnswers> {
    let key_algorithm = key_algorithm(reader, Field::KeyAlgorithm);
    let has_own = reader.draft.asks(Field::CaKeyAlgorithm) && reader.draft.value(Field::CaKeyAlgorithm) != SAME;
    let ca_key_algorithm = match has_own {
        true => self::key_algorithm(reader, Field::CaKeyAlgorithm),
        false => key_algorithm,
    };
    let client_ca = client_ca(reader);
    if let (Some(Some(server)), Some(ClientCa::Made(client_ca))) = (&server, &client_ca)
        && matches!(&server.ca, ServerCa::Made(server_ca) if server_ca == client_ca)
    {
        reader.refuse(Field::ClientCaCommonName, Problem::SameSubject);
    }
    let validity = authorities::periods(reader, client_ca.as_ref(), server.as_ref().and_then(Option::as_ref));
    let clients = clients::clients(reader, home, validity);
    let server_names = server.as_ref().and_then(Option::as_ref).map(|server| {
        let root = match &server.ca {
            ServerCa::Made(root) => Some(root),
            ServerCa::Brought(_) => None,
        };
        [root, server.intermediate.as_ref()]
    });
    let [server_root, server_intermediate] = server_names.unwrap_or_default();
    let client_root = match &client_ca {
        Some(ClientCa::Made(root)) => Some(root),
        _ => None,
    };
    if client_root.is_some() && client_root == server_intermediate {
        reader.refuse(Field::ServerIntermediateCommonName, Problem::SameSubject);
    }
    let intermediate = intermediate(
        reader,
        [Field::ClientCaOrganization, Field::IntermediateCommonName],
        &[client_root, server_root, server_intermediate],
    );
    let formats = formats(reader);
    let server_validity = server_validity(reader, validity);
    let (ca_validity, leaf_validity) = validity?;
    let server = match server {
        Some(made) => {
            let MadeServer {
                title,
                ca,
                intermediate,
                subject,
                names,
            } = made?;
            Some(ServerAnswers {
                title,
                ca,
                intermediate,
                subject,
                names,
                validity: server_validity?,
            })
        }
        None => None,
    };
    Some(CertificateAnswers {
        key_algorithm: key_algorithm?,
        ca_key_algorithm: ca_key_algorithm?,
        server,
        client_ca: client_ca?,
        intermediate: intermediate?,
        clients: clients?,
        ca_validity,
        leaf_validity,
        formats: formats?,
    })
}

fn key_algorithm(reader: &mut Reader<'_>, field: Field) -> Option<KeyAlgorithm> {
    if !reader.draft.is_visible(field) {
        // Nothing is made.
        return Some(KeyAlgorithm::EcdsaP256);
    }
    reader.read(field, |id| KeyAlgorithm::from_id(id).ok_or(Problem::UnknownChoice))
}

/// That of the clients, unless the form asks for another.
fn server_validity(reader: &mut Reader<'_>, periods: Option<(Validity, Validity)>) -> Option<Validity> {
    let (ca, leaf) = periods?;
    if !reader.asks(Field::ServerValidity) {
        return Some(leaf);
    }
    let now = reader.now;
    reader.read(Field::ServerValidity, |text| {
        period::of_one(text, leaf.not_before(), now, ca)
    })
}

/// The authority between root and leaves, where one is wanted: the root's organization, and a name of its own. `others` are the
/// names that are taken.
pub(super) fn intermediate(
    reader: &mut Reader<'_>,
    [organization, common_name]: [Field; 2],
    others: &[Option<&DistinguishedName>],
) -> Option<Option<DistinguishedName>> {
    if !reader.asks(common_name) {
        return Some(None);
    }
    let subject = authority(reader, organization, common_name)?;
    if others.contains(&Some(&subject)) {
        reader.refuse(common_name, Problem::SameSubject);
        return None;
    }
    Some(Some(subject))
}

fn formats(reader: &mut Reader<'_>) -> Option<Formats> {
    if !reader.asks(Field::Formats) {
        return Some(Formats::default());
    }
    reader.read(Field::Formats, |text| {
        let ids = text.split(',').map(str::trim).filter(|id| !id.is_empty());
        let formats = ids.map(|id| Format::from_id(id).ok_or(Problem::UnknownChoice));
        formats.collect::<Result<_, _>>().map(Formats)
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
pub(super) fn server_name(organization: Option<Attribute>, host: &str) -> Result<DistinguishedName, NameError> {
    let common_name = Attribute::new(AttributeType::CommonName, host).ok();
    in_order(common_name.into_iter().chain(organization))
}
