//! From valid answers to credentials: starts the work, follows it, and ends in the result or back at the review.

use std::pin::pin;
use std::sync::Arc;

use futures::channel::oneshot;
use futures::future::{AbortHandle, Either, abortable, select};
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::made::Made;
use super::progress::{self, Work};
use super::route::{Place, Route};
use super::state::{App, Editing, Issuing, Stage};
use crate::locale::{self, say};
use crate::pki::clock::UnixTime;
use crate::pki::issuance::{Credential, Finished, Issued, Listener, Progress};
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
                self.fail(say!(
                    "Your computer’s clock cannot be used: {error}. Set it, then try again.",
                    error
                ));
                return Ok(());
            }
        };
        self.start(plan::plan(&draft.answers(now)?), draft, now);
        Ok(())
    }

    fn start(self, plan: Planned, draft: Draft, now: UnixTime) {
        let work = plan.parts().requests.iter().map(Work::of).collect();
        let (stop, stopped) = oneshot::channel();
        let (task, abort) = abortable(make(self, plan, draft, now, stopped));
        self.change(|editing| {
            Stage::Issuing(Issuing {
                editing: Editing {
                    failure: None,
                    ..editing
                },
                work,
                stop: Some(stop),
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

    /// Stops making credentials, and goes on with those that are complete.
    pub fn stop(self) {
        self.stage.update(|stage| {
            if let Stage::Issuing(Issuing { stop, .. }) = stage
                && let Some(stop) = stop.take()
            {
                // Whoever would hear it has just ended by itself.
                let _ = stop.send(());
            }
        });
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
    finished: Finished,
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
async fn make(
    app: App,
    mut plan: Planned,
    draft: Draft,
    now: UnixTime,
    stopped: oneshot::Receiver<()>,
) -> Result<Made, String> {
    let parts = plan.parts();
    check_requests(&parts).await?;
    check_brought(&parts).await?;
    let follower = Follower {
        app,
        finished: Finished::new(parts.requests.len()),
    };
    let wanted = parts.clients.len();
    let authorities = parts.brought.authorities();
    let work = platform::issue_each(parts.requests, &authorities, &follower);
    let failure = match select(pin!(work), stopped).await {
        Either::Left((Ok(()), _)) => None,
        Either::Left((Err(error), _)) => Some(error.to_string()),
        // The sender may also be gone, with the stage that it was part of.
        Either::Right(_) => Some(say!("you stopped it").to_owned()),
    };
    let issued = follower.finished.issued();
    let incomplete = match failure {
        None => None,
        Some(reason) => Some(keep(&mut plan, &issued, wanted, reason)?),
    };
    // The last bundle, the texts of the archive and the page of the result are a task each, so that none keeps the browser
    // from answering for long.
    TimeoutFuture::new(0).await;
    let files =
        archive::of(&plan, &issued, &locale::in_english(|| findings_of(&plan))).map_err(|error| error.to_string())?;
    TimeoutFuture::new(0).await;
    Ok(Made::new(plan, issued, files, now, draft, incomplete))
}

/// Reduces a plan that is about certificates only to those that are there, and says so.
///
/// # Errors
/// The reason alone, where nothing is of use: no client is ready, or a gateway needs all of it.
fn keep(plan: &mut Planned, issued: &Issued, wanted: usize, reason: String) -> Result<String, String> {
    let Planned::Certificates(plan) = plan else {
        return Err(reason);
    };
    match plan.keep(issued) {
        true => Ok(say!(
            "These are {clients} of {wanted} clients: {reason}. The others can be made later by the same CA: bring `certificates/client-root-ca.crt` and its key.",
            clients = plan.clients.len(),
            wanted,
            reason
        )),
        false => Err(reason),
    }
}

/// Whether the certificates that were brought along were signed by those that they name. Its error is for people.
async fn check_brought(parts: &Parts<'_>) -> Result<(), String> {
    // Without WebCrypto nothing is made, which is said when that is tried.
    let Ok(verifier) = WebCryptoVerifier::connect() else {
        return Ok(());
    };
    let checked = parts.brought.check_signatures(&verifier).await;
    checked.map_err(|(what, problem)| [what, ": ", &problem.to_string()].concat())
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
                say!("is not signed with the key that it is about, or was changed since. Ask its owner for a new one")
            }
            Verdict::Unknown(_) => {
                say!("has a signature that cannot be checked here. Ask its owner for one with RSA or ECDSA and SHA-256")
            }
        };
        return Err(say!("The certificate request of “{name}” {why}.", name, why));
    }
    Ok(())
}
