//! The colours: the person's choice, or else the linking page's, or else the system's. The root of the document says which
//! theme holds, and style/tokens.css does the rest.

use leptos::prelude::*;
use web_sys::MediaQueryList;

use super::dom::live;
use crate::platform::storage::{self, Slot};
use crate::wizard::appearance::Theme;

const CHOICE: Slot = Slot("theme-v1", "");
const DARK: &str = "(prefers-color-scheme: dark)";
const CONTRAST: &str = "(prefers-contrast: more)";

/// Keeps the document's theme up to date and gives the choice, for a list to show and change.
///
/// `wanted` is what the linking page asks for. It is not stored: the next visit may come from elsewhere.
pub fn provide(wanted: Option<Theme>) -> RwSignal<Theme> {
    let stored = storage::load_lasting(CHOICE).ok().flatten();
    let stored = stored.and_then(|id| Theme::by_id(&id)).unwrap_or_default();
    let choice = RwSignal::new(wanted.unwrap_or(stored));
    let system = RwSignal::new(of_system());
    for query in [DARK, CONTRAST].into_iter().filter_map(media) {
        live::on(&query, "change", move |_| system.set(of_system()));
    }
    live::follow(move || {
        let theme = match choice.get() {
            Theme::System => system.get(),
            theme => theme,
        };
        if let Some(root) = document().document_element() {
            // Setting an attribute of this name throws nothing.
            let _ = root.set_attribute("data-theme", theme.id());
        }
    });
    choice
}

/// Takes a choice, and keeps it for later visits.
pub fn choose(choice: RwSignal<Theme>, theme: Theme) {
    choice.set(theme);
    // A browser that keeps no data only loses the convenience.
    let _ = storage::store_lasting(CHOICE, theme.id());
}

fn of_system() -> Theme {
    let holds = |query| media(query).is_some_and(|query| query.matches());
    Theme::of_system(holds(DARK), holds(CONTRAST))
}

fn media(query: &str) -> Option<MediaQueryList> {
    window().match_media(query).ok().flatten()
}
