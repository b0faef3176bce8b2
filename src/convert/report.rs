//! Where changes and problems are collected.

use super::{Change, Problem};

#[derive(Default)]
pub(super) struct Report {
    pub(super) changes: Vec<Change>,
    pub(super) problems: Vec<Problem>,
}

impl Report {
    pub(super) fn change(&mut self, field: &str, before: &str, after: &str, why: &str) {
        self.changes.push(Change {
            field: field.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
            why: why.to_owned(),
        });
    }

    pub(super) fn problem(&mut self, field: &str, why: &str, instead: &str) {
        self.problems.push(Problem {
            field: field.to_owned(),
            why: why.to_owned(),
            instead: instead.to_owned(),
        });
    }

    pub(super) fn unknown(&mut self, field: &str) {
        self.problem(
            field,
            "There is no such field in an APIRule of this version.",
            "Correct the spelling or the indentation, or take it away.",
        );
    }

    /// Whether a problem is reported at this field, inside it, or at what it is in.
    pub(super) fn has_problem_around(&self, field: &str) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.field.starts_with(field) || field.starts_with(&problem.field))
    }
}

/// The path of a field inside another.
pub(super) fn inside(field: impl AsRef<str>, name: &str) -> String {
    [field.as_ref(), ".", name].concat()
}
