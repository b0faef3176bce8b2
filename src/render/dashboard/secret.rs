//! Secrets. Their values come from files or from the user; none is shown.

use super::form::Sheet;
use super::{Action, Entry, Instruction};
use crate::plan::Provided;
use crate::plan::dns::FILES;
use crate::plan::names::{Namespace, ResourceName};
use crate::plan::task::{ProviderSecret, SecretContent, SecretFromFiles};
use crate::render::gardener;

/// From files of the archive.
pub fn from_files(secret: &SecretFromFiles) -> Instruction {
    let mut data = Vec::new();
    let kind = match &secret.content {
        SecretContent::Tls { certificate, key } => {
            data.extend([file("tls.crt", certificate), file("tls.key", key)]);
            "kubernetes.io/tls"
        }
        SecretContent::Files(files) => {
            data.extend(files.iter().map(|(key, path)| file(key, path)));
            "Opaque"
        }
    };
    create_secret(&secret.namespace, &secret.name, kind, data)
}

/// From the files with the credentials that were typed, or else with a value of the user's own for each.
pub fn of_provider(secret: &ProviderSecret, provided: &[Provided]) -> Instruction {
    let mut data = Vec::new();
    for Provided { path, .. } in provided {
        if let Some(key) = path.strip_prefix(FILES).and_then(|rest| rest.strip_prefix('/')) {
            data.push(file(key, path));
        }
    }
    if !secret.typed {
        data.extend(gardener::needed(secret.provider).map(|credential| Entry::Own {
            label: credential.key,
            hint: credential.hint.to_owned(),
        }));
    }
    create_secret(&secret.namespace, &secret.name, "Opaque", data)
}

fn file(key: &str, path: &str) -> Entry {
    let (key, path) = (key.to_owned(), path.to_owned());
    Entry::File { key, path }
}

fn create_secret(namespace: &Namespace, name: &ResourceName, kind: &str, data: Vec<Entry>) -> Instruction {
    let mut sheet = Sheet::default();
    sheet.field("Name", name.as_str());
    sheet.field("Type", kind);
    sheet.section("Data", |sheet| sheet.entries = data);
    Instruction {
        namespace: Some(namespace.clone()),
        action: Action::Create {
            page: "Configuration > Secrets",
            form: sheet.entries,
        },
    }
}
