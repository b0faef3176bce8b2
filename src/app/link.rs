//! Keeps the address a link to the answers, and opens such links.
//!
//! The address follows what is typed, without entries of its own in the history. Entries that were written here are marked, so
//! that going back shows the page of before with the answers of now, while an address that somebody pasted or followed brings
//! its own answers.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::History;

use super::dom::live;
use super::route::Route;
use super::state::App;
use crate::wizard::Draft;
use crate::wizard::appearance::Appearance;
use crate::wizard::link::{Ignored, Link};

/// What entries of the history are marked with.
const OURS: &str = "mtls-wizard";

/// How long typing has to rest before the address follows, in milliseconds. Safari takes 100 changes in 30 seconds.
const REST: u32 = 400;

/// What replaced all answers at once, for the person to see.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// How many answers came from a link; `None` if somebody wanted to start over.
    pub filled: Option<usize>,
    /// What was not used of it.
    pub ignored: Vec<Ignored>,
    /// The answers of before, if they were others than the form's defaults.
    pub earlier: Option<Draft>,
}

/// What stands behind the `?` of an address; empty where nothing does.
pub fn query(hash: &str) -> &str {
    hash.split_once('?').map_or("", |(_, query)| query)
}

/// What the address says about the looks of the page, on either side of the `#`.
pub fn appearance() -> Appearance {
    let location = window().location();
    let before = location.search().unwrap_or_default();
    let hash = location.hash().unwrap_or_default();
    Appearance::parse(query(&hash)).or(Appearance::parse(&before))
}

/// Whether the present entry of the history was written here.
pub fn is_ours() -> bool {
    let state = history().and_then(|history| history.state().ok());
    state.and_then(|state| state.as_string()).as_deref() == Some(OURS)
}

/// Keeps the address up to date.
pub fn follow(app: App) {
    let waiting: Rc<RefCell<Option<Timeout>>> = Rc::default();
    live::follow(move || {
        app.stage.track();
        app.route();
        // What waited is dropped, and begins to wait anew.
        waiting.replace(Some(Timeout::new(REST, move || write(app))));
    });
}

/// The address of this page with the answers of now; only answers that are not the defaults make it longer.
fn write(app: App) {
    let route = app.route_untracked();
    let Some(link) = link(app, route) else { return };
    let address = match link.is_empty() {
        true => route.hash(),
        false => with_query(&route.hash(), link.query()),
    };
    let shown = window().location().hash().unwrap_or_default();
    // Somebody may have gone elsewhere while this waited.
    if Route::parse(&shown) != route || (shown == address && is_ours()) {
        return;
    }
    if let Some(history) = history() {
        // Where browsers refuse, the address stays as it was, and copying the link still works.
        let _ = history.replace_state_with_url(&JsValue::from_str(OURS), "", Some(&address));
    }
}

/// The link to a page of a variant with the answers to it.
fn link(app: App, route: Route) -> Option<Link> {
    let Route::Journey(tutorial, _) = route else {
        return None;
    };
    app.stage.with_untracked(|stage| {
        let editing = stage.editing().filter(|editing| editing.tutorial.id == tutorial.id)?;
        Some(Link::of(&editing.draft))
    })
}

fn with_query(hash: &str, query: &str) -> String {
    let separator = if hash.contains('?') { "&" } else { "?" };
    [hash, separator, query].concat()
}

/// The address of the page that is shown, with the answers of now, as it looks by itself.
pub fn whole(app: App) -> Option<String> {
    let route = app.route();
    app.stage.track();
    at_this_page(&match link(app, route) {
        Some(link) => with_query(&route.hash(), link.query()),
        None => route.hash(),
    })
}

/// An address for others: the first page of the variant, with the answers of now, and the questions whose answers are too long
/// for it.
pub fn shareable(app: App) -> Option<(String, Vec<&'static str>)> {
    let Route::Journey(tutorial, _) = app.route_untracked() else {
        return None;
    };
    let route = Route::Journey(tutorial, super::route::Place::first(tutorial)?);
    let link = link(app, route)?;
    let address = at_this_page(&with_query(&route.hash(), link.query()))?;
    Some((address, link.left_out))
}

/// The whole address; `hash` begins with `#`.
fn at_this_page(hash: &str) -> Option<String> {
    let here = window().location().href().ok()?;
    let page = here.split(['#', '?']).next().unwrap_or_default();
    Some([page, hash].concat())
}

fn history() -> Option<History> {
    window().history().ok()
}
