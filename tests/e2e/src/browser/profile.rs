//! A home of its own for each browser: profile, downloads, and the NSS database with the certificates it knows.

use crate::process::run;
use anyhow::{Context, Result};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// The certificates that a person has imported into the browser before the test begins.
#[derive(Debug, Clone, Default)]
pub struct ImportedCertificates {
    /// PEM of an authority whose servers the browser trusts.
    pub trusted_authority: Option<PathBuf>,
    /// A client certificate with its key.
    pub client: Option<ClientBundle>,
}

/// A PKCS#12 file, and where the browser is to use it.
#[derive(Clone)]
pub struct ClientBundle {
    pub file: PathBuf,
    pub password: String,
    /// The host at which the browser presents the certificate without asking.
    pub host: String,
}

impl std::fmt::Debug for ClientBundle {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "ClientBundle({} at {})", self.file.display(), self.host)
    }
}

/// The folders of one browser; they go away with this value.
#[derive(Debug)]
pub(super) struct Profile {
    folder: TempDir,
}

impl Profile {
    pub(super) fn new(certificates: &ImportedCertificates) -> Result<Self> {
        let profile = Self {
            folder: tempfile::tempdir()?,
        };
        fs::create_dir_all(profile.downloads())?;
        fs::create_dir_all(profile.temporary())?;
        profile.name_downloads()?;
        profile.write_preferences(certificates.client.as_ref())?;
        profile.fill_certificate_database(certificates)?;
        Ok(profile)
    }

    /// The value of `HOME`: Chromium's certificate database is `$HOME/.pki/nssdb`.
    pub(super) fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    pub(super) fn user_data(&self) -> PathBuf {
        self.folder.path().join("user-data")
    }

    pub(super) fn downloads(&self) -> PathBuf {
        self.folder.path().join("downloads")
    }

    /// Where a driver keeps what it makes up itself.
    pub(super) fn temporary(&self) -> PathBuf {
        self.folder.path().join("temporary")
    }

    // MiniBrowser downloads into the desktop's folder for that (xdg-user-dirs).
    fn name_downloads(&self) -> Result<()> {
        let folder = self.home().join(".config");
        fs::create_dir_all(&folder)?;
        let line = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", self.downloads().display());
        Ok(fs::write(folder.join("user-dirs.dirs"), line)?)
    }

    pub(super) fn driver_log(&self) -> PathBuf {
        self.folder.path().join("driver.log")
    }

    pub(super) fn network_log(&self) -> PathBuf {
        self.folder.path().join("network.json")
    }

    // The dialog that asks which certificate to present does not exist in headless Chromium. The policy
    // AutoSelectCertificateForUrls, which answers it, ends in this content setting; written into a fresh profile it needs
    // no root and concerns this browser alone.
    fn write_preferences(&self, client: Option<&ClientBundle>) -> Result<()> {
        let mut preferences = json!({
            "download": { "default_directory": self.downloads(), "prompt_for_download": false },
            // It would ask its server about every archive for four seconds, which no test lets it reach.
            "safebrowsing": { "enabled": false },
            "savefile": { "default_directory": self.downloads() },
            // 4 is a list of pages. The page for new tabs costs as much as starting the browser.
            "session": { "restore_on_startup": 4, "startup_urls": ["about:blank"] },
        });
        if let Some(bundle) = client {
            let pattern = format!("https://{},*", bundle.host);
            preferences["profile"]["content_settings"]["exceptions"]["auto_select_certificate"] =
                json!({ pattern: { "setting": { "filters": [{}] } } });
        }
        let folder = self.user_data().join("Default");
        fs::create_dir_all(&folder)?;
        Ok(fs::write(folder.join("Preferences"), preferences.to_string())?)
    }

    fn fill_certificate_database(&self, certificates: &ImportedCertificates) -> Result<()> {
        let folder = self.home().join(".pki/nssdb");
        fs::create_dir_all(&folder)?;
        let database = format!("sql:{}", folder.display());
        let certutil = |arguments: &[&str]| run(Command::new("certutil").args(["-d", &database]).args(arguments));
        certutil(&["-N", "--empty-password"]).context("making the certificate database")?;
        if let Some(authority) = &certificates.trusted_authority {
            let file = authority.to_string_lossy();
            certutil(&["-A", "-n", "server-authority", "-t", "C,,", "-i", &file]).context("trusting the server")?;
        }
        if let Some(bundle) = &certificates.client {
            let password_file = self.folder.path().join("import-password");
            fs::write(&password_file, &bundle.password)?;
            let imported = run(Command::new("pk12util")
                .args(["-d", &database, "-K", "", "-i"])
                .arg(&bundle.file)
                .arg("-w")
                .arg(&password_file));
            fs::remove_file(&password_file)?;
            imported.with_context(|| format!("importing {}", bundle.file.display()))?;
        }
        Ok(())
    }
}

/// The file that appears in a folder once a download has ended.
pub(super) fn finished_download(downloads: &Path) -> Result<Option<PathBuf>> {
    let mut finished = None;
    for entry in fs::read_dir(downloads)? {
        let path = entry?.path();
        if is_unfinished(&path) {
            return Ok(None);
        }
        finished = Some(path);
    }
    Ok(finished)
}

/// Whether a file of this name is there, and nothing more is to come.
pub(super) fn is_finished(file: &Path) -> bool {
    let unfinished = UNFINISHED.map(|ending| file.with_added_extension(ending));
    file.is_file() && !is_unfinished(file) && !unfinished.iter().any(|part| part.exists())
}

/// What Chromium, Firefox and WebKit add to the name of what is on its way.
const UNFINISHED: [&str; 3] = ["crdownload", "part", "wkdownload"];

fn is_unfinished(path: &Path) -> bool {
    let is_part = path
        .extension()
        .is_some_and(|extension| UNFINISHED.iter().any(|ending| extension == *ending));
    let is_hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    // Firefox takes the name before it has the content.
    is_part || is_hidden || fs::metadata(path).is_ok_and(|file| file.len() == 0)
}
