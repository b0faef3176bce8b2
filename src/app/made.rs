//! What a generation made: credentials, files, and whether they were downloaded.

use leptos::prelude::*;

use crate::pki::clock::UnixTime;
use crate::pki::issuance::Issued;
use crate::plan::{Plan, Planned};
use crate::platform::leave::LeaveGuard;
use crate::platform::{download, sha256};
use crate::render::archive::ArchiveFile;
use crate::render::zip;
use crate::wizard::Draft;

/// A finished generation. It keeps its own plan, so that later edits do not change what it shows.
pub struct Made {
    pub plan: Planned,
    pub issued: Issued,
    pub files: Vec<ArchiveFile>,
    pub now: UnixTime,
    /// The answers that it was made from, to tell whether they have changed since.
    pub draft: Draft,
    /// Why there is less than was wanted.
    pub incomplete: Option<String>,
    pub download: RwSignal<Download>,
    /// Asks before the page is left, until the archive was downloaded.
    guard: StoredValue<Option<LeaveGuard>, LocalStorage>,
}

/// What has become of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Download {
    NotYet,
    /// Handed to the browser; the digest is of exactly those octets.
    Done {
        sha256: Option<String>,
        size: usize,
    },
    Failed(String),
}

impl Made {
    /// Arms the leave guard. A browser without one only lacks the warning.
    pub fn new(
        plan: Planned,
        issued: Issued,
        files: Vec<ArchiveFile>,
        now: UnixTime,
        draft: Draft,
        incomplete: Option<String>,
    ) -> Self {
        let guard = StoredValue::new_local(LeaveGuard::arm().ok());
        Self {
            plan,
            issued,
            files,
            now,
            draft,
            incomplete,
            download: RwSignal::new(Download::NotYet),
            guard,
        }
    }

    /// The plan of a gateway, if one was made.
    pub fn gateway(&self) -> Option<&Plan> {
        self.plan.gateway()
    }

    /// The archive's name.
    pub fn archive_name(&self) -> String {
        format!("{}.zip", self.plan.parts().folder)
    }

    /// Hands the archive to the browser and shows its digest.
    pub async fn download(&self) {
        let outcome = match zip::write(&self.files, self.now) {
            Ok(octets) => match download::start(&self.archive_name(), "application/zip", &octets) {
                Ok(()) => {
                    let sha256 = sha256::sha256(&octets).await.ok().map(|digest| digest.to_string());
                    Download::Done {
                        sha256,
                        size: octets.len(),
                    }
                }
                Err(error) => Download::Failed(error.to_string()),
            },
            Err(error) => Download::Failed(error.to_string()),
        };
        if matches!(outcome, Download::Done { .. }) {
            self.disarm();
        }
        self.download.try_set(outcome);
    }

    fn disarm(&self) {
        self.guard.try_update_value(|guard| *guard = None);
    }

    /// Whether keys would be lost if this went away now.
    pub fn is_unsaved(&self) -> bool {
        !matches!(self.download.get(), Download::Done { .. })
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.disarm();
    }
}
