//! Moving the keyboard focus and the view, as the pages' links and headings need it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, ScrollIntoViewOptions, ScrollLogicalPosition};

/// Brings the element with this id into view and gives it the focus. Without such an element nothing happens.
pub fn move_to(id: &str) {
    let Some(element) = leptos::prelude::document().get_element_by_id(id) else {
        return;
    };
    // What is folded away can neither be seen nor take the focus.
    if let Ok(Some(details)) = element.closest("details:not([open])") {
        let _ = details.set_attribute("open", "");
    }
    reveal(&element);
    focus(&element);
}

/// Gives the focus without scrolling, then scrolls only as far as needed.
fn focus(element: &Element) {
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        // An element that cannot take the focus ignores this.
        let _ = element.focus();
    }
}

/// Gives the focus to what stands before an element that is about to vanish with it.
pub fn before(element: &Element) {
    if let Some(other) = element.previous_element_sibling() {
        focus(&other);
    }
}

fn reveal(element: &Element) {
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Start);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// A new page begins at its top, with the focus on its heading, so that screen readers announce where one is.
pub fn page_heading() {
    leptos::prelude::window().scroll_to_with_x_and_y(0.0, 0.0);
    if let Ok(Some(heading)) = leptos::prelude::document().query_selector("main h1")
        && let Some(heading) = heading.dyn_ref::<HtmlElement>()
    {
        let _ = heading.focus();
    }
}

/// Selects what an element shows, for copying by hand. Says whether the browser did it.
pub fn select_text(element: &Element) -> bool {
    let Ok(Some(selection)) = leptos::prelude::window().get_selection() else {
        return false;
    };
    selection.select_all_children(element).is_ok()
}
