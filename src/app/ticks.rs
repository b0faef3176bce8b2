//! Which steps of a guide are done, as the person ticked them off. Kept over a reload, like the answers.

use leptos::prelude::*;

use super::dom::live;
use crate::platform::storage::{self, Slot};
use crate::tutorial::Tutorial;

/// The ticks of one variant's guide.
#[derive(Clone, Copy)]
pub struct Ticks(RwSignal<Vec<String>>);

fn slot(tutorial: &Tutorial) -> Slot {
    Slot("ticks-v1", tutorial.id)
}

/// The identifiers of the steps that were ticked off before.
fn stored(tutorial: &Tutorial) -> Vec<String> {
    let text = storage::load(slot(tutorial)).ok().flatten().unwrap_or_default();
    text.split(' ').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

impl Ticks {
    /// What was ticked off before. Stores every change.
    pub fn restore(tutorial: &'static Tutorial) -> Self {
        let ticks = Self(RwSignal::new(stored(tutorial)));
        live::follow(move || {
            // A browser that keeps no data only loses the convenience.
            let _ = storage::store(slot(tutorial), &ticks.0.with(|done| done.join(" ")));
        });
        ticks
    }

    /// How many steps were ticked off before, for who is not on the guide's page.
    pub fn before(tutorial: &Tutorial) -> usize {
        stored(tutorial).len()
    }

    /// Whether a step is done, reactively.
    pub fn is_done(self, step: &str) -> bool {
        self.0.with(|done| done.iter().any(|id| id == step))
    }

    /// How many steps are done, reactively.
    pub fn count(self) -> usize {
        self.0.with(Vec::len)
    }

    /// Ticks a step off, or on again.
    pub fn set(self, step: &str, is_done: bool) {
        self.0.update(|done| {
            done.retain(|id| id != step);
            if is_done {
                done.push(step.to_owned());
            }
        });
    }

    /// Nothing is done.
    pub fn clear(self) {
        self.0.set(Vec::new());
    }
}
