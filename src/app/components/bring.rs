//! Certificates and keys that people bring: files in any form, chosen or dropped, or pasted text. They are out of sight as soon
//! as they are here, and stay in the page.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use super::button::{compact_button, named};
use super::entry::Entry;
use super::intake::{Intake, Take, is_whole, paste_area};
use crate::app::dom::{View, element, live};
use crate::app::focus;
use crate::locale::say;
use crate::pki::import::{Contents, ImportProblem, Material, Opener};
use crate::pki::pace::Pace;
use crate::platform::file;
use crate::platform::worker::WorkerOpener;

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

    /// Everything in it, opened. May take seconds for what is behind a password.
    ///
    /// # Errors
    /// [`ImportProblem`] for the first that cannot be read.
    pub async fn open(self, password: &str) -> Result<Contents, ImportProblem> {
        let opener = WorkerOpener::default();
        let mut contents = Contents::default();
        for material in self.materials.try_get_value().unwrap_or_default() {
            let more = opener.open(&material, password).await?;
            contents.certificates.extend(more.certificates);
            contents.keys.extend(more.keys);
            opener.pause().await;
        }
        Ok(contents)
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
                self.said.set(say!("{name}: {problem}", name, problem));
                false
            }
        }
    }

    fn clear(self) {
        self.materials.set_value(Vec::new());
        self.names.set(Vec::new());
        self.said.set(say!("Removed").to_owned());
    }

    async fn take(self, files: Vec<web_sys::File>) {
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
            [] if said.is_empty() => say!("or drop files here").to_owned(),
            [] => said,
            names => {
                let here = say!("Here: {names}", names = names.join(", "));
                let gap = if said.is_empty() { "" } else { ". " };
                [said.as_str(), gap, &here].concat()
            }
        }
    }

    /// The control of a field.
    pub fn control(self, entry: &Entry) -> View {
        let area = paste_area("input input--mono", "3");
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
        let intake = Intake {
            label: &entry.label,
            ..Intake::default()
        };
        let take: Take = Rc::new(move |files| spawn_local(self.take(files)));
        intake.view(area, [status.into(), self.removal(entry)], &take).into()
    }

    fn removal(self, entry: &Entry) -> View {
        let (label, id) = (entry.label.clone(), entry.id.clone());
        live::when(
            move || !self.is_empty(),
            move || {
                let id = id.clone();
                compact_button()
                    .child(named(say!("Remove"), &label))
                    .on("click", move |_| {
                        self.clear();
                        focus::move_to(&id);
                    })
                    .into()
            },
        )
    }
}
