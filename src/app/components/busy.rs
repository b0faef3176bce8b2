//! Work that may take seconds: one at a time, announced, and given up when the person says so or its page is left.

use std::pin::Pin;

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{compact_button, named};
use crate::app::dom::{Element, View, live};
use crate::app::focus;
use crate::locale::say;

/// Whether work is under way.
#[derive(Clone, Copy)]
pub struct Busy {
    work: StoredValue<Option<Work>>,
    is_busy: RwSignal<bool>,
}

/// Work that ends with the part of the page that it belongs to.
struct Work(AbortHandle);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Nothing is under way yet.
impl Default for Busy {
    fn default() -> Self {
        Self {
            work: StoredValue::new(None),
            is_busy: RwSignal::new(false),
        }
    }
}

impl Busy {
    /// Begins something, in place of what was under way.
    pub fn start(self, work: impl Future<Output = ()> + 'static) {
        self.run(Box::pin(work));
    }

    fn run(self, work: Pin<Box<dyn Future<Output = ()>>>) {
        let (work, handle) = abortable(work);
        if self.work.try_set_value(Some(Work(handle))).is_some() {
            // The page is gone.
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            if work.await.is_ok() {
                self.is_busy.try_set(false);
            }
        });
    }

    /// Gives up what is under way.
    pub fn stop(self) {
        self.work.set_value(None);
        self.is_busy.set(false);
    }

    /// Whether something is under way, reactively.
    pub fn is_busy(self) -> bool {
        self.is_busy.get()
    }

    /// Whether something is under way now.
    pub fn is_busy_now(self) -> bool {
        self.is_busy.try_get_untracked().unwrap_or_default()
    }

    /// Shows at the button that begins the work that it is under way. The button stays where it is, so that the focus does.
    pub fn shown_at(self, button: Element) -> Element {
        button.attribute_from("aria-disabled", move || self.is_busy().then(|| "true".to_owned()))
    }

    /// What gives the work up, while it is under way; `what` is said to those who do not see what it stands beside.
    pub fn cancel(self, what: &str, cancelled: impl Fn() + Clone + 'static) -> View {
        let what = what.to_owned();
        live::when(
            move || self.is_busy(),
            move || {
                let cancelled = cancelled.clone();
                let button = compact_button().child(named(say!("Cancel"), &what));
                let node = button.node().clone();
                button
                    .on("click", move |_| {
                        focus::before(&node);
                        self.stop();
                        cancelled();
                    })
                    .into()
            },
        )
    }
}
