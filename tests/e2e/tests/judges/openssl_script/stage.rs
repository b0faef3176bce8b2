//! Runs the script.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mtls_wizard::pki::clock::Validity;
use mtls_wizard::pki::issuance::{CredentialId, Request};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::render::openssl;
use mtls_wizard_e2e::process::program;
use tempfile::TempDir;

use crate::material::now;

/// An empty archive but for the script, in a folder whose name is as awkward as the requests.
pub struct Stage {
    directory: TempDir,
}

impl Stage {
    pub fn new(requests: &[Request]) -> Self {
        let stage = Self {
            directory: TempDir::new().unwrap(),
        };
        let script = stage.file(openssl::PATH);
        fs::create_dir_all(script.parent().unwrap()).unwrap();
        fs::write(&script, openssl::script("mTLS", requests)).unwrap();
        fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).unwrap();
        stage
    }

    pub fn folder(&self) -> PathBuf {
        self.directory.path().join("it's \"$HOME\" & `id`, #1")
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    pub fn write(&self, name: &str, content: &str) {
        let path = self.file(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The script, to be started from another folder.
    pub fn command(&self) -> Command {
        command(&self.file(openssl::PATH))
    }

    pub fn run(&self) -> Run {
        finish(&mut self.command())
    }

    /// Every file but the script, with its permissions.
    pub fn listing(&self) -> BTreeMap<String, u32> {
        let mut files = listing(&self.folder());
        files.remove(openssl::PATH);
        files
    }
}

pub fn command(script: &Path) -> Command {
    let mut command = Command::new(script);
    command.current_dir("/").stdin(Stdio::null()).env_remove("P12_PASSWORD");
    command
}

/// How a run ended, and what it printed.
pub struct Run {
    succeeded: bool,
    pub output: String,
}

pub fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    Run {
        succeeded: output.status.success(),
        output: String::from_utf8([output.stdout, output.stderr].concat()).unwrap(),
    }
}

impl Run {
    pub fn must_succeed(self) -> Self {
        assert!(self.succeeded, "{}", self.output);
        self
    }

    pub fn must_fail_saying(self, words: &str) -> Self {
        assert!(!self.succeeded, "it ended well:\n{}", self.output);
        self.must_say(words);
        self
    }

    pub fn must_say(&self, words: &str) {
        assert!(self.output.contains(words), "no {words:?} in\n{}", self.output);
    }
}

/// Every file below a folder, with its permissions.
pub fn listing(folder: &Path) -> BTreeMap<String, u32> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
                found.insert(name.to_owned(), mode);
            }
        }
    }
    found
}

/// The openssl program that the script is tried with.
pub fn tried_openssl() -> PathBuf {
    std::env::var_os("OPENSSL").map_or_else(|| program("openssl").unwrap(), PathBuf::from)
}

/// A request with a title that is as awkward as the folder.
pub fn request(id: &str, profile: Profile, issuer: Option<&str>, subject: &[(AttributeType, &str)]) -> Request {
    Request {
        id: CredentialId(id.to_owned()),
        title: format!("{id}: $(touch /tmp/never) `id` 'x'"),
        profile,
        key: KeyAlgorithm::EcdsaP256.into(),
        subject: DistinguishedName::new(subject.iter().copied()).unwrap(),
        subject_alt_names: match profile {
            Profile::RootCa | Profile::IntermediateCa => vec![],
            Profile::Server | Profile::Client => vec![SubjectAltName::dns("*.example.com").unwrap()],
        },
        validity: Validity::days_from(now(), 30).unwrap(),
        issuer: issuer.map(|issuer| CredentialId(issuer.to_owned())),
        bundle: None,
    }
}
