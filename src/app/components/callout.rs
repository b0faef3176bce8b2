//! A remark that stands out.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

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
#[component]
pub fn Callout(tone: Tone, children: Children) -> impl IntoView {
    view! {
        <div class=tone.class()>
            <Glyph icon=tone.icon() />
            <div>{children()}</div>
        </div>
    }
}
