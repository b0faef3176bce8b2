//! What the app tells beside the questions: why each step is there, where upstream documents it, and what the words mean. Texts
//! only; they belong to the later part of the download.

pub mod glossary;
pub mod sources;
pub mod why;

/// A page of somebody else's documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// What the page is about, as a link says it.
    pub title: &'static str,
    pub url: &'static str,
}
