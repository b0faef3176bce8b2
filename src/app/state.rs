//! The app's state: one signal with the stage, one with the route. Everything else on the screen follows from them.

use std::sync::Arc;

use futures::channel::oneshot;
use futures::future::AbortHandle;
use leptos::ev;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::link::{self, Notice};
use super::made::Made;
use super::progress::Work;
use super::reading::Reader;
use super::route::{Place, Route};
use super::{store, theme};
use crate::locale::Language;
use crate::platform::{clock, entropy};
use crate::tutorial::Tutorial;
use crate::wizard::appearance::{Appearance, Theme};
use crate::wizard::files::Taken;
use crate::wizard::{Draft, Field, FieldError, Input, Step, password};

/// What the person is doing. Each stage owns only what it needs.
pub enum Stage {
    /// No tutorial chosen yet.
    Choosing,
    Editing(Editing),
    Issuing(Issuing),
}

/// Answers in the making.
pub struct Editing {
    pub tutorial: &'static Tutorial,
    pub draft: Draft,
    /// What was made of earlier answers. It stays until something new replaces it: nobody loses keys by typing.
    pub made: Option<Arc<Made>>,
    /// Why the last generation stopped.
    pub failure: Option<String>,
    /// What the last opened link did.
    pub notice: Option<Notice>,
}

/// Credentials in the making.
pub struct Issuing {
    pub editing: Editing,
    pub work: Vec<Work>,
    /// Ends the work early, with what is complete then.
    pub stop: Option<oneshot::Sender<()>>,
    pub abort: AbortHandle,
}

/// Access to the state, from the context of every component.
#[derive(Clone, Copy)]
pub struct App {
    pub(super) stage: RwSignal<Stage>,
    route: RwSignal<Route>,
    /// How the guide is read.
    pub reader: Reader,
    /// What the linking page wants the app to look like.
    pub appearance: Appearance,
    /// The theme and the language that hold.
    pub theme: RwSignal<Theme>,
    pub language: RwSignal<Language>,
    /// Answers to other variants, with what was made of them: looking at another variant loses nothing.
    others: StoredValue<Vec<Editing>>,
}

impl App {
    /// Makes the state, provides it to all components and follows the address.
    pub fn provide(spoken: Language) -> Self {
        let appearance = link::appearance();
        let app = Self {
            stage: RwSignal::new(Stage::Choosing),
            route: RwSignal::new(Route::Start),
            reader: Reader::restore(),
            appearance,
            theme: theme::provide(appearance.theme),
            language: RwSignal::new(spoken),
            others: StoredValue::new(Vec::new()),
        };
        provide_context(app);
        app.arrive();
        let listener = window_event_listener(ev::hashchange, move |_| app.arrive());
        on_cleanup(move || listener.remove());
        store::follow(app);
        if !app.appearance.embed {
            link::follow(app);
        }
        app
    }

    /// The state that [`App::provide`] made.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The page shown.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The page shown, for what lasts no longer than it.
    pub fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// Goes to a page, which becomes an entry of the browser's history.
    pub fn go(self, route: Route) {
        // Setting the hash of our own page is always allowed.
        let _ = window().location().set_hash(&route.hash());
    }

    /// Goes to a page in place of the present one.
    pub fn replace(self, route: Route) {
        let _ = window().location().replace(&route.hash());
    }

    /// Shows the page of the address, or the review where the page has nothing to show yet.
    fn arrive(self) {
        let hash = window().location().hash().unwrap_or_default();
        let mut route = Route::parse(&hash);
        if let Route::Journey(tutorial, place) = route {
            let found_answers = self.begin(tutorial);
            if !matches!(place, Place::Generating) {
                self.cancel();
            }
            // An address that was written here is older than the answers, unless those are gone.
            if !link::is_ours() || !found_answers {
                self.open(link::query(&hash));
            }
            let ready = match place {
                Place::Generating => self.is_issuing(),
                Place::Result => self.has_made(),
                Place::Step { .. } | Place::Review | Place::Manifests(_) | Place::Guide => true,
            };
            if !ready {
                route = Route::Journey(tutorial, Place::Review);
                self.replace(route);
            }
        }
        // It speaks of the person's own setup, also after a reload.
        if route == Route::Diagnose
            && self.stage.with_untracked(|stage| stage.editing().is_none())
            && let Some(tutorial) = store::last()
        {
            self.begin(tutorial);
        }
        if self.route.with_untracked(|shown| *shown != route) {
            self.route.set(route);
        }
    }

    /// Opens a draft of this tutorial, unless there is one: with the answers of before a reload, and fresh passwords. Whether
    /// there were answers.
    fn begin(self, tutorial: &'static Tutorial) -> bool {
        let open = self.stage.with_untracked(|stage| {
            stage
                .editing()
                .is_some_and(|editing| editing.tutorial.id == tutorial.id)
        });
        if open {
            return true;
        }
        // What is being made belongs to the variant that is left.
        self.cancel();
        let (editing, found_answers) = match self.kept(tutorial) {
            Some(editing) => (editing, true),
            None => Self::fresh(tutorial),
        };
        let mut left = None;
        self.stage
            .update(|stage| left = std::mem::replace(stage, Stage::Editing(editing)).into_editing());
        self.others.update_value(|others| others.extend(left));
        found_answers
    }

    /// Takes the answers to this variant from those that were put aside.
    fn kept(self, tutorial: &'static Tutorial) -> Option<Editing> {
        let mut found = None;
        self.others.update_value(|others| {
            let place = others.iter().position(|editing| editing.tutorial.id == tutorial.id);
            found = place.map(|place| others.swap_remove(place));
        });
        found
    }

    fn fresh(tutorial: &'static Tutorial) -> (Editing, bool) {
        let mut draft = Draft::new(tutorial.form, crate::platform::international::to_ascii);
        if let Some(seed) = seed() {
            draft.set_seed(seed);
        }
        let found_answers = store::restore(tutorial, &mut draft);
        for field in tutorial
            .form
            .steps
            .iter()
            .flat_map(Step::fields)
            .filter(|field| field.spec().input == Input::Password)
        {
            if let Some(password) = new_password() {
                draft.set(field, password.to_string());
            }
        }
        let editing = Editing {
            tutorial,
            draft,
            made: None,
            failure: None,
            notice: None,
        };
        (editing, found_answers)
    }

    /// Reads the draft, reactively; `None` while no tutorial is chosen.
    pub fn with_draft<T>(self, read: impl FnOnce(&Draft) -> T) -> Option<T> {
        self.stage
            .with(|stage| stage.editing().map(|editing| read(&editing.draft)))
    }

    /// Takes an answer.
    pub fn set(self, field: Field, value: String) {
        self.edit(|editing| {
            editing.draft.set(field, value);
            editing.failure = None;
        });
    }

    /// Takes what files brought for fields of certificates and keys.
    pub fn place(self, taken: &Taken) {
        self.edit(|editing| {
            editing.draft.place(taken);
            editing.failure = None;
        });
    }

    /// The same answers may be right now.
    pub fn read_again(self) {
        self.stage.notify();
    }

    /// What is wrong with a step, or with all answers.
    pub fn errors(self, step: Option<&Step>) -> Vec<FieldError> {
        let Ok(now) = clock::now() else { return Vec::new() };
        let errors = self.stage.with_untracked(|stage| {
            let draft = stage.editing().map(|editing| &editing.draft)?;
            Some(match step {
                Some(step) => draft.errors_in(step, now),
                None => draft.answers(now).err().unwrap_or_default(),
            })
        });
        errors.unwrap_or_default()
    }

    /// What was made last, reactively.
    pub fn made(self) -> Option<Arc<Made>> {
        self.stage
            .with(|stage| stage.editing().and_then(|editing| editing.made.clone()))
    }

    /// The address of what was made last, or of the start page.
    pub fn result_hash(self) -> String {
        let tutorial = self.stage.with(|stage| stage.editing().map(|editing| editing.tutorial));
        tutorial
            .map_or(Route::Start, |tutorial| Route::Journey(tutorial, Place::Result))
            .hash()
    }

    fn has_made(self) -> bool {
        self.stage
            .with_untracked(|stage| stage.editing().is_some_and(|editing| editing.made.is_some()))
    }

    /// Why the last generation stopped, reactively.
    pub fn failure(self) -> Option<String> {
        self.stage
            .with(|stage| stage.editing().and_then(|editing| editing.failure.clone()))
    }

    /// What the last opened link did, reactively.
    pub fn notice(self) -> Option<Notice> {
        self.stage
            .with(|stage| stage.editing().and_then(|editing| editing.notice.clone()))
    }

    fn is_issuing(self) -> bool {
        self.stage.with_untracked(|stage| matches!(stage, Stage::Issuing(_)))
    }
}

impl Stage {
    fn into_editing(self) -> Option<Editing> {
        match self {
            Self::Choosing => None,
            Self::Editing(editing) | Self::Issuing(Issuing { editing, .. }) => Some(editing),
        }
    }

    /// The answers and what was made of them, in every stage that has them.
    pub fn editing(&self) -> Option<&Editing> {
        match self {
            Self::Choosing => None,
            Self::Editing(editing) | Self::Issuing(Issuing { editing, .. }) => Some(editing),
        }
    }
}

/// What the passwords of many clients are made of; `None` if the browser has no randomness.
fn seed() -> Option<Zeroizing<[u8; 32]>> {
    let mut seed = Zeroizing::new([0; 32]);
    entropy::fill(seed.as_mut()).ok()?;
    Some(seed)
}

/// A random password; `None` if the browser has no randomness, and then the person types one.
pub fn new_password() -> Option<Zeroizing<String>> {
    let mut failed = false;
    let password = password::generate(&mut |octets| failed |= entropy::fill(octets).is_err());
    (!failed).then_some(password)
}
