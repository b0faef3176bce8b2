//! In which form the guide is read: one choice for the whole page, kept while the tab is open.

use leptos::prelude::*;

use super::dom::live;
use crate::platform::storage::{self, Slot};
use crate::render::guide::{Form, Reading, Shell};

/// The forms and their names.
pub const FORMS: [(Form, &str); 2] = [(Form::Kubectl, "kubectl"), (Form::Dashboard, "Kyma dashboard")];

/// The shells and their names.
pub const SHELLS: [(Shell, &str); 2] = [(Shell::Bash, "bash"), (Shell::PowerShell, "PowerShell")];

/// Two digits: the places in [`FORMS`] and in [`SHELLS`].
const READING: Slot = Slot("reading-v1");

/// The reader's choice, as places in [`FORMS`] and [`SHELLS`].
#[derive(Clone, Copy)]
pub struct Reader {
    pub form: RwSignal<usize>,
    pub shell: RwSignal<usize>,
}

impl Reader {
    /// What the reader chose before a reload, or else bash and kubectl. Stores every other choice.
    pub fn restore() -> Self {
        let stored = storage::load(READING).ok().flatten().unwrap_or_default();
        let place = |index: usize| usize::from(stored.as_bytes().get(index) == Some(&b'1'));
        let reader = Self {
            form: RwSignal::new(place(0)),
            shell: RwSignal::new(place(1)),
        };
        live::follow(move || {
            let digits = [reader.form.get(), reader.shell.get()].map(|place| if place == 1 { "1" } else { "0" });
            // A browser that keeps no data only loses the convenience.
            let _ = storage::store(READING, &digits.concat());
        });
        reader
    }

    /// The choice, reactively.
    pub fn reading(self) -> Reading {
        let form = FORMS.get(self.form.get()).map(|(form, _)| *form);
        let shell = SHELLS.get(self.shell.get()).map(|(shell, _)| *shell);
        Reading {
            form: form.unwrap_or_default(),
            shell: shell.unwrap_or_default(),
        }
    }
}
