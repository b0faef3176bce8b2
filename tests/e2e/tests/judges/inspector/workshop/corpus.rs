//! Files of ours beside those of the others.

use std::path::PathBuf;

use super::Workshop;
use crate::material::{ALL, all};

/// Certificates of all programs, ours first.
pub fn certificates() -> Vec<PathBuf> {
    let own = all()
        .iter()
        .flat_map(|material| ALL.map(|name| PathBuf::from(material.certificate(name))));
    own.chain(Workshop::shared().all(".crt")).collect()
}
