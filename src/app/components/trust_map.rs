//! The picture of who trusts whom, drawn from the plan, and the same in words.
//!
//! Every box takes the keyboard focus. Choosing one says above the picture what it has to do with the others.

mod layout;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::disclosure::folded;
use super::prose::prose;
use crate::app::dom::{Element, View, element, live, several, svg};
use crate::app::planned::planned_from;
use crate::app::state::App;
use crate::locale::say;
use crate::plan::trust::{Kind, TrustMap};
use layout::{Arrow, Layout, Placed};

/// Which box was chosen; it stays chosen while its answers change.
type Chosen = RwSignal<Option<(Kind, String)>>;

/// The map of the answers of now; while one is wrong, that of the last ones that were right.
pub fn trust_map_of(app: App) -> View {
    let map = RwSignal::new(TrustMap::default());
    live::follow(move || {
        let next = app.with_draft(|draft| {
            let planned = planned_from(draft).ok()?;
            Some(TrustMap::of(&planned))
        });
        if let Some(next) = next.flatten().filter(|next| map.with_untracked(|shown| shown != next)) {
            map.set(next);
        }
    });
    let chosen = RwSignal::new(None);
    live::region(move || map.get(), move |map| drawn(map, chosen))
}

/// A map that stays as it is.
pub fn trust_map(map: &TrustMap) -> View {
    drawn(map, RwSignal::new(None))
}

fn drawn(map: &TrustMap, chosen: Chosen) -> View {
    if map.nodes.is_empty() {
        return element("p")
            .class("muted")
            .child(say!("Shown once every answer fits."))
            .into();
    }
    let items = map.sentences();
    let items = items
        .iter()
        .map(|sentence| element("li").english().child(prose(sentence)));
    let words = element("ul").class("trust-map__words").children(items);
    several([
        about(map.clone(), chosen).into(),
        picture(map, chosen).into(),
        folded(say!("The map in words"), "", words).into(),
    ])
}

/// What the chosen box has to do with the others.
fn about(map: TrustMap, chosen: Chosen) -> Element {
    let text = live::region(
        move || chosen.get(),
        move |chosen| {
            let is_chosen = |(kind, name): &(Kind, String)| {
                map.nodes
                    .iter()
                    .position(|node| node.kind == *kind && node.name == *name)
            };
            match chosen.as_ref().and_then(is_chosen) {
                Some(index) => {
                    let sentences = map.about(index);
                    let items = sentences
                        .iter()
                        .map(|sentence| element("li").english().child(prose(sentence)));
                    element("ul").class("trust-map__words").children(items).into()
                }
                None => element("p")
                    .class("muted")
                    .child(say!("Choose a box to read what it has to do with the others."))
                    .into(),
            }
        },
    );
    element("div")
        .class("trust-map__about")
        .attribute("role", "status")
        .child(text)
}

fn picture(map: &TrustMap, chosen: Chosen) -> Element {
    let layout = Layout::of(map);
    let view = ["0 0 ", &layout::WIDTH.to_string(), " ", &layout.height.to_string()].concat();
    svg("svg")
        .class("trust-map")
        .attributes(&[("viewBox", &view), ("role", "group"), ("aria-label", say!("Trust map"))])
        .children(layout.arrows.iter().map(arrow))
        .children(layout.boxes.iter().map(|placed| node(map, placed, chosen)))
        .children(layout.boxes.iter().map(text))
}

fn arrow(arrow: &Arrow) -> Element {
    let class = match arrow.is_call {
        true => "trust-map__way trust-map__way--call",
        false => "trust-map__way",
    };
    svg("path")
        .class(class)
        .attributes(&[("d", &arrow.path), ("aria-hidden", "true")])
}

fn node(map: &TrustMap, placed: &Placed, chosen: Chosen) -> Element {
    let Some(node) = map.nodes.get(placed.node) else {
        return svg("g");
    };
    let key = (node.kind, node.name.clone());
    let name = [
        node.kind.title(),
        " ",
        &node.name,
        if node.detail.is_empty() { "" } else { ", " },
        &node.detail,
    ]
    .concat();
    let frame = svg("rect").class("trust-map__box").attributes(&[
        ("x", &placed.x.to_string()),
        ("y", &placed.y.to_string()),
        ("width", &placed.width.to_string()),
        ("height", &placed.height.to_string()),
        ("rx", "8"),
    ]);
    let (same, own, choice) = (key.clone(), key.clone(), key);
    svg("g")
        .class("trust-map__node")
        .attributes(&[("tabindex", "0"), ("role", "button"), ("aria-label", &name)])
        .attribute_from("aria-pressed", move || {
            let is_chosen = chosen.with(|chosen| chosen.as_ref() == Some(&same));
            Some(is_chosen.to_string())
        })
        .on("click", move |_| chosen.set(Some(own.clone())))
        .on("keydown", move |event| {
            let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
            if matches!(key.as_deref(), Some("Enter" | " ")) {
                event.prevent_default();
                chosen.set(Some(choice.clone()));
            }
        })
        .child(frame)
}

/// What stands in a box, which is as much of its name as there is room for.
fn text(placed: &Placed) -> Element {
    let lines = placed.lines.iter().map(|line| {
        svg("text")
            .class(line.class)
            .attributes(&[
                ("x", &line.x.to_string()),
                ("y", &line.y.to_string()),
                ("text-anchor", "middle"),
            ])
            .child(line.text.as_str())
    });
    svg("g")
        .class("trust-map__text")
        .attribute("aria-hidden", "true")
        .children(lines)
}
