//! What the user has already: the gateway's certificate, an authority for the clients.

use super::Reader;
use super::brought::{Refusal, readers, refusals};
use crate::pki::clock::UnixTime;
use crate::pki::import::{Chain, ImportedAuthority, Input, ServerCredential, certificates};
use crate::plan::Domains;
use crate::plan::brought::{BroughtServer, ServerFiles};
use crate::plan::resource::gateway::TlsMode;
use crate::wizard::field::{FILES, SECRET};
use crate::wizard::problem::Problem;
use crate::wizard::{Field, message};

/// Where the gateway's certificate is; files must be good for the workload's host.
pub fn server(reader: &mut Reader<'_>, domains: Option<&Domains>) -> Option<BroughtServer> {
    let source = reader.read(Field::ServerSource, |source| match source {
        FILES | SECRET => Ok(source == FILES),
        _ => Err(Problem::UnknownChoice),
    })?;
    if !source {
        return Some(BroughtServer::Secret);
    }
    let draft = reader.draft;
    let (chain, key) = (draft.value(Field::ServerChain), draft.value(Field::ServerKey));
    let host = domains.map(|domains| domains.workload.as_str());
    let read = match readers() {
        Some(readers) => (readers.server)([chain, key], host, reader.now),
        None => return later(reader, Field::ServerChain),
    };
    match read {
        Ok(credential) => Some(BroughtServer::Files(Box::new(ServerFiles {
            credential,
            read_at: reader.now,
        }))),
        Err(errors) => refuse(reader, [Field::ServerChain, Field::ServerKey], errors),
    }
}

/// An authority that is brought along, with its key where it signs.
pub(super) fn signer(reader: &mut Reader<'_>, [chain, key]: [Field; 2], signs: bool) -> Option<ImportedAuthority> {
    let draft = reader.draft;
    let key_text = signs.then(|| draft.value(key));
    let Some(readers) = readers() else {
        return later(reader, chain);
    };
    match (readers.authority)(draft.value(chain), key_text, reader.now) {
        Ok(authority) => Some(authority),
        Err(errors) => refuse(reader, [chain, key], errors),
    }
}

/// The functions that read this are still on their way.
fn later<T>(reader: &mut Reader<'_>, field: Field) -> Option<T> {
    reader.refuse(field, Problem::NotLoaded);
    None
}

/// Each error at the field of its text.
fn refuse<T>(reader: &mut Reader<'_>, [certificates, key]: [Field; 2], errors: Vec<Refusal>) -> Option<T> {
    for (input, problem) in errors {
        let field = match input {
            Input::Certificates => certificates,
            Input::Key => key,
        };
        reader.refuse(field, Problem::Import(problem));
    }
    None
}

/// What a text with certificates holds; nothing while it cannot be read.
pub fn summary(text: &str) -> Option<String> {
    (readers()?.summary)(text)
}

/// What the Gateway does with callers who show no certificate.
pub fn tls_mode(reader: &mut Reader<'_>) -> Option<TlsMode> {
    let names_clients = reader.draft.is_visible(Field::AllowedClients);
    reader.read(Field::TlsMode, |id| match id {
        "mutual" => Ok(TlsMode::Mutual),
        // Those who are kept out would show no certificate; a policy would even believe their headers.
        "optional-mutual" if names_clients => Err(Problem::Spoofable),
        "optional-mutual" => Ok(TlsMode::OptionalMutual),
        _ => Err(Problem::UnknownChoice),
    })
}

pub(super) fn read_server(
    [chain, key]: [&str; 2],
    host: Option<&str>,
    now: UnixTime,
) -> Result<ServerCredential, Vec<Refusal>> {
    let credential = ServerCredential::read(chain, key, now).map_err(refusals)?;
    match host.map(|host| credential.check_host(host)) {
        Some(Err(error)) => Err(refusals(vec![error])),
        _ => Ok(credential),
    }
}

pub(super) fn read_authority(chain: &str, key: Option<&str>, now: UnixTime) -> Result<ImportedAuthority, Vec<Refusal>> {
    ImportedAuthority::read(chain, key, now).map_err(refusals)
}

pub(super) fn read_summary(text: &str) -> Option<String> {
    let chain = Chain::link(certificates(text).ok()?, None)?;
    let others = chain.path().count() - 1 + chain.unrelated.len();
    Some(message::certificates(chain.leaf.details(), others))
}
