//! Drawing: elements are made at once, without a virtual copy; what changes later is kept up to date by [`live`].
//!
//! The views of a framework are types, and every type brings its own code: they were a third of the download. These few
//! functions are compiled once. Leptos stays underneath for signals, effects and their owners.

mod element;
pub mod live;

pub use element::{Element, element, svg};

use leptos::prelude::document;
use wasm_bindgen::JsValue;

use crate::locale::Text;

/// Something that is ready to be put into the page: an element, a text, or several of them.
pub struct View(web_sys::Node);

impl From<Element> for View {
    fn from(element: Element) -> Self {
        Self(element.node().clone().into())
    }
}

impl From<&str> for View {
    fn from(text: &str) -> Self {
        Self(document().create_text_node(text).into())
    }
}

impl From<String> for View {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Text> for View {
    fn from(text: Text) -> Self {
        text.here().into()
    }
}

/// What stands side by side, in this order.
pub fn several(views: impl IntoIterator<Item = View>) -> View {
    let fragment = View(document().create_document_fragment().into());
    views.into_iter().for_each(|view| append(&fragment.0, &view));
    fragment
}

/// Nothing at all.
pub fn nothing() -> View {
    several([])
}

impl View {
    /// Puts the view at the end of the document's body.
    pub fn show(&self) {
        if let Some(body) = document().body() {
            append(&body, self);
        }
    }
}

fn append(place: &web_sys::Node, view: &View) {
    // Fails only for an ancestor of the place, and a new view is nobody's ancestor.
    let _ = place.append_child(&view.0);
}

/// Passes on what the browser threw, which it does only for a name that is none; ours are written in the source.
fn rethrow<T>(thrown: JsValue) -> T {
    wasm_bindgen::throw_val(thrown)
}
