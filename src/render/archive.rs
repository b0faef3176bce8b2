//! The archive: every file that the user gets, and its layout, which is a contract.

use serde::Serialize;
use zeroize::Zeroizing;

use super::headers::Seen;
use super::{certificates_readme, clients, headers, markdown, openssl, scripts, yaml};
use crate::locale::say;
use crate::pki::issuance::{Credential, Issued};
use crate::pki::pkcs12::encrypted_key_pem;
use crate::pki::profile::Profile;
use crate::plan::certificates::{self, CLIENT_INTERMEDIATE_CA, SERVER, SERVER_CHAIN_PATH};
use crate::plan::certificates_only::CertificatesPlan;
use crate::plan::finding::Finding;
use crate::plan::formats::Format;
use crate::plan::names::FileStem;
use crate::plan::parts::Parts;
use crate::plan::{Plan, Planned, ProvidedContent};

/// One file, below the archive's folder.
#[derive(Clone)]
pub struct ArchiveFile {
    /// With `/`, from the archive's top folder on.
    pub path: String,
    /// Overwritten when dropped, because it may be a private key.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Unix permissions.
    pub mode: u32,
    pub content: Content,
}

/// What a file is, for showing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    Manifest,
    Script,
    Document,
    Certificate,
    /// Private keys, bundles and passwords: not shown until asked for.
    Secret,
}

impl ArchiveFile {
    /// The path without the archive's folder.
    pub fn name(&self) -> &str {
        self.path.split_once('/').map_or(&self.path, |(_, name)| name)
    }

    /// The file as text; `None` for a binary one.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }
}

/// Why the archive could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    #[error(transparent)]
    Yaml(#[from] yaml::YamlError),
    #[error("{}", say!("the answers could not be written: {value}", value = .0))]
    Answers(#[from] serde_json::Error),
}

/// All files of the archive, in the order of its listing. `findings` is what was found out about the plan.
///
/// # Errors
/// When a serializer refuses, which it does for no plan of ours.
pub fn of(planned: &Planned, issued: &Issued, findings: &[Finding]) -> Result<Vec<ArchiveFile>, ArchiveError> {
    match planned {
        Planned::Gateway(plan) => files(plan, issued, findings),
        Planned::Certificates(plan) => certificates_only(plan, issued, findings),
    }
}

/// The archive of certificates without a cluster.
///
/// # Errors
/// As [`of`].
pub fn certificates_only(
    plan: &CertificatesPlan,
    issued: &Issued,
    findings: &[Finding],
) -> Result<Vec<ArchiveFile>, ArchiveError> {
    let mut folder = Folder::of(&plan.folder);
    let readme = certificates_readme::readme(plan, issued, findings);
    folder.add("README.md", Content::Document, readme.into_bytes());
    folder.certificates(&plan.parts(), issued, true)?;
    Ok(folder.files)
}

/// The archive of a gateway.
///
/// # Errors
/// As [`of`].
pub fn files(plan: &Plan, issued: &Issued, findings: &[Finding]) -> Result<Vec<ArchiveFile>, ArchiveError> {
    let plan = &plan.pinned(issued);
    let seen = headers::seen(&plan.verification.clients, issued);
    let mut folder = Folder::of(&plan.folder);
    folder.add(
        "README.md",
        Content::Document,
        markdown::readme(plan, issued, &seen, findings).into_bytes(),
    );
    for (name, text) in [
        ("guide-powershell.md", markdown::powershell_guide(plan)),
        ("guide-dashboard.md", markdown::dashboard_guide(plan)),
    ] {
        folder.add(name, Content::Document, text.into_bytes());
    }
    folder.scripts(plan, &seen);
    for manifest in &plan.manifests {
        folder.add(
            &manifest.path(),
            Content::Manifest,
            yaml::manifest(manifest)?.into_bytes(),
        );
    }
    let kustomization = yaml::kustomization(&plan.manifests)?;
    folder.add(
        "manifests/kustomization.yaml",
        Content::Manifest,
        kustomization.into_bytes(),
    );
    // Other certificates would not be those that the Gateway names.
    folder.certificates(&plan.parts(), issued, !plan.has_pins())?;
    Ok(folder.files)
}

struct Folder<'a> {
    name: &'a str,
    files: Vec<ArchiveFile>,
}

impl<'a> Folder<'a> {
    fn of(name: &'a FileStem) -> Self {
        Self {
            name: name.as_str(),
            files: Vec::new(),
        }
    }

    fn add(&mut self, path: &str, content: Content, bytes: Vec<u8>) {
        let mode = match content {
            Content::Script => 0o755,
            Content::Secret => 0o600,
            Content::Manifest | Content::Document | Content::Certificate => 0o644,
        };
        let path = format!("{}/{path}", self.name);
        self.files.push(ArchiveFile {
            path,
            bytes: Zeroizing::new(bytes),
            mode,
            content,
        });
    }

    fn scripts(&mut self, plan: &Plan, seen: &[Seen]) {
        self.add("apply.sh", Content::Script, scripts::apply(plan).into_bytes());
        self.add("verify.sh", Content::Script, scripts::verify(plan, seen).into_bytes());
        self.add("cleanup.sh", Content::Script, scripts::cleanup(plan).into_bytes());
    }

    /// All that has to do with certificates, and the answers. `again` says whether the script that makes them anew belongs to it.
    fn certificates(&mut self, parts: &Parts<'_>, issued: &Issued, again: bool) -> Result<(), ArchiveError> {
        for credential in &issued.credentials {
            self.credential(parts, credential);
            self.formats(parts, issued, credential)?;
        }
        if !parts.clients.is_empty() {
            let list = clients::list(parts, issued).into_bytes();
            self.add(clients::LIST_PATH, Content::Document, list);
        }
        for provided in parts.provided {
            match &provided.content {
                ProvidedContent::Certificates(pem) => {
                    self.add(&provided.path, Content::Certificate, pem.clone().into_bytes());
                }
                ProvidedContent::Secret(text) => {
                    self.add(&provided.path, Content::Secret, text.0.as_bytes().to_vec());
                }
            }
        }
        if !parts.requests.is_empty() && again {
            let script = openssl::script(parts.title, parts.requests);
            self.add(openssl::PATH, Content::Script, script.into_bytes());
        }
        self.add("answers.json", Content::Document, answers(parts)?);
        Ok(())
    }

    fn credential(&mut self, parts: &Parts<'_>, credential: &Credential) {
        let path = certificates::path(&credential.id);
        self.add(
            &format!("{path}.crt"),
            Content::Certificate,
            credential.certificate.pem().into_bytes(),
        );
        let is_client = parts.clients.iter().any(|client| client.credential == credential.id);
        match &credential.private_key {
            Some(key) if parts.plain_keys || !is_client => {
                self.add(&format!("{path}.key"), Content::Secret, key.pem().as_bytes().to_vec());
            }
            _ => {}
        }
        if credential.id.0 == SERVER {
            self.add(
                SERVER_CHAIN_PATH,
                Content::Certificate,
                clients::chain(credential).into_bytes(),
            );
        }
        let Some(request) = parts.requests.iter().find(|request| request.id == credential.id) else {
            return;
        };
        if let (Some(pkcs12), Some(bundle)) = (&credential.pkcs12, &request.bundle) {
            self.add(&format!("{path}.p12"), Content::Secret, pkcs12.clone());
            if let (Some(second), Some(profile)) = (&credential.second_pkcs12, bundle.also) {
                let path = [&path, profile.file_ending()].concat();
                self.add(&path, Content::Secret, second.clone());
            }
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let password = format!("{}\n", bundle.password.as_str()).into_bytes();
            self.add(&format!("{folder}/p12-password.txt"), Content::Secret, password);
        }
        // Whoever has no bundle, or an issuer in between, needs the chain as a file.
        let needs_chain = credential.private_key.is_none()
            || request
                .issuer
                .as_ref()
                .is_some_and(|issuer| issuer.0 == CLIENT_INTERMEDIATE_CA);
        if is_client && needs_chain {
            let chain = clients::chain(credential).into_bytes();
            self.add(&format!("{path}-chain.pem"), Content::Certificate, chain);
        }
        if let Some((_, signing)) = parts.signing_requests.iter().find(|(id, _)| *id == credential.id) {
            self.add(&format!("{path}.csr"), Content::Document, signing.pem().into_bytes());
        }
    }

    /// The further forms that were asked for.
    fn formats(&mut self, parts: &Parts<'_>, issued: &Issued, credential: &Credential) -> Result<(), ArchiveError> {
        let path = certificates::path(&credential.id);
        if parts.formats.has(Format::Der) {
            let der = credential.certificate.der().to_vec();
            self.add(&format!("{path}.der"), Content::Certificate, der);
        }
        if !parts.clients.iter().any(|client| client.credential == credential.id) {
            return Ok(());
        }
        if parts.formats.has(Format::Combined)
            && let Some(text) = clients::combined(credential)
        {
            self.add(
                &format!("{path}-combined.pem"),
                Content::Secret,
                text.as_bytes().to_vec(),
            );
        }
        let bundle = credential.pkcs12.as_deref();
        if parts.formats.has(Format::EncryptedKey)
            && let Some(key) = bundle.and_then(encrypted_key_pem)
        {
            self.add(&format!("{path}-encrypted.key"), Content::Secret, key.into_bytes());
        }
        if parts.formats.has(Format::Secret)
            && let Some(manifest) = clients::secret(parts, issued, credential)?
        {
            self.add(&format!("{path}-secret.yaml"), Content::Secret, manifest.into_bytes());
        }
        Ok(())
    }
}

/// The version of the layout of `answers.json`.
const ANSWERS_VERSION: u32 = 1;

fn answers(parts: &Parts<'_>) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Document<'a> {
        version: u32,
        variant: &'a str,
        answers: &'a std::collections::BTreeMap<&'static str, String>,
    }
    let document = Document {
        version: ANSWERS_VERSION,
        variant: parts.tutorial,
        answers: parts.answers,
    };
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// How a profile is called in lists.
pub fn purpose(profile: Profile) -> &'static str {
    match profile {
        Profile::RootCa => "certificate authority",
        Profile::IntermediateCa => "intermediate authority",
        Profile::Server => "server",
        Profile::Client => "client",
    }
}
