//! Where one is in the wizard.

use super::icon::{Icon, glyph};
use crate::app::dom::{Element, element};
use crate::locale::say;

/// One entry: its name, and where it leads if one may go there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub label: &'static str,
    pub hash: Option<String>,
}

/// The steps in order; those before `current` are done.
pub fn stepper(entries: &[Entry], current: usize) -> Element {
    let mut list = element("ol").class("stepper__list");
    for (index, entry) in entries.iter().enumerate() {
        list = list.child(item(entry, index, current));
    }
    element("nav")
        .class("stepper")
        .attribute("aria-label", say!("Steps"))
        .child(list)
}

fn item(entry: &Entry, index: usize, current: usize) -> Element {
    let done = index < current;
    let number = element("span")
        .class("stepper__number")
        .attribute("aria-hidden", "true");
    let number = match done {
        true => number.child(glyph(Icon::Check)),
        false => number.child((index + 1).to_string()),
    };
    let step = match &entry.hash {
        Some(hash) if index != current => element("a").attribute("href", hash),
        _ => element("span"),
    };
    let step = step
        .class("stepper__step")
        .child(number)
        .child(element("span").class("stepper__label").child(entry.label))
        .children(done.then(|| element("span").class("visually-hidden").child(say!(", done"))));
    let item = element("li").child(step);
    if done {
        item.class("stepper__item stepper__item--done")
    } else if index == current {
        item.class("stepper__item stepper__item--current")
            .attribute("aria-current", "step")
    } else {
        item.class("stepper__item")
    }
}
