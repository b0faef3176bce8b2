//! The clients: one, further ones from a table, or those that a policy tells apart.

use super::alternative::alternative_names;
use super::certificates::{attribute, leaf};
use super::requests::requests;
use super::rows::{Common, Named, rows};
use super::{Reader, domains_of};
use crate::pki::clock::Validity;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, SubjectAltName};
use crate::pki::pkcs12::{EncryptionProfile, Password};
use crate::plan::answers::{ClientAnswers, ClientKey};
use crate::plan::names::FileStem;
use crate::plan::verification::Outcome;
use crate::wizard::problem::Problem;
use crate::wizard::{Draft, Field, password};

/// The most clients of one form.
pub const LIMIT: usize = 500;

/// All clients; at least one, in the order in which they were typed. `home` is what stands in front of the names of clients
/// that have none of their own: a host or a trust domain. `periods` are the authorities' and the clients'.
pub(super) fn clients(
    reader: &mut Reader<'_>,
    home: Option<&str>,
    periods: Option<(Validity, Validity)>,
) -> Option<Vec<ClientAnswers>> {
    if !reader.draft.is_visible(Field::ClientOrganization) {
        return Some(Vec::new());
    }
    let organization = reader.read(Field::ClientOrganization, |text| {
        attribute(text, AttributeType::Organization)
    });
    let profiles = reader.read(Field::EncryptionProfile, profiles);
    let common = Common {
        organization: organization.as_ref(),
        periods,
        outcome: Outcome::Admitted,
    };
    let named = named(reader, home, common);
    let waiting = requests(reader);
    let password = match named.as_deref() {
        Some([Named { password: None, .. }]) | None if reader.draft.is_visible(Field::Password) => {
            reader.read(Field::Password, Password::new)
        }
        _ => None,
    };
    let (mut named, profiles) = (named?, profiles?);
    named.extend(waiting?);
    organization?;
    check(reader, &named)?;
    let shared = Shared {
        home: home?,
        password,
        profiles,
        validity: periods?.1,
    };
    shared.clients(reader, named)
}

/// What all clients share.
struct Shared<'a> {
    home: &'a str,
    /// Of the only client, unless its line has one.
    password: Option<Password>,
    profiles: (EncryptionProfile, Option<EncryptionProfile>),
    validity: Validity,
}

/// The encryptions of bundles: one at least, in the order of [`EncryptionProfile::ALL`].
fn profiles(text: &str) -> Result<(EncryptionProfile, Option<EncryptionProfile>), Problem> {
    let profiles = EncryptionProfile::read_all(text).ok_or(Problem::UnknownChoice)?;
    match profiles.as_slice() {
        [] => Err(Problem::UnknownChoice),
        [first, others @ ..] => Ok((*first, others.first().copied())),
    }
}

impl Shared<'_> {
    fn clients(&self, reader: &mut Reader<'_>, named: Vec<Named>) -> Option<Vec<ClientAnswers>> {
        let mut clients: Vec<ClientAnswers> = Vec::new();
        for client in named {
            let taken = |folder: &FileStem| clients.iter().any(|other| other.folder == *folder);
            let folder = FileStem::of(&client.name, "client").unique(taken);
            let mut names = client.names;
            if names.is_empty() {
                // Of like names each gets a URI of its own, because the gateway may go by it.
                names.push(SubjectAltName::uri(spiffe_id(self.home, folder.as_str())).ok()?);
            }
            let key = match client.request {
                Some(request) => ClientKey::Elsewhere(request),
                None => {
                    let given = client.password.or_else(|| self.password.clone());
                    let password = given.or_else(|| made(reader.draft, &folder));
                    let Some(password) = password else {
                        reader.refuse(client.field, Problem::NoPassword { name: client.name });
                        return None;
                    };
                    ClientKey::Made {
                        password,
                        profile: self.profiles.0,
                        also: self.profiles.1,
                    }
                }
            };
            clients.push(ClientAnswers {
                name: client.name,
                subject: client.subject,
                folder,
                outcome: client.outcome,
                subject_alt_names: names,
                validity: client.validity.unwrap_or(self.validity),
                key,
            });
        }
        Some(clients)
    }
}

/// The password of a client that was given none.
fn made(draft: &Draft, folder: &FileStem) -> Option<Password> {
    let text = password::derive(draft.seed()?, folder.as_str());
    Password::new(&text).ok()
}

fn named(reader: &mut Reader<'_>, home: Option<&str>, common: Common<'_>) -> Option<Vec<Named>> {
    if reader.draft.is_visible(Field::AllowedClients) && reader.asks(Field::AllowedClients) {
        return chosen(reader, common);
    }
    let mut all = Vec::new();
    let mut complete = true;
    if reader.asks(Field::ClientCommonName) {
        let only = only(reader, home, &common);
        complete = only.is_some();
        all.extend(only);
    } else if !reader.asks(Field::Clients) {
        // The question of who may call has an error of its own.
        return None;
    }
    if reader.asks(Field::Clients) {
        all.extend(rows(reader, Field::Clients, &common)?);
    }
    complete.then_some(all)
}

fn chosen(reader: &mut Reader<'_>, common: Common<'_>) -> Option<Vec<Named>> {
    let allowed = rows(reader, Field::AllowedClients, &common);
    if allowed.as_ref().is_some_and(Vec::is_empty) {
        reader.refuse(Field::AllowedClients, Problem::NoClient);
    }
    let others = match super::criterion(reader.draft.value(Field::Access)) {
        Some(_) => Outcome::Refused,
        None => Outcome::Denied,
    };
    let denied = rows(
        reader,
        Field::DeniedClients,
        &Common {
            outcome: others,
            ..common
        },
    );
    let mut all = allowed?;
    all.extend(denied?);
    Some(all)
}

/// No more than can be made, and none twice: policies tell clients apart by the whole subject.
fn check(reader: &mut Reader<'_>, named: &[Named]) -> Option<()> {
    let field = named.last().map_or(Field::ClientCommonName, |client| client.field);
    if named.is_empty() {
        let field = if reader.asks(Field::Clients) {
            Field::Clients
        } else {
            Field::AllowedClients
        };
        reader.refuse(field, Problem::NoClient);
        return None;
    }
    if named.len() > LIMIT {
        let count = named.len();
        reader.refuse(field, Problem::TooManyClients { count, limit: LIMIT });
        return None;
    }
    let mut earlier: Vec<(&DistinguishedName, &Named)> = Vec::new();
    for client in named {
        if let Some((_, first)) = earlier.iter().find(|(subject, _)| **subject == client.subject) {
            let problem = Problem::RepeatedClient {
                name: client.name.clone(),
                first: first.line.filter(|_| first.field == client.field),
            };
            reader.refuse(client.field, at_line(client, problem));
            return None;
        }
        earlier.push((&client.subject, client));
    }
    Some(())
}

fn at_line(client: &Named, problem: Problem) -> Problem {
    match client.line {
        Some(line) => Problem::Row {
            line,
            column: None,
            problem: Box::new(problem),
        },
        None => problem,
    }
}

/// The client that has questions of its own.
fn only(reader: &mut Reader<'_>, home: Option<&str>, common: &Common<'_>) -> Option<Named> {
    let whole = reader.draft.value(Field::ClientSubject).trim().to_owned();
    let asks_for_name = whole.is_empty() || !reader.asks(Field::ClientSubject);
    let common_name = asks_for_name.then(|| {
        reader.read(Field::ClientCommonName, |text| {
            attribute(text, AttributeType::CommonName)
        })
    });
    let subject = match &common_name {
        None => reader.read(Field::ClientSubject, DistinguishedName::parse),
        Some(common_name) => in_usual_order(common_name.as_ref(), common.organization),
    };
    let name = subject.as_ref().map(|subject| {
        let common_name = subject.value(AttributeType::CommonName);
        common_name.map_or_else(|| whole.clone(), str::to_owned)
    });
    let typed = reader.draft.value(Field::ClientUri).trim().to_owned();
    let uri = if typed.is_empty() {
        // Without a domain or a name there is nothing to make it of; those have errors of their own.
        home.zip(name.as_ref()).map(|(home, name)| spiffe_id(home, name))
    } else {
        Some(typed)
    };
    let uri = uri.and_then(|uri| reader.read(Field::ClientUri, |_| SubjectAltName::uri(uri)));
    let international = reader.draft.international();
    let further = reader.read(Field::ClientNames, |text| {
        alternative_names(text, international).map_err(|(name, error)| Problem::AlternativeName { name, error })
    });
    let mut names = vec![uri?];
    names.extend(further?);
    Some(Named {
        field: Field::ClientCommonName,
        line: None,
        name: name?,
        subject: subject?,
        names,
        outcome: common.outcome,
        validity: None,
        password: None,
        request: None,
    })
}

fn in_usual_order(common_name: Option<&Attribute>, organization: Option<&Attribute>) -> Option<DistinguishedName> {
    leaf(common_name?.clone(), organization?.clone()).ok()
}

fn spiffe_id(home: &str, name: &str) -> String {
    format!("spiffe://{home}/client/{}", FileStem::of(name, "client"))
}

/// The URI that the client's certificate will carry: the typed one, else the one made of the other answers.
pub fn client_uri(draft: &Draft) -> Option<String> {
    let typed = draft.value(Field::ClientUri).trim();
    if !typed.is_empty() {
        return Some(typed.to_owned());
    }
    let whole = DistinguishedName::parse(draft.value(Field::ClientSubject)).ok();
    let of_subject = whole
        .as_ref()
        .and_then(|subject| subject.value(AttributeType::CommonName));
    let name = of_subject.unwrap_or(draft.value(Field::ClientCommonName));
    Some(spiffe_id(domains_of(draft)?.subdomain.as_str(), name))
}

/// How many clients with keys of their own the answers ask for, whether they can be made or not.
pub fn count(draft: &Draft) -> usize {
    let tables = [Field::AllowedClients, Field::DeniedClients, Field::Clients];
    let one = usize::from(draft.asks(Field::ClientCommonName));
    let listed = tables.into_iter().filter(|field| draft.asks(*field));
    one + listed
        .map(|field| crate::wizard::table::read(draft.value(field)).rows.len())
        .sum::<usize>()
}
