//! A native disclosure whose content is made when it is first opened, or when the page is printed.

use leptos::prelude::*;

use super::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live};

/// What stands in a disclosure's summary, and how it behaves.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    pub title: String,
    /// The title is a file's name.
    pub mono: bool,
    /// A short remark at the right end.
    pub aside: String,
    pub icon: Option<Icon>,
    /// The content is a secret: left out of print.
    pub secret: bool,
}

/// A `<details>` element. Once made, the content stays, so that a find in the page or a copy keeps working.
pub fn disclosure(summary: Summary, content: impl Fn() -> View + 'static) -> Element {
    let made = RwSignal::new(false);
    live::on_window("beforeprint", move |_| made.set(true));
    let body = element("div")
        .class("disclosure__body")
        .child(live::when(move || made.get(), content));
    let details = element("details")
        .class(if summary.secret {
            "disclosure file--secret"
        } else {
            "disclosure"
        })
        .child(head(summary))
        .child(body);
    let node = details.node().clone();
    details.on("toggle", move |_| {
        if node.has_attribute("open") {
            made.set(true);
        }
    })
}

/// The same, but the content is there from the beginning, because other parts of the page refer to it.
pub fn folded(title: &str, aside: &str, content: Element) -> Element {
    let summary = Summary {
        title: title.to_owned(),
        aside: aside.to_owned(),
        ..Summary::default()
    };
    element("details")
        .class("disclosure")
        .child(head(summary))
        .child(element("div").class("disclosure__body").child(content))
}

fn head(summary: Summary) -> Element {
    let title = element("span").class("disclosure__title");
    let title = match summary.mono {
        true => title.child(element("code").child(summary.title)),
        false => title.child(summary.title),
    };
    let aside = (!summary.aside.is_empty()).then(|| element("span").class("disclosure__aside").child(summary.aside));
    let chevron = element("span")
        .class("disclosure__chevron")
        .child(glyph(Icon::ChevronRight));
    element("summary")
        .class("disclosure__summary")
        .child(chevron)
        .children(summary.icon.map(glyph))
        .child(title)
        .children(aside)
}
