//! All that is wrong on a page, in one place, with links to the fields.

use leptos::prelude::*;

use crate::app::dom::{Element, View, element, live};
use crate::app::focus;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::locale::plural;
use crate::wizard::FieldError;

/// The element that takes the focus after a failed Continue.
pub const ERROR_SUMMARY: &str = "error-summary";

/// Nothing while `problems` is empty. Inside it, every message leads to its field.
pub fn error_summary(problems: RwSignal<Vec<FieldError>>) -> View {
    live::when(
        move || !problems.read().is_empty(),
        move || {
            let list = live::region(move || problems.get(), |problems| links(problems).into());
            summary_frame(move || problems.read().len(), list).into()
        },
    )
}

/// The box around a list of so many problems.
pub(super) fn summary_frame(count: impl Fn() -> usize + 'static, list: View) -> Element {
    let title = live::text(move || title(count()));
    element("div")
        .class("error-summary")
        .id(ERROR_SUMMARY)
        .attributes(&[("role", "alert"), ("tabindex", "-1")])
        .child(element("h2").child(title))
        .child(list)
}

fn title(count: usize) -> String {
    plural!(count, "There is a problem", "There are {count} problems")
}

/// Each message leads to its field.
pub(super) fn links(problems: &[FieldError]) -> Element {
    element("ul").children(problems.iter().map(|error| element("li").child(field_link(error))))
}

/// Leads to the field on this page or, where it is on another one, to that page.
fn field_link(error: &FieldError) -> Element {
    let id = error.field.spec().id;
    let link = element("a").child(error.message.as_str()).on("click", move |event| {
        if document().get_element_by_id(id).is_some() {
            event.prevent_default();
            focus::move_to(id);
        }
    });
    match App::expect().route_untracked() {
        Route::Journey(tutorial, _) => match Place::change(tutorial, error.field) {
            Some(place) => link.attribute("href", &Route::Journey(tutorial, place).hash()),
            None => link,
        },
        _ => link,
    }
}
