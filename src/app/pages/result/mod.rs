//! What was made, and what to do with it.

mod browsers;
mod certificate;
pub mod download;
mod files;
pub(super) mod guide;
mod headers;
mod recipients;

pub(super) use certificate::certificate_facts;

use std::sync::Arc;

use super::entries;
use crate::app::components::callout::{Tone, remark};
use crate::app::components::card::page_heading;
use crate::app::components::prose::prose;
use crate::app::components::stepper::stepper;
use crate::app::components::trust_map::trust_map;
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::made::Made;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::{focus, title};
use crate::locale::{Text, plural, say, text};
use crate::plan::Planned;
use crate::plan::trust::TrustMap;
use crate::render::recipients::makes_server;
use crate::tutorial::Tutorial;

/// The sections of the page: anchor, and name in the page's own navigation.
const SECTIONS: [(&str, Text); 6] = [
    ("guide", text("Guide")),
    ("recipients", text("Who gets what")),
    ("trust", text("Trust map")),
    ("files", text("Files")),
    ("headers", text("Headers")),
    ("browsers", text("Browsers")),
];

/// The page of the last generation. It shows what was made then, whatever was edited since.
pub fn result_page(tutorial: &'static Tutorial) -> View {
    let app = App::expect();
    title::set(say!("Result"), Some(tutorial.title.here()));
    let current = tutorial.form.steps.len() + 1;
    let stepper = stepper(&entries(tutorial, current), current).into();
    // Without a result, the address leads to the review instead.
    let Some(made) = app.made() else { return stepper };
    let parts = made.plan.parts();
    let mut sections = element("div").class("result__sections");
    let (first, own_root) = match &made.plan {
        Planned::Gateway(plan) => {
            sections = sections.child(guide::guide(tutorial, &Arc::new(made.plan.clone())));
            ("guide", plan.verification.server_ca.is_some())
        }
        Planned::Certificates(plan) => {
            sections = sections.child(recipients::recipients_of(plan));
            ("recipients", makes_server(plan))
        }
    };
    let mut shown = vec![first, "trust", "files"];
    let map = trust_map(&TrustMap::of(&made.plan));
    let lead = match made.gateway() {
        Some(_) => say!("Who signed what, which Secret holds it, and whose word the gateway takes."),
        None => say!("Who signed what."),
    };
    let map = section("trust", say!("Trust map"))
        .child(element("p").child(lead))
        .child(map);
    sections = sections.child(map).child(files::files(&made));
    // What follows is about the clients that were made.
    if !parts.clients.is_empty() {
        shown.extend(["headers", "browsers"]);
        sections = sections
            .child(headers::headers(&made))
            .child(browsers::browsers(own_root, parts.clients));
    }
    several([
        stepper,
        head(&made).into(),
        incomplete(&made),
        outdated(app, made.clone(), tutorial),
        download::download_card(made).into(),
        later().into(),
        element("div")
            .class("result__body")
            .child(navigation(&shown))
            .child(sections)
            .into(),
    ])
}

/// What to do with it when time has passed; those pages take it over without a download.
fn later() -> Element {
    let link = |route: Route, name: &'static str| element("a").attribute("href", &route.hash()).child(name);
    element("p")
        .class("result__later")
        .child(link(Route::Inspect, say!("Inspect the certificates")))
        .child(say!(" field by field. Keep the archive. With it you can "))
        .child(link(Route::Renew, say!("see what expires when, renew and rotate")))
        .child(say!(", or "))
        .child(link(Route::Revoke, say!("revoke clients")))
        .child(".")
}

fn head(made: &Made) -> Element {
    let lead = element("p").class("lead");
    let (title, lead) = match made.gateway() {
        Some(plan) => (
            say!("Your gateway is ready to apply"),
            lead.child(say!("Keys, certificates, manifests and scripts for "))
                .child(element("strong").child(plan.verification.host.to_string()))
                .child("."),
        ),
        None => {
            let clients = made.plan.parts().clients.len();
            let text = plural!(
                clients,
                "Keys and certificates for one client, in a folder of its own.",
                "Keys and certificates for {count} clients, a folder for each."
            );
            (say!("Your certificates are ready"), lead.child(text))
        }
    };
    let lead = lead.child(say!(" They exist only in this tab: download them before you close it."));
    element("div").class("page-head").child(page_heading(title)).child(lead)
}

/// Says so if the work ended early.
fn incomplete(made: &Made) -> View {
    match &made.incomplete {
        Some(reason) => remark(Tone::Warning, element("p").child(prose(reason))).into(),
        None => nothing(),
    }
}

/// Says so if the answers are no longer those that this was made from.
fn outdated(app: App, made: Arc<Made>, tutorial: &'static Tutorial) -> View {
    live::when(
        move || app.with_draft(|draft| *draft != made.draft).unwrap_or_default(),
        move || {
            let link = element("a")
                .attribute("href", &Route::Journey(tutorial, Place::Review).hash())
                .child(say!("Review the new answers"));
            let text = element("p")
                .child(say!(
                    "You have changed answers since. This is what was made from the earlier ones. "
                ))
                .child(link);
            remark(Tone::Warning, text).into()
        },
    )
}

/// Links to the sections. Their targets take the focus; the address stays, because it is the page's.
fn navigation(shown: &[&str]) -> Element {
    let link = |(anchor, name): (&'static str, Text)| {
        let link = element("a")
            .attribute("href", &["#", anchor].concat())
            .child(name)
            .on("click", move |event| {
                event.prevent_default();
                focus::move_to(anchor);
            });
        element("li").child(link)
    };
    element("nav")
        .class("result__nav")
        .attribute("aria-label", say!("On this page"))
        .child(
            element("ul").class("jump").children(
                SECTIONS
                    .into_iter()
                    .filter(|(anchor, _)| shown.contains(anchor))
                    .map(link),
            ),
        )
}

/// A section with its heading, which its link gives the focus to.
fn section(anchor: &'static str, title: &str) -> Element {
    let heading = element("h2").id(anchor).attribute("tabindex", "-1").child(title);
    element("section")
        .class("result__section")
        .attribute("aria-labelledby", anchor)
        .child(heading)
}
