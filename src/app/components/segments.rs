//! Two alternatives side by side, one of which holds for what follows: radio buttons, drawn as one bar.
//!
//! Radio buttons, not tabs: a tab belongs to one panel, and this choice is for many places at once. The browser's own give
//! arrow keys, one stop for Tab and the right words to screen readers (WAI-ARIA APG, "Radio Group").

use leptos::prelude::*;

use crate::app::dom::{Element, element};

/// The group: `id` is its own on the page, `name` its visible name; `second` says that the second of the titles is chosen.
pub fn segments(id: &'static str, name: &str, titles: [&str; 2], second: RwSignal<bool>) -> Element {
    let mut bar = element("div").class("segments__bar");
    for (is_second, title) in [false, true].into_iter().zip(titles) {
        bar = bar.child(segment(id, title, is_second, second));
    }
    element("fieldset")
        .class("segments")
        .child(element("legend").class("field__label").child(name))
        .child(bar)
}

fn segment(id: &'static str, title: &str, is_second: bool, second: RwSignal<bool>) -> Element {
    let input = element("input")
        .class("segment__input")
        .attributes(&[("type", "radio"), ("name", id)])
        .checked_from(move || second.get() == is_second)
        .on("change", move |_| second.set(is_second));
    element("label")
        .class("segment")
        .child(input)
        .child(element("span").class("segment__title").child(title))
}
