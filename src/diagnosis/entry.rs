//! What an entry of the table is.

use super::pattern::{Captured, Part};
use super::setup::Setup;

/// A problem that messages can show.
#[derive(Debug)]
pub struct Entry {
    /// Unique, in the address of its heading in the documentation.
    pub id: &'static str,
    pub title: &'static str,
    /// Whose messages show it, for the documentation.
    pub tools: &'static str,
    pub weight: Weight,
    /// Any of them is enough.
    pub signs: &'static [Sign],
    /// The likely causes, the likeliest first, unless a message or a setup says otherwise.
    pub causes: &'static [Cause],
}

/// How much an entry says. The more specific one explains the others away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The message names the cause.
    Exact,
    /// The message names what happened.
    Plain,
    /// The message could mean many things.
    Vague,
}

/// What shows an entry.
#[derive(Clone, Copy, Debug)]
pub enum Sign {
    /// A pattern ([`super::pattern`]).
    Says(&'static str),
    /// All of these patterns.
    All(&'static [&'static str]),
    /// A pattern, and none of the others.
    Without(&'static str, &'static [&'static str]),
    /// An alert that a client reports.
    Alert(u8),
    /// An alert that the gateway reports.
    GatewayAlert(u8),
    /// A response flag of Envoy.
    Flag(&'static str),
}

/// A cause, in words with placeholders such as `{host}` ([`Setup::fill`]).
#[derive(Debug)]
pub struct Cause {
    /// Unique within its entry.
    pub id: &'static str,
    /// One sentence.
    pub what: &'static str,
    /// How that leads to the message.
    pub why: &'static str,
    /// What tells whether it is so.
    pub checks: &'static [Check],
    pub remedy: &'static str,
    /// Where it is documented.
    pub source: &'static str,
    pub rank: fn(&Situation<'_>) -> Rank,
}

/// A command that confirms a cause.
#[derive(Clone, Copy, Debug)]
pub enum Check {
    /// Words with placeholders.
    Run(&'static [&'static str]),
    /// The call of the first client with its certificate, with these options of curl.
    Call(&'static str),
    /// The call without a certificate.
    Anonymous(&'static str),
}

/// What is known when causes are put into order.
pub struct Situation<'a> {
    pub captured: &'a Captured,
    pub setup: &'a Setup<'a>,
    /// The message, squeezed.
    pub text: &'a str,
}

impl<'a> Situation<'a> {
    /// A value of the message.
    pub fn part(&self, part: Part) -> Option<&'a str> {
        self.captured.part(part)
    }

    /// Whether the message has this word, which is written as it is in squeezed text.
    pub fn mentions(&self, squeezed: &str) -> bool {
        self.text.contains(squeezed)
    }

    /// The rank of a cause that this word proves, and that is unlikely without it.
    pub fn first_or_last(&self, squeezed: &str) -> Rank {
        match self.mentions(squeezed) {
            true => Rank::First,
            false => Rank::Last,
        }
    }
}

/// Where a cause stands among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// Before those that only may be.
    First,
    /// In the order of the table.
    Usual,
    /// After the others.
    Last,
    /// It cannot be.
    Never,
}

/// The order of the table.
pub fn usual(_: &Situation<'_>) -> Rank {
    Rank::Usual
}
