//! Keeps the answers that are no secret over a reload, in the form in which browsers write a query: `tutorial=k3d&namespace=test`.

use leptos::prelude::With;
use web_sys::UrlSearchParams;

use super::dom::live;
use super::state::{App, Editing};
use crate::platform::storage::{self, Slot};
use crate::tutorial::Tutorial;
use crate::wizard::{Draft, Step};

const ANSWERS: Slot = Slot("answers-v2");

/// The name of the tutorial's own entry. No field has it as its identifier.
const TUTORIAL: &str = "tutorial";

/// Stores the answers whenever they change. A browser that keeps no data only loses the convenience.
pub fn follow(app: App) {
    let mut stored = None;
    live::follow(move || {
        let answers = app.stage.with(|stage| stage.editing().and_then(written));
        if let Some(text) = answers.filter(|text| stored.as_ref() != Some(text)) {
            let _ = storage::store(ANSWERS, &text);
            stored = Some(text);
        }
    });
}

/// What is stored. Secrets cannot get in: it is made of [`Draft::storable`].
fn written(editing: &Editing) -> Option<String> {
    let answers = UrlSearchParams::new().ok()?;
    answers.append(TUTORIAL, editing.tutorial.id);
    for (id, value) in editing.draft.storable() {
        answers.append(id, value);
    }
    Some(answers.to_string().into())
}

/// Puts stored answers of this tutorial into the draft; whatever cannot be read is left alone.
pub fn restore(tutorial: &Tutorial, draft: &mut Draft) {
    let Ok(Some(text)) = storage::load(ANSWERS) else { return };
    let Ok(stored) = UrlSearchParams::new_with_str(&text) else {
        return;
    };
    if stored.get(TUTORIAL).as_deref() != Some(tutorial.id) {
        return;
    }
    for field in tutorial.form.steps.iter().flat_map(Step::fields) {
        let id = field.spec().id;
        if let Some(value) = stored.get(id) {
            draft.restore([(id, value.as_str())]);
        }
    }
}
