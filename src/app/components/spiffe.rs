//! A small form that makes the SPIFFE ID of a service account and hands it over, for the fields that hold names of clients.

use std::rc::Rc;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::button::{compact_button, named};
use super::entry::Entry;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::focus;
use crate::locale::say;
use crate::wizard::spiffe::{self, Part};
use crate::wizard::workshop::Mistake;

/// A button that opens the form. `id` begins the ids of its parts, `whose` says which field it is about to those who do not see where
/// it stands, and `take` gets each URI.
pub fn spiffe_form(id: &str, whose: &str, take: impl Fn(&str) + 'static) -> View {
    let id: Rc<str> = id.into();
    let take: Rc<dyn Fn(&str)> = Rc::new(take);
    let is_open = RwSignal::new(false);
    let button = compact_button()
        .attribute("aria-controls", &id)
        .attribute_from("aria-expanded", move || Some(is_open.get().to_string()))
        .child(named(say!("SPIFFE ID of a service account"), whose))
        .on("click", move |_| is_open.update(|open| *open = !*open));
    let place = element("div").id(&id).child(live::when(
        move || is_open.get(),
        move || form(id.clone(), take.clone()).into(),
    ));
    several([
        element("div").class("secret file__choice").child(button).into(),
        place.into(),
    ])
}

fn form(id: Rc<str>, take: Rc<dyn Fn(&str)>) -> Element {
    let typed = Part::ALL.map(|part| RwSignal::new(part.default().to_owned()));
    let mistakes = RwSignal::new(Vec::new());
    let said = RwSignal::new(String::new());
    let control = {
        let id = id.clone();
        move |part: Part| {
            [
                &id,
                "-",
                part.label().english().split(' ').next_back().unwrap_or_default(),
            ]
            .concat()
        }
    };
    let inputs = Part::ALL
        .iter()
        .zip(typed)
        .map(|(part, value)| Entry::new((&control(*part), part.label()), "", mistakes).line(value));
    let inputs = element("div").class("row__inputs").children(inputs);
    let add = Rc::new(move || {
        let texts = typed.map(|text| text.get_untracked());
        match spiffe::uri([&texts[0], &texts[1], &texts[2]]) {
            Ok(uri) => {
                mistakes.set(Vec::new());
                take(uri.as_str());
                said.set(say!("Added {uri}", uri = uri.as_str()));
            }
            Err(wrong) => {
                said.set(String::new());
                let first = wrong.first().map(|(part, _)| control(*part));
                mistakes.set(
                    wrong
                        .into_iter()
                        .map(|(part, message)| Mistake {
                            id: control(part),
                            message,
                        })
                        .collect(),
                );
                request_animation_frame(move || focus::move_to(&first.unwrap_or_default()));
            }
        }
    });
    let by_key = add.clone();
    let status = element("span")
        .attribute("role", "status")
        .child(live::text(move || said.get()));
    let fields = element("fieldset")
        .class("row")
        .on("keydown", move |event| {
            // Here it adds the name; the page's own form is not sent.
            let in_input = |event: &KeyboardEvent| event.key() == "Enter" && is_input(event);
            if event.dyn_ref::<KeyboardEvent>().is_some_and(in_input) {
                event.prevent_default();
                by_key();
            }
        })
        .child(
            element("legend")
                .class("row__title")
                .child("spiffe://trust domain/ns/namespace/sa/service account"),
        )
        .child(inputs)
        .child(
            element("div")
                .class("row__below")
                .child(
                    compact_button()
                        .child(say!("Add this name"))
                        .on("click", move |_| add()),
                )
                .child(status),
        );
    element("div").class("rows").child(fields)
}

fn is_input(event: &KeyboardEvent) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| target.tag_name() == "INPUT")
}

/// The text of a field with another name at its end.
pub fn with_name(text: &str, between: &str, uri: &str) -> String {
    let text = text.trim_end();
    let between = if text.is_empty() { "" } else { between };
    [text, between, "URI:", uri].concat()
}
