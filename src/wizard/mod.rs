//! From what a person typed to validated answers: fields, steps, drafts, errors, checks. No browser here.
//!
//! Start with [`draft::Draft`]: it holds raw text, and [`draft::Draft::answers`] is the only way to
//! [`crate::plan::answers::Answers`].

pub mod checks;
pub mod draft;
pub mod field;
pub mod message;
pub mod password;
pub mod problem;
pub mod read;

pub use draft::{Derived, Draft, FieldError, Row};
pub use field::{Choice, Field, FieldSpec, Input};

/// One page of the wizard.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// Stable, part of the page's address.
    pub id: &'static str,
    pub title: &'static str,
    /// A sentence or two under the title.
    pub intro: &'static str,
    pub groups: &'static [Group],
}

impl Step {
    /// All fields of the step, in order.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.groups.iter().flat_map(|group| group.fields.iter().copied())
    }
}

/// Fields that belong together.
#[derive(Debug, PartialEq)]
pub struct Group {
    pub title: &'static str,
    pub fields: &'static [Field],
}

/// A tutorial's questions and how they become answers.
#[derive(Debug)]
pub struct Form {
    pub steps: &'static [Step],
    /// Reads every field; the reader keeps the errors.
    pub read: fn(&mut read::Reader<'_>) -> Option<crate::plan::answers::Answers>,
}
