//! Buttons. None of them submits a form, except [`submit_button`].

use crate::app::dom::{Element, element};

/// A button of the usual weight.
pub fn button() -> Element {
    any_button("button", "button")
}

/// The one action that a page is about.
pub fn primary_button() -> Element {
    any_button("button", "button button--primary button--large")
}

/// A button as tall as the one that the page is about, for beside it.
pub fn tall_button() -> Element {
    any_button("button", "button button--tall")
}

/// What a form is sent with.
pub fn submit_button() -> Element {
    any_button("submit", "button button--primary")
}

/// A button beside what it acts on.
pub fn compact_button() -> Element {
    any_button("button", "button button--compact")
}

/// A button without a frame.
pub fn quiet_button() -> Element {
    any_button("button", "button button--lite")
}

/// A compact button without a frame.
pub fn small_quiet_button() -> Element {
    any_button("button", "button button--lite button--compact")
}

fn any_button(kind: &str, class: &str) -> Element {
    element("button").attribute("type", kind).class(class)
}

/// A name that goes on, for those who do not see what it stands beside.
pub fn named(name: &str, what: &str) -> Element {
    let rest = element("span").class("visually-hidden").child(" ").child(what);
    element("span").child(name).child(rest)
}
