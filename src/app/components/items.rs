//! Lists of findings and of work: an icon, a title, a detail.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::prose::Prose;
use crate::wizard::checks::{Check, Outcome};

/// How a listed thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Pass,
    Warning,
    Failure,
    Running,
    Waiting,
}

impl Standing {
    fn class(self) -> &'static str {
        match self {
            Self::Pass => "item item--pass",
            Self::Warning => "item item--warning",
            Self::Failure => "item item--failure",
            Self::Running => "item",
            Self::Waiting => "item item--waiting",
        }
    }

    fn mark(self) -> AnyView {
        let icon = match self {
            Self::Pass => Icon::CheckCircle,
            Self::Warning => Icon::Warning,
            Self::Failure => Icon::Error,
            Self::Running => return view! { <span class="spinner" aria-hidden="true"></span> }.into_any(),
            Self::Waiting => Icon::Circle,
        };
        view! { <Glyph icon /> }.into_any()
    }

    /// What the icon says, for those who do not see it.
    fn word(self) -> &'static str {
        match self {
            Self::Pass => "Done: ",
            Self::Warning => "Warning: ",
            Self::Failure => "Problem: ",
            Self::Running => "In progress: ",
            Self::Waiting => "Waiting: ",
        }
    }
}

/// One entry of a list with the class `items`.
#[component]
pub fn Item(standing: Standing, #[prop(into)] title: String, #[prop(into)] detail: String) -> impl IntoView {
    view! {
        <li class=standing.class()>
            {standing.mark()}
            <span>
                <span class="visually-hidden">{standing.word()}</span>
                <Prose text=title />
            </span>
            {(!detail.is_empty()).then(|| view! { <span class="item__detail"><Prose text=detail /></span> })}
        </li>
    }
}

/// The findings about a plan; the bad ones first.
#[component]
pub fn CheckList(mut checks: Vec<Check>) -> impl IntoView {
    checks.sort_by_key(|check| std::cmp::Reverse(check.outcome));
    let item = |check: Check| {
        let standing = match check.outcome {
            Outcome::Pass => Standing::Pass,
            Outcome::Warning => Standing::Warning,
            Outcome::Failure => Standing::Failure,
        };
        view! { <Item standing title=check.title detail=check.detail /> }
    };
    view! { <ul class="items">{checks.into_iter().map(item).collect_view()}</ul> }
}
