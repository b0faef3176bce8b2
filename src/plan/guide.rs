//! The tutorial's steps with the user's values.

use super::task::Task;

/// One numbered step.
#[derive(Clone, Debug, PartialEq)]
pub struct GuideStep {
    /// Stable, for links.
    pub id: &'static str,
    pub title: String,
    /// What the step is for, in a sentence or two of plain text; `code` in backquotes.
    pub why: String,
    pub body: StepBody,
    /// What success looks like, plain text; `code` in backquotes.
    pub expect: String,
}

/// What a step asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum StepBody {
    /// Unpack the archive and go into its folder.
    Unpack,
    /// Tasks that `apply.sh` also runs.
    Tasks(Vec<Task>),
    /// The calls that `verify.sh` also makes, without and with each client's certificate.
    Verify,
}
