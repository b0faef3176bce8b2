//! Something went wrong: from a pasted message to the likely causes, in the words of the person's own plan.
//!
//! Start with [`diagnose`]. `table` is the one list of what can go wrong; `pattern` and `paste` find its entries in a
//! message, `alert` and `flag` decode what TLS and Envoy say, `setup` fills in names, `compare` says where the message and
//! the plan differ. The documentation page `docs/troubleshooting.md` is made of the same table ([`document`]).
//!
//! A message may hold secrets. Only the values that patterns take out of it get into a [`Diagnosis`]: names, hosts, ports.

pub mod alert;
mod compare;
pub mod document;
pub mod entry;
pub mod flag;
mod paste;
mod pattern;
mod setup;
pub mod table;

use alert::{Heard, Mentioned};
use entry::{Cause, Entry, Rank, Sign, Situation, Weight};
use flag::Flag;
use paste::Paste;
use pattern::Captured;
pub use pattern::Part;
use setup::Setup;

use crate::plan::Plan;

pub use paste::{LARGEST_PASTE, Refused};
pub use pattern::is_sound;
pub use setup::{Command, is_placeholder};

/// How many problems are told of one message.
const MOST_PROBLEMS: usize = 5;

/// What a message says.
#[derive(Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The likeliest first; none if nothing was recognised.
    pub problems: Vec<Problem>,
    /// TLS alerts in the message.
    pub alerts: Vec<Mentioned>,
    /// Envoy's flags in the message.
    pub flags: Vec<&'static Flag>,
}

/// A problem and its likely causes.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    /// The identifier of the entry.
    pub id: &'static str,
    pub title: &'static str,
    /// The likeliest first.
    pub causes: Vec<Told>,
}

/// A cause, told with the names of the setup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The identifier of the cause within its entry; that of a remark on plan and message begins with `plan-`.
    pub id: &'static str,
    pub what: String,
    pub why: String,
    pub commands: Vec<Command>,
    pub remedy: String,
    /// Empty for what follows from the plan alone.
    pub source: &'static str,
}

/// Looks a message up. Without a plan, names are placeholders.
///
/// # Errors
/// Nothing in the message, or too much.
pub fn diagnose(message: &str, plan: Option<&Plan>) -> Result<Diagnosis, Refused> {
    let paste = Paste::new(message)?;
    let alerts = alert::mentioned(&paste);
    let flags = flag::mentioned(message, &paste);
    let setup = Setup::of(plan);
    let mut found: Vec<(&Entry, Captured)> = Vec::new();
    for weight in [Weight::Exact, Weight::Plain, Weight::Vague] {
        // What is vague says nothing more where something exact was said.
        if weight == Weight::Vague && !found.is_empty() {
            break;
        }
        for entry in table::entries().filter(|entry| entry.weight == weight) {
            let shown = entry.signs.iter().find_map(|sign| shows(sign, &paste, &alerts, &flags));
            if let Some(captured) = shown {
                found.push((entry, captured));
            }
        }
    }
    let problems = found.into_iter().take(MOST_PROBLEMS).map(|(entry, captured)| Problem {
        id: entry.id,
        title: entry.title,
        causes: causes(entry, &captured, &setup, &paste),
    });
    Ok(Diagnosis {
        problems: problems.collect(),
        alerts,
        flags,
    })
}

fn shows(sign: &Sign, paste: &Paste<'_>, alerts: &[Mentioned], flags: &[&Flag]) -> Option<Captured> {
    let is_heard = |number: u8, heard: Heard| {
        alerts
            .iter()
            .any(|mentioned| mentioned.alert.number == number && mentioned.heard == heard)
    };
    match sign {
        Sign::Says(words) => pattern::find(words, paste),
        Sign::All(all) => {
            let mut shown = None;
            for words in *all {
                let captured = pattern::find(words, paste)?;
                shown.get_or_insert(captured);
            }
            shown
        }
        Sign::Without(words, others) => {
            let captured = pattern::find(words, paste)?;
            let is_other = others.iter().any(|other| pattern::find(other, paste).is_some());
            (!is_other).then_some(captured)
        }
        Sign::Alert(number) => is_heard(*number, Heard::ByClient).then(Captured::default),
        Sign::GatewayAlert(number) => is_heard(*number, Heard::ByGateway).then(Captured::default),
        Sign::Flag(short) => flags.iter().any(|flag| flag.short == *short).then(Captured::default),
    }
}

fn causes(entry: &Entry, captured: &Captured, setup: &Setup<'_>, paste: &Paste<'_>) -> Vec<Told> {
    let situation = Situation {
        captured,
        setup,
        text: paste.squeezed(),
    };
    let mut told = compare::remarks(entry, &situation);
    for rank in [Rank::First, Rank::Usual, Rank::Last] {
        let ranked = entry.causes.iter().filter(|cause| (cause.rank)(&situation) == rank);
        told.extend(ranked.map(|cause| tell(cause, &situation)));
    }
    told
}

fn tell(cause: &Cause, situation: &Situation<'_>) -> Told {
    let Situation { captured, setup, .. } = situation;
    Told {
        id: cause.id,
        what: setup.fill(cause.what, captured),
        why: setup.fill(cause.why, captured),
        commands: cause
            .checks
            .iter()
            .map(|check| setup.command(check, captured))
            .collect(),
        remedy: setup.fill(cause.remedy, captured),
        source: cause.source,
    }
}
