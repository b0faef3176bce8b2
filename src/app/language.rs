//! The language: the linking page's wish, or else the person's choice, or else the first of the browser's that there is.
//!
//! What is drawn is drawn anew in another language. What was typed stays, as it does from page to page.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{focus, link};
use crate::locale::{self, Catalogue, Language};
use crate::platform::storage::{self, Slot};
use crate::platform::texts;

const CHOICE: Slot = Slot("language-v1", "");
/// The name of the list of languages.
pub const LANGUAGE: &str = "language";

/// The language in which the page begins.
pub fn wanted() -> Language {
    let stored = || storage::load_lasting(CHOICE).ok().flatten();
    let chosen = link::appearance().language.or_else(|| Language::by_tag(&stored()?));
    chosen.unwrap_or_else(|| {
        let tags: Vec<String> = window()
            .navigator()
            .languages()
            .iter()
            .filter_map(|tag| tag.as_string())
            .collect();
        Language::preferred(tags.iter().map(String::as_str))
    })
}

/// Speaks a language from now on. Where its texts cannot be had, everything stays as it is.
pub async fn speak(language: Language) -> Language {
    let known = match language {
        Language::English => Some(None),
        other => catalogue(other).await.map(|texts| Some((other, texts))),
    };
    let spoken = match known {
        Some(known) => {
            locale::speak(known);
            language
        }
        None => locale::spoken(),
    };
    if let Some(root) = document().document_element() {
        // Setting an attribute of this name throws nothing.
        let _ = root.set_attribute("lang", spoken.id());
    }
    spoken
}

/// Takes a choice, keeps it for later visits, and has everything drawn anew, with the focus where it was.
pub fn choose(choice: RwSignal<Language>, language: Language) {
    spawn_local(async move {
        let spoken = speak(language).await;
        // A browser that keeps no data only loses the convenience.
        let _ = storage::store_lasting(CHOICE, spoken.id());
        choice.set(spoken);
        request_animation_frame(|| focus::move_to(LANGUAGE));
    });
}

/// The catalogue, which stays for as long as the page does: a few dozen kilobytes for each language that was chosen.
async fn catalogue(language: Language) -> Option<&'static Catalogue<'static>> {
    thread_local! {
        static KNOWN: std::cell::RefCell<Vec<(Language, &'static Catalogue<'static>)>> = const { std::cell::RefCell::new(Vec::new()) };
    }
    let known = KNOWN.with_borrow(|known| {
        known
            .iter()
            .find(|(other, _)| *other == language)
            .map(|(_, texts)| *texts)
    });
    if known.is_some() {
        return known;
    }
    let texts = locale::learn(texts::of(language.id()).await?).ok()?;
    KNOWN.with_borrow_mut(|known| known.push((language, texts)));
    Some(texts)
}
