//! An archive made natively by the app's own core and unpacked into a temporary folder, for judges that need no browser.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};
use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::clock::UnixTime;
use mtls_wizard::pki::issuance::{Issued, issue};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::plan::certificates_only::CertificatesPlan;
use mtls_wizard::plan::{Plan, Planned};
use mtls_wizard::render::archive::{self, ArchiveFile};
use mtls_wizard::tutorial::{Tutorial, certificates};
use mtls_wizard::wizard::checks::{findings, findings_of};
use mtls_wizard::wizard::{Draft, Field};

/// The password of every bundle.
pub const PASSWORD: &str = "correct horse battery";

/// An unpacked archive; deleted when dropped.
#[derive(Debug)]
pub struct Unpacked {
    pub plan: Plan,
    pub issued: Issued,
    directory: tempfile::TempDir,
}

impl Unpacked {
    /// The archive of a tutorial's defaults with some answers changed. Keys are P-256 unless the changes say otherwise,
    /// because those are made in no time.
    ///
    /// # Errors
    /// The answers are refused, or the files cannot be written.
    pub fn make(tutorial: &Tutorial, changes: &[(Field, &str)]) -> Result<Self> {
        let (planned, issued) = made(tutorial, changes)?;
        let plan = planned.gateway().context("a variant with a gateway")?.clone();
        let directory = unpacked(&archive::files(&plan, &issued, &findings(&plan))?)?;
        Ok(Self {
            plan,
            issued,
            directory,
        })
    }

    /// The archive's top folder.
    pub fn folder(&self) -> PathBuf {
        self.directory.path().join(self.plan.folder.as_str())
    }

    /// A file of the archive.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder().join(name)
    }

    /// A script of the archive, as a user in some other folder would start it.
    pub fn script(&self, name: &str) -> Command {
        let mut command = Command::new(self.path(name));
        command.current_dir("/");
        command
    }
}

/// Plan and credentials of a tutorial's defaults with some answers changed.
fn made(tutorial: &Tutorial, changes: &[(Field, &str)]) -> Result<(Planned, Issued)> {
    let now = UnixTime::from_seconds(i64::try_from(
        std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)?
            .as_secs(),
    )?)?;
    let mut draft = Draft::new(tutorial.form, mtls_wizard::native::to_ascii);
    draft.set_seed([7; 32].into());
    draft.set(Field::Password, PASSWORD.to_owned());
    draft.set(Field::KeyAlgorithm, "ecdsa-p256".to_owned());
    if draft.value(Field::ParentDomain).is_empty() {
        let domain = tutorial.form.example_of(Field::ParentDomain);
        draft.set(Field::ParentDomain, domain.to_owned());
    }
    for (field, value) in changes {
        draft.set(*field, (*value).to_owned());
    }
    let planned = mtls_wizard::plan::plan(&draft.answers(now).map_err(|errors| anyhow!("{errors:?}"))?);
    let parts = planned.parts();
    let mut entropy = seeded_entropy(1);
    let issued = pollster::block_on(issue(
        parts.requests,
        &parts.brought.authorities(),
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &|_| {},
    ))?;
    Ok((planned, issued))
}

fn unpacked(files: &[ArchiveFile]) -> Result<tempfile::TempDir> {
    let directory = tempfile::tempdir()?;
    for file in files {
        let path = directory.path().join(&file.path);
        std::fs::create_dir_all(path.parent().context("a file stands in a folder")?)?;
        std::fs::write(&path, &*file.bytes)?;
        std::fs::set_permissions(&path, PermissionsExt::from_mode(file.mode))?;
    }
    Ok(directory)
}

/// An unpacked archive of the variant without a cluster; deleted when dropped.
#[derive(Debug)]
pub struct Certificates {
    pub plan: CertificatesPlan,
    pub issued: Issued,
    directory: tempfile::TempDir,
}

impl Certificates {
    /// The archive of the defaults with some answers changed, as [`Unpacked::make`].
    ///
    /// # Errors
    /// The answers are refused, or the files cannot be written.
    pub fn make(changes: &[(Field, &str)]) -> Result<Self> {
        let (planned, issued) = made(
            &certificates::TUTORIAL,
            &[&[(Field::CaKeyAlgorithm, "ecdsa-p256")], changes].concat(),
        )?;
        let directory = unpacked(&archive::of(&planned, &issued, &findings_of(&planned))?)?;
        let Planned::Certificates(plan) = planned else {
            bail!("there is a gateway");
        };
        Ok(Self {
            plan: *plan,
            issued,
            directory,
        })
    }

    /// A file of the archive.
    pub fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(self.plan.folder.as_str()).join(name)
    }
}
