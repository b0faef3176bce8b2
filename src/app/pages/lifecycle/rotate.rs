//! A new authority takes over: the questions, and the plan in phases.

use std::sync::Arc;

use leptos::prelude::*;

use super::controls::{SetupFields, algorithm_field, capitalized, days, number_field, select_field, text_field};
use super::making;
use super::outcome::Outcome;
use crate::app::components::card::titled_card;
use crate::app::components::segments::segments;
use crate::app::dom::{View, element, live, nothing, several};
use crate::lifecycle::keyring::{Keyring, Role};
use crate::lifecycle::package::Package;
use crate::lifecycle::renewal::{KeyChoice, NewKeys, Work};
use crate::lifecycle::revoking::Order;
use crate::lifecycle::rotation::{self, Made, Rotation, Side, suggested_name};
use crate::locale::say;
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};
use crate::pki::import::ImportedKey;
use crate::pki::issuance::Issued;
use crate::pki::key::KeyAlgorithm;
use crate::pki::revocation::{ListNumber, RevocationList};
use crate::platform::clock;

/// How long the first list of a new authority is good, in days, where one is needed.
const LIST_DAYS: i64 = 30;

#[derive(Clone, Copy)]
struct Form {
    /// The position of the old authority, as text.
    authority: RwSignal<String>,
    name: RwSignal<String>,
    authority_days: RwSignal<String>,
    days: RwSignal<String>,
    authority_key: RwSignal<String>,
    new_key: RwSignal<bool>,
    /// The algorithm of new keys below the authority.
    leaf_key: RwSignal<String>,
    setup: SetupFields,
    outcome: Outcome,
}

/// The card, and below it the plan; nothing if no authority here has signed anything.
pub fn rotate_card(keyring: Arc<Keyring>, now: UnixTime) -> View {
    let options: Vec<(String, String)> = keyring
        .with_role(Role::Authority)
        .filter_map(|(position, held)| {
            let signs = match Side::of(&keyring, position)? {
                Side::Clients => say!("signs the clients"),
                Side::Server => say!("signs the server"),
            };
            Some((position.to_string(), [&held.title(), " (", signs, ")"].concat()))
        })
        .collect();
    let Some((first, _)) = options.last() else {
        return nothing();
    };
    let form = Form {
        authority: RwSignal::new(first.clone()),
        name: RwSignal::new(String::new()),
        authority_days: RwSignal::new("3650".to_owned()),
        days: RwSignal::new("397".to_owned()),
        authority_key: RwSignal::default(),
        new_key: RwSignal::new(true),
        leaf_key: RwSignal::default(),
        setup: SetupFields::of(&keyring),
        outcome: Outcome::new("rotated"),
    };
    {
        let keyring = keyring.clone();
        live::follow(move || {
            let position: Option<usize> = form.authority.get().parse().ok();
            if let Some(old) = position.and_then(|position| keyring.held.get(position)) {
                form.name.set(suggested_name(old, now));
            }
        });
    }
    several([form.card(keyring, &options), form.outcome.view()])
}

impl Form {
    fn card(self, keyring: Arc<Keyring>, options: &[(String, String)]) -> View {
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
            .child(select_field(
                "rotate-authority",
                say!("Authority to replace"),
                say!("Everything that it signed gets a new certificate from the new one."),
                options,
                self.authority,
            ))
            .child(text_field(
                "rotate-name",
                say!("Common name of the new authority"),
                say!("Another name than the old one’s: programs would mix the two up."),
                self.name,
            ))
            .child(number_field(
                "rotate-authority-days",
                say!("New authority valid for days"),
                say!("Up to 3653."),
                self.authority_days,
            ))
            .child(algorithm_field(
                "rotate-authority-key",
                say!("Algorithm of the new authority’s key"),
                self.authority_key,
            ))
            .child(number_field(
                "rotate-days",
                say!("New certificates valid for days"),
                say!("Up to 825."),
                self.days,
            ))
            .child(segments(
                "rotate-key",
                say!("Keys of the new certificates"),
                [say!("The same keys"), say!("New keys")],
                self.new_key,
            ))
            .child(live::when(
                move || self.new_key.get(),
                move || algorithm_field("rotate-leaf-key", say!("Algorithm of the new keys"), self.leaf_key).into(),
            ))
            .child(self.setup.view("rotate", &keyring))
            .children(self.outcome.actions(say!("Make the plan and its files")));
        titled_card(say!("A new authority takes over"))
            .class("card card__body stack ring")
            .child(element("p").child(
                say!("In three phases, with both authorities trusted in between, so that nobody is locked out: both are trusted, everybody moves, only the new one is trusted."),
            ))
            .child(form)
            .into()
    }

    async fn make(self, keyring: &Arc<Keyring>) -> Result<(Package, UnixTime), String> {
        let authority: usize = self.authority.get_untracked().parse().unwrap_or_default();
        let old = keyring.held.get(authority).ok_or(say!("Choose an authority."))?;
        let common_name = self.name.get_untracked().trim().to_owned();
        if common_name == old.title() {
            return Err(
                say!("The new authority needs another name than the old one, or programs mix the two up.").to_owned(),
            );
        }
        let key = match self.new_key.get_untracked() {
            true => {
                let algorithm = KeyAlgorithm::from_id(&self.leaf_key.get_untracked());
                KeyChoice::New(NewKeys {
                    server: algorithm,
                    clients: algorithm,
                })
            }
            false => KeyChoice::Same,
        };
        let rotation = Rotation {
            authority,
            common_name,
            authority_days: days(&self.authority_days.get_untracked())?,
            authority_key: KeyAlgorithm::from_id(&self.authority_key.get_untracked()),
            days: days(&self.days.get_untracked())?,
            key,
        };
        let setup = self.setup.read(keyring)?;
        let now = clock::now().map_err(|error| error.to_string())?;
        let work = rotation::work(keyring, &rotation, now, &mut making::password);
        let work: Work = work.map_err(|error| capitalized(&error.to_string()) + ".")?;
        let issued = making::issue(&work).await?;
        let has_list = keyring.list_of(&old.certificate).is_some();
        let new_list = if has_list {
            Some(first_list(&rotation, keyring, &issued, now).await?)
        } else {
            None
        };
        let made = Made {
            work: &work,
            issued: &issued,
            new_list: new_list.as_ref(),
        };
        let package = rotation::package(keyring, &setup, &rotation, &made, now);
        Ok((package.ok_or(say!("The plan could not be put together."))?, now))
    }
}

/// The empty list that the new authority needs where the old one has one.
async fn first_list(
    rotation: &Rotation,
    keyring: &Keyring,
    issued: &Issued,
    now: UnixTime,
) -> Result<RevocationList, String> {
    let new = issued.credential(&rotation::new_id(&keyring.held[rotation.authority]));
    let missing = say!("The new authority’s key is not here.");
    let new = new.ok_or(missing)?;
    let key = new.private_key.as_ref().ok_or(missing)?;
    let key = ImportedKey::from_pkcs8(key.pkcs8_der()).map_err(|problem| problem.to_string())?;
    let order = Order {
        authority: rotation.authority,
        number: ListNumber::first(),
        this_update: now,
        next_update: now
            .plus_seconds(LIST_DAYS * SECONDS_PER_DAY)
            .map_err(|error| error.to_string())?,
        entries: Vec::new(),
    };
    making::list(&order, &new.certificate, &key).await
}
