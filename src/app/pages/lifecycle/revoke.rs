//! Revoke clients: which, why, until when the list is good, and how it comes to the gateway.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::controls::{SetupFields, capitalized, days, number_field, tick};
use super::load::Loader;
use super::making;
use super::outcome::Outcome;
use crate::app::components::callout::{Tone, callout};
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::route::Route;
use crate::app::title;
use crate::lifecycle::keyring::{Held, Keyring, Role};
use crate::lifecycle::package::Package;
use crate::lifecycle::revoking::{self, Choice, is_revoked};
use crate::locale::{Text, say, text};
use crate::pki::clock::UnixTime;
use crate::pki::revocation::Reason;
use crate::platform::clock;

const TITLE: Text = text("Revoke clients");

/// The page.
pub fn revoke_page() -> View {
    title::set(TITLE.here(), None);
    let loader = Loader::new();
    let lead = say!(
        "Load an earlier archive and pick the clients that shall no longer get in: you get a revocation list (CRL), the \
                Secret for it and the plan to roll it out. It happens in this browser: nothing is sent or stored."
    );
    let content = loader.region(|keyring| several([Form::new(&keyring).view(keyring), elsewhere().into()]));
    let parts = element("div")
        .class("stack ring-page")
        .child(loader.card())
        .child(content);
    several([page_head(TITLE.here(), lead).into(), parts.into()])
}

fn elsewhere() -> Element {
    let link = element("a")
        .attribute("href", &Route::Renew.hash())
        .child(say!("Renew and rotate"));
    element("p")
        .child(say!("Does the client need a new certificate instead of the old one? "))
        .child(link)
        .child(say!(" first, then revoke the old one."))
}

#[derive(Clone, Copy)]
struct Form {
    /// Position of each ticked client, with the reason's identifier.
    chosen: RwSignal<BTreeMap<usize, String>>,
    /// Positions of clients on hold that get in again.
    lifted: RwSignal<Vec<usize>>,
    days: RwSignal<String>,
    setup: SetupFields,
    outcome: Outcome,
}

impl Form {
    fn new(keyring: &Keyring) -> Self {
        Self {
            chosen: RwSignal::new(BTreeMap::new()),
            lifted: RwSignal::new(Vec::new()),
            days: RwSignal::new("30".to_owned()),
            setup: SetupFields::of(keyring),
            outcome: Outcome::new("revoked"),
        }
    }

    fn view(self, keyring: Arc<Keyring>) -> View {
        let mut list = element("fieldset")
            .class("ring__ticks")
            .child(element("legend").class("field__label").child(say!("Clients to revoke")));
        for (position, held) in keyring.with_role(Role::Client) {
            list = list.child(self.client(&keyring, position, held));
        }
        let due = element("p").child(prose(
            say!("**The list has an end.** When that passes and there is no newer one, the gateway refuses **all** clients of the authority. Make the next list before, here, from the same archive and this list."),
        ));
        let every = element("p").child(prose(
            say!("**One list is not enough where there are several authorities.** With a list in place, the gateway demands one of every authority in a client’s chain, up to the root. They all go into one file."),
        ));
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
            .child(number_field(
                "revoke-days",
                say!("Next list due in days"),
                say!("Short enough to notice a forgotten list early, long enough for holidays."),
                self.days,
            ))
            .child(callout(Tone::Warning, [due, every]))
            .child(self.setup.view("revoke", &keyring))
            .children(self.outcome.actions(say!("Make the revocation list")));
        let card = titled_card(say!("Who shall no longer get in"))
            .class("card card__body stack ring")
            .child(form);
        several([card.into(), self.outcome.view()])
    }

    fn client(self, keyring: &Keyring, position: usize, held: &Held) -> Element {
        let issuer = keyring.issuer(held).map(|position| &keyring.held[position].certificate);
        let reason = issuer.and_then(|issuer| is_revoked(keyring, issuer, &held.certificate));
        if reason == Some(Reason::CertificateHold) {
            return self.on_hold(position, held);
        }
        if let Some(reason) = reason {
            let text = say!(
                "{held}: revoked already ({reason}), and stays so",
                held = held.title(),
                reason = reason.meaning()
            );
            return element("p").class("ring__revoked").child(text);
        }
        let detail = say!(
            "serial number {serial_number}",
            serial_number = held.certificate.details().serial_number
        );
        let row = tick(
            &format!("revoke-{position}"),
            &held.title(),
            &detail,
            move || self.chosen.with(|chosen| chosen.contains_key(&position)),
            move |ticked| {
                self.chosen.update(|chosen| {
                    if ticked {
                        chosen.insert(position, Reason::Unspecified.id().to_owned());
                    } else {
                        chosen.remove(&position);
                    }
                });
            },
        );
        let name = held.title();
        let reason = live::when(
            move || self.chosen.with(|chosen| chosen.contains_key(&position)),
            move || self.reason(position, &name).into(),
        );
        element("div").class("ring__client").child(row).child(reason)
    }

    /// Stays on the list unless it is ticked.
    fn on_hold(self, position: usize, held: &Held) -> Element {
        let title = say!("Let {held} in again", held = held.title());
        let row = tick(
            &format!("lift-{position}"),
            &title,
            say!("On hold for now. Ticked, the next list leaves it out; otherwise it stays on hold."),
            move || self.lifted.with(|lifted| lifted.contains(&position)),
            move |ticked| {
                self.lifted.update(|lifted| {
                    lifted.retain(|other| *other != position);
                    if ticked {
                        lifted.push(position);
                    }
                });
            },
        );
        element("div").class("ring__client").child(row)
    }

    fn reason(self, position: usize, name: &str) -> Element {
        let option = |reason: Reason| {
            element("option")
                .attribute("value", reason.id())
                .child(capitalized(reason.meaning().here()))
        };
        element("select")
            .class("input ring__reason")
            .attribute("aria-label", &say!("Reason for {name}", name))
            .children(Reason::FOR_CLIENTS.map(option))
            .value_from(move || {
                self.chosen
                    .with(|chosen| chosen.get(&position).cloned().unwrap_or_default())
            })
            .on_value("change", move |id| {
                self.chosen.update(|chosen| {
                    chosen.insert(position, id);
                });
            })
    }

    async fn make(self, keyring: &Arc<Keyring>) -> Result<(Package, UnixTime), String> {
        let mut clients = Vec::new();
        let mut authorities = Vec::new();
        let lifted = self.lifted.get_untracked();
        let chosen = self.chosen.get_untracked();
        for position in chosen.keys().chain(&lifted) {
            let issuer = keyring.issuer(&keyring.held[*position]);
            authorities.push(issuer.ok_or(say!(
                "The authority of a chosen client is not among the files. Add its certificate and key."
            ))?);
        }
        for (position, reason) in chosen {
            clients.push((position, Reason::from_id(&reason).unwrap_or(Reason::Unspecified)));
        }
        let authority = *authorities
            .first()
            .ok_or(say!("Nobody is chosen. Tick the clients that shall no longer get in."))?;
        if authorities.iter().any(|other| *other != authority) {
            return Err(say!("The chosen clients are of different authorities, and each authority has its own list. Choose those of one.").to_owned());
        }
        let choice = Choice {
            clients,
            lifted,
            authority,
            days: days(&self.days.get_untracked())?,
        };
        let setup = self.setup.read(keyring)?;
        let now = clock::now().map_err(|error| error.to_string())?;
        let orders = revoking::orders(keyring, &choice, now).map_err(|error| capitalized(&error.to_string()) + ".")?;
        let mut lists = Vec::new();
        for order in &orders.make {
            let held = &keyring.held[order.authority];
            if let Some(key) = &held.key {
                lists.push(making::list(order, &held.certificate, key).await?);
            }
        }
        lists.extend(orders.keep);
        Ok((revoking::package(keyring, &setup, &choice, &lists, now), now))
    }
}
