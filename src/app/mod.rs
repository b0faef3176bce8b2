//! What people see: pages, their parts, and the state behind them. Everything shown is a function of the state.
//!
//! Start with [`state::App`], then [`pages`]. `start` mounts [`Root`].

pub mod components;
pub mod dom;
pub mod focus;
pub mod generate;
pub mod made;
pub mod pages;
pub mod preview;
pub mod progress;
pub mod reading;
pub mod route;
pub mod state;
pub mod store;
pub mod title;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::platform::worker;
use components::shell::shell;
use dom::{View, live};
use pages::convert::convert_page;
use pages::generating::generating_page;
use pages::request::request_page;
use pages::result::result_page;
use pages::review::review_page;
use pages::sign::sign_page;
use pages::start::start_page;
use pages::step::step_page;
use route::{Place, Route};
use state::App;

/// Shows the app.
pub fn start() {
    leptos::mount::mount_to_body(|| root().show());
    // After the first rendering: nothing waits for the workers until credentials are generated.
    Timeout::new(0, worker::warm_up).forget();
}

/// The frame and, in it, the page of the present address.
fn root() -> View {
    let app = App::provide();
    let mut is_first = true;
    let page = live::region(move || app.route(), page);
    live::follow(move || {
        let route = app.route();
        // The first page keeps the browser's own focus; after that, each one announces itself.
        if !std::mem::take(&mut is_first) {
            request_animation_frame(move || focus_on(route));
        }
    });
    shell(page)
}

fn page(route: &Route) -> View {
    match *route {
        Route::Start => start_page(false),
        Route::Convert => convert_page(),
        Route::Sign => sign_page(),
        Route::Request => request_page(),
        Route::Unknown => start_page(true),
        Route::Journey(tutorial, Place::Step { step, change }) => step_page(tutorial, step, change.is_some()),
        Route::Journey(tutorial, Place::Review) => review_page(tutorial),
        Route::Journey(tutorial, Place::Generating) => generating_page(tutorial),
        Route::Journey(tutorial, Place::Result) => result_page(tutorial),
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
