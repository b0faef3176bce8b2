//! Why a page of a form is there, for who wants to know.

use super::disclosure::folded;
use super::prose::prose;
use super::sources::links;
use crate::app::dom::{View, element, nothing};
use crate::app::route::Route;
use crate::guidance::why::of_page;
use crate::locale::say;
use crate::wizard::Step;

/// Folded at first: people in a hurry pass it by.
pub fn why(step: &Step) -> View {
    let Some(why) = of_page(step.id) else {
        return nothing();
    };
    let words = element("a")
        .attribute("href", &Route::Glossary.hash())
        .child(say!("What the words mean"));
    let content = element("div")
        .class("why")
        .children(why.text.iter().map(|text| element("p").child(prose(text.here()))))
        .children(links(why.sources))
        .child(element("p").child(words));
    folded(say!("Why this page?"), "", content).into()
}
