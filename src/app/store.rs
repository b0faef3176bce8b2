//! Keeps the answers that are no secret over a reload, each variant's apart, in the form in which browsers write a query:
//! `namespace=test&workload=httpbin`.

use leptos::prelude::With;
use web_sys::UrlSearchParams;

use super::dom::live;
use super::state::{App, Editing};
use crate::platform::storage::{self, Slot};
use crate::tutorial::{self, Tutorial};
use crate::wizard::{Draft, Step};

fn slot(tutorial: &Tutorial) -> Slot {
    Slot("answers-v3", tutorial.id)
}

/// Which variant was open last.
const LAST: Slot = Slot("variant-v1", "");

/// Stores the answers whenever they change. A browser that keeps no data only loses the convenience.
pub fn follow(app: App) {
    let mut stored = None;
    live::follow(move || {
        let answers = app.stage.with(|stage| {
            let editing = stage.editing()?;
            Some((editing.tutorial.id, slot(editing.tutorial), written(editing)?))
        });
        if let Some((id, slot, text)) = answers.filter(|answers| stored.as_ref() != Some(answers)) {
            let _ = storage::store(slot, &text);
            let _ = storage::store(LAST, id);
            stored = Some((id, slot, text));
        }
    });
}

/// What is stored. Secrets cannot get in: it is made of [`Draft::public`].
fn written(editing: &Editing) -> Option<String> {
    let answers = UrlSearchParams::new().ok()?;
    for answer in editing.draft.public() {
        answers.append(answer.field().spec().id, answer.value());
    }
    Some(answers.to_string().into())
}

/// The variant that was open last before a reload.
pub fn last() -> Option<&'static Tutorial> {
    tutorial::by_id(&storage::load(LAST).ok().flatten()?)
}

/// Puts stored answers of this tutorial into the draft; whatever cannot be read is left alone. Whether there were any.
pub fn restore(tutorial: &Tutorial, draft: &mut Draft) -> bool {
    let Ok(Some(text)) = storage::load(slot(tutorial)) else {
        return false;
    };
    let Ok(stored) = UrlSearchParams::new_with_str(&text) else {
        return false;
    };
    for field in tutorial.form.steps.iter().flat_map(Step::fields) {
        let id = field.spec().id;
        if let Some(value) = stored.get(id) {
            draft.restore([(id, value.as_str())]);
        }
    }
    true
}
