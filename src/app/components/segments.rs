//! A few alternatives side by side, one of which holds for what follows: radio buttons, drawn as one bar.
//!
//! Radio buttons, not tabs: a tab belongs to one panel, and this choice is for many places at once. The browser's own give
//! arrow keys, one stop for Tab and the right words to screen readers (WAI-ARIA APG, "Radio Group").

use leptos::prelude::*;

use crate::app::dom::{Element, element};

/// The group: `id` is its own on the page, `name` its visible name, `chosen` an index of `titles`.
pub fn segments(
    id: &'static str,
    name: &str,
    titles: impl IntoIterator<Item = &'static str>,
    chosen: RwSignal<usize>,
) -> Element {
    let mut bar = element("div").class("segments__bar");
    for (index, title) in titles.into_iter().enumerate() {
        bar = bar.child(segment(id, title, index, chosen));
    }
    element("fieldset")
        .class("segments")
        .child(element("legend").class("field__label").child(name))
        .child(bar)
}

fn segment(id: &'static str, title: &str, index: usize, chosen: RwSignal<usize>) -> Element {
    let input = element("input")
        .class("segment__input")
        .attributes(&[("type", "radio"), ("name", id)])
        .checked_from(move || chosen.get() == index)
        .on("change", move |_| chosen.set(index));
    element("label")
        .class("segment")
        .child(input)
        .child(element("span").class("segment__title").child(title))
}
