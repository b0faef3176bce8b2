//! Certificates and keys that people bring: files in any form, chosen or dropped, or pasted text. They are out of sight as soon
//! as they are here, and stay in the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::button::{compact_button, named};
use super::entry::Entry;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::focus;
use crate::pki::import::{Contents, ImportProblem, Material};
use crate::platform::file;

/// What was brought so far.
#[derive(Clone, Copy)]
pub struct Brought {
    materials: StoredValue<Vec<Material>>,
    /// The names of the files.
    names: RwSignal<Vec<String>>,
    /// Why the last one was not taken, or what became of it.
    said: RwSignal<String>,
}

impl Brought {
    /// Nothing yet.
    pub fn nothing() -> Self {
        Self {
            materials: StoredValue::new(Vec::new()),
            names: RwSignal::new(Vec::new()),
            said: RwSignal::new(String::new()),
        }
    }

    /// Whether a password is needed, reactively.
    pub fn is_locked(self) -> bool {
        self.names.track();
        self.materials.with_value(|all| all.iter().any(Material::is_locked))
    }

    /// Whether there is anything, reactively.
    pub fn is_empty(self) -> bool {
        self.names.read().is_empty()
    }

    /// Everything in it, opened. May take a second for what is behind a password.
    ///
    /// # Errors
    /// [`ImportProblem`] for the first that cannot be read.
    pub fn open(self, password: &str) -> Result<Contents, ImportProblem> {
        self.materials.with_value(|all| {
            let mut contents = Contents::default();
            for material in all {
                let more = material.open(password)?;
                contents.certificates.extend(more.certificates);
                contents.keys.extend(more.keys);
            }
            Ok(contents)
        })
    }

    fn add(self, name: &str, material: Result<Material, ImportProblem>) -> bool {
        match material {
            Ok(material) => {
                self.materials.update_value(|all| all.push(material));
                self.names.update(|names| names.push(name.to_owned()));
                self.said.set(String::new());
                true
            }
            Err(problem) => {
                self.said.set(format!("{name}: {problem}"));
                false
            }
        }
    }

    fn clear(self) {
        self.materials.set_value(Vec::new());
        self.names.set(Vec::new());
        self.said.set("Removed".to_owned());
    }

    async fn take(self, files: Vec<web_sys::File>) {
        if files.is_empty() {
            return;
        }
        match file::read_octets(&files).await {
            // The page may be gone by now.
            Ok(_) if self.names.try_get_untracked().is_none() => {}
            Ok(all) => {
                for (name, octets) in all {
                    self.add(&name, Material::from_octets(&octets));
                }
            }
            Err(error) => {
                self.said.try_set(error.to_string());
            }
        }
    }

    fn status(self) -> String {
        let (said, names) = (self.said.get(), self.names.get());
        match names.as_slice() {
            [] if said.is_empty() => "or drop files here".to_owned(),
            [] => said,
            names => [
                said.as_str(),
                if said.is_empty() { "" } else { ". " },
                "Here: ",
                &names.join(", "),
            ]
            .concat(),
        }
    }

    /// The control of a field.
    pub fn control(self, entry: &Entry) -> View {
        let area = element("textarea").class("input input--mono").attributes(&[
            ("rows", "3"),
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
        ]);
        let node = area.node().clone();
        let area = entry.described(area).on_value("input", move |text| {
            if is_whole(&text)
                && self.add("pasted text", Material::from_text(&text))
                && let Some(area) = node.dyn_ref::<HtmlTextAreaElement>()
            {
                area.set_value("");
            }
        });
        let status = element("span")
            .attribute("role", "status")
            .child(live::text(move || self.status()));
        let below = element("div")
            .class("secret file__choice")
            .child(self.chooser(&entry.label))
            .child(status)
            .child(self.removal(entry));
        let zone = element("div")
            .class("file")
            .on("dragover", |event| event.prevent_default())
            .on("drop", move |event| {
                let files = file::dropped(&event);
                if !files.is_empty() {
                    event.prevent_default();
                    spawn_local(self.take(files));
                }
            })
            .child(area)
            .child(below);
        several([zone.into()])
    }

    fn chooser(self, label: &str) -> Element {
        let input = element("input")
            .class("visually-hidden")
            .attributes(&[("type", "file"), ("multiple", "")])
            .attribute("aria-label", &["Choose files for ", label].concat())
            .on("change", move |event| spawn_local(self.take(file::chosen(&event))));
        element("label")
            .class("button button--compact file__button")
            .child(input)
            .child("Choose files")
    }

    fn removal(self, entry: &Entry) -> View {
        let (label, id) = (entry.label.clone(), entry.id.clone());
        live::when(
            move || !self.is_empty(),
            move || {
                let id = id.clone();
                compact_button()
                    .child(named("Remove", &label))
                    .on("click", move |_| {
                        self.clear();
                        focus::move_to(&id);
                    })
                    .into()
            },
        )
    }
}

/// Whether a PEM text has come to its end (RFC 7468 section 2).
fn is_whole(text: &str) -> bool {
    text.contains("-----END ") && text.trim_end().ends_with("-----")
}
