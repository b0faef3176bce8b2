//! Keeps the answers that are no secret over a reload.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::dom::live;
use super::state::{App, Editing};
use crate::platform::storage::{self, Slot};
use crate::tutorial::Tutorial;
use crate::wizard::Draft;

const ANSWERS: Slot = Slot("answers-v1");

/// What is stored. Secrets cannot get in: it is filled from [`Draft::storable`].
#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    tutorial: String,
    answers: BTreeMap<String, String>,
}

/// Stores the answers whenever they change. A browser that keeps no data only loses the convenience.
pub fn follow(app: App) {
    let mut stored = None;
    live::follow(move || {
        let answers = app.stage.with(|stage| stage.editing().map(Stored::of));
        if answers == stored {
            return;
        }
        if let Some(Ok(text)) = answers.as_ref().map(serde_json::to_string) {
            let _ = storage::store(ANSWERS, &text);
        }
        stored = answers;
    });
}

impl Stored {
    fn of(editing: &Editing) -> Self {
        let own = |(id, value): (&str, &str)| (id.to_owned(), value.to_owned());
        Self {
            tutorial: editing.tutorial.id.to_owned(),
            answers: editing.draft.storable().map(own).collect(),
        }
    }
}

/// Puts stored answers of this tutorial into the draft; whatever cannot be read is left alone.
pub fn restore(tutorial: &Tutorial, draft: &mut Draft) {
    let Ok(Some(text)) = storage::load(ANSWERS) else { return };
    let Ok(stored) = serde_json::from_str::<Stored>(&text) else {
        return;
    };
    if stored.tutorial == tutorial.id {
        draft.restore(stored.answers.iter().map(|(id, value)| (id.as_str(), value.as_str())));
    }
}
