//! The parts that pages are made of. Each keeps only what concerns nobody else: focus, "copied", "shown".

pub mod bring;
pub mod busy;
pub mod button;
pub mod callout;
pub mod card;
mod clients;
pub mod code;
pub mod copy;
pub mod disclosure;
pub mod entry;
pub mod error_summary;
pub mod field;
pub mod frame;
pub mod icon;
pub mod instruction;
pub mod intake;
pub mod items;
pub mod link;
pub mod newer_build;
pub mod picture;
pub mod preview;
pub mod proof;
pub mod prose;
pub mod segments;
pub mod shell;
pub mod sources;
pub mod spiffe;
pub mod stepper;
pub mod trust_map;
pub mod why;

mod file;
mod rows;
mod secret;
mod unlock;
