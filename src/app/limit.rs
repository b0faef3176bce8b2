//! No text of more than 1 MiB gets into a field: nothing that the app asks for is that long, and the page would be slow with it
//! ever after. Pasting and dropping are looked at before the browser does them, in one place for all fields.

use std::cell::RefCell;

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlTextAreaElement, Node};

use super::components::icon::{Icon, glyph};
use super::dom::{element, live};
use crate::locale::{Text, text};
use crate::pki::import::LARGEST_TEXT;
use crate::platform::clipboard::brought_length;

/// What is said below the field.
pub const TOO_LONG: Text =
    text("That text is longer than 1 MiB, so it was not taken. Paste only the part that is needed.");

/// Refuses too long texts from now on.
pub fn watch() {
    live::on_window("paste", refuse);
    live::on_window("drop", refuse);
    // What is typed or pasted next takes the remark away.
    live::on_window("input", |_| forget());
}

thread_local! {
    /// The remark that is shown.
    static REMARK: RefCell<Option<Element>> = const { RefCell::new(None) };
}

fn forget() {
    if let Some(remark) = REMARK.take() {
        remark.remove();
    }
}

fn refuse(event: Event) {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let takes_text = |target: &Element| {
        target.is_instance_of::<HtmlTextAreaElement>() || target.is_instance_of::<HtmlInputElement>()
    };
    let Some(control) = target.filter(takes_text) else {
        return;
    };
    // In UTF-16 units, of which a character has no more than octets.
    if brought_length(&event) <= LARGEST_TEXT {
        return;
    }
    event.prevent_default();
    forget();
    let remark = element("p")
        .class("field__error")
        .attribute("role", "alert")
        .child(glyph(Icon::Error))
        .child(element("span").child(TOO_LONG.here()));
    let node: &Node = remark.node();
    let placed = match control.closest(".field") {
        Ok(Some(field)) => field.append_child(node).is_ok(),
        _ => control.insert_adjacent_element("afterend", remark.node()).is_ok(),
    };
    if placed {
        REMARK.set(Some(remark.node().clone()));
    }
}
