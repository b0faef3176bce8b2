//! In which form the guide is read: one choice for the whole page, kept while the tab is open.

use leptos::prelude::*;

use super::dom::live;
use crate::locale::{Text, text};
use crate::platform::storage::{self, Slot};
use crate::render::guide::{Form, Reading, Shell};

/// What the forms are called: [`Form::Kubectl`] and [`Form::Dashboard`].
pub const FORMS: [Text; 2] = [text("kubectl"), text("Kyma dashboard")];

/// What the shells are called: [`Shell::Bash`] and [`Shell::PowerShell`].
pub const SHELLS: [&str; 2] = ["bash", "PowerShell"];

/// `0`, or `1` for [`Form::Dashboard`]; the same for [`Shell::PowerShell`].
const READING: Slot = Slot("reading-v1", "");

/// The reader's choice.
#[derive(Clone, Copy)]
pub struct Reader {
    pub in_dashboard: RwSignal<bool>,
    pub in_powershell: RwSignal<bool>,
}

impl Reader {
    /// What the reader chose before a reload, or else kubectl and bash. Stores every choice.
    pub fn restore() -> Self {
        let stored = storage::load(READING).ok().flatten().unwrap_or_default();
        let reader = Self {
            in_dashboard: RwSignal::new(stored.starts_with('1')),
            in_powershell: RwSignal::new(stored.ends_with('1')),
        };
        live::follow(move || {
            let choice = match (reader.in_dashboard.get(), reader.in_powershell.get()) {
                (false, false) => "00",
                (false, true) => "01",
                (true, false) => "10",
                (true, true) => "11",
            };
            // A browser that keeps no data only loses the convenience.
            let _ = storage::store(READING, choice);
        });
        reader
    }

    /// The choice, reactively.
    pub fn reading(self) -> Reading {
        Reading {
            form: match self.in_dashboard.get() {
                true => Form::Dashboard,
                false => Form::Kubectl,
            },
            shell: match self.in_powershell.get() {
                true => Shell::PowerShell,
                false => Shell::Bash,
            },
        }
    }
}
