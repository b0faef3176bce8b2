//! Asks before the person leaves with something that cannot be had again.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{BeforeUnloadEvent, Window};

use super::exception::describe;
use crate::locale::say;

/// The browser did not take the guard: leaving will not be questioned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("the browser cannot warn before this page is left: {value}", value = .0))]
pub struct GuardError(String);

/// While this lives, the browser asks before the page is closed, reloaded or left for another one. Dropping it disarms.
///
/// Browsers show words of their own, and only to someone who has used the page.
#[must_use = "the guard is disarmed when dropped"]
pub struct LeaveGuard {
    window: Window,
    question: Closure<dyn Fn(BeforeUnloadEvent)>,
}

impl LeaveGuard {
    /// Starts to ask.
    ///
    /// # Errors
    /// [`GuardError`] if the browser did not take the guard.
    pub fn arm() -> Result<Self, GuardError> {
        let window = web_sys::window().ok_or_else(|| GuardError("there is no window".into()))?;
        let question = Closure::<dyn Fn(BeforeUnloadEvent)>::new(|event: BeforeUnloadEvent| {
            event.prevent_default();
            // Browsers from before 2023 look at this instead; it must not be empty.
            event.set_return_value("true");
        });
        window
            .add_event_listener_with_callback("beforeunload", question.as_ref().unchecked_ref())
            .map_err(|thrown| GuardError(describe(&thrown)))?;
        Ok(Self { window, question })
    }
}

impl Drop for LeaveGuard {
    fn drop(&mut self) {
        // Removing a listener throws nothing for a listener that was added.
        let _ = self
            .window
            .remove_event_listener_with_callback("beforeunload", self.question.as_ref().unchecked_ref());
    }
}
