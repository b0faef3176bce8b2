//! Renew and rotate: what expires when, new certificates under the same authorities, and authorities that take over.

use std::sync::Arc;

use leptos::prelude::*;

use super::controls::{SetupFields, algorithm_field, capitalized, days, number_field, tick};
use super::load::Loader;
use super::making;
use super::outcome::Outcome;
use super::rotate::rotate_card;
use super::timeline::timeline_card;
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::segments::segments;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::route::Route;
use crate::app::title;
use crate::lifecycle::keyring::{Keyring, Role};
use crate::lifecycle::package::Package;
use crate::lifecycle::renewal::{self, Choice, KeyChoice, NewKeys};
use crate::lifecycle::timeline::words;
use crate::locale::{Text, say, text};
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};
use crate::pki::key::KeyAlgorithm;
use crate::platform::clock;

const TITLE: Text = text("Renew and rotate");

/// The page.
pub fn renew_page() -> View {
    title::set(TITLE.here(), None);
    let loader = Loader::new();
    let lead = say!(
        "Load an earlier archive: see what expires when, make new certificates under the same authorities, or have a new \
                authority take over without a gap. It happens in this browser: nothing is sent or stored."
    );
    let content = loader.region(|keyring| match clock::now() {
        Ok(now) => several([
            timeline_card(keyring.clone(), now).into(),
            Form::new(&keyring, now).view(keyring.clone()),
            rotate_card(keyring.clone(), now),
            elsewhere().into(),
        ]),
        Err(error) => element("p")
            .child(say!("Your computer’s clock cannot be used: {error}.", error))
            .into(),
    });
    let parts = element("div")
        .class("stack ring-page")
        .child(loader.card())
        .child(content);
    several([page_head(TITLE.here(), lead).into(), parts.into()])
}

fn elsewhere() -> Element {
    let link = element("a")
        .attribute("href", &Route::Revoke.hash())
        .child(say!("Revoke clients"));
    element("p")
        .child(say!("Was a key lost, or shall a client no longer get in? "))
        .child(link)
        .child(say!(" from the same archive."))
}

/// What is renewed, and how.
#[derive(Clone, Copy)]
struct Form {
    /// Positions in the keyring.
    chosen: RwSignal<Vec<usize>>,
    new_key: RwSignal<bool>,
    /// Algorithms of new keys.
    server_key: RwSignal<String>,
    clients_key: RwSignal<String>,
    days: RwSignal<String>,
    setup: SetupFields,
    outcome: Outcome,
}

impl Form {
    /// What expires within 30 days is chosen from the start.
    fn new(keyring: &Keyring, now: UnixTime) -> Self {
        let is_near = |position: &usize| left(keyring, *position, now) < crate::lifecycle::timeline::SOON;
        Self {
            chosen: RwSignal::new(leaves(keyring).into_iter().filter(is_near).collect()),
            new_key: RwSignal::new(false),
            server_key: RwSignal::default(),
            clients_key: RwSignal::default(),
            days: RwSignal::new("397".to_owned()),
            setup: SetupFields::of(keyring),
            outcome: Outcome::new("renewed"),
        }
    }

    fn view(self, keyring: Arc<Keyring>) -> View {
        let now = clock::now().ok();
        let mut list = element("fieldset")
            .class("ring__ticks")
            .child(element("legend").class("field__label").child(say!("What to make anew")));
        for position in leaves(&keyring) {
            list = list.child(self.choice(&keyring, position, now));
        }
        let form = element("form")
            .class("stack")
            .attribute("novalidate", "")
            .on("submit", {
                let keyring = keyring.clone();
                move |event| {
                    event.prevent_default();
                    let keyring = keyring.clone();
                    self.outcome.make(async move { self.make(&keyring).await });
                }
            })
            .child(list)
            .child(segments(
                "renew-key",
                say!("Key"),
                [say!("The same key"), say!("A new key")],
                self.new_key,
            ))
            .child(live::when(
                move || self.new_key.get(),
                move || {
                    let server = algorithm_field(
                        "renew-server-key",
                        say!("Algorithm of the server’s new key"),
                        self.server_key,
                    );
                    let clients = algorithm_field(
                        "renew-clients-key",
                        say!("Algorithm of the clients’ new keys"),
                        self.clients_key,
                    );
                    several([server.into(), clients.into()])
                },
            ))
            .child(number_field(
                "renew-days",
                say!("Valid for days"),
                say!("Up to 825, and not beyond the end of the authority."),
                self.days,
            ))
            .child(self.setup.view("renew", &keyring))
            .children(self.outcome.actions(say!("Make new certificates")));
        let card = titled_card(say!("New certificates, same authority"))
            .class("card card__body stack ring")
            .child(element("p").child(
                say!("Names stay as they are, so policies and headers stay too. With the same key, Gateways that name keys stay as well."),
            ))
            .child(form);
        several([card.into(), self.outcome.view()])
    }

    fn choice(self, keyring: &Keyring, position: usize, now: Option<UnixTime>) -> Element {
        let held = &keyring.held[position];
        let ends = now.map_or_else(String::new, |now| words(left(keyring, position, now)));
        let detail = say!("{role}, expires {ends}", role = held.role.word(), ends);
        tick(
            &format!("renew-{position}"),
            &held.title(),
            &detail,
            move || self.chosen.with(|chosen| chosen.contains(&position)),
            move |ticked| {
                self.chosen.update(|chosen| {
                    chosen.retain(|other| *other != position);
                    if ticked {
                        chosen.push(position);
                    }
                });
            },
        )
    }

    async fn make(self, keyring: &Arc<Keyring>) -> Result<(Package, UnixTime), String> {
        let positions = self.chosen.get_untracked();
        if positions.is_empty() {
            return Err(say!("Nothing is chosen. Tick what you want to make anew.").to_owned());
        }
        let key = match self.new_key.get_untracked() {
            true => KeyChoice::New(NewKeys {
                server: KeyAlgorithm::from_id(&self.server_key.get_untracked()),
                clients: KeyAlgorithm::from_id(&self.clients_key.get_untracked()),
            }),
            false => KeyChoice::Same,
        };
        let choice = Choice {
            positions,
            key,
            days: days(&self.days.get_untracked())?,
        };
        let setup = self.setup.read(keyring)?;
        let now = clock::now().map_err(|error| error.to_string())?;
        let work = renewal::work(keyring, &choice, now, &mut making::password);
        let work = work.map_err(|error| capitalized(&error.to_string()) + ".")?;
        let issued = making::issue(&work).await?;
        Ok((renewal::package(keyring, &setup, &work, &issued, now), now))
    }
}

/// Everything but authorities.
fn leaves(keyring: &Keyring) -> Vec<usize> {
    let leaves = keyring
        .held
        .iter()
        .enumerate()
        .filter(|(_, held)| held.role != Role::Authority);
    leaves.map(|(position, _)| position).collect()
}

/// How many days are left.
fn left(keyring: &Keyring, position: usize, now: UnixTime) -> i64 {
    let end = keyring.held[position].certificate.details().validity.not_after();
    (end.seconds() - now.seconds()).div_euclid(SECONDS_PER_DAY)
}
