//! A calendar file with a reminder before each end (iCalendar, RFC 5545).

use sha2::{Digest, Sha256};

use super::keyring::Keyring;
use crate::pki::clock::UnixTime;
use crate::pki::decode::hex_lower;

/// Days before the end at which calendars remind.
pub const REMINDERS: [u32; 2] = [30, 7];

/// The most octets of a line, without its end (section 3.1).
const LINE_OCTETS: usize = 75;

/// Something that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The same for the same thing, so that a calendar that takes the file twice shows it once (section 3.8.4.7).
    pub identifier: String,
    pub at: UnixTime,
    pub summary: String,
    pub description: String,
}

/// What ends in the same second: its line in the description, and its DER.
type Ends<'a> = Vec<(String, &'a [u8])>;

/// The ends of all certificates, and of the lists of the authorities. Those that end in the same second are one event.
pub fn events(keyring: &Keyring) -> Vec<Event> {
    let mut ends: Vec<(UnixTime, Ends<'_>)> = Vec::new();
    let mut add = |end: UnixTime, line: String, der| match ends.iter_mut().find(|(other, _)| *other == end) {
        Some((_, same)) => same.push((line, der)),
        None => ends.push((end, vec![(line, der)])),
    };
    for held in &keyring.held {
        let end = held.certificate.details().validity.not_after();
        add(
            end,
            [held.role.word().english(), " ", &held.title()].concat(),
            held.certificate.der(),
        );
        if let Some(list) = keyring.list_of(&held.certificate)
            && let Some(end) = list.next_update
        {
            add(end, ["Revocation list of ", &held.title()].concat(), list.der());
        }
    }
    ends.into_iter().map(|(at, same)| event(at, &same)).collect()
}

fn event(at: UnixTime, same: &[(String, &[u8])]) -> Event {
    let mut digest = Sha256::new();
    let mut lines = Vec::new();
    for (line, der) in same {
        digest.update(der);
        lines.push(line.as_str());
    }
    let summary = match lines.as_slice() {
        [one] => [*one, " expires"].concat(),
        several => format!(
            "{} certificates expire: {} …",
            several.len(),
            several.first().unwrap_or(&"")
        ),
    };
    Event {
        identifier: hex_lower(&digest.finalize()[..16]),
        at,
        summary,
        description: ["Expires at ", &at.to_string(), ":\n", &lines.join("\n")].concat(),
    }
}

/// The file. `now` is when it was made.
pub fn calendar(events: &[Event], now: UnixTime) -> String {
    let mut text = String::new();
    let mut line = |content: &str| fold(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line("PRODID:-//mTLS Wizard//Expiry//EN");
    for event in events {
        line("BEGIN:VEVENT");
        line(&["UID:", &event.identifier, "@expiry.mtls-wizard"].concat());
        line(&["DTSTAMP:", &moment(now)].concat());
        line(&["DTSTART:", &moment(event.at)].concat());
        line(&["SUMMARY:", &escape(&event.summary)].concat());
        line(&["DESCRIPTION:", &escape(&event.description)].concat());
        // It is no appointment: the time stays free.
        line("TRANSP:TRANSPARENT");
        for days in REMINDERS {
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line(&["TRIGGER:-P", &days.to_string(), "D"].concat());
            line(&["DESCRIPTION:", &escape(&event.summary)].concat());
            line("END:VALARM");
        }
        line("END:VEVENT");
    }
    line("END:VCALENDAR");
    text
}

/// In UTC (section 3.3.5, form 2): `20261231T235959Z`.
fn moment(time: UnixTime) -> String {
    time.to_string().replace(['-', ':'], "")
}

/// Text values (section 3.3.11). Control characters have no place in them.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | ';' | ',' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// One line, cut into lines of at most 75 octets between characters; those that go on begin with a space.
fn fold(text: &mut String, content: &str) {
    let mut length = 0;
    for character in content.chars() {
        if length + character.len_utf8() > LINE_OCTETS {
            text.push_str("\r\n ");
            length = 1;
        }
        text.push(character);
        length += character.len_utf8();
    }
    text.push_str("\r\n");
}
