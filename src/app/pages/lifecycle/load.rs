//! An earlier archive, or its parts: chosen, dropped, or what was just made in this tab.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use zeroize::Zeroizing;

use crate::app::components::busy::Busy;
use crate::app::components::button::button;
use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::titled_card;
use crate::app::components::intake::{Intake, Take, drop_zone};
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::made::Made;
use crate::app::state::App;
use crate::lifecycle::keyring::{Keyring, KeyringError, LoadedFile, Role};
use crate::lifecycle::unzip::LARGEST;
use crate::locale::{plural, say};
use crate::platform::file;
use crate::platform::verifying::WebCryptoVerifier;
use crate::platform::worker::WorkerOpener;

thread_local! {
    /// What was read last, for the other page. It is gone with the tab.
    static LAST: RefCell<Option<Arc<Keyring>>> = const { RefCell::new(None) };
}

/// What was read, and how it went.
#[derive(Clone, Copy)]
pub struct Loader {
    keyring: RwSignal<Option<Arc<Keyring>>>,
    /// Announced: what is there now.
    said: RwSignal<String>,
    problem: RwSignal<String>,
    password: RwSignal<Zeroizing<String>>,
    /// What was chosen last, to try again with a password.
    files: StoredValue<Vec<LoadedFile>>,
    is_locked: RwSignal<bool>,
    work: Busy,
}

impl Loader {
    /// With what was read on the other page, or else with what was made in this tab.
    pub fn new() -> Self {
        let loader = Self {
            keyring: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            problem: RwSignal::new(String::new()),
            password: RwSignal::new(Zeroizing::new(String::new())),
            files: StoredValue::new(Vec::new()),
            is_locked: RwSignal::new(false),
            work: Busy::default(),
        };
        match LAST.with_borrow(Clone::clone) {
            Some(keyring) => loader.show(keyring),
            None => {
                if let Some(made) = App::expect().made() {
                    loader.take_made(&made);
                }
            }
        }
        loader
    }

    /// Draws something of what was read, anew when other files are read.
    pub fn region(self, draw: impl Fn(Arc<Keyring>) -> View + 'static) -> View {
        let identity = move || {
            self.keyring
                .with(|keyring| keyring.as_ref().map(Arc::as_ptr).map(|at| at as usize))
        };
        live::region(identity, move |_| match self.keyring.get_untracked() {
            Some(keyring) => draw(keyring),
            None => nothing(),
        })
    }

    fn show(self, keyring: Arc<Keyring>) {
        self.problem.set(String::new());
        self.said.set(summary(&keyring));
        self.is_locked.set(!keyring.locked.is_empty());
        LAST.set(Some(keyring.clone()));
        self.keyring.set(Some(keyring));
    }

    fn take_made(self, made: &Made) {
        let files = made.files.iter().map(|file| LoadedFile {
            path: file.path.clone(),
            bytes: file.bytes.clone(),
        });
        self.files.set_value(files.collect());
        self.work.start(self.read());
    }

    async fn take(self, chosen: Vec<web_sys::File>) {
        match file::read_each(&chosen, LARGEST).await {
            Ok(files) => {
                let loaded = files.into_iter().map(|(path, bytes)| LoadedFile { path, bytes });
                self.files.update_value(|files| *files = loaded.collect());
                self.read().await;
            }
            Err(error) => self.fail(error.to_string() + "."),
        }
    }

    async fn read(self) {
        let files = self.files.try_get_value().unwrap_or_default();
        let password = self.password.try_get_untracked().unwrap_or_default();
        match Keyring::read(files, &password, &WorkerOpener::default()).await {
            Ok(mut keyring) => {
                // Without WebCrypto nothing can be made of what is here anyway.
                if let Ok(verifier) = WebCryptoVerifier::connect() {
                    keyring.check_lists(&verifier).await;
                }
                self.show(Arc::new(keyring));
            }
            Err(error) => {
                self.is_locked.set(matches!(error, KeyringError::AllLocked(_)));
                self.fail(error.to_string() + ".");
            }
        }
    }

    /// What was read before stays.
    fn fail(self, reason: String) {
        self.said.set(String::new());
        self.problem.set(reason);
    }

    /// The part of the page that takes the files.
    pub fn card(self) -> Element {
        let card = titled_card(say!("The earlier archive")).class("card card__body stack ring");
        let take: Take = Rc::new(move |files| self.work.start(self.take(files)));
        let intake = Intake {
            label: say!("the earlier archive"),
            ..Intake::default()
        };
        let drop = drop_zone(element("div").class("ring__drop"), &take)
            .child(element("p").child(
                say!("The ZIP file that you downloaded here, also packed again, or files of it: certificates, keys, bundles, revocation lists. They are read in this browser and sent nowhere."),
            ))
            .child(
                element("div")
                    .class("secret")
                    .child(intake.chooser("button file__button", &take))
                    .child(element("span").class("muted").child(say!("or drop them here")))
                    .children(self.made_here()),
            );
        card.child(drop)
            .child(live::when(
                move || self.is_locked.get(),
                move || self.password_field().into(),
            ))
            .child(
                element("p")
                    .class("converter__status")
                    .attribute("role", "status")
                    .child(live::text(move || match self.work.is_busy() {
                        true => say!("Reading …").to_owned(),
                        false => self.said.get(),
                    })),
            )
            .child(self.work.cancel(say!("reading the files"), || ()))
            .child(self.problems())
            .child(self.region(|keyring| notes(&keyring)))
    }

    fn made_here(self) -> Option<Element> {
        let made = App::expect().made()?;
        let name = say!("Use {archive_name} of this tab", archive_name = made.archive_name());
        Some(button().child(name).on("click", move |_| self.take_made(&made)))
    }

    fn password_field(self) -> Element {
        let input = element("input")
            .class("input input--mono")
            .id("ring-password")
            .attributes(&[
                ("type", "password"),
                ("autocomplete", "off"),
                ("aria-describedby", "ring-password-hint"),
            ])
            .on_value("input", move |text| self.password.set(Zeroizing::new(text)));
        let label = element("label")
            .class("field__label")
            .attribute("for", "ring-password")
            .child(say!("Password of the files"));
        let hint = element("p").class("field__hint").id("ring-password-hint").child(say!(
            "For bundles (.p12) and encrypted keys that have no p12-password.txt beside them."
        ));
        let open = button().child(say!("Open with this password")).on("click", move |_| {
            if !self.work.is_busy_now() {
                self.work.start(self.read());
            }
        });
        element("div").class("field").child(label).child(hint).child(
            element("div")
                .class("secret")
                .child(input)
                .child(self.work.shown_at(open)),
        )
    }

    fn problems(self) -> Element {
        element("div").attribute("role", "alert").child(live::region(
            move || self.problem.get(),
            |problem| match problem.as_str() {
                "" => nothing(),
                problem => callout(Tone::Error, [element("p").child(problem)]).into(),
            },
        ))
    }
}

/// What was found, in one sentence.
fn summary(keyring: &Keyring) -> String {
    let count = |role| keyring.with_role(role).count();
    // Only what is there: an archive of certificates alone has no server.
    let parts = [
        (
            count(Role::Authority),
            plural!(count(Role::Authority), "1 authority", "{count} authorities"),
        ),
        (
            count(Role::Server),
            plural!(count(Role::Server), "1 server", "{count} servers"),
        ),
        (
            count(Role::Client),
            plural!(count(Role::Client), "1 client", "{count} clients"),
        ),
        (
            keyring.lists.len(),
            plural!(keyring.lists.len(), "1 revocation list", "{count} revocation lists"),
        ),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, text)| text)
        .collect();
    let folder = keyring
        .folder
        .as_ref()
        .map_or_else(String::new, |folder| [folder, ": "].concat());
    say!("Read. {folder}{found}.", folder, found = parts.join(", "))
}

fn notes(keyring: &Keyring) -> View {
    let locked = keyring
        .locked
        .iter()
        .map(|path| say!("{path}: it is behind a password that is not known here.", path));
    let notes: Vec<String> = keyring.notes.iter().cloned().chain(locked).collect();
    if notes.is_empty() {
        return several([]);
    }
    let list = element("ul")
        .class("converter__problems")
        .children(notes.iter().map(|note| element("li").child(note.as_str())));
    let title = element("p").child(element("strong").child(say!("Not used:")));
    callout(Tone::Information, [title, list]).into()
}
