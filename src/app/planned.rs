//! What the answers of now come to.

use leptos::prelude::WithUntracked;

use super::state::App;
use crate::plan::{self, Planned};
use crate::platform::clock;
use crate::wizard::{Draft, FieldError};

/// The plan of these answers.
///
/// # Errors
/// What has to be mended first; nothing at all if the computer's clock cannot be used.
pub fn planned_from(draft: &Draft) -> Result<Planned, Vec<FieldError>> {
    let now = clock::now().map_err(|_| Vec::new())?;
    draft.answers(now).map(|answers| plan::plan(&answers))
}

/// The plan of what was made in the variant that is open, or else of its answers, if they are complete.
pub fn planned(app: App) -> Option<Planned> {
    app.stage.with_untracked(|stage| {
        let editing = stage.editing()?;
        match &editing.made {
            Some(made) => Some(made.plan.clone()),
            None => planned_from(&editing.draft).ok(),
        }
    })
}
