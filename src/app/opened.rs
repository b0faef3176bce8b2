//! Opening links to answers, and taking that back.

use leptos::prelude::*;

use super::link::Notice;
use super::state::{App, Editing, Stage};
use crate::wizard::Draft;
use crate::wizard::link::{self, Ignored};

impl App {
    /// Takes the answers of a link in place of those of now; whatever is no link changes nothing.
    pub(super) fn open(self, query: &str) {
        self.edit(|editing| {
            let Some(opened) = link::open(&editing.draft, query) else {
                return;
            };
            editing.replace(opened.draft, Some(opened.filled), opened.ignored);
        });
    }

    /// Puts the form's defaults in place of all answers; the secrets stay, and so does a way back.
    pub fn start_over(self) {
        self.edit(|editing| {
            let fresh = editing.draft.with_defaults();
            editing.replace(fresh, None, Vec::new());
        });
    }

    /// Puts the answers back that were replaced.
    pub fn bring_back(self) {
        self.edit(|editing| {
            if let Some(earlier) = editing.notice.take().and_then(|notice| notice.earlier) {
                editing.draft = earlier;
            }
        });
    }

    /// The note about the link was read.
    pub fn close_notice(self) {
        self.edit(|editing| editing.notice = None);
    }

    /// Changes what is being edited.
    pub(super) fn edit(self, change: impl FnOnce(&mut Editing)) {
        self.stage.update(|stage| {
            if let Stage::Editing(editing) = stage {
                change(editing);
            }
        });
    }
}

impl Editing {
    /// Puts other answers in place of those of now, with a note that leads back to them if any of them is lost.
    fn replace(&mut self, draft: Draft, filled: Option<usize>, ignored: Vec<Ignored>) {
        let is_lost = link::is_lost(&self.draft, &draft);
        let earlier = std::mem::replace(&mut self.draft, draft);
        self.failure = None;
        self.notice = Some(Notice {
            filled,
            ignored,
            earlier: is_lost.then_some(earlier),
        });
    }
}
