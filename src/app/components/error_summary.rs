//! All that is wrong on a page, in one place, with links to the fields.

use leptos::prelude::*;

use crate::app::focus;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::wizard::FieldError;

/// The element that takes the focus after a failed Continue.
pub const ERROR_SUMMARY: &str = "error-summary";

/// Nothing while `problems` is empty. Inside it, every message leads to its field.
#[component]
pub fn ErrorSummary(#[prop(into)] problems: Signal<Vec<FieldError>>) -> impl IntoView {
    let title = move || match problems.read().len() {
        1 => "There is a problem".to_owned(),
        count => format!("There are {count} problems"),
    };
    view! {
        <Show when=move || !problems.read().is_empty()>
            <div class="error-summary" id=ERROR_SUMMARY role="alert" tabindex="-1">
                <h2>{title}</h2>
                <ul>
                    <For each=move || problems.get() key=|error| (error.field, error.message.clone()) let:error>
                        <li>
                            <FieldLink error />
                        </li>
                    </For>
                </ul>
            </div>
        </Show>
    }
}

/// Leads to the field on this page or, where it is on another one, to that page.
#[component]
fn FieldLink(error: FieldError) -> impl IntoView {
    let id = error.field.spec().id;
    let hash = match App::expect().route_untracked() {
        Route::Journey(tutorial, _) => {
            Place::change(tutorial, error.field).map(|place| Route::Journey(tutorial, place).hash())
        }
        _ => None,
    };
    let go = move |event: leptos::ev::MouseEvent| {
        if document().get_element_by_id(id).is_some() {
            event.prevent_default();
            focus::move_to(id);
        }
    };
    view! {
        <a href=hash on:click=go>
            {error.message}
        </a>
    }
}
