//! What people see: pages, their parts, and the state behind them. Everything shown is a function of the state.
//!
//! Start with [`state::App`], then [`pages`]. `start` mounts [`Root`].

pub mod components;
pub mod focus;
pub mod generate;
pub mod made;
pub mod pages;
pub mod preview;
pub mod progress;
pub mod route;
pub mod state;
pub mod store;
pub mod title;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::platform::worker;
use components::shell::Shell;
use pages::generating::GeneratingPage;
use pages::result::ResultPage;
use pages::review::ReviewPage;
use pages::start::StartPage;
use pages::step::StepPage;
use route::{Place, Route};
use state::App;

/// Shows the app.
pub fn start() {
    leptos::mount::mount_to_body(Root);
    // After the first rendering: nothing waits for the workers until credentials are generated.
    Timeout::new(0, worker::warm_up).forget();
}

/// The frame and, in it, the page of the present address.
#[component]
pub fn Root() -> impl IntoView {
    let app = App::provide();
    Effect::new(move |shown_before: Option<()>| {
        let route = app.route();
        // The first page keeps the browser's own focus; after that, each one announces itself.
        if shown_before.is_some() {
            request_animation_frame(move || focus_on(route));
        }
    });
    view! {
        <Shell>
            {move || match app.route() {
                Route::Start => view! { <StartPage unknown=false /> }.into_any(),
                Route::Unknown => view! { <StartPage unknown=true /> }.into_any(),
                Route::Journey(tutorial, Place::Step { step, change }) => {
                    view! { <StepPage tutorial step change=change.is_some() /> }.into_any()
                }
                Route::Journey(tutorial, Place::Review) => view! { <ReviewPage tutorial /> }.into_any(),
                Route::Journey(tutorial, Place::Generating) => view! { <GeneratingPage tutorial /> }.into_any(),
                Route::Journey(tutorial, Place::Result) => view! { <ResultPage tutorial /> }.into_any(),
            }}
        </Shell>
    }
}

/// Where the focus goes on a new page: to the question that is to be changed, or else to the heading.
fn focus_on(route: Route) {
    focus::page_heading();
    if let Route::Journey(
        _,
        Place::Step {
            change: Some(field), ..
        },
    ) = route
    {
        focus::move_to(field.spec().id);
    }
}
