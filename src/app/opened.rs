//! Opening links to answers, and taking that back.

use leptos::prelude::*;

use super::link::Notice;
use super::state::{App, Editing, Stage};
use crate::wizard::link::{self, Link};

impl App {
    /// Takes the answers of a link in place of those of now; whatever is no link changes nothing.
    pub(super) fn open(self, query: &str) {
        self.edit(|editing| {
            let Some(opened) = link::open(&editing.draft, query) else {
                return;
            };
            let before = Link::of(&editing.draft);
            let is_lost = !before.is_empty() && before != Link::of(&opened.draft);
            let earlier = std::mem::replace(&mut editing.draft, opened.draft);
            editing.failure = None;
            editing.notice = Some(Notice {
                filled: Some(opened.filled),
                ignored: opened.ignored,
                earlier: is_lost.then_some(earlier),
            });
        });
    }

    /// Puts the form's defaults in place of all answers; the secrets stay, and so does a way back.
    pub fn start_over(self) {
        self.edit(|editing| {
            let fresh = editing.draft.with_defaults();
            let earlier = std::mem::replace(&mut editing.draft, fresh);
            editing.failure = None;
            editing.notice = Some(Notice {
                filled: None,
                ignored: Vec::new(),
                earlier: (!Link::of(&earlier).is_empty()).then_some(earlier),
            });
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
