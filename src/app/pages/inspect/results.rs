//! What was found: who issued whom, then each thing.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::item;
use crate::app::components::button::button;
use crate::app::components::card::titled_card;
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::focus;
use crate::inspect::{Branch, Linked, Report, Severity};
use crate::locale::say;

/// How many things are drawn at first, and names below one issuer.
const AT_ONCE: usize = 25;
/// How many of them are drawn within one frame.
const A_FRAME: usize = 4;
/// How many names are drawn at first.
const NAMES_AT_ONCE: usize = 60;

/// Everything below the form.
pub fn results(report: &Arc<Report>) -> View {
    let report = report.clone();
    let chains = has_links(&report.chains).then(|| chains(&report));
    let roots: Vec<usize> = (0..report.items.len())
        .filter(|&index| report.items.get(index).is_some_and(|item| item.parent.is_none()))
        .collect();
    let things = element("div").class("stack inspector__items").children(gradually(
        roots.len(),
        AT_ONCE,
        "div",
        move |position| match roots.get(position) {
            Some(&index) => item::item(&report, index, 0).into(),
            None => nothing(),
        },
    ));
    several(chains.map(View::from).into_iter().chain([things.into()]))
}

/// Draws the first of many, and with each press of a button some more, so that nothing takes long and what is open stays so.
/// The button stands in an element `around` it.
fn gradually(count: usize, first: usize, around: &'static str, draw: impl Fn(usize) -> View + 'static) -> Vec<View> {
    let draw: Draw = Rc::new(draw);
    let mut all = vec![by_frames(0, count.min(first), &draw)];
    if count <= first {
        return all;
    }
    let shown = RwSignal::new(first);
    for start in (first..count).step_by(AT_ONCE) {
        let draw = draw.clone();
        all.push(live::when(
            move || shown.get() > start,
            move || by_frames(start, count.min(start + AT_ONCE), &draw),
        ));
    }
    let text = say!("Show more ({count} in all)", count = count.to_string());
    all.push(live::when(
        move || shown.get() < count,
        move || {
            let more = button()
                .child(text.as_str())
                .on("click", move |_| shown.update(|shown| *shown += AT_ONCE));
            element(around).child(more).into()
        },
    ));
    all
}

/// What stands at a position.
type Draw = Rc<dyn Fn(usize) -> View>;

/// Draws a few, and the others a few with each frame: a task in which all of them are made and laid out would be a long one.
fn by_frames(start: usize, end: usize, draw: &Draw) -> View {
    let some = |start: usize| (start, end.min(start + A_FRAME));
    let now = |draw: &Draw, (start, end): (usize, usize)| several((start..end).map(|position| draw(position)));
    let first = some(start);
    if first.1 == end {
        return now(draw, first);
    }
    let drawn = RwSignal::new(first.1);
    let rest = (first.1..end).step_by(A_FRAME).map(|start| {
        let (draw, part) = (draw.clone(), some(start));
        live::when(move || drawn.get() > start, move || now(&draw, part))
    });
    let rest: Vec<View> = rest.collect();
    draw_on(drawn, end);
    several([now(draw, first)].into_iter().chain(rest))
}

/// Draws the next few with the next frame, unless they have gone by then.
fn draw_on(drawn: RwSignal<usize>, end: usize) {
    request_animation_frame(move || {
        if drawn.try_update(|drawn| *drawn += A_FRAME).is_some() && drawn.get_untracked() < end {
            draw_on(drawn, end);
        }
    });
}

/// A single certificate makes no picture.
fn has_links(chains: &[Branch]) -> bool {
    chains.len() > 1 || chains.iter().any(|branch| !branch.below.is_empty())
}

fn chains(report: &Arc<Report>) -> Element {
    let room = Rc::new(Cell::new(NAMES_AT_ONCE));
    let tree = branches(report, &[], &report.chains, &room).class("tree tree--top");
    let how = match report.chains.iter().any(checked) {
        true => {
            say!(
                "From the issuer down to what it issued. Signatures were checked where it says so; otherwise only names and key identifiers."
            )
        }
        false => {
            say!("From the issuer down to what it issued, by names and key identifiers. Signatures were not checked.")
        }
    };
    titled_card(say!("Who issued whom"))
        .class("card card__body stack")
        .child(element("p").class("field__hint").child(how))
        .child(tree)
}

fn checked(branch: &Branch) -> bool {
    matches!(branch.linked, Linked::Signature | Linked::Forged) || branch.below.iter().any(checked)
}

/// The branches at the end of this path, some at first; `room` counts how many names may still be drawn at once.
fn branches(report: &Arc<Report>, path: &[usize], branches: &[Branch], room: &Rc<Cell<usize>>) -> Element {
    let first = branches.len().min(AT_ONCE).min(room.get());
    room.set(room.get() - first);
    let (report, path, room) = (report.clone(), path.to_vec(), room.clone());
    let draw = move |position: usize| {
        if position >= first && (position - first).is_multiple_of(AT_ONCE) {
            // Somebody wants to see more.
            room.set(NAMES_AT_ONCE);
        }
        let own = [path.as_slice(), &[position]].concat();
        match at(&report.chains, &own) {
            Some(branch) => leaf(&report, branch, &own, &room).into(),
            None => nothing(),
        }
    };
    element("ul")
        .class("tree")
        .children(gradually(branches.len(), first, "li", draw))
}

/// The branch that a path leads to.
fn at<'a>(branches: &'a [Branch], path: &[usize]) -> Option<&'a Branch> {
    let (first, rest) = path.split_first()?;
    let branch = branches.get(*first)?;
    match rest {
        [] => Some(branch),
        rest => at(&branch.below, rest),
    }
}

fn leaf(report: &Arc<Report>, branch: &Branch, path: &[usize], room: &Rc<Cell<usize>>) -> Element {
    let below = (!branch.below.is_empty()).then(|| branches(report, path, &branch.below, room));
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
        (_, None) => (
            "tree__how tree__how--missing",
            Icon::Warning,
            say!("missing here").to_owned(),
        ),
        (Linked::Open, _) => return node(report, branch, name, None, below),
        (Linked::Names, _) => ("tree__how", Icon::Info, say!("by name only").to_owned()),
        (Linked::Signature, _) => (
            "tree__how tree__how--good",
            Icon::CheckCircle,
            say!("signature checked").to_owned(),
        ),
        (Linked::Forged, _) => (
            "tree__how tree__how--bad",
            Icon::Error,
            say!("wrong signature").to_owned(),
        ),
        (Linked::Unchecked(why), _) => {
            let words = match why.as_str() {
                "" => say!("by name only").to_owned(),
                why => say!("by name only: {why} is not checked here", why),
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
            .child(say!("has problems"))
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
        Severity::Problem => ("item item--failure", Icon::Error, say!("Problem: ")),
        Severity::Warning => ("item item--warning", Icon::Warning, say!("Warning: ")),
        Severity::Note => ("item item--waiting", Icon::Info, say!("Note: ")),
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
            .child(element("span").class("finding__do").child(say!("What to do: ")))
            .child(prose(&finding.action))
    });
    element("li")
        .class(class)
        .child(glyph(icon))
        .child(what)
        .child(why)
        .children(action)
}
