//! Clients that keep their keys and sent requests. What they ask for is taken over as far as a client may have it; rights of
//! an authority or a server never are.

use super::Reader;
use super::brought::{RequestedNames, readers};
use super::rows::Named;
use crate::locale::say;
use crate::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use crate::pki::request::CertificateRequest;
use crate::plan::answers::SigningRequest;
use crate::plan::verification::Outcome;
use crate::wizard::Field;
use crate::wizard::problem::Problem;

/// The clients of the requests that were pasted; none where there are none.
pub(super) fn requests(reader: &mut Reader<'_>) -> Option<Vec<Named>> {
    if !reader.asks(Field::ClientRequests) || reader.draft.value(Field::ClientRequests).trim().is_empty() {
        return Some(Vec::new());
    }
    let requests = reader.read(Field::ClientRequests, |text| match readers() {
        Some(readers) => (readers.requests)(text).map_err(Problem::Request),
        None => Err(Problem::NotLoaded),
    })?;
    let mut clients = Vec::new();
    let mut complete = true;
    for (index, request) in requests.into_iter().enumerate() {
        match request {
            Ok(client) => clients.push(client),
            Err(why) => {
                complete = false;
                reader.refuse(
                    Field::ClientRequests,
                    Problem::RequestRefused { number: index + 1, why },
                );
            }
        }
    }
    complete.then_some(clients)
}

/// See [`super::brought::Readers::requests`].
pub(super) fn read(text: &str) -> RequestedNames {
    let requests = CertificateRequest::decode_text(text.as_bytes()).map_err(|error| error.to_string())?;
    Ok(requests.into_iter().map(client).collect())
}

fn client(request: CertificateRequest) -> Result<Named, String> {
    let key = request.key().map_err(|error| error.to_string())?;
    let subject = DistinguishedName::read(&request.subject.der).map_err(|error| error.to_string())?;
    let asked = request.extensions.subject_alt_names.iter();
    let names = asked.map(SubjectAltName::from_found).collect::<Result<Vec<_>, _>>();
    let names = names.map_err(|error| error.to_string())?;
    let name = subject.value(AttributeType::CommonName).map(str::to_owned);
    let name = name.or_else(|| names.first().map(SubjectAltName::value));
    let Some(name) = name else {
        return Err(say!("it names nobody: there is neither a common name nor another name").to_owned());
    };
    Ok(Named {
        field: Field::ClientRequests,
        line: None,
        name,
        subject,
        names,
        outcome: Outcome::Admitted,
        validity: None,
        password: None,
        request: Some(Box::new(SigningRequest { request, key })),
    })
}
