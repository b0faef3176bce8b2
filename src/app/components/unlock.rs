//! The password of a file or a key: asked for only where one is needed, and forgotten as soon as it fits.

use std::time::Duration;

use gloo_timers::future::sleep;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{HtmlInputElement, KeyboardEvent};
use zeroize::Zeroizing;

use super::button::{compact_button, named};
use super::file::Control;
use crate::app::dom::{Element, View, element, live};
use crate::app::{focus, later};
use crate::pki::import::ImportProblem;
use crate::wizard::files::Taken;

/// What waits for its password.
#[derive(Clone, Copy)]
pub(super) struct Locked {
    taken: StoredValue<Option<Taken>>,
    is_asked: RwSignal<bool>,
}

impl Locked {
    pub fn new() -> Self {
        Self {
            taken: StoredValue::new(None),
            is_asked: RwSignal::new(false),
        }
    }

    /// Keeps what is locked, in place of what was there.
    pub fn hold(self, taken: Taken) {
        let is_locked = taken.is_locked();
        self.taken.set_value(is_locked.then_some(taken));
        self.is_asked.set(is_locked);
    }
}

/// The question, while there is something to open.
pub(super) fn view(control: Control, locked: Locked) -> View {
    live::when(move || locked.is_asked.get(), move || question(control, locked).into())
}

fn question(control: Control, locked: Locked) -> Element {
    let binding = control.binding;
    let id = binding.part("file-password");
    let input = element("input").class("input input--mono").id(&id).attributes(&[
        ("type", "password"),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ]);
    let node = input.node().clone();
    let open = move || {
        if let Some(input) = node.dyn_ref::<HtmlInputElement>() {
            let password = Zeroizing::new(input.value());
            input.set_value("");
            spawn_local(unlock(control, locked, password));
        }
    };
    let press = open.clone();
    let input = input
        .attribute("aria-describedby", &binding.part("error"))
        .on("keydown", move |event| {
            // In a form this key would go on to the next page.
            let is_enter = |event: &KeyboardEvent| event.key() == "Enter";
            if event.dyn_ref::<KeyboardEvent>().is_some_and(is_enter) {
                event.prevent_default();
                press();
            }
        });
    let label = element("label")
        .class("field__label")
        .attribute("for", &id)
        .child(named("Password of the file", &["for ", binding.spec.label].concat()));
    let button = compact_button()
        .child(named("Open", &["the file for ", binding.spec.label].concat()))
        .on("click", move |_| open());
    element("div")
        .class("field")
        .child(label)
        .child(input)
        .child(element("div").class("secret").child(button))
}

/// Tries the password. The work is done in the page; a breath before it lets the page say so.
async fn unlock(control: Control, locked: Locked, password: Zeroizing<String>) {
    let said = control.said.get_untracked();
    if control.said.try_set("Opening …".to_owned()).is_some() {
        return;
    }
    sleep(Duration::from_millis(30)).await;
    let opened = open(locked, password).await;
    control.said.try_set(said);
    let problem = match opened {
        Ok(Some(Ok(()))) => {
            control.binding.refuse(None);
            locked.taken.with_value(|taken| {
                if let Some(taken) = taken {
                    control.binding.place(taken);
                }
            });
            locked.taken.set_value(None);
            locked.is_asked.set(false);
            focus::move_to(control.binding.spec.id);
            return;
        }
        // The page is gone.
        Ok(None) => return,
        Ok(Some(Err(problem))) => problem.to_string(),
        Err(_) => later::NOT_LOADED.to_owned(),
    };
    let message = [control.binding.spec.label, ": ", &problem].concat();
    control.binding.refuse(Some(message));
    focus::move_to(&control.binding.part("file-password"));
}

/// What came of the password; `None` if there is nothing any more that it could be for.
#[wasm_split(later, fallible)]
fn open(locked: Locked, password: Zeroizing<String>) -> Result<Option<Result<(), ImportProblem>>, SplitLoaderError> {
    let opened = locked
        .taken
        .try_update_value(|taken| taken.as_mut().map(|taken| taken.unlock(&password)));
    Ok(opened.flatten())
}
