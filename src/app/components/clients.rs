//! A list of clients: as text, from a file, or row by row. All three are the same value.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::button::{compact_button, named};
use super::field::Binding;
use super::rows::rows;
use crate::app::dom::{Element, View, element, live, several};
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
            true => "Close the rows".to_owned(),
            false => "Edit as rows".to_owned(),
        }))
        .child(
            element("span")
                .class("visually-hidden")
                .child([" of ", binding.spec.label].concat()),
        )
        .on("click", move |_| is_open.update(|open| *open = !*open));
    let below = element("div")
        .class("secret file__choice")
        .child(chooser(binding, said))
        .child(edit)
        .child(status);
    let zone = element("div")
        .class("file")
        .on("dragover", |event| event.prevent_default())
        .on("drop", move |event| {
            let files = file::dropped(&event);
            // Text that is dropped goes where it was dropped.
            if !files.is_empty() {
                event.prevent_default();
                spawn_local(take(binding, said, files));
            }
        })
        .child(text_area(binding))
        .child(below);
    let table = element("div")
        .id(&binding.part("rows"))
        .child(live::when(move || is_open.get(), move || rows(binding)));
    several([zone.into(), table.into()])
}

/// While somebody types, the text is as it was typed; passwords in it are out of sight as soon as it is left or pasted.
fn text_area(binding: Binding) -> Element {
    let area = element("textarea").attributes(&[
        ("rows", "4"),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ]);
    let area = binding.described(area.class("input"));
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

fn chooser(binding: Binding, said: RwSignal<String>) -> Element {
    let name = "Upload CSV";
    let input = element("input")
        .class("visually-hidden")
        .attributes(&[("type", "file"), ("accept", ".csv,.tsv,.txt,text/csv,text/plain")])
        .attribute("aria-label", &[name, " for ", binding.spec.label].concat())
        .on("change", move |event| {
            spawn_local(take(binding, said, file::chosen(&event)));
        });
    element("label")
        .class("button button--compact file__button")
        .child(input)
        .child(name)
}

async fn take(binding: Binding, said: RwSignal<String>, files: Vec<web_sys::File>) {
    if files.is_empty() {
        return;
    }
    let message = match file::read(&files).await {
        Ok((names, mut text)) => {
            binding.set(std::mem::take(&mut *text));
            [names.as_str(), ": read"].concat()
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
