//! What was found: who issued whom, then each thing.

use std::sync::Arc;

use leptos::prelude::*;

use super::item;
use crate::app::components::button::button;
use crate::app::components::card::titled_card;
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::focus;
use crate::inspect::{Branch, Linked, Report, Severity};

/// How many things are drawn at once.
const AT_ONCE: usize = 25;

/// Everything below the form.
pub fn results(report: &Arc<Report>) -> View {
    let report = report.clone();
    let chains = has_links(&report.chains).then(|| chains(&report));
    let shown = RwSignal::new(AT_ONCE);
    let roots: Arc<Vec<usize>> = Arc::new(
        (0..report.items.len())
            .filter(|&index| report.items.get(index).is_some_and(|item| item.parent.is_none()))
            .collect(),
    );
    let count = roots.len();
    let first = several(
        roots
            .iter()
            .take(AT_ONCE)
            .map(|&index| item::item(&report, index, 0).into()),
    );
    // Each press adds some, so that what is open stays so.
    let more = (1..=count.saturating_sub(1) / AT_ONCE).map(|page| {
        let (report, roots) = (report.clone(), roots.clone());
        live::when(
            move || shown.get() > page * AT_ONCE,
            move || {
                let items = roots.iter().skip(page * AT_ONCE).take(AT_ONCE);
                several(items.map(|&index| item::item(&report, index, 0).into()))
            },
        )
    });
    let more_button = live::when(
        move || shown.get() < count,
        move || {
            let text = ["Show more (", &count.to_string(), " in all)"].concat();
            button()
                .child(text)
                .on("click", move |_| shown.update(|shown| *shown += AT_ONCE))
                .into()
        },
    );
    let things = element("div")
        .class("stack inspector__items")
        .child(first)
        .children(more)
        .child(more_button);
    several(chains.map(View::from).into_iter().chain([things.into()]))
}

/// A single certificate makes no picture.
fn has_links(chains: &[Branch]) -> bool {
    chains.len() > 1 || chains.iter().any(|branch| !branch.below.is_empty())
}

fn chains(report: &Report) -> Element {
    let tree = element("ul")
        .class("tree tree--top")
        .children(report.chains.iter().map(|branch| leaf(report, branch)));
    let how = match report.chains.iter().any(checked) {
        true => {
            "From the issuer down to what it issued. Signatures were checked where it says so; otherwise only names and key identifiers."
        }
        false => "From the issuer down to what it issued, by names and key identifiers. Signatures were not checked.",
    };
    titled_card("Who issued whom")
        .class("card card__body stack")
        .child(element("p").class("field__hint").child(how))
        .child(tree)
}

fn checked(branch: &Branch) -> bool {
    matches!(branch.linked, Linked::Signature | Linked::Forged) || branch.below.iter().any(checked)
}

fn leaf(report: &Report, branch: &Branch) -> Element {
    let below = (!branch.below.is_empty()).then(|| {
        element("ul")
            .class("tree")
            .children(branch.below.iter().map(|branch| leaf(report, branch)))
    });
    let name = match branch.item {
        Some(index) => {
            let anchor = item::anchor(index);
            let target = anchor.clone();
            element("a")
                .attribute("href", &["#", &anchor].concat())
                .on("click", move |event| {
                    event.prevent_default();
                    focus::move_to(&target);
                })
                .child(branch.title.as_str())
        }
        None => element("span").child(branch.title.as_str()),
    };
    let (class, icon, words) = match (&branch.linked, branch.item) {
        (_, None) => ("tree__how tree__how--missing", Icon::Warning, "missing here".to_owned()),
        (Linked::Open, _) => return node(report, branch, name, None, below),
        (Linked::Names, _) => ("tree__how", Icon::Info, "by name only".to_owned()),
        (Linked::Signature, _) => (
            "tree__how tree__how--good",
            Icon::CheckCircle,
            "signature checked".to_owned(),
        ),
        (Linked::Forged, _) => ("tree__how tree__how--bad", Icon::Error, "wrong signature".to_owned()),
        (Linked::Unchecked(why), _) => {
            let words = match why.as_str() {
                "" => "by name only".to_owned(),
                why => ["by name only: ", why, " is not checked here"].concat(),
            };
            ("tree__how", Icon::Info, words)
        }
    };
    let how = element("span").class(class).child(glyph(icon)).child(words);
    node(report, branch, name, Some(how), below)
}

fn node(report: &Report, branch: &Branch, name: Element, how: Option<Element>, below: Option<Element>) -> Element {
    let bad = branch
        .item
        .and_then(|index| report.items.get(index))
        .is_some_and(|item| {
            item.findings
                .iter()
                .any(|finding| finding.severity == Severity::Problem)
        });
    let mark = bad.then(|| {
        element("span")
            .class("tree__how tree__how--bad")
            .child(glyph(Icon::Error))
            .child("has problems")
    });
    let icon = match branch.item {
        Some(_) => Icon::Certificate,
        None => Icon::Circle,
    };
    let line = element("span")
        .class("tree__line")
        .child(glyph(icon))
        .child(element("span").class("tree__name").child(name))
        .children(how)
        .children(mark);
    element("li").child(line).children(below)
}

/// One finding of a list.
pub fn finding(finding: &crate::inspect::Finding) -> Element {
    let (class, icon, word) = match finding.severity {
        Severity::Problem => ("item item--failure", Icon::Error, "Problem: "),
        Severity::Warning => ("item item--warning", Icon::Warning, "Warning: "),
        Severity::Note => ("item item--waiting", Icon::Info, "Note: "),
    };
    let what = element("strong")
        .class("finding__what")
        .child(element("span").class("visually-hidden").child(word))
        .child(prose(&finding.what));
    let why = element("span")
        .class("item__detail finding__why")
        .child(prose(&finding.why));
    let action = (!finding.action.is_empty()).then(|| {
        element("span")
            .class("item__detail finding__action")
            .child(element("span").class("finding__do").child("What to do: "))
            .child(prose(&finding.action))
    });
    element("li")
        .class(class)
        .child(glyph(icon))
        .child(what)
        .child(why)
        .children(action)
}
