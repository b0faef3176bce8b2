//! The frames that pages put their content in.

use super::prose::prose;
use crate::app::dom::{Element, element};

/// A framed part of the page.
pub fn card() -> Element {
    element("section").class("card card__body")
}

/// A framed part with a title.
pub fn titled_card(title: &str) -> Element {
    card().child(element("h2").class("card__title").child(title))
}

/// The heading of the page, which takes the focus when the page is shown, and what the page is about.
pub fn page_head(title: &str, lead: &str) -> Element {
    element("div")
        .class("page-head")
        .child(page_heading(title))
        .child(element("p").class("lead").child(prose(lead)))
}

/// The page's `h1`. Focus can be moved to it.
pub fn page_heading(title: &str) -> Element {
    element("h1").attribute("tabindex", "-1").child(title)
}
