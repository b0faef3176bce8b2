//! From valid answers to credentials: starts the work, follows it, and ends in the result or back at the review.

use std::sync::Arc;

use futures::future::{AbortHandle, abortable};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::made::Made;
use super::progress::{self, Work};
use super::route::{Place, Route};
use super::state::{App, Editing, Issuing, Stage};
use crate::pki::clock::UnixTime;
use crate::pki::issuance::{Credential, Finished, Listener, Progress};
use crate::pki::signature::Verdict;
use crate::plan::parts::Parts;
use crate::plan::{self, Planned};
use crate::platform::verifying::WebCryptoVerifier;
use crate::platform::{self, clock};
use crate::render::archive;
use crate::wizard::checks::findings_of;
use crate::wizard::{Draft, FieldError};

impl App {
    /// Begins to make the credentials, and shows their progress.
    ///
    /// # Errors
    /// What is wrong with the answers; nothing has begun then.
    pub fn generate(self) -> Result<(), Vec<FieldError>> {
        let editing = |stage: &Stage| match stage {
            Stage::Editing(editing) => Some(editing.draft.clone()),
            _ => None,
        };
        let Some(draft) = self.stage.with_untracked(editing) else {
            return Ok(());
        };
        let now = match clock::now() {
            Ok(now) => now,
            Err(error) => {
                self.fail(format!(
                    "Your computer’s clock cannot be used: {error}. Set it, then try again."
                ));
                return Ok(());
            }
        };
        self.start(plan::plan(&draft.answers(now)?), draft, now);
        Ok(())
    }

    fn start(self, plan: Planned, draft: Draft, now: UnixTime) {
        let requests = plan.parts().requests;
        let work = requests.iter().map(Work::of).collect();
        let finished = Arc::new(Finished::new(requests.len()));
        let (task, abort) = abortable(make(self, plan, draft, now, finished.clone()));
        self.change(|editing| {
            Stage::Issuing(Issuing {
                editing: Editing {
                    failure: None,
                    ..editing
                },
                work,
                finished,
                abort,
            })
        });
        self.show(Place::Generating, Self::go);
        spawn_local(async move {
            match task.await {
                Ok(Ok(made)) => self.finish(made),
                Ok(Err(reason)) => self.fail(reason),
                // Cancelled: whoever did it has already left this stage.
                Err(_) => {}
            }
        });
    }

    /// Stops making credentials; the draft is as it was. Without work there is nothing to do.
    pub fn cancel(self) {
        let abort = |stage: &Stage| match stage {
            Stage::Issuing(issuing) => Some(issuing.abort.clone()),
            _ => None,
        };
        if let Some(abort) = self.stage.with_untracked(abort) {
            AbortHandle::abort(&abort);
            self.change(Stage::Editing);
        }
    }

    fn finish(self, made: Made) {
        self.change(|editing| {
            Stage::Editing(Editing {
                made: Some(Arc::new(made)),
                ..editing
            })
        });
        self.show(Place::Result, Self::replace);
    }

    fn fail(self, reason: String) {
        self.change(|editing| {
            Stage::Editing(Editing {
                failure: Some(reason),
                ..editing
            })
        });
        self.show(Place::Review, Self::replace);
    }

    /// Moves to another stage that has the same answers.
    fn change(self, next: impl FnOnce(Editing) -> Stage) {
        self.stage.update(|stage| {
            *stage = match std::mem::replace(stage, Stage::Choosing) {
                Stage::Choosing => Stage::Choosing,
                Stage::Editing(editing) | Stage::Issuing(Issuing { editing, .. }) => next(editing),
            };
        });
    }

    fn show(self, place: Place, how: fn(Self, Route)) {
        let tutorial = self
            .stage
            .with_untracked(|stage| stage.editing().map(|editing| editing.tutorial));
        if let Some(tutorial) = tutorial {
            how(self, Route::Journey(tutorial, place));
        }
    }
}

/// Shows how far the work is, and keeps what is complete.
struct Follower {
    app: App,
    finished: Arc<Finished>,
}

impl Listener for Follower {
    fn reached(&self, progress: Progress) {
        self.app.stage.update(|stage| {
            if let Stage::Issuing(issuing) = stage {
                progress::hear(&mut issuing.work, &progress);
            }
        });
    }

    fn finished(&self, position: usize, credential: Credential) {
        self.finished.add(position, credential);
    }
}

/// The whole work. Its error is for people.
async fn make(app: App, plan: Planned, draft: Draft, now: UnixTime, finished: Arc<Finished>) -> Result<Made, String> {
    let parts = plan.parts();
    check_requests(&parts).await?;
    let follower = Follower {
        app,
        finished: finished.clone(),
    };
    platform::issue_each(parts.requests, &parts.brought.authorities(), &follower)
        .await
        .map_err(|error| error.to_string())?;
    let issued = finished.issued();
    // The last bundle, the texts of the archive and the page of the result are a task each, so that none keeps the browser
    // from answering for long.
    TimeoutFuture::new(0).await;
    let files = archive::of(&plan, &issued, &findings_of(&plan)).map_err(|error| error.to_string())?;
    TimeoutFuture::new(0).await;
    Ok(Made::new(plan, issued, files, now, draft))
}

/// Whether those who sent requests have their keys. Its error is for people.
async fn check_requests(parts: &Parts<'_>) -> Result<(), String> {
    if parts.signing_requests.is_empty() {
        return Ok(());
    }
    let verifier = WebCryptoVerifier::connect().map_err(|error| error.to_string())?;
    for (id, request) in parts.signing_requests {
        let client = parts.clients.iter().find(|client| client.credential == *id);
        let name = client.map_or("", |client| client.name.as_str());
        let why = match request.check_signature(&verifier).await {
            Verdict::Valid => continue,
            Verdict::Invalid => {
                "is not signed with the key that it is about, or was changed since. Ask its owner for a new one"
            }
            Verdict::Unknown(_) => {
                "has a signature that cannot be checked here. Ask its owner for one with RSA or ECDSA and SHA-256"
            }
        };
        return Err(["The certificate request of “", name, "” ", why, "."].concat());
    }
    Ok(())
}
