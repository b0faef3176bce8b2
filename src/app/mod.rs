//! What people see: pages, their parts, and the state behind them. Everything shown is a function of the state.
//!
//! Start with [`state::App`], then [`pages`]. `start` mounts [`Root`].

pub mod components;
pub mod dom;
pub mod focus;
pub mod generate;
pub mod kept;
pub mod language;
pub mod later;
pub mod limit;
pub mod link;
pub mod made;
mod opened;
pub mod pages;
pub mod planned;
pub mod preview;
pub mod progress;
pub mod reading;
pub mod route;
pub mod state;
pub mod store;
pub mod theme;
pub mod ticks;
pub mod title;

use leptos::prelude::*;

use components::frame::{frame, is_framed, not_framed};
use components::shell::shell;
use dom::{View, live};
use later::Later;
use pages::start::start_page;
use pages::step::step_page;
use route::{Place, Route};
use state::App;

use crate::locale::Language;

/// Shows the app. In another language than English its texts come first.
pub fn start() {
    let show = |spoken| leptos::mount::mount_to_body(move || root(spoken).show());
    match language::wanted() {
        Language::English => show(Language::English),
        // Leptos has no executor yet.
        other => wasm_bindgen_futures::spawn_local(async move { show(language::speak(other).await) }),
    }
}

/// Everything that is shown, drawn anew in another language.
fn root(spoken: Language) -> View {
    let app = App::provide(spoken);
    limit::watch();
    let later = Later::provide(app);
    let mut is_first = true;
    live::follow(move || {
        let route = app.route();
        // The first page keeps the browser's own focus; after that, each one announces itself.
        if !std::mem::take(&mut is_first) {
            request_animation_frame(move || focus_on(route));
        }
    });
    live::region(move || app.language.get(), move |_| whole(app, later))
}

/// The frame and, in it, the page of the present address.
fn whole(app: App, later: Later) -> View {
    let page = live::region(
        move || app.route(),
        move |route| match app.appearance.embed && !is_framed(*route) {
            true => not_framed(),
            false => page(later, *route),
        },
    );
    match app.appearance.embed {
        true => frame(app, page),
        false => shell(later, page, app),
    }
}

/// Draws a page. Whatever the first visit does not show belongs to the second part of the app ([`later`]).
fn page(later: Later, route: Route) -> View {
    match route {
        Route::Start => start_page(false),
        Route::Unknown => start_page(true),
        Route::Journey(tutorial, Place::Step { step, change }) => step_page(tutorial, step, change.is_some()),
        route => later.page(route),
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
