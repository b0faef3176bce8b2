//! The downloaded archive, unpacked with unzip, and its contract.

use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{openssl::Identity, process::run};
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// An unpacked archive.
pub struct Archive {
    _folder: TempDir,
    root: PathBuf,
}

impl Archive {
    /// Unpacks a file that must hold the one folder `expected_root`.
    pub fn unpack(file: &Path, expected_root: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        run(Command::new("unzip").arg("-q").arg(file).arg("-d").arg(folder.path()))?;
        assert_eq!(
            names_in(folder.path())?,
            [expected_root],
            "the archive holds one folder"
        );
        let root = folder.path().join(expected_root);
        Ok(Self { _folder: folder, root })
    }

    /// The unpacked folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A file of the archive.
    pub fn file(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// The text of a file.
    pub fn text(&self, name: &str) -> Result<String> {
        fs::read_to_string(self.file(name)).with_context(|| name.to_owned())
    }

    /// The client's folder, `certificates/clients/<name>`.
    fn client_folder(&self) -> Result<PathBuf> {
        let clients = self.file("certificates/clients");
        let names = names_in(&clients)?;
        ensure!(names.len() == 1, "one client was asked for, the archive has {names:?}");
        Ok(clients.join(&names[0]))
    }

    /// The client's PEM files: what it shows, with its chain if it needs one, and its key.
    pub fn client(&self) -> Result<Identity> {
        let folder = self.client_folder()?;
        let chain = folder.join("client-chain.pem");
        Ok(Identity {
            certificate: if chain.is_file() {
                chain
            } else {
                folder.join("client.crt")
            },
            private_key: folder.join("client.key"),
        })
    }

    /// The client's PKCS#12 file and its password.
    pub fn client_bundle(&self) -> Result<(PathBuf, String)> {
        let folder = self.client_folder()?;
        let password = fs::read_to_string(folder.join("p12-password.txt"))?;
        Ok((
            folder.join("client.p12"),
            password.trim_end_matches(['\r', '\n']).to_owned(),
        ))
    }

    /// Checks names and modes against the contract that documentation and other tools rely on.
    pub fn assert_contract(&self) -> Result<()> {
        let files = files_below(&self.root)?;
        let named = |name: &str| files.iter().any(|file| file == name);
        for name in [
            "README.md",
            "apply.sh",
            "verify.sh",
            "cleanup.sh",
            "answers.json",
            "manifests/kustomization.yaml",
            "certificates/server-root-ca.crt",
            "certificates/server-root-ca.key",
            "certificates/server.crt",
            "certificates/server.key",
            "certificates/server-chain.pem",
            "certificates/client-root-ca.crt",
            "certificates/client-root-ca.key",
        ] {
            assert!(named(name), "{name} is missing among {files:#?}");
        }
        for file in &files {
            let name = file.rsplit('/').next().unwrap_or(file);
            assert!(name == "README.md" || is_plain(name), "{file} has an unexpected name");
            let mode = fs::metadata(self.file(file))?.permissions().mode() & 0o777;
            assert_eq!(mode, expected_mode(name), "mode of {file}: {mode:o}");
        }
        let manifests = files.iter().filter_map(|file| file.strip_prefix("manifests/"));
        for manifest in manifests.filter(|name| *name != "kustomization.yaml") {
            let numbered = manifest
                .split_once('-')
                .is_some_and(|(number, _)| number.len() == 2 && number.bytes().all(|byte| byte.is_ascii_digit()));
            assert!(
                numbered && manifest.ends_with(".yaml"),
                "manifests/{manifest} is not NN-<kind>-<name>.yaml"
            );
        }
        Ok(())
    }
}

// Private keys, and the password that opens one.
fn expected_mode(name: &str) -> u32 {
    match name.rsplit_once('.') {
        Some((_, "key" | "p12")) | Some(("p12-password", _)) => 0o600,
        Some((_, "sh")) => 0o755,
        _ => 0o644,
    }
}

fn is_plain(name: &str) -> bool {
    let allowed = |character: char| character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-';
    name.split('.')
        .all(|part| !part.is_empty() && part.chars().all(allowed))
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
    let mut names = fs::read_dir(folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<Vec<String>>>()?;
    names.sort();
    Ok(names)
}

fn files_below(folder: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for name in names_in(folder)? {
        let path = folder.join(&name);
        if path.is_dir() {
            files.extend(files_below(&path)?.into_iter().map(|below| format!("{name}/{below}")));
        } else {
            files.push(name);
        }
    }
    Ok(files)
}
