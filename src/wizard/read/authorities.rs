//! Authorities that the user may bring along: the server's, and what follows where the clients' has no key here.

use super::certificates::{MadeServer, attribute, authority, intermediate, server_name};
use super::{Reader, own, period};
use crate::pki::certificate::Certificate;
use crate::pki::clock::Validity;
use crate::pki::import::ImportedAuthority;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, SubjectAltName};
use crate::plan::Domains;
use crate::plan::answers::{ClientCa, ServerCa};
use crate::wizard::field::{BROUGHT, CHOSEN, MADE, SIGNING};
use crate::wizard::problem::Problem;
use crate::wizard::{Draft, Field, Form};

/// The gateway's certificate, made here, and its authority: made here, or the user's.
pub fn made_server(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<MadeServer> {
    let ca = server_ca(reader);
    let intermediate = server_intermediate(reader, ca.as_ref());
    let ca = ca?;
    let organization = server_organization(reader.draft, &ca)?;
    let domains = domains?;
    // A wildcard does not cover the name that it hangs from, so that name stands beside it.
    let hosts = [domains.gateway.as_str(), domains.subdomain.as_str()];
    let names = hosts.into_iter().map(SubjectAltName::dns).collect::<Result<_, _>>();
    Some(MadeServer {
        title: "Gateway certificate",
        subject: server_name(organization, domains.gateway.as_str()).ok()?,
        ca,
        intermediate: intermediate?,
        names: names.ok()?,
    })
}

/// What a server's certificate says of its organization: the same as its authority's. `None` where an answer is wrong.
pub(super) fn server_organization(draft: &Draft, ca: &ServerCa) -> Option<Option<Attribute>> {
    match ca {
        ServerCa::Made(_) => {
            let text = draft.value(Field::ServerCaOrganization);
            attribute(text, AttributeType::Organization).ok().map(Some)
        }
        ServerCa::Brought(authority) => Some(organization(&authority.certificate)),
    }
}

pub(super) fn server_ca(reader: &mut Reader<'_>) -> Option<ServerCa> {
    if reader.draft.is_visible(Field::ServerCaCommonName) {
        let subject = authority(reader, Field::ServerCaOrganization, Field::ServerCaCommonName);
        return subject.map(ServerCa::Made);
    }
    reader.read(Field::ServerCaSource, |source| match source {
        MADE | SIGNING => Ok(()),
        _ => Err(Problem::UnknownChoice),
    })?;
    own::signer(reader, [Field::ServerCaChain, Field::ServerCaKey], true)
        .map(|authority| ServerCa::Brought(Box::new(authority)))
}

/// The authority between the server's root and its certificate, where one is wanted.
pub(super) fn server_intermediate(reader: &mut Reader<'_>, ca: Option<&ServerCa>) -> Option<Option<DistinguishedName>> {
    let root = match ca {
        Some(ServerCa::Made(root)) => Some(root),
        _ => None,
    };
    let names = [Field::ServerCaOrganization, Field::ServerIntermediateCommonName];
    intermediate(reader, names, &[root])
}

/// The organization of the authority's own name, if that can be written again.
fn organization(certificate: &Certificate) -> Option<Attribute> {
    let text = certificate.details().subject.organization()?;
    attribute(&text, AttributeType::Organization).ok()
}

/// Whether an authority without its key does for this form.
pub fn certificate_only(form: &Form) -> Result<(), Problem> {
    if form.fields().any(|field| field == Field::ClientCredential) {
        return Err(Problem::ClientNeeded);
    }
    if form.fields().all(|field| field != Field::Access) {
        return Err(Problem::CannotSign);
    }
    if form.default_of(Field::Access) == CHOSEN {
        return Err(Problem::ClientsUnknown);
    }
    Ok(())
}

/// The clients' authority where it is the user's.
pub(super) fn client_ca(reader: &mut Reader<'_>) -> Option<ClientCa> {
    let draft = reader.draft;
    let signs = reader.read(Field::ClientCaSource, |source| match source {
        SIGNING => Ok(true),
        BROUGHT => certificate_only(draft.form()).map(|()| false),
        _ => Err(Problem::UnknownChoice),
    })?;
    own::signer(reader, [Field::ClientCaChain, Field::ClientCaKey], signs)
        .map(|authority| ClientCa::Brought(Box::new(authority)))
}

/// Whether a question about what is made here applies although no client is: the gateway's certificate needs it. `None` for others.
pub fn applies_to_server(draft: &Draft, field: Field) -> Option<bool> {
    let makes_server = || draft.asks(Field::ServerCaSource);
    match field {
        Field::KeyAlgorithm | Field::ValidFrom | Field::LeafValidity => makes_server().then_some(true),
        Field::CaValidity | Field::CaKeyAlgorithm => {
            (makes_server() && draft.value(Field::ServerCaSource) == MADE).then_some(true)
        }
        _ => None,
    }
}

/// The period of the authorities, or of one that is brought along, and that of the certificates that are made here; where none is, its
/// own again.
pub(super) fn periods(
    reader: &mut Reader<'_>,
    client_ca: Option<&ClientCa>,
    server: Option<&MadeServer>,
) -> Option<(Validity, Validity)> {
    let client_authority = match client_ca {
        Some(ClientCa::Brought(authority)) => Some(&**authority),
        _ => None,
    };
    let of = |authority: &ImportedAuthority| authority.certificate.details().validity;
    if !reader.draft.is_visible(Field::LeafValidity) {
        return client_authority.map(|authority| (of(authority), of(authority)));
    }
    let server_authority = match server.map(|server| &server.ca) {
        Some(ServerCa::Brought(authority)) => Some(&**authority),
        _ => None,
    };
    let brought = [client_authority, server_authority].into_iter().flatten();
    let signers: Vec<Validity> = brought.filter(|authority| authority.key.is_some()).map(of).collect();
    if reader.draft.is_visible(Field::CaValidity) {
        period::validities(reader, &signers)
    } else {
        let leaf = period::below(reader, &signers)?;
        let authority = client_authority.or(server_authority)?;
        Some((of(authority), leaf))
    }
}
