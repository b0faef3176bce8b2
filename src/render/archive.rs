//! The archive: every file that the user gets, and its layout, which is a contract.

use serde::Serialize;
use zeroize::Zeroizing;

use super::headers::Seen;
use super::{headers, markdown, openssl, scripts, yaml};
use crate::pki::issuance::{Credential, Issued};
use crate::pki::profile::Profile;
use crate::plan::certificates::{self, SERVER, SERVER_CHAIN_PATH};
use crate::plan::finding::Finding;
use crate::plan::{Plan, ProvidedContent};

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
    #[error("the answers could not be written: {0}")]
    Answers(#[from] serde_json::Error),
}

/// All files of the archive, in the order of its listing. `findings` is what was found out about the plan.
///
/// # Errors
/// When a serializer refuses, which it does for no plan of ours.
pub fn files(plan: &Plan, issued: &Issued, findings: &[Finding]) -> Result<Vec<ArchiveFile>, ArchiveError> {
    let plan = &plan.pinned(issued);
    let seen = headers::seen(&plan.verification, issued);
    let mut folder = Folder {
        name: plan.folder.as_str(),
        files: Vec::new(),
    };
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
    for credential in &issued.credentials {
        folder.credential(plan, credential);
    }
    for provided in &plan.provided {
        match &provided.content {
            ProvidedContent::Certificates(pem) => {
                folder.add(&provided.path, Content::Certificate, pem.clone().into_bytes());
            }
            ProvidedContent::Secret(text) => folder.add(&provided.path, Content::Secret, text.0.as_bytes().to_vec()),
        }
    }
    // Other certificates would not be those that the Gateway names.
    if openssl::makes(&plan.requests) && !plan.has_pins() {
        folder.add(openssl::PATH, Content::Script, openssl::script(plan).into_bytes());
    }
    folder.add("answers.json", Content::Document, answers(plan)?);
    Ok(folder.files)
}

struct Folder<'a> {
    name: &'a str,
    files: Vec<ArchiveFile>,
}

impl Folder<'_> {
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

    fn credential(&mut self, plan: &Plan, credential: &Credential) {
        let path = certificates::path(&credential.id);
        self.add(
            &format!("{path}.crt"),
            Content::Certificate,
            credential.certificate.pem().into_bytes(),
        );
        if let Some(key) = &credential.private_key {
            self.add(&format!("{path}.key"), Content::Secret, key.pem().as_bytes().to_vec());
        }
        if credential.id.0 == SERVER {
            self.add(SERVER_CHAIN_PATH, Content::Certificate, chain(credential).into_bytes());
        }
        let Some(request) = plan.requests.iter().find(|request| request.id == credential.id) else {
            return;
        };
        if let (Some(pkcs12), Some(bundle)) = (&credential.pkcs12, &request.bundle) {
            self.add(&format!("{path}.p12"), Content::Secret, pkcs12.clone());
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let password = format!("{}\n", bundle.password.as_str()).into_bytes();
            self.add(&format!("{folder}/p12-password.txt"), Content::Secret, password);
        }
    }
}

/// The certificate and its issuers but for the root, which a client must have already and must not take from the server.
fn chain(credential: &Credential) -> String {
    let between = credential.issuers.len().saturating_sub(1);
    let issuers = credential.issuers.iter().take(between);
    std::iter::once(&credential.certificate)
        .chain(issuers)
        .map(crate::pki::certificate::Certificate::pem)
        .collect()
}

/// The version of the layout of `answers.json`.
const ANSWERS_VERSION: u32 = 1;

fn answers(plan: &Plan) -> Result<Vec<u8>, serde_json::Error> {
    #[derive(Serialize)]
    struct Document<'a> {
        version: u32,
        variant: &'a str,
        answers: &'a std::collections::BTreeMap<&'static str, String>,
    }
    let document = Document {
        version: ANSWERS_VERSION,
        variant: plan.tutorial,
        answers: &plan.answers,
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
