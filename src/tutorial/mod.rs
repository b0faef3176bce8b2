//! The variants that the app offers: one file each, and one line in [`REGISTRY`].

pub mod certificates;
pub mod custom_domain;
pub mod default_domain;
pub mod egress;
pub mod k3d;
pub mod own;
pub mod restrict;
mod shared;

use crate::locale::Text;
use crate::wizard::Form;

/// A variant: what it asks. What the answers come to is [`crate::plan::plan`].
#[derive(Debug)]
pub struct Tutorial {
    /// Stable: part of addresses and of the archive's name.
    pub id: &'static str,
    pub title: Text,
    /// One or two sentences for the start page.
    pub summary: Text,
    /// What it takes to use the result.
    pub needs: &'static [Text],
    pub form: &'static Form,
}

/// All variants, in the order of the start page.
pub static REGISTRY: [&Tutorial; 7] = [
    &k3d::TUTORIAL,
    &default_domain::TUTORIAL,
    &custom_domain::TUTORIAL,
    &own::TUTORIAL,
    &restrict::TUTORIAL,
    &egress::TUTORIAL,
    &certificates::TUTORIAL,
];

/// The variant with this identifier.
pub fn by_id(id: &str) -> Option<&'static Tutorial> {
    REGISTRY.into_iter().find(|tutorial| tutorial.id == id)
}
