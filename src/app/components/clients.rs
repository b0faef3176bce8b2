//! A list of clients: as text, from a file, or row by row. All three are the same value.

use std::rc::Rc;

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{compact_button, named};
use super::field::Binding;
use super::intake::{Intake, Take, paste_area};
use super::rows::rows;
use crate::app::dom::{Element, View, element, live, several};
use crate::locale::say;
use crate::platform::file;

/// The control of a field with clients.
pub(super) fn clients_control(binding: Binding) -> View {
    let said = RwSignal::new(String::new());
    let is_open = RwSignal::new(false);
    let status = element("span")
        .attribute("role", "status")
        .child(live::text(move || said.get()));
    let edit = compact_button()
        .attribute("aria-controls", &binding.part("rows"))
        .attribute_from("aria-expanded", move || Some(is_open.get().to_string()))
        .child(live::text(move || match is_open.get() {
            true => say!("Close the rows").to_owned(),
            false => say!("Edit as rows").to_owned(),
        }))
        .child(
            element("span")
                .class("visually-hidden")
                .child(say!(" of {label}", label = binding.spec.label)),
        )
        .on("click", move |_| is_open.update(|open| *open = !*open));
    let intake = Intake {
        label: binding.spec.label.here(),
        button: say!("Upload CSV"),
        accept: ".csv,.tsv,.txt,text/csv,text/plain",
        several: false,
    };
    let load: Take = Rc::new(move |files| spawn_local(take(binding, said, files)));
    let zone = intake.view(text_area(binding), [edit.into(), status.into()], &load);
    let table = element("div")
        .id(&binding.part("rows"))
        .child(live::when(move || is_open.get(), move || rows(binding)));
    several([zone.into(), table.into()])
}

/// While somebody types, the text is as it was typed; passwords in it are out of sight as soon as it is left or pasted.
fn text_area(binding: Binding) -> Element {
    let area = binding.described(paste_area("input", "4"));
    let node = area.clone();
    let show = move || node.set_value(&binding.value_untracked());
    let (leave, paste) = (show.clone(), show.clone());
    let followed = area.clone();
    live::follow(move || {
        let value = binding.value();
        if !followed.has_focus() {
            followed.set_value(&value);
        }
    });
    area.on_value("input", move |text| binding.set(text))
        .on("blur", move |_| leave())
        .on("paste", move |_| {
            // The text is there by then.
            let show = paste.clone();
            Timeout::new(0, show).forget();
        })
}

async fn take(binding: Binding, said: RwSignal<String>, files: Vec<web_sys::File>) {
    let message = match file::read(&files).await {
        Ok((names, mut text)) => {
            binding.set(std::mem::take(&mut *text));
            say!("{names}: read", names)
        }
        Err(error) => error.to_string(),
    };
    // The page may be gone by now.
    said.try_set(message);
}

/// A button that says which row it is about to those who do not see where it stands.
pub(super) fn row_button(name: &str, what: &str) -> Element {
    compact_button().child(named(name, what))
}
