//! A remark that stands out.

use super::icon::{Icon, glyph};
use crate::app::dom::{Element, element};

/// How serious a remark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Information,
    Success,
    Warning,
    Error,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Information => "callout",
            Self::Success => "callout callout--success",
            Self::Warning => "callout callout--warning",
            Self::Error => "callout callout--error",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Information => Icon::Info,
            Self::Success => Icon::CheckCircle,
            Self::Warning => Icon::Warning,
            Self::Error => Icon::Error,
        }
    }
}

/// A boxed remark with the icon of its tone.
pub fn callout(tone: Tone, content: impl IntoIterator<Item = Element>) -> Element {
    element("div")
        .class(tone.class())
        .child(glyph(tone.icon()))
        .child(element("div").children(content))
}

/// A remark above the page's content.
pub fn remark(tone: Tone, content: Element) -> Element {
    element("div").class("remark").child(callout(tone, [content]))
}
