//! Turns for the page during long work on the main thread.

use std::cell::Cell;

use gloo_timers::future::TimeoutFuture;

use crate::pki::pace::Pace;

/// How long to work before the page gets its turn, in milliseconds: with the step that was begun, less than the 50 after which
/// people notice.
const SLICE: f64 = 12.0;

/// Lets the page answer and draw between the steps of long work.
pub struct Turns {
    since: Cell<f64>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            since: Cell::new(js_sys::Date::now()),
        }
    }
}

impl Pace for Turns {
    async fn pause(&self) {
        if js_sys::Date::now() - self.since.get() < SLICE {
            return;
        }
        TimeoutFuture::new(0).await;
        self.since.set(js_sys::Date::now());
    }
}
