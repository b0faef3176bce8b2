//! Credentials as they come, kept until all are there, or until somebody takes what there is.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Credential, Issued, Listener, Progress};

/// Credentials as they come, put in the order of their requests.
#[derive(Debug, Default)]
pub struct Finished(Mutex<Vec<Option<Credential>>>);

impl Finished {
    /// Room for so many.
    pub fn new(requests: usize) -> Self {
        Self(Mutex::new((0..requests).map(|_| None).collect()))
    }

    /// Keeps what [`Listener::finished`] hears.
    pub fn add(&self, position: usize, credential: Credential) {
        if let Some(place) = self.places().get_mut(position) {
            *place = Some(credential);
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.places().iter().flatten().count()
    }

    /// Gives away what there is, in the order of the requests.
    pub fn issued(&self) -> Issued {
        Issued {
            credentials: std::mem::take(&mut *self.places()).into_iter().flatten().collect(),
        }
    }

    fn places(&self) -> MutexGuard<'_, Vec<Option<Credential>>> {
        // Nothing that holds it can fail half-way.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps everything, for those who want all or nothing.
pub(super) struct Collector<'a> {
    milestones: &'a dyn Fn(Progress),
    pub finished: Finished,
}

impl<'a> Collector<'a> {
    pub fn new(requests: usize, milestones: &'a dyn Fn(Progress)) -> Self {
        Self {
            milestones,
            finished: Finished::new(requests),
        }
    }
}

impl Listener for Collector<'_> {
    fn reached(&self, progress: Progress) {
        (self.milestones)(progress);
    }

    fn finished(&self, position: usize, credential: Credential) {
        self.finished.add(position, credential);
    }
}
