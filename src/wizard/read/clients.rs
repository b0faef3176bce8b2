//! The clients: one, or those that a policy tells apart.

use super::certificates::{attribute, leaf};
use super::{Reader, domains_of};
use crate::pki::name::{Attribute, AttributeType, SubjectAltName};
use crate::pki::pkcs12::{EncryptionProfile, Password};
use crate::plan::Domains;
use crate::plan::answers::ClientAnswers;
use crate::plan::names::FileStem;
use crate::plan::verification::Outcome;
use crate::wizard::problem::Problem;
use crate::wizard::{Draft, Field};

/// What all clients share.
struct Shared {
    organization: Attribute,
    password: Password,
    profile: EncryptionProfile,
}

/// All clients; at least one, in the order in which they were typed.
pub(super) fn clients(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<Vec<ClientAnswers>> {
    if !reader.draft.is_visible(Field::ClientOrganization) {
        return Some(Vec::new());
    }
    let organization = reader.read(Field::ClientOrganization, |text| {
        attribute(text, AttributeType::Organization)
    });
    let password = reader.read(Field::Password, Password::new);
    let profile = reader.read(Field::EncryptionProfile, |id| {
        EncryptionProfile::from_id(id).ok_or(Problem::UnknownChoice)
    });
    let named = if reader.draft.is_visible(Field::ClientCommonName) {
        only(reader, domains)
    } else if reader.draft.is_visible(Field::AllowedClients) {
        chosen(reader, domains)
    } else {
        // The question of who may call has an error of its own.
        None
    };
    let shared = Shared {
        organization: organization?,
        password: password?,
        profile: profile?,
    };
    let mut clients: Vec<ClientAnswers> = Vec::new();
    for named in named? {
        let client = named.client(&shared, &clients)?;
        clients.push(client);
    }
    Some(clients)
}

/// A client before what it shares with the others is known.
struct Named {
    common_name: Attribute,
    uri: SubjectAltName,
    outcome: Outcome,
}

impl Named {
    fn client(self, shared: &Shared, earlier: &[ClientAnswers]) -> Option<ClientAnswers> {
        let common_name = self.common_name.value().to_owned();
        let taken = |folder: &FileStem| earlier.iter().any(|client| client.folder == *folder);
        Some(ClientAnswers {
            folder: FileStem::of(&common_name, "client").unique(taken),
            common_name,
            subject: leaf(self.common_name, shared.organization.clone()).ok()?,
            subject_alt_name: self.uri,
            outcome: self.outcome,
            password: shared.password.clone(),
            profile: shared.profile,
        })
    }
}

fn only(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<Vec<Named>> {
    let common_name = reader.read(Field::ClientCommonName, |text| {
        attribute(text, AttributeType::CommonName)
    });
    let typed = reader.draft.value(Field::ClientUri).trim().to_owned();
    let uri = if typed.is_empty() {
        // Without a domain or a common name there is nothing to make it of; those have errors of their own.
        domains
            .zip(common_name.as_ref())
            .map(|(domains, name)| spiffe_id(domains, name.value()))
    } else {
        Some(typed)
    };
    let uri = uri.and_then(|uri| reader.read(Field::ClientUri, |_| SubjectAltName::uri(uri)));
    Some(vec![Named {
        common_name: common_name?,
        uri: uri?,
        outcome: Outcome::Admitted,
    }])
}

fn chosen(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<Vec<Named>> {
    let allowed = reader.read(Field::AllowedClients, |text| names(text, true));
    let denied = reader.read(Field::DeniedClients, |text| names(text, false));
    let (allowed, denied) = (allowed?, denied?);
    if let Some(both) = denied.iter().find(|name| allowed.contains(name)) {
        let name = both.value().to_owned();
        reader.refuse(Field::DeniedClients, Problem::RepeatedClient { name });
        return None;
    }
    let domains = domains?;
    let others = match super::criterion(reader.draft.value(Field::Access)) {
        Some(_) => Outcome::Refused,
        None => Outcome::Denied,
    };
    let mut folders: Vec<FileStem> = Vec::new();
    let with = |outcome| move |common_name| (common_name, outcome);
    let all = allowed.into_iter().map(with(Outcome::Admitted));
    all.chain(denied.into_iter().map(with(others)))
        .map(|(common_name, outcome)| {
            // Of like names each gets a URI of its own, because the gateway may go by it.
            let folder = FileStem::of(common_name.value(), "client").unique(|folder| folders.contains(folder));
            let uri = SubjectAltName::uri(spiffe_id(domains, folder.as_str())).ok()?;
            folders.push(folder);
            Some(Named {
                common_name,
                uri,
                outcome,
            })
        })
        .collect()
}

/// The most clients of one form; more are for a list of their own.
const LIMIT: usize = 50;

/// Common names, one per line. A policy takes `*` at either end for a wildcard (Istio, `security/v1/authorization_policy.proto`,
/// `Condition.values`), and in the subject as Envoy writes it the common name comes last.
fn names(text: &str, needed: bool) -> Result<Vec<Attribute>, Problem> {
    let mut names: Vec<Attribute> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.ends_with('*') {
            return Err(Problem::Wildcard { name: line.to_owned() });
        }
        let name = attribute(line, AttributeType::CommonName)?;
        if names.contains(&name) {
            return Err(Problem::RepeatedClient { name: line.to_owned() });
        }
        names.push(name);
    }
    match names.len() {
        0 if needed => Err(Problem::NoClient),
        count if count > LIMIT => Err(Problem::TooManyClients { count, limit: LIMIT }),
        _ => Ok(names),
    }
}

fn spiffe_id(domains: &Domains, common_name: &str) -> String {
    format!(
        "spiffe://{}/client/{}",
        domains.subdomain,
        FileStem::of(common_name, "client")
    )
}

/// The URI that the client's certificate will carry: the typed one, else the one made of the other answers.
pub fn client_uri(draft: &Draft) -> Option<String> {
    let typed = draft.value(Field::ClientUri).trim();
    if !typed.is_empty() {
        return Some(typed.to_owned());
    }
    Some(spiffe_id(&domains_of(draft)?, draft.value(Field::ClientCommonName)))
}
