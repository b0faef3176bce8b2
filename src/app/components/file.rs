//! The text of a file: chosen, dropped or pasted. A secret one is taken out of sight as soon as it is complete.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::HtmlTextAreaElement;
use zeroize::Zeroizing;

use super::button::{compact_button, named};
use super::field::Binding;
use super::unlock::{self, Locked};
use crate::app::dom::{Element, View, element, live, several};
use crate::app::{focus, later};
use crate::platform::file;
use crate::wizard::files::Taken;

/// What files hold, which may be keys.
type Octets = Zeroizing<Vec<u8>>;

/// What a private key in PEM has in its first line, whatever its kind.
const PRIVATE_KEY: &str = "PRIVATE KEY-----";

/// What the parts of one control share.
#[derive(Clone, Copy)]
pub(super) struct Control {
    pub binding: Binding,
    /// What was read last, or why it was not.
    pub said: RwSignal<String>,
    locked: Locked,
}

/// The control of a field that takes the text of a file, or of several.
pub(super) fn file_control(binding: Binding) -> View {
    let said = RwSignal::new(String::new());
    let locked = Locked::new();
    let control = Control { binding, said, locked };
    let area = element("textarea").class("input input--mono").attributes(&[
        ("rows", "4"),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ]);
    let area = if binding.spec.secret {
        secret_area(control, area)
    } else {
        binding
            .control(area, "input")
            .on_value("input", move |text| {
                said.set(String::new());
                if text.contains(PRIVATE_KEY) && is_whole(&text) {
                    control.sort(text);
                }
            })
            .on_value("change", move |text| {
                if text.contains(PRIVATE_KEY) || !text.contains("-----BEGIN ") {
                    control.sort(text);
                }
            })
    };
    let status = element("span")
        .attribute("role", "status")
        .child(live::text(move || control.status()));
    let below = element("div")
        .class("secret file__choice")
        .child(chooser(control))
        .child(status)
        .child(removal(control));
    let zone = element("div")
        .class("file")
        .on("dragover", |event| event.prevent_default())
        .on("drop", move |event| {
            let files = file::dropped(&event);
            // Text that is dropped goes where it was dropped.
            if !files.is_empty() {
                event.prevent_default();
                spawn_local(control.take(files));
            }
        })
        .child(area)
        .child(below);
    several([zone.into(), unlock::view(control, locked)])
}

/// Empty but while something is typed or pasted.
fn secret_area(control: Control, area: Element) -> Element {
    let node = area.node().clone();
    let take = move |text: String, is_done: bool| {
        if text.trim().is_empty() || !is_done {
            return;
        }
        control.said.set(String::new());
        control.sort(text);
        if let Some(area) = node.dyn_ref::<HtmlTextAreaElement>() {
            area.set_value("");
        }
    };
    let leave = take.clone();
    control
        .binding
        .described(area)
        .on_value("input", move |text| {
            let is_whole = is_whole(&text);
            take(text, is_whole);
        })
        .on_value("change", move |text| leave(text, true))
}

/// Whether a PEM text has come to its end (RFC 7468 section 2).
fn is_whole(text: &str) -> bool {
    text.contains("-----END ") && text.trim_end().ends_with("-----")
}

/// A file input that looks like a button: the browser's own works with every keyboard and screen reader.
fn chooser(control: Control) -> Element {
    let spec = control.binding.spec;
    let input = element("input")
        .class("visually-hidden")
        .attribute("type", "file")
        .on("change", move |event| {
            spawn_local(control.take(file::chosen(&event)));
        });
    let (input, name) = if spec.secret {
        (input, "Choose file")
    } else {
        (input.attribute("multiple", ""), "Choose files")
    };
    element("label")
        .class("button button--compact file__button")
        // Its name begins with what the button shows, for those who speak to it.
        .child(input.attribute("aria-label", &[name, " for ", spec.label].concat()))
        .child(name)
}

/// Shown while a secret is held; other texts can be seen and edited.
fn removal(control: Control) -> View {
    let spec = control.binding.spec;
    live::when(
        move || spec.secret && control.binding.length() > 0,
        move || {
            compact_button()
                .child(named("Remove", spec.label))
                .on("click", move |_| {
                    control.binding.set(String::new());
                    control.said.set("Removed".to_owned());
                    focus::move_to(spec.id);
                })
                .into()
        },
    )
}

impl Control {
    /// Reads files into the field.
    async fn take(self, files: Vec<web_sys::File>) {
        if files.is_empty() {
            return;
        }
        let said = match file::read_octets(&files).await {
            Ok(all) => {
                let (names, contents): (Vec<String>, Vec<Octets>) = all.into_iter().unzip();
                let names = names.join(", ");
                match self.bring(contents).await {
                    Ok(()) => names,
                    Err(error) => [names.as_str(), ": ", &error].concat(),
                }
            }
            Err(error) => error.to_string(),
        };
        // The page may be gone by now.
        self.said.try_set(said);
    }

    /// Puts files or a text into the fields that they are for, or asks for their password.
    async fn bring(self, contents: Vec<Octets>) -> Result<(), String> {
        self.binding.refuse(None);
        let Some(taken) = Taken::new(self.binding.field) else {
            let mut text = String::new();
            contents
                .into_iter()
                .for_each(|octets| text += &String::from_utf8_lossy(&octets));
            self.binding.set(text);
            return Ok(());
        };
        let taken = match sorted(taken, contents).await {
            Ok(sorted) => sorted?,
            Err(_) => return Err(later::NOT_LOADED.to_owned()),
        };
        self.binding.place(&taken);
        self.locked.hold(taken);
        Ok(())
    }

    /// Sorts a text that was typed or pasted and is more than certificates in PEM.
    fn sort(self, text: String) {
        let octets = Zeroizing::new(text.into_bytes());
        if octets.trim_ascii().is_empty() {
            return;
        }
        spawn_local(async move {
            if let Err(error) = self.bring(vec![octets]).await {
                // The page may be gone by now.
                self.said.try_set(error);
            }
        });
    }

    fn status(self) -> String {
        let said = self.said.get();
        let length = self.binding.length();
        match (said.as_str(), length) {
            ("", 0) => "or drop it here".to_owned(),
            ("", _) if !self.binding.spec.secret => String::new(),
            ("", _) => format!("{length} characters"),
            ("Removed", _) | (_, 0) => said,
            _ => format!("{said}, {length} characters"),
        }
    }
}

/// Reading every form of file takes much code, which most people never need.
#[wasm_split(later, fallible)]
fn sorted(mut taken: Taken, contents: Vec<Octets>) -> Result<Result<Taken, String>, SplitLoaderError> {
    for octets in &contents {
        if let Err(problem) = taken.add(octets) {
            return Ok(Err(problem.to_string()));
        }
    }
    Ok(Ok(taken))
}
