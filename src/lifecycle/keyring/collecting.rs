//! From files to a keyring: what each file holds, and what belongs together.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::paths::{CERTIFICATES, MANIFESTS, below_top, folder, stem};
use super::unpacking::unpacked;
use super::{Held, Keyring, Origin, Role, title};
use crate::lifecycle::unzip::{LoadedFile, UnzipError};
use crate::locale::say;
use crate::pki::certificate::Certificate;
use crate::pki::decode::AlternativeName;
use crate::pki::import::{Chain, Contents, ImportProblem, ImportedKey, Material, Opener};
use crate::pki::issuance::CredentialId;
use crate::pki::pace::Pace;
use crate::pki::pkcs12::{EncryptionProfile, Password};
use crate::pki::revocation::RevocationList;
use crate::plan::certificates::{SERVER, SERVER_CHAIN_PATH};
use crate::plan::names::FileStem;

/// Why files make no keyring.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    #[error("{0}: {1}")]
    Archive(String, UnzipError),
    #[error("{}", say!("No certificate was found. Choose the archive that this app made, or its files: certificates (.crt, .pem), keys (.key) and bundles (.p12)"))]
    Nothing,
    #[error("{}", say!("Everything here is behind a password: {value}. Type the password, then choose the files again", value = .0))]
    AllLocked(String),
}

const ANSWERS: &str = "answers.json";
const PASSWORD_FILE: &str = "p12-password.txt";
/// What is looked into; other files of an archive are for people.
const ENDINGS: [&str; 12] = [
    ".crt",
    ".cer",
    ".pem",
    ".der",
    ".key",
    ".p12",
    ".pfx",
    ".crl",
    ".cert",
    ".ca-bundle",
    ".p8",
    ".chain",
];

pub async fn collect<O: Opener>(files: Vec<LoadedFile>, password: &str, opener: &O) -> Result<Keyring, KeyringError> {
    let mut collection = Collection::default();
    for file in unpacked(files, &mut collection.keyring, opener).await? {
        collection.sort(file);
        opener.pause().await;
    }
    collection.open_all(password, opener).await;
    let mut keyring = collection.linked(opener).await;
    if keyring.held.is_empty() {
        return Err(match keyring.locked.as_slice() {
            [] => KeyringError::Nothing,
            locked => KeyringError::AllLocked(locked.join(", ")),
        });
    }
    // A stable order: authorities, servers, clients.
    let mut ordered = Vec::with_capacity(keyring.held.len());
    for role in [Role::Authority, Role::Server, Role::Client] {
        ordered.extend(keyring.held.iter().filter(|held| held.role == role).cloned());
    }
    keyring.held = ordered;
    Ok(keyring)
}

#[derive(Default)]
struct Collection {
    keyring: Keyring,
    /// Path below the archive's top folder, and what the file is.
    material: Vec<(String, Material)>,
    /// By folder, with a `/` at the end.
    passwords: BTreeMap<String, Password>,
    certificates: Vec<Found>,
    keys: Vec<ImportedKey>,
}

/// A certificate and where it was found.
struct Found {
    certificate: Certificate,
    path: String,
    /// Whether the file holds nothing but this certificate.
    is_alone: bool,
}

#[derive(Deserialize)]
struct Answers {
    variant: String,
    answers: BTreeMap<String, String>,
}

impl Collection {
    /// Puts a file where it belongs.
    fn sort(&mut self, file: LoadedFile) {
        let (top, path) = below_top(&file.path);
        let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
        if name == ANSWERS {
            self.keyring.origin = serde_json::from_slice::<Answers>(&file.bytes)
                .ok()
                .map(|Answers { variant, answers }| Origin { variant, answers });
            self.keyring.folder = self.keyring.folder.take().or(top);
        } else if path.starts_with(MANIFESTS) {
            if let Ok(text) = std::str::from_utf8(&file.bytes) {
                self.keyring.manifests.push((path, text.to_owned()));
            }
        } else if name == PASSWORD_FILE {
            let text = std::str::from_utf8(&file.bytes).unwrap_or_default();
            if let Ok(password) = Password::new(text.trim_end_matches(['\r', '\n'])) {
                self.passwords.insert(folder(&path).to_owned(), password);
            }
        } else if ENDINGS.iter().any(|ending| name.ends_with(ending)) || !file.path.contains('/') {
            self.recognize(path, &file);
        }
    }

    fn recognize(&mut self, path: String, file: &LoadedFile) {
        if let Ok(lists) = RevocationList::read(&file.bytes) {
            self.keyring.lists.extend(lists);
            return;
        }
        match Material::from_octets(&file.bytes) {
            Ok(material) => self.material.push((path, material)),
            Err(problem) => self.note(&path, &problem),
        }
    }

    fn note(&mut self, path: &str, problem: &ImportProblem) {
        self.keyring.notes.push(format!("{path}: {problem}"));
    }

    /// Opens what is not locked, and then what is, unless it only repeats what is open already: a bundle's password takes
    /// a good part of a second to check.
    async fn open_all<O: Opener>(&mut self, password: &str, opener: &O) {
        let material = std::mem::take(&mut self.material);
        let (locked, open): (Vec<_>, Vec<_>) = material.into_iter().partition(|(_, material)| material.is_locked());
        for (path, material) in open {
            match material.open("") {
                Ok(contents) => self.take(&path, contents),
                Err(problem) => self.note(&path, &problem),
            }
            opener.pause().await;
        }
        for (path, material) in locked {
            if !self.has_credential_at(&path) {
                self.unlock(path, &material, password, opener).await;
            }
            opener.pause().await;
        }
    }

    async fn unlock<O: Opener>(&mut self, path: String, material: &Material, password: &str, opener: &O) {
        let beside = self.passwords.get(folder(&path)).cloned();
        let beside = beside.as_ref().map_or("", Password::as_str);
        // Each takes a derivation.
        let both = [beside, password];
        let tried = if beside == password { &both[..1] } else { &both };
        for password in tried {
            if let Ok(contents) = opener.open(material, password).await {
                return self.take(&path, contents);
            }
        }
        self.keyring.locked.push(path);
    }

    /// Whether a certificate and its key were found beside a bundle, under its name.
    fn has_credential_at(&self, path: &str) -> bool {
        // The second bundle of a client holds what the first one holds.
        let second = EncryptionProfile::ALL
            .into_iter()
            .find_map(|profile| path.strip_suffix(profile.file_ending()));
        let own = second.unwrap_or(stem(path));
        let mut found = self.certificates.iter().filter(|found| stem(&found.path) == own);
        found.any(|found| self.keys.iter().any(|key| key.belongs_to(&found.certificate)))
    }

    fn take(&mut self, path: &str, contents: Contents) {
        let is_alone = contents.certificates.len() == 1;
        for certificate in contents.certificates {
            let known = self
                .certificates
                .iter_mut()
                .find(|found| found.certificate == certificate);
            match known {
                Some(found) if is_alone && !found.is_alone => {
                    found.path = path.to_owned();
                    found.is_alone = true;
                }
                Some(_) => {}
                None => self.certificates.push(Found {
                    certificate,
                    path: path.to_owned(),
                    is_alone,
                }),
            }
        }
        for key in contents.keys {
            if !self.keys.iter().any(|other| other.public_key() == key.public_key()) {
                self.keys.push(key);
            }
        }
    }

    /// Puts together what belongs together.
    async fn linked<P: Pace>(mut self, pace: &P) -> Keyring {
        let all: Vec<Certificate> = self
            .certificates
            .iter()
            .map(|found| found.certificate.clone())
            .collect();
        let authorities: Vec<Certificate> = self
            .certificates
            .iter()
            .filter(|found| role(&found.certificate, &found.path) == Role::Authority)
            .map(|found| found.certificate.clone())
            .collect();
        for found in std::mem::take(&mut self.certificates) {
            pace.pause().await;
            let certificate = found.certificate;
            let role = role(&certificate, &found.path);
            let id = self.free_id(role, &certificate, &found.path, found.is_alone);
            let key = self.keys.iter().position(|key| key.belongs_to(&certificate));
            let password = self
                .passwords
                .get(folder(&found.path))
                .filter(|_| role != Role::Authority);
            self.keyring.held.push(Held {
                id,
                role,
                issuers: issuers(&certificate, &authorities),
                key: key.map(|position| self.keys[position].clone()),
                password: password.cloned(),
                certificate,
            });
        }
        let is_used = |key: &ImportedKey| all.iter().any(|certificate| key.belongs_to(certificate));
        let unused = self.keys.iter().filter(|key| !is_used(key)).count();
        if unused > 0 {
            let text = format!("{unused} private keys belong to none of the certificates and are left out.");
            self.keyring.notes.push(text);
        }
        self.keyring
    }

    /// The identifier that the archive's layout gives a path, or else one that is made of the name.
    fn free_id(&self, role: Role, certificate: &Certificate, path: &str, is_alone: bool) -> CredentialId {
        let is_taken = |id: &str| self.keyring.by_id(id).is_some();
        let from_path = stem(path)
            .strip_prefix(CERTIFICATES)
            .map(|id| id.strip_suffix("/client").unwrap_or(id));
        if let Some(id) = from_path.filter(|id| is_alone && path != SERVER_CHAIN_PATH && !is_taken(id)) {
            return CredentialId(id.to_owned());
        }
        let name = FileStem::of(&title(certificate), "certificate");
        let prefix = match role {
            Role::Client => "clients/",
            Role::Server if !is_taken(SERVER) => return CredentialId(SERVER.to_owned()),
            Role::Authority | Role::Server => "",
        };
        let id = |name: &FileStem| [prefix, name.as_str()].concat();
        CredentialId(id(&name.unique(|name| is_taken(&id(name)))))
    }
}

fn role(certificate: &Certificate, path: &str) -> Role {
    let details = certificate.details();
    let is_ca = details.basic_constraints.is_some_and(|constraints| constraints.is_ca);
    // Version 1 knows no constraints; who signed itself is an authority then.
    if is_ca || (details.version < 3 && details.subject.der == details.issuer.der) {
        return Role::Authority;
    }
    let is_for = |purpose: &str| details.extended_key_usages.iter().any(|own| own == purpose);
    let has_host = || {
        let mut names = details.subject_alt_names.iter();
        names.any(|name| matches!(name, AlternativeName::Dns(_)))
    };
    match (is_for("serverAuth"), is_for("clientAuth")) {
        (true, false) => Role::Server,
        (false, true) => Role::Client,
        _ if path.contains("clients/") => Role::Client,
        _ if has_host() => Role::Server,
        _ => Role::Client,
    }
}

/// Those above a certificate, among all authorities that were found.
fn issuers(certificate: &Certificate, authorities: &[Certificate]) -> Vec<Certificate> {
    let key = certificate.details().public_key_info.as_slice();
    // The certificate itself comes first: others may be of the same key.
    let mut given = vec![certificate.clone()];
    given.extend(
        authorities
            .iter()
            .filter(|other| other.details().public_key_info != key)
            .cloned(),
    );
    let chain = Chain::link(given, Some(key));
    chain.map_or_else(Vec::new, |chain| chain.path().skip(1).cloned().collect())
}
