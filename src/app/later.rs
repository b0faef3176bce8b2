//! The part of the app that a first visit does not need: every page but the start page and the forms. The build splits it
//! off into a WebAssembly module of its own, which the page fetches as soon as it has shown something; from then on the app
//! needs the network no more.
//!
//! Everything that only functions with `#[wasm_split(later)]` reach is in that module. A new page that [`draw`] draws is there
//! without further ado.

use std::cell::Cell;

use futures::FutureExt;
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::components::button::primary_button;
use super::components::callout::{Tone, callout};
use super::components::card::page_heading;
use super::components::newer_build::newer_build;
use super::components::proof::proof;
use super::components::trust_map::trust_map_of;
use super::components::why::why;
use super::dom::{View, element, live, nothing, several};
use super::pages::convert::convert_page;
use super::pages::diagnose::diagnose_page;
use super::pages::generating::generating_page;
use super::pages::glossary::glossary_page;
use super::pages::guide::guide_page;
use super::pages::inspect::inspect_page;
use super::pages::lifecycle::renew::renew_page;
use super::pages::lifecycle::revoke::revoke_page;
use super::pages::manifests::manifests_page;
use super::pages::offline::offline_page;
use super::pages::request::request_page;
use super::pages::result::result_page;
use super::pages::review::review_page;
use super::pages::sign::sign_page;
use super::route::{Place, Route};
use super::state::App;
use super::{focus, title};
use crate::locale::{Text, say, text};
use crate::platform::{requests, worker};
use crate::wizard::{Step, read};

/// Why something cannot be done that takes the second part.
pub const NOT_LOADED: Text = text("The rest of the app could not be loaded. Check your connection, then try again.");

/// Whether the second part is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Coming,
    Here,
    Missing,
}

/// The second part, from the outside.
#[derive(Clone, Copy)]
pub struct Later {
    part: RwSignal<Part>,
    loaded: Loaded,
    app: App,
}

/// What is known about the app itself once it is loaded.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// What was asked of the network since then; `None` before.
    pub requests: RwSignal<Option<Vec<String>>>,
    /// A newer build lies ready.
    pub is_outdated: RwSignal<bool>,
}

/// What the second part draws. One function does, because each that is split off would be loaded by itself.
#[derive(Clone, Copy)]
pub enum Piece {
    Page(Route),
    /// Who trusts whom, by the answers of now.
    TrustMap(App),
    /// Why a page of a form is there.
    Why(&'static Step),
    /// Why nothing leaves the page, and how to see that.
    Proof,
    /// That there is a newer build.
    NewerBuild,
    /// Nothing: it begins what goes on beside the pages.
    Begin(App),
}

impl Later {
    /// Begins to fetch the second part once the first page is shown.
    pub fn provide(app: App) -> Self {
        let loaded = Loaded {
            requests: RwSignal::new(None),
            is_outdated: RwSignal::new(false),
        };
        let later = Self {
            part: RwSignal::new(Part::Coming),
            loaded,
            app,
        };
        provide_context(later);
        Timeout::new(0, move || later.fetch()).forget();
        later
    }

    fn fetch(self) {
        self.part.set(Part::Coming);
        spawn_local(async move {
            let part = match load().await {
                Ok(()) => Part::Here,
                Err(_) => Part::Missing,
            };
            self.part.set(part);
            if part == Part::Here {
                // What is there answers at once.
                let _ = draw(Piece::Begin(self.app), self.loaded).now_or_never();
            }
        });
    }

    /// The second part, from within a page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is known about the app itself.
    pub fn loaded(self) -> Loaded {
        self.loaded
    }

    /// Something beside the pages; nothing until the second part is there.
    pub fn piece(self, piece: Piece) -> View {
        live::region(
            move || self.part.get(),
            move |part| match part {
                Part::Coming => nothing(),
                Part::Here => match draw(piece, self.loaded).now_or_never() {
                    Some(Ok(view)) => view,
                    _ => NOT_LOADED.here().into(),
                },
                Part::Missing => NOT_LOADED.here().into(),
            },
        )
    }

    /// A page of the second part; until that is there, why it is not.
    pub fn page(self, route: Route) -> View {
        let has_waited = Cell::new(false);
        live::region(
            move || self.part.get(),
            move |part| match part {
                Part::Coming => {
                    has_waited.set(true);
                    waiting()
                }
                Part::Here => {
                    if has_waited.get() {
                        // Nothing has been read out yet but that the page was loading.
                        request_animation_frame(focus::page_heading);
                    }
                    self.drawn(route)
                }
                Part::Missing => self.missing(),
            },
        )
    }

    fn drawn(self, route: Route) -> View {
        // What is there answers at once.
        match draw(Piece::Page(route), self.loaded).now_or_never() {
            Some(Ok(page)) => page,
            _ => self.missing(),
        }
    }

    fn missing(self) -> View {
        title::set(say!("Not loaded"), None);
        let again = primary_button()
            .child(say!("Try again"))
            .on("click", move |_| self.fetch());
        let text = element("p")
            .child(NOT_LOADED.here())
            .child(say!(" Your answers are kept."));
        several([
            page_heading(say!("This page is not loaded")).into(),
            callout(Tone::Error, [text]).attribute("role", "alert").into(),
            element("div").class("actions").child(again).into(),
        ])
    }
}

fn waiting() -> View {
    title::set(say!("Loading"), None);
    element("div")
        .attribute("role", "status")
        .child(page_heading(say!("Loading …")))
        .into()
}

#[wasm_split(later, preload(load), fallible)]
fn draw(piece: Piece, loaded: Loaded) -> Result<View, SplitLoaderError> {
    read::provide();
    Ok(match piece {
        Piece::Page(route) => page(route),
        Piece::TrustMap(app) => trust_map_of(app),
        Piece::Why(step) => why(step),
        Piece::Proof => proof(loaded),
        Piece::NewerBuild => newer_build(),
        Piece::Begin(app) => {
            begin(app, loaded);
            nothing()
        }
    })
}

/// What goes on as soon as everything is there.
fn begin(app: App, loaded: Loaded) {
    // Answers of before a reload may need what has just come.
    app.read_again();
    // Nothing waits for the workers until credentials are generated.
    worker::warm_up();
    let Loaded { requests, is_outdated } = loaded;
    requests::begin(
        move || is_outdated.set(true),
        move |addresses| requests.set(Some(addresses)),
    );
}

fn page(route: Route) -> View {
    match route {
        Route::Convert => convert_page(),
        Route::Sign => sign_page(),
        Route::Request => request_page(),
        Route::Renew => renew_page(),
        Route::Revoke => revoke_page(),
        Route::Inspect => inspect_page(),
        Route::Diagnose => diagnose_page(),
        Route::Offline => offline_page(),
        Route::Glossary => glossary_page(),
        Route::Journey(tutorial, Place::Guide) => guide_page(tutorial),
        Route::Journey(tutorial, Place::Review) => review_page(tutorial),
        Route::Journey(tutorial, Place::Manifests(kind)) => manifests_page(tutorial, kind),
        Route::Journey(tutorial, Place::Generating) => generating_page(tutorial),
        Route::Journey(tutorial, Place::Result) => result_page(tutorial),
        // These belong to the first part.
        Route::Start | Route::Unknown | Route::Journey(_, Place::Step { .. }) => nothing(),
    }
}
