//! The text of a file: chosen, dropped or pasted. A secret one is taken out of sight as soon as it is complete.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::HtmlTextAreaElement;
use zeroize::Zeroizing;

use super::button::{compact_button, named};
use super::field::Binding;
use super::intake::{Intake, Take, is_whole, paste_area};
use super::unlock::{self, Locked};
use crate::app::dom::{Element, View, element, live, several};
use crate::app::{focus, later};
use crate::locale::say;
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
    let area = paste_area("input input--mono", "4");
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
    let several_files = !binding.spec.secret;
    let intake = Intake {
        label: binding.spec.label.here(),
        button: if several_files {
            say!("Choose files")
        } else {
            say!("Choose file")
        },
        several: several_files,
        ..Intake::default()
    };
    let take: Take = Rc::new(move |files| spawn_local(control.take(files)));
    let zone = intake.view(area, [status.into(), removal(control)], &take);
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

/// Shown while a secret is held; other texts can be seen and edited.
fn removal(control: Control) -> View {
    let spec = control.binding.spec;
    live::when(
        move || spec.secret && control.binding.length() > 0,
        move || {
            compact_button()
                .child(named(say!("Remove"), spec.label.here()))
                .on("click", move |_| {
                    control.binding.set(String::new());
                    control.said.set(say!("Removed").to_owned());
                    focus::move_to(spec.id);
                })
                .into()
        },
    )
}

impl Control {
    /// Reads files into the field.
    async fn take(self, files: Vec<web_sys::File>) {
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
            Err(_) => return Err(later::NOT_LOADED.here().to_owned()),
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
        if self.locked.is_busy() {
            return say!("Opening …").to_owned();
        }
        let said = self.said.get();
        let length = self.binding.length();
        match (said.as_str(), length) {
            ("", 0) => say!("or drop it here").to_owned(),
            ("", _) if !self.binding.spec.secret => String::new(),
            ("", _) => say!("{length} characters", length),
            (text, _) if text == say!("Removed") => said,
            (_, 0) => said,
            _ => say!("{said}, {length} characters", said, length),
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
