//! What changes after it was drawn. Everything here ends with the part of the page that it was made in.

use leptos::prelude::{Owner, RenderEffect, document, on_cleanup, untrack, window};
use leptos::reactive::owner::WeakOwner;
use web_sys::{Event, EventTarget, Node};

use super::element::listen;
use super::{View, several};

/// Runs `act` now, and again whenever a signal that it read has changed.
pub fn follow(act: impl FnMut() + 'static) {
    follow_boxed(Box::new(act));
}

fn follow_boxed(mut act: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_: Option<()>| act());
    on_cleanup(move || drop(effect));
}

/// Calls `handle` for the window's events of this kind.
pub fn on_window(event: &'static str, handle: impl FnMut(Event) + 'static) {
    on(&window(), event, handle);
}

/// Calls `handle` for events of this kind.
pub fn on(target: &EventTarget, event: &'static str, handle: impl FnMut(Event) + 'static) {
    listen(target, event, Box::new(handle));
}

/// A text that is kept up to date.
pub fn text(source: impl Fn() -> String + 'static) -> View {
    text_boxed(Box::new(source))
}

fn text_boxed(source: Box<dyn Fn() -> String>) -> View {
    let node = document().create_text_node("");
    let view = View(node.clone().into());
    follow(move || {
        let text = source();
        // The same text again would be announced again.
        if node.data() != text {
            node.set_data(&text);
        }
    });
    view
}

/// Draws a value, and draws it anew when another one comes. What `draw` itself reads is not followed.
pub fn region<T: PartialEq + 'static>(value: impl Fn() -> T + 'static, draw: impl Fn(&T) -> View + 'static) -> View {
    let mut shown = None;
    region_boxed(Box::new(move |region| {
        let next = value();
        if shown.as_ref() != Some(&next) {
            region.show(&|| draw(&next));
            shown = Some(next);
        }
    }))
}

/// Shows something as long as a condition holds.
pub fn when(condition: impl Fn() -> bool + 'static, draw: impl Fn() -> View + 'static) -> View {
    region(condition, move |shown| if *shown { draw() } else { several([]) })
}

fn region_boxed(mut update: Box<dyn FnMut(&mut Region)>) -> View {
    let mark = || Node::from(document().create_comment(""));
    let mut region = Region {
        parent: Owner::current().map(|owner| owner.downgrade()),
        content: None,
        start: mark(),
        end: mark(),
    };
    let view = several([&region.start, &region.end].map(|mark| View(mark.clone())));
    follow(move || update(&mut region));
    view
}

/// A place in the page between two marks, whose content comes and goes.
struct Region {
    /// What the content's owners belong to: not to the effect that draws it, which would take them away at every run. It is
    /// weak, because the effect itself belongs to it.
    parent: Option<WeakOwner>,
    content: Option<Owner>,
    start: Node,
    end: Node,
}

impl Region {
    fn show(&mut self, draw: &dyn Fn() -> View) {
        self.clear();
        let Some(parent) = self.parent.as_ref().and_then(WeakOwner::upgrade) else {
            return;
        };
        let owner = parent.child();
        let view = untrack(|| owner.with(draw));
        self.content = Some(owner);
        if let Some(place) = self.end.parent_node() {
            // The end mark stands in that place.
            let _ = place.insert_before(&view.0, Some(&self.end));
        }
    }

    fn clear(&mut self) {
        if let Some(owner) = self.content.take() {
            owner.cleanup();
        }
        while let Some(node) = self.start.next_sibling().filter(|node| *node != self.end) {
            let Some(place) = node.parent_node() else { return };
            let _ = place.remove_child(&node);
        }
    }
}
