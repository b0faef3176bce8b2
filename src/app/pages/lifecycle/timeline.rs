//! What expires when: a table with bars, and the calendar file.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::components::button::button;
use crate::app::components::card::titled_card;
use crate::app::components::icon::{Icon, glyph};
use crate::app::dom::{Element, element, live};
use crate::lifecycle::calendar;
use crate::lifecycle::keyring::Keyring;
use crate::lifecycle::timeline::{Expiry, State, timeline, words};
use crate::locale::{Text, say, text};
use crate::pki::clock::UnixTime;
use crate::platform::download;

/// The columns. The last is a drawing of the one before it.
const COLUMNS: [Text; 4] = [text("What"), text("Name"), text("Expires (UTC)"), text("Time left")];

/// The card with the table.
pub fn timeline_card(keyring: Arc<Keyring>, now: UnixTime) -> Element {
    let rows = timeline(&keyring, now);
    let head = element("tr").children(COLUMNS.map(|column| element("th").attribute("scope", "col").child(column)));
    let table = element("table")
        .class("timeline")
        .child(element("caption").class("visually-hidden").child(say!(
            "Certificates and revocation lists, those that expire first at the top"
        )))
        .child(element("thead").child(head))
        .child(element("tbody").children(rows.iter().map(row)));
    let said = RwSignal::new(String::new());
    let reminders = button()
        .child(glyph(Icon::Download))
        .child(say!("Download reminders (.ics)"))
        .on("click", move |_| {
            let text = calendar::calendar(&calendar::events(&keyring), now);
            said.set(match download::start("expiry.ics", "text/calendar", text.as_bytes()) {
                Ok(()) => say!("expiry.ics is on its way to your downloads.").to_owned(),
                Err(error) => error.to_string(),
            });
        });
    let note = element("p")
        .class("muted")
        .child(say!("For any calendar: each end with reminders 30 and 7 days before."));
    titled_card(say!("What expires when"))
        .class("card card__body stack ring")
        .child(table)
        .child(element("div").class("download__row").child(reminders).child(note))
        .child(
            element("p")
                .class("converter__status")
                .attribute("role", "status")
                .child(live::text(move || said.get())),
        )
}

fn row(expiry: &Expiry) -> Element {
    let class = match expiry.state {
        State::Expired => "timeline__bar timeline__bar--expired",
        State::Soon => "timeline__bar timeline__bar--soon",
        State::Later => "timeline__bar",
    };
    let mark = match expiry.state {
        State::Expired => Icon::Error,
        State::Soon => Icon::Warning,
        State::Later => Icon::CheckCircle,
    };
    // SVG, because the page allows no style attributes.
    let bar = crate::app::dom::svg("svg")
        .attributes(&[
            ("class", class),
            ("viewBox", "0 0 100 4"),
            ("preserveAspectRatio", "none"),
            ("aria-hidden", "true"),
        ])
        .child(rectangle("timeline__track", 100))
        .child(rectangle("timeline__left", expiry.share.max(1)));
    let left = element("span")
        .class("timeline__words")
        .child(glyph(mark))
        .child(element("span").child([expiry.state.word().here(), ": ", &words(expiry.days)].concat()));
    let end = expiry.end.to_string();
    let (day, time) = end.split_once('T').unwrap_or((&end, ""));
    let date = element("td").class("timeline__date").child(
        element("time")
            .attribute("datetime", &end)
            .child([day, " ", time.get(..5).unwrap_or_default()].concat()),
    );
    element("tr")
        .child(element("td").class("timeline__what").child(expiry.what))
        .child(
            element("th")
                .class("timeline__name")
                .attribute("scope", "row")
                .child(expiry.title.as_str()),
        )
        .child(date)
        .child(element("td").class("timeline__time").child(left).child(bar))
}

fn rectangle(class: &str, width: u8) -> Element {
    crate::app::dom::svg("rect").attributes(&[
        ("class", class),
        ("width", &width.to_string()),
        ("height", "4"),
        ("rx", "1"),
    ])
}
