//! What the user has already: the gateway's certificate, an authority for the clients.

use super::Reader;
use crate::pki::import::{Chain, ImportError, ImportedAuthority, Input, ServerCredential, certificates};
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
    let mut read = ServerCredential::read(chain, key, reader.now);
    if let (Ok(credential), Some(domains)) = (&read, domains)
        && let Err(error) = credential.check_host(domains.workload.as_str())
    {
        read = Err(vec![error]);
    }
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
    match ImportedAuthority::read(draft.value(chain), key_text, reader.now) {
        Ok(authority) => Some(authority),
        Err(errors) => refuse(reader, [chain, key], errors),
    }
}

/// Each error at the field of its text.
fn refuse<T>(reader: &mut Reader<'_>, [certificates, key]: [Field; 2], errors: Vec<ImportError>) -> Option<T> {
    for ImportError { input, problem } in errors {
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
    let chain = Chain::link(certificates(text).ok()?, None)?;
    let others = chain.path().count() - 1 + chain.unrelated.len();
    Some(message::certificates(chain.leaf.details(), others))
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
