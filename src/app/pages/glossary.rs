//! What the words mean. An address such as `#/glossary/san` leads to one of them.

use leptos::prelude::*;

use crate::app::components::card::page_head;
use crate::app::components::prose::prose;
use crate::app::components::sources::link;
use crate::app::dom::{Element, View, element, several};
use crate::app::{focus, title};
use crate::guidance::glossary::{TERMS, Term};
use crate::locale::say;

/// All terms, in the order of the alphabet.
pub fn glossary_page() -> View {
    title::set(say!("Glossary"), None);
    let wanted = window().location().hash().unwrap_or_default();
    let wanted = TERMS.iter().find(|term| wanted.split('/').nth(2) == Some(term.id));
    if let Some(term) = wanted {
        let id = anchor(term);
        // The page's heading takes the focus first.
        request_animation_frame(move || request_animation_frame(move || focus::move_to(&id)));
    }
    several([
        page_head(say!("Glossary"), say!("What the words mean that this app uses.")).into(),
        element("dl").class("glossary").children(TERMS.iter().map(entry)).into(),
    ])
}

fn anchor(term: &Term) -> String {
    ["term-", term.id].concat()
}

fn entry(term: &Term) -> Element {
    let name = element("dt")
        .id(&anchor(term))
        .attribute("tabindex", "-1")
        .child(term.name);
    let source = term
        .source
        .map(|source| element("p").class("sources").child(link(&source)));
    let meaning = element("dd")
        .child(element("p").child(prose(term.meaning.here())))
        .children(source);
    element("div").class("glossary__entry").child(name).child(meaning)
}
