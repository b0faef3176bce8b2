//! The password of a file or a key: asked for only where one is needed, and forgotten as soon as it fits.

use std::pin::Pin;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_split_helpers::{SplitLoaderError, wasm_split};
use web_sys::{HtmlInputElement, KeyboardEvent};
use zeroize::Zeroizing;

use super::busy::Busy;
use super::button::{compact_button, named};
use super::file::Control;
use crate::app::dom::{Element, View, element, live};
use crate::app::{focus, later};
use crate::locale::say;
use crate::pki::import::{ImportProblem, Opener};
use crate::platform::worker::WorkerOpener;
use crate::wizard::files::Taken;

/// What waits for its password.
#[derive(Clone, Copy)]
pub(super) struct Locked {
    taken: StoredValue<Option<Taken>>,
    is_asked: RwSignal<bool>,
    opening: Busy,
}

impl Locked {
    pub fn new() -> Self {
        Self {
            taken: StoredValue::new(None),
            is_asked: RwSignal::new(false),
            opening: Busy::default(),
        }
    }

    /// Keeps what is locked, in place of what was there.
    pub fn hold(self, taken: Taken) {
        let is_locked = taken.is_locked();
        self.opening.stop();
        self.taken.set_value(is_locked.then_some(taken));
        self.is_asked.set(is_locked);
    }

    /// Whether something is being opened, reactively.
    pub fn is_busy(self) -> bool {
        self.opening.is_busy()
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
        if let Some(input) = node.dyn_ref::<HtmlInputElement>()
            && !locked.opening.is_busy_now()
        {
            let password = Zeroizing::new(input.value());
            input.set_value("");
            locked.opening.start(unlock(control, locked, password));
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
        .child(named(
            say!("Password of the file"),
            &say!("for {label}", label = binding.spec.label),
        ));
    let what = say!("the file for {label}", label = binding.spec.label);
    let button = compact_button()
        .child(named(say!("Open"), &what))
        .on("click", move |_| open());
    let focus = id.clone();
    let cancel = locked
        .opening
        .cancel(&say!("opening {what}", what), move || focus::move_to(&focus));
    element("div").class("field").child(label).child(input).child(
        element("div")
            .class("secret")
            .child(locked.opening.shown_at(button))
            .child(cancel),
    )
}

/// Tries the password.
async fn unlock(control: Control, locked: Locked, password: Zeroizing<String>) {
    let opened = match open(locked, password).await {
        Ok(opening) => opening.await,
        Err(_) => Some(Err(later::NOT_LOADED.here().to_owned())),
    };
    let problem = match opened {
        Some(Ok(())) => {
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
        None => return,
        Some(Err(problem)) => problem,
    };
    let message = [control.binding.spec.label.here(), ": ", &problem].concat();
    control.binding.refuse(Some(message));
    focus::move_to(&control.binding.part("file-password"));
}

/// What comes of a password; `None` if there is nothing any more that it could be for.
type Opening = Pin<Box<dyn Future<Output = Option<Result<(), String>>>>>;

/// Reading what is behind a password takes much code, which most people never need.
#[wasm_split(later, fallible)]
fn open(locked: Locked, password: Zeroizing<String>) -> Result<Opening, SplitLoaderError> {
    Ok(Box::pin(async move {
        let material = locked
            .taken
            .try_with_value(|taken| taken.as_ref().and_then(Taken::locked).cloned());
        let material = material.flatten()?;
        let contents = match WorkerOpener::default().open(&material, &password).await {
            Ok(contents) => contents,
            Err(problem) => return Some(Err(problem.to_string())),
        };
        let opened = locked
            .taken
            .try_update_value(|taken| taken.as_mut().map(|taken| taken.opened(&contents)));
        let words = |problem: ImportProblem| problem.to_string();
        opened.flatten().map(|opened| opened.map_err(words))
    }))
}
