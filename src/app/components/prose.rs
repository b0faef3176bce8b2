//! Plain text in which backquotes mark code and double asterisks strong words, as the core writes hints and explanations.

use crate::app::dom::{View, element, several};

/// The text with its `code` and **strong** words set as such.
pub fn prose(text: &str) -> View {
    several(text.split('`').enumerate().map(|(index, piece)| match index % 2 {
        0 => strong(piece),
        _ => element("code").child(piece).into(),
    }))
}

fn strong(text: &str) -> View {
    several(text.split("**").enumerate().map(|(index, piece)| match index % 2 {
        0 => piece.into(),
        _ => element("strong").child(piece).into(),
    }))
}
