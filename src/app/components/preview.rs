//! The live preview beside the form.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::code::{Language, code_lines};
use super::segments::segments;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::later::{Later, Piece};
use crate::app::preview::{Preview, PreviewFile};
use crate::app::state::App;
use crate::locale::{Text, say};

/// How much of the text above a change stays visible, in pixels.
const CONTEXT: i32 = 96;

/// How many questions are named that the preview waits for.
const NAMED: usize = 5;

/// All manifests below one another, with the lines of the last change marked and in view.
/// `what` it shows names it: manifests or certificates, and those that are yours.
pub fn live_preview(app: App, preview: RwSignal<Preview>, [what, yours]: [Text; 2]) -> Element {
    let files = live::region(
        move || preview.read().files.len(),
        // One place a file; a file is drawn anew only when it changes.
        move |count| several((0..*count).map(|index| file(preview, index))),
    );
    let scroller = element("div")
        .class("preview__scroll")
        .attributes(&[
            ("tabindex", "0"),
            ("role", "group"),
            ("aria-label", &say!("{what}, live", what)),
        ])
        .child(files);
    let node = scroller.node().clone();
    live::follow(move || {
        preview.track();
        let node = node.clone();
        // The lines are drawn by then.
        request_animation_frame(move || reveal_change(&node));
    });
    let state = element("p")
        .class_from(move || match preview.read().is_current {
            true => "preview__state",
            false => "preview__state preview__state--stale",
        })
        .child(live::text(move || state(&preview.read()).to_owned()));
    let head = element("div")
        .class("preview__head")
        .child(element("h2").id("preview-title").child(yours))
        .child(state);
    let shows_map = RwSignal::new(false);
    let choice = segments("aside", say!("Show"), [what.here(), say!("Trust map")], shows_map);
    let map = element("div")
        .class("preview__scroll preview__map")
        .flag_from("hidden", move || !shows_map.get())
        .child(live::when(
            move || shows_map.get(),
            move || Later::expect().piece(Piece::TrustMap(app)),
        ));
    element("section")
        .class("card preview")
        .attribute("aria-labelledby", "preview-title")
        .child(head.child(choice))
        .child(waits_for(preview))
        .child(scroller.flag_from("hidden", move || shows_map.get()))
        .child(map)
}

fn state(preview: &Preview) -> &'static str {
    match (preview.is_current, preview.files.is_empty()) {
        (true, _) => say!("Follows what you type"),
        (false, false) => say!("An answer needs mending: this is the last version that works"),
        (false, true) => say!("Shown once every answer fits"),
    }
}

/// The answers that need mending, also those of other pages.
fn waits_for(preview: RwSignal<Preview>) -> View {
    live::region(
        move || preview.with(|preview| preview.waits_for.clone()),
        |messages| match messages.is_empty() {
            true => several([]),
            false => element("ul")
                .class("preview__waits")
                .children(
                    messages
                        .iter()
                        .take(NAMED)
                        .map(|text| element("li").child(text.as_str())),
                )
                .into(),
        },
    )
}

fn file(preview: RwSignal<Preview>, index: usize) -> View {
    live::region(
        move || preview.read().files.get(index).cloned(),
        |file| match file {
            Some(PreviewFile { path, text, changed }) => several([
                element("p").class("preview__file").child(path.as_str()).into(),
                element("pre")
                    .class("code__body")
                    .child(code_lines(Language::Yaml, text, changed))
                    .into(),
            ]),
            None => several([]),
        },
    )
}

/// Scrolls the preview, and nothing else, to the first marked line, unless it is in view.
fn reveal_change(scroller: &web_sys::Element) {
    let Some(scroller) = scroller.dyn_ref::<HtmlElement>() else {
        return;
    };
    let Ok(Some(line)) = scroller.query_selector(".line--changed") else {
        return;
    };
    let Some(line) = line.dyn_ref::<HtmlElement>() else {
        return;
    };
    let top = line.offset_top() - scroller.offset_top();
    let visible = scroller.scroll_top()..scroller.scroll_top() + scroller.client_height() - CONTEXT / 2;
    if !visible.contains(&top) {
        scroller.set_scroll_top(top - CONTEXT);
    }
}
