//! PKCS#12 files are written in workers, because deriving their keys takes long enough to freeze the page.
//!
//! A worker runs this same app, already compiled: its script is the page's own, which in a worker waits for the two parts
//! of the WebAssembly that the page sends (`start.js`). `main` then finds no window and calls [`start`].
//!
//! [`pool`] shares out the jobs, one at a time to each worker, so that replies need no number; [`link`] is the page's end
//! of one worker, [`serve`] the worker's end, and [`message`] what they say to each other.

mod link;
mod message;
mod pool;
mod serve;

use gloo_timers::future::TimeoutFuture;

use self::pool::Outcome;
use crate::pki::pkcs12::{BundleContent, Bundler, DirectBundler, Pkcs12Error};

pub use self::serve::{scope, start};

/// Starts the workers, so that they are ready when they are needed. Calling it again starts no more of them.
pub fn warm_up() {
    pool::start();
}

/// Writes PKCS#12 files in workers; on the main thread where workers cannot be started, as on `file://`.
///
/// Dropping the future gives the job up: it leaves the queue, or its result is ignored.
pub struct WorkerBundler;

impl Bundler for WorkerBundler {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
        match pool::submit(content).await {
            Outcome::Finished(result) => result,
            Outcome::NoWorker(content) => {
                // Lets the page show its progress before it freezes.
                TimeoutFuture::new(0).await;
                DirectBundler.bundle(content).await
            }
        }
    }
}
