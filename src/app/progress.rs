//! How far the credentials in the making are.

use crate::pki::issuance::{Milestone, Progress, Request};

/// One credential: its stages, and which of them are over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    id: crate::pki::issuance::CredentialId,
    pub title: String,
    pub stages: Vec<(Milestone, bool)>,
}

impl Work {
    /// Nothing done yet.
    pub fn of(request: &Request) -> Self {
        let bundle = request.bundle.as_ref().map(|_| Milestone::Bundle);
        let stages = [Milestone::Key, Milestone::Certificate].into_iter().chain(bundle);
        Self {
            id: request.id.clone(),
            title: request.title.clone(),
            stages: stages.map(|milestone| (milestone, false)).collect(),
        }
    }

    /// Whether every stage is over.
    pub fn is_done(&self) -> bool {
        self.stages.iter().all(|(_, done)| *done)
    }

    /// The stage being worked on.
    pub fn present(&self) -> Option<Milestone> {
        self.stages
            .iter()
            .find(|(_, done)| !done)
            .map(|(milestone, _)| *milestone)
    }
}

/// Marks a stage as over.
pub fn hear(work: &mut [Work], progress: &Progress) {
    let stages = work
        .iter_mut()
        .filter(|work| work.id == progress.id)
        .flat_map(|work| &mut work.stages);
    for (milestone, done) in stages {
        *done |= *milestone == progress.milestone;
    }
}

/// Stages over, and stages in all.
pub fn count(work: &[Work]) -> (usize, usize) {
    let stages = || work.iter().flat_map(|work| &work.stages);
    (stages().filter(|(_, done)| *done).count(), stages().count())
}
