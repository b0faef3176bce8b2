//! What expires when.

use super::keyring::{Keyring, Role};
use crate::locale::{Text, plural, say, text};
use crate::pki::clock::{SECONDS_PER_DAY, UnixTime};

/// How near the end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    Expired,
    /// Within [`SOON`] days.
    Soon,
    Later,
}

/// From how many days before the end on it is near.
pub const SOON: i64 = 30;

impl State {
    /// The word for people: colours alone say nothing to some.
    pub fn word(self) -> Text {
        match self {
            Self::Expired => text("Expired"),
            Self::Soon => text("Soon"),
            Self::Later => text("Valid"),
        }
    }
}

/// One thing with an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expiry {
    pub title: String,
    /// "Server", "Client", "Certificate authority", "Revocation list".
    pub what: Text,
    pub end: UnixTime,
    /// Whole days from now; negative after the end.
    pub days: i64,
    pub state: State,
    /// How long it still lasts, in hundredths of what lasts longest.
    pub share: u8,
}

/// Everything in a keyring that expires, the first first.
pub fn timeline(keyring: &Keyring, now: UnixTime) -> Vec<Expiry> {
    let certificates = keyring.held.iter().map(|held| {
        let end = held.certificate.details().validity.not_after();
        (held.title(), held.role.word(), end)
    });
    let lists = keyring
        .held
        .iter()
        .filter(|held| held.role == Role::Authority)
        .filter_map(|held| {
            let end = keyring.list_of(&held.certificate)?.next_update?;
            Some((say!("of {title}", title = held.title()), text("Revocation list"), end))
        });
    let mut expiries = Vec::new();
    for (title, what, end) in certificates.chain(lists) {
        let days = (end.seconds() - now.seconds()).div_euclid(SECONDS_PER_DAY);
        let expiry = Expiry {
            title,
            what,
            end,
            days,
            state: state(days),
            share: 0,
        };
        let place = expiries.iter().position(|other: &Expiry| other.end > end);
        expiries.insert(place.unwrap_or(expiries.len()), expiry);
    }
    let longest = expiries.last().map_or(1, |last| last.days.max(1));
    for expiry in &mut expiries {
        // Within 0 and 100.
        expiry.share = (expiry.days.clamp(0, longest) * 100 / longest) as u8;
    }
    expiries
}

fn state(days: i64) -> State {
    match days {
        ..0 => State::Expired,
        0..SOON => State::Soon,
        SOON.. => State::Later,
    }
}

/// "in 23 days", "3 days ago", "in 9 years and 11 months".
pub fn words(days: i64) -> String {
    let count = |number: i64| usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
    match days {
        ..-1 => plural!(count(days), "{count} day ago", "{count} days ago"),
        -1 => say!("less than a day ago").to_owned(),
        0 => say!("in less than a day").to_owned(),
        1..60 => plural!(count(days), "in {count} day", "in {count} days"),
        _ => {
            // 365.25 and 30.4375 days, in quarters and sixteenths.
            let months = days * 16 / 487;
            let (years, months) = (count(months / 12), count(months % 12));
            match (years, months) {
                (0, months) => plural!(months, "in {count} month", "in {count} months"),
                (years, 0) => plural!(years, "in {count} year", "in {count} years"),
                (years, months) => {
                    let months = plural!(months, "{count} month", "{count} months");
                    plural!(
                        years,
                        "in {count} year and {months}",
                        "in {count} years and {months}",
                        months
                    )
                }
            }
        }
    }
}
