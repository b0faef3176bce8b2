//! Links to upstream's documentation. They open in a tab of their own, so that nothing typed here is lost.

use crate::app::dom::{Element, element};
use crate::guidance::Source;
use crate::locale::say;

/// A line of links; none without sources.
pub fn links(sources: &[Source]) -> Option<Element> {
    if sources.is_empty() {
        return None;
    }
    let mut line = element("p").class("sources").child(say!("Documentation: "));
    for (index, source) in sources.iter().enumerate() {
        if index > 0 {
            line = line.child(" · ");
        }
        line = line.child(link(source));
    }
    Some(line)
}

/// One link. It leads away from the app, which only happens when somebody follows it.
pub fn link(source: &Source) -> Element {
    element("a")
        .attributes(&[
            ("href", source.url),
            ("target", "_blank"),
            ("rel", "noopener noreferrer"),
        ])
        .child(element("span").english().child(source.title))
        .child(
            element("span")
                .class("visually-hidden")
                .child(say!(" (opens in a new tab)")),
        )
}
