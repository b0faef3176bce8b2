//! Lists of findings and of work: an icon, a title, a detail.

use super::icon::{Icon, glyph};
use super::prose::prose;
use crate::app::dom::{Element, element};
use crate::locale::say;
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
    /// The class of the entry.
    pub fn class(self) -> &'static str {
        match self {
            Self::Pass => "item item--pass",
            Self::Warning => "item item--warning",
            Self::Failure => "item item--failure",
            Self::Running => "item",
            Self::Waiting => "item item--waiting",
        }
    }

    /// The icon.
    pub fn mark(self) -> Element {
        let icon = match self {
            Self::Pass => Icon::CheckCircle,
            Self::Warning => Icon::Warning,
            Self::Failure => Icon::Error,
            Self::Running => {
                return element("span").class("spinner").attribute("aria-hidden", "true");
            }
            Self::Waiting => Icon::Circle,
        };
        glyph(icon)
    }

    /// What the icon says, for those who do not see it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => say!("Done: "),
            Self::Warning => say!("Warning: "),
            Self::Failure => say!("Problem: "),
            Self::Running => say!("In progress: "),
            Self::Waiting => say!("Waiting: "),
        }
    }
}

/// One entry of a list with the class `items`.
pub fn item(standing: Standing, title: &str, detail: &str) -> Element {
    let detail = (!detail.is_empty()).then(|| element("span").class("item__detail").child(prose(detail)));
    element("li")
        .class(standing.class())
        .child(standing.mark())
        .child(
            element("span")
                .child(element("span").class("visually-hidden").child(standing.word()))
                .child(prose(title)),
        )
        .children(detail)
}

/// The findings about a plan; the bad ones first.
pub fn check_list(checks: &[Check]) -> Element {
    let mut list = element("ul").class("items");
    for (outcome, standing) in [
        (Outcome::Failure, Standing::Failure),
        (Outcome::Warning, Standing::Warning),
        (Outcome::Pass, Standing::Pass),
    ] {
        let findings = checks.iter().filter(|check| check.outcome == outcome);
        list = list.children(findings.map(|check| item(standing, check.title, &check.detail)));
    }
    list
}
