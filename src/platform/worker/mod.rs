//! Whatever derives keys from passwords is done in workers, because it takes long enough to freeze the page: writing PKCS#12
//! files and encrypted keys, and opening those that people bring.
//!
//! A worker runs this same app, already compiled: its script is the page's own, which in a worker waits for the two parts
//! of the WebAssembly that the page sends (`start.js`). `main` then finds no window and calls [`start`].
//!
//! [`job`] is what they do, [`pool`] shares it out, one job at a time to each worker, so that replies need no number; [`link`]
//! is the page's end of one worker, [`serve`] the worker's end, and [`message`] what they say to each other.

mod job;
mod link;
mod message;
mod pool;
mod serve;

use gloo_timers::future::TimeoutFuture;
use zeroize::Zeroizing;

use self::job::{Answer, Job, Refusal};
use self::pool::Outcome;
use super::pace::Turns;
use crate::pki::import::{Contents, ImportProblem, Material, Opener};
use crate::pki::key::PrivateKey;
use crate::pki::pace::Pace;
use crate::pki::pkcs12::{BundleContent, Bundler, KeySalt, Password, Pkcs12Error};
use crate::pki::sealed::{Opened, Seal, StillSealed};

pub use self::serve::{scope, start};

/// How long the page has for saying what it does before it freezes, in milliseconds; without workers only.
const NOTICE: u32 = 30;

/// Starts the workers, so that they are ready when they are needed. Calling it again starts no more of them.
pub fn warm_up() {
    pool::start();
}

/// Has a job done by a worker; on the main thread where workers cannot be started, as on `file://`.
///
/// Dropping the future gives the job up: it leaves the queue, or its worker is ended if it may take for ever.
async fn done(job: Job) -> Result<Answer, Refusal> {
    match pool::submit(job).await {
        Outcome::Done(result) => result,
        Outcome::NoWorker(job) => {
            TimeoutFuture::new(NOTICE).await;
            job.run()
        }
    }
}

/// A worker answers what it was asked; anything else is a mistake in this module.
fn another() -> Refusal {
    Refusal::because("the background worker answered something else")
}

/// Writes PKCS#12 files in workers; dropping the future gives up the file.
pub struct WorkerBundler;

impl Bundler for WorkerBundler {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
        file(Job::Bundle(content)).await
    }
}

/// Encrypts a key in a worker: as [`crate::pki::encrypted_key::write`].
///
/// # Errors
/// [`Pkcs12Error::Write`].
pub async fn encrypt(key: PrivateKey, password: Password, salt: KeySalt) -> Result<Zeroizing<String>, Pkcs12Error> {
    let file = file(Job::Encrypt { key, password, salt }).await?;
    let text = String::from_utf8(file).map_err(|_| Pkcs12Error::Write(another().reason))?;
    Ok(Zeroizing::new(text))
}

async fn file(job: Job) -> Result<Vec<u8>, Pkcs12Error> {
    let refusal = match done(job).await {
        Ok(Answer::File(file)) => return Ok(file),
        Ok(_) => another(),
        Err(refusal) => refusal,
    };
    Err(Pkcs12Error::Write(refusal.reason))
}

/// Opens what people bring in workers; dropping the future ends the worker that is at it.
#[derive(Default)]
pub struct WorkerOpener {
    turns: Turns,
}

impl Pace for WorkerOpener {
    async fn pause(&self) {
        self.turns.pause().await;
    }
}

impl Opener for WorkerOpener {
    async fn open(&self, material: &Material, password: &str) -> Result<Contents, ImportProblem> {
        if !material.is_locked() {
            // Nothing is derived.
            return material.open(password);
        }
        let job = Job::Open {
            octets: Zeroizing::new(material.octets().to_vec()),
            password: Zeroizing::new(password.to_owned()),
        };
        let refusal = match done(job).await {
            Ok(Answer::Contents(contents)) => return Ok(contents),
            Ok(_) => another(),
            Err(refusal) => refusal,
        };
        Err(ImportProblem::Elsewhere(refusal.reason))
    }
}

/// As [`crate::pki::sealed::open`], in a worker. Dropping the future ends the worker.
///
/// # Errors
/// As [`crate::pki::sealed::open`].
pub async fn unseal(
    seal: Seal,
    octets: Zeroizing<Vec<u8>>,
    password: Zeroizing<String>,
) -> Result<Opened, StillSealed> {
    let job = Job::Unseal { seal, octets, password };
    let refusal = match done(job).await {
        Ok(Answer::Opened(opened)) => return Ok(opened),
        Ok(_) => another(),
        Err(refusal) => refusal,
    };
    Err(StillSealed {
        needs_password: refusal.needs_password,
        reason: refusal.reason,
    })
}
