//! The pages beside the variants: what is typed there, read into types. Each has fields of its own, told apart by the ids of
//! their controls.
//!
//! [`signing`] signs the requests of others, [`requesting`] makes requests, and [`completing`] puts a bundle together once the
//! certificate has come back.

pub mod completing;
pub mod requesting;
pub mod signing;
pub mod typed;

pub use typed::Mistake;
