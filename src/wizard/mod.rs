//! From what a person typed to validated answers: fields, steps, drafts, errors, checks. No browser here.
//!
//! Start with [`draft::Draft`]: it holds raw text, and [`draft::Draft::answers`] is the only way to
//! [`crate::plan::answers::Answers`].

pub mod appearance;
pub mod checks;
pub mod draft;
pub mod field;
pub mod files;
pub mod link;
pub mod message;
pub mod password;
pub mod problem;
pub mod read;
pub mod spiffe;
pub mod table;
pub mod workshop;

pub use draft::{Derived, Draft, FieldError, Row};
pub use field::{Choice, Field, FieldSpec, Input};

use crate::locale::Text;

impl Form {
    /// All questions, in order.
    pub fn fields(&self) -> impl Iterator<Item = Field> + '_ {
        self.steps.iter().flat_map(Step::fields)
    }

    /// The question of this form with this identifier.
    pub fn field(&self, id: &str) -> Option<Field> {
        self.fields().find(|field| field.spec().id == id)
    }

    /// What stands in the field at first.
    pub fn default_of(&self, field: Field) -> &'static str {
        self.overridden(field)
            .map_or(field.spec().default, |other| other.default)
    }

    /// What is said about the question.
    pub fn hint_of(&self, field: Field) -> Text {
        let hint = self.overridden(field).and_then(|other| other.hint);
        hint.unwrap_or(field.spec().hint)
    }

    /// Whether the form offers this choice: not one that it would refuse whatever else is answered.
    pub fn offers(&self, field: Field, choice: &str) -> bool {
        field != Field::ClientCaSource || choice != field::BROUGHT || read::certificate_only(self).is_ok()
    }

    /// Something that would be right in the field; empty where nothing is typical.
    pub fn example_of(&self, field: Field) -> &'static str {
        let own = self.overridden(field).map_or("", |other| other.example);
        [own, field.spec().example]
            .into_iter()
            .find(|example| !example.is_empty())
            .unwrap_or(self.default_of(field))
    }

    fn overridden(&self, field: Field) -> Option<&'static Override> {
        self.overrides.iter().find(|other| other.field == field)
    }
}

/// One page of the wizard.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// Stable, part of the page's address.
    pub id: &'static str,
    pub title: Text,
    /// A sentence or two under the title.
    pub intro: Text,
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
    pub title: Text,
    pub fields: &'static [Field],
}

impl Group {
    /// Whether most people leave all of it as it is.
    pub fn is_optional(&self) -> bool {
        self.fields.iter().all(|field| field.spec().optional)
    }
}

/// What a form says about a question in place of its [`FieldSpec`].
#[derive(Debug)]
pub struct Override {
    pub field: Field,
    pub default: &'static str,
    /// Something that would be right where the default is empty.
    pub example: &'static str,
    /// `None` for the question's own.
    pub hint: Option<Text>,
}

/// What people have at hand for the parent domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentDomain {
    /// The name itself.
    Name,
    /// The form does not ask for it.
    NotAsked,
    /// The name in a certificate, which may begin with `*.`.
    Certificate,
    /// The cluster's default domain as kubectl prints it, `["*.c12345.kyma.ondemand.com"]`, or the address of its API server,
    /// `https://api.c12345.kyma.ondemand.com`: that name has a record of its own, so nothing below it leads to the gateway.
    ClusterDefault,
}

/// A tutorial's questions and how they become answers.
#[derive(Debug)]
pub struct Form {
    pub steps: &'static [Step],
    /// What the parent domain may be written as.
    pub parent_domain: ParentDomain,
    /// Where this tutorial's defaults or hints are others.
    pub overrides: &'static [Override],
    /// Reads every field; the reader keeps the errors.
    pub read: fn(&mut read::Reader<'_>) -> Option<crate::plan::answers::Wanted>,
}
