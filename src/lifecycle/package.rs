//! What is handed out: files in the archive's layout, and the steps that put them to use, in the page and as a document.

use zeroize::Zeroizing;

use super::keyring::Keyring;
use super::setup::Setup;
use crate::pki::certificate::Certificate;
use crate::pki::issuance::{Credential, CredentialId};
use crate::pki::pkcs12::BundleRequest;
use crate::plan::certificates::{SERVER, SERVER_CHAIN_PATH, path};
use crate::plan::exposure::Method;
use crate::plan::names::DnsName;
use crate::plan::task::{SecretContent, SecretFromFiles, Task};
use crate::plan::verification::{Anonymous, Expectation, Verification};
use crate::render::archive::{ArchiveFile, Content};
pub(super) use crate::render::clients::served_chain;
use crate::render::command::Words;
use crate::render::shell::Style;
use crate::render::{powershell, shell};

/// Where the server's key is.
const SERVER_KEY_PATH: &str = "certificates/server.key";

/// Commands of one purpose, for both shells, one per entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commands {
    pub bash: Vec<String>,
    /// Empty where Windows has nothing of the kind.
    pub powershell: Vec<String>,
}

impl Commands {
    /// Adds what follows.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.bash.extend(other.bash);
        self.powershell.extend(other.powershell);
        self
    }

    /// One command of the same words in both shells.
    pub fn words(words: &[&str]) -> Self {
        let words: Words = words.iter().map(|word| (*word).to_owned()).collect();
        Self {
            bash: vec![shell::words(&words)],
            powershell: vec![powershell::words(&words)],
        }
    }

    /// Makes or replaces a Secret.
    pub fn secret(secret: SecretFromFiles, context: Option<&str>) -> Self {
        let task = Task::Secret(secret);
        Self {
            bash: shell::task(&task, context.map_or(Style::Guide, Style::On)),
            powershell: powershell::task(&task, context),
        }
    }

    /// A call of kubectl.
    pub fn kubectl(context: Option<&str>, arguments: &[&str]) -> Self {
        let mut words = vec!["kubectl"];
        if let Some(context) = context {
            words.extend(["--context", context]);
        }
        words.extend(arguments);
        Self::words(&words)
    }

    /// Unpacks a download over what is there, and goes to its folder.
    fn unpack(file: &str, folder: &str) -> Self {
        let go = Self::words(&["cd", folder]);
        let mut unpack = Self::words(&["unzip", "-o", file]);
        unpack.powershell = vec![format!(
            "Expand-Archive -Force -Path {} -DestinationPath .",
            powershell::quote(file)
        )];
        unpack.and(go)
    }
}

/// One thing to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    pub title: String,
    /// Plain text, `code` in backquotes.
    pub text: String,
    pub commands: Commands,
    /// What success looks like, and what must be so before the next step.
    pub check: String,
    pub check_commands: Commands,
    /// How to go back; empty where there is nothing to go back from.
    pub back: String,
    pub back_commands: Commands,
}

/// Files with their folder, and what to do with them.
#[derive(Clone)]
pub struct Package {
    pub title: String,
    /// The download's name.
    pub file: String,
    /// The top folder in it.
    pub folder: String,
    pub files: Vec<ArchiveFile>,
    pub steps: Vec<Step>,
    /// What to know before: a sentence or two each.
    pub warnings: Vec<String>,
}

impl Package {
    /// `suffix` tells the download from the earlier archive, which has the same folder.
    pub(super) fn new(title: &str, folder: String, suffix: &str) -> Self {
        Self {
            title: title.to_owned(),
            file: [&folder, suffix, ".zip"].concat(),
            folder,
            files: Vec::new(),
            steps: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// The commands for the download.
    pub(super) fn unpack(&self) -> Commands {
        Commands::unpack(&self.file, &self.folder)
    }

    pub(super) fn add(&mut self, path: &str, content: Content, bytes: Vec<u8>) {
        let mode = if content == Content::Secret { 0o600 } else { 0o644 };
        self.files.push(ArchiveFile {
            path: [&self.folder, "/", path].concat(),
            bytes: Zeroizing::new(bytes),
            mode,
            content,
        });
    }

    pub(super) fn certificates(&mut self, path: &str, certificates: &[&Certificate]) {
        let pem: String = certificates.iter().map(|certificate| certificate.pem()).collect();
        self.add(path, Content::Certificate, pem.into_bytes());
    }

    /// The files of a credential below `prefix`, named as in the archive.
    pub(super) fn credential(&mut self, prefix: &str, credential: &Credential, bundle: Option<&BundleRequest>) {
        let stem = [prefix, &path(&credential.id)].concat();
        self.certificates(&[&stem, ".crt"].concat(), &[&credential.certificate]);
        if let Some(key) = &credential.private_key {
            self.add(
                &[&stem, ".key"].concat(),
                Content::Secret,
                key.pem().as_bytes().to_vec(),
            );
        }
        let chain = served_chain(&credential.certificate, &credential.issuers);
        if credential.id.0 == SERVER {
            self.certificates(&[prefix, SERVER_CHAIN_PATH].concat(), &chain);
        } else if chain.len() > 1 {
            self.certificates(&[&stem, CHAIN_ENDING].concat(), &chain);
        }
        if let (Some(pkcs12), Some(bundle)) = (&credential.pkcs12, bundle) {
            self.add(&[&stem, ".p12"].concat(), Content::Secret, pkcs12.clone());
            if let (Some(second), Some(profile)) = (&credential.second_pkcs12, bundle.also) {
                let path = [&stem, profile.file_ending()].concat();
                self.add(&path, Content::Secret, second.clone());
            }
            let folder = stem.rsplit_once('/').map_or("", |(folder, _)| folder);
            let password = [bundle.password.as_str(), "\n"].concat().into_bytes();
            self.add(&[folder, "/p12-password.txt"].concat(), Content::Secret, password);
        }
    }

    /// The server's files as they are now, below `prefix`. Where they are not among the files, a warning says so.
    pub(super) fn present_server(&mut self, prefix: &str, keyring: &Keyring) {
        let held = keyring.by_id(SERVER);
        let Some((server, key)) = held.and_then(|server| Some((server, server.key.as_ref()?))) else {
            self.warnings.push(format!(
                "The Secret holds the server’s certificate and key, which are not among the files. Put them at \
                 `{prefix}{SERVER_CHAIN_PATH}` and `{prefix}{SERVER_KEY_PATH}` first, or the command fails."
            ));
            return;
        };
        let chain = served_chain(&server.certificate, &server.issuers);
        self.certificates(&[prefix, SERVER_CHAIN_PATH].concat(), &chain);
        let pem = key.private_key().pem().as_bytes().to_vec();
        self.add(&[prefix, SERVER_KEY_PATH].concat(), Content::Secret, pem);
    }

    /// Adds the steps as a document.
    pub(super) fn document(&mut self, name: &str) {
        let text = self.markdown();
        self.add(name, Content::Document, text.into_bytes());
    }

    fn markdown(&self) -> String {
        let mut text = ["# ", &self.title, "\n\n"].concat();
        for warning in &self.warnings {
            text += &["> ", warning, "\n\n"].concat();
        }
        for (index, step) in self.steps.iter().enumerate() {
            text += &[
                "## ",
                &(index + 1).to_string(),
                ". ",
                &step.title,
                "\n\n",
                &step.text,
                "\n\n",
            ]
            .concat();
            commands(&mut text, &step.commands);
            if !step.check.is_empty() {
                text += &["**Check:** ", &step.check, "\n\n"].concat();
                commands(&mut text, &step.check_commands);
            }
            if !step.back.is_empty() {
                text += &["**To go back:** ", &step.back, "\n\n"].concat();
                commands(&mut text, &step.back_commands);
            }
        }
        text
    }
}

fn commands(text: &mut String, commands: &Commands) {
    for (language, lines) in [("bash", &commands.bash), ("powershell", &commands.powershell)] {
        if !lines.is_empty() {
            *text += &["```", language, "\n", &lines.join("\n"), "\n```\n\n"].concat();
        }
    }
}

/// How the file with a client's certificate and those between it and the root ends.
const CHAIN_ENDING: &str = "-chain.pem";

/// The files that a client shows and signs with, below `prefix`: its certificate, with those between it and the root, and its key.
pub(super) fn shown(
    prefix: &str,
    id: &CredentialId,
    certificate: &Certificate,
    issuers: &[Certificate],
) -> [String; 2] {
    let stem = [prefix, &path(id)].concat();
    let ending = match served_chain(certificate, issuers).len() {
        0 | 1 => ".crt",
        _ => CHAIN_ENDING,
    };
    [[&stem, ending].concat(), [&stem, ".key"].concat()]
}

impl Setup {
    /// The Secret with the clients' authority, from files below `prefix`: the server's too where one Secret holds both, and
    /// the revocation lists if there are any. What is not named would be taken out of the Secret.
    pub(super) fn authority(&self, prefix: &str, authorities: &str, lists: Option<&str>) -> Commands {
        let at = |path: &str| [prefix, path].concat();
        let mut files = vec![(self.form.authority_key(), at(authorities))];
        if let Some(lists) = lists {
            files.push((self.form.list_key(), at(lists)));
        }
        let (chain, key) = match self.form {
            super::setup::SecretForm::Apart => ("", ""),
            super::setup::SecretForm::Together => ("cert", "key"),
            super::setup::SecretForm::TogetherTls => ("tls.crt", "tls.key"),
        };
        if !chain.is_empty() {
            files.push((chain, at(SERVER_CHAIN_PATH)));
            files.push((key, at(SERVER_KEY_PATH)));
        }
        self.make(SecretContent::Files(files), self.authority_secret())
    }

    /// The Secret with the server's certificate, where it stands apart.
    pub(super) fn server(&self, prefix: &str) -> Commands {
        let content = SecretContent::Tls {
            certificate: [prefix, SERVER_CHAIN_PATH].concat(),
            key: [prefix, SERVER_KEY_PATH].concat(),
        };
        self.make(content, self.secret.clone())
    }

    fn make(&self, content: SecretContent, name: crate::plan::names::ResourceName) -> Commands {
        let secret = SecretFromFiles {
            namespace: self.namespace(),
            name,
            content,
        };
        Commands::secret(secret, self.context.as_deref())
    }

    /// A call with these files of the package, a certificate and a key; none without a known host.
    pub(super) fn call(&self, authority: Option<&str>, files: [String; 2]) -> Commands {
        let Some(verification) = self.verification(authority) else {
            return Commands::default();
        };
        Commands {
            bash: vec![shell::curl_with(&verification, Some(files))],
            powershell: powershell::curl_of_another(&verification),
        }
    }

    fn verification(&self, authority: Option<&str>) -> Option<Verification> {
        let (host, is_local) = self.host.as_ref()?;
        Some(Verification {
            host: DnsName::parse_ascii(host).ok()?,
            method: Method::Get,
            path: "/headers".to_owned(),
            address: is_local.then_some("127.0.0.1"),
            server_ca: authority.map(str::to_owned),
            clients: Vec::new(),
            anonymous: Anonymous::Refused,
            foreign: Vec::new(),
            expectation: Expectation::EchoedHeaders,
            caller: None,
        })
    }
}
