//! The guide of the answers without keys: to go on with the archive of before, after a reload or on another day.

use std::sync::Arc;

use super::result::guide::guide;
use crate::app::components::callout::{Tone, remark};
use crate::app::components::card::page_head;
use crate::app::dom::{View, element, nothing, several};
use crate::app::planned::planned;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::title;
use crate::locale::say;
use crate::tutorial::Tutorial;

/// The page; with wrong answers, the way to the review.
pub fn guide_page(tutorial: &'static Tutorial) -> View {
    let app = App::expect();
    title::set(say!("Guide"), Some(tutorial.title.here()));
    let lead = say!(
        "The steps with your names. They use the archive that you downloaded: keys and passwords are not kept here."
    );
    let head = page_head(say!("Guide"), lead).into();
    match planned(app) {
        Some(planned) if planned.gateway().is_some() => several([head, guide(tutorial, &Arc::new(planned)).into()]),
        _ => several([head, missing(tutorial)]),
    }
}

fn missing(tutorial: &'static Tutorial) -> View {
    let Some(place) = Place::first(tutorial) else {
        return nothing();
    };
    let link = element("a")
        .attribute("href", &Route::Journey(tutorial, place).hash())
        .child(say!("Answer the questions first"));
    let text = element("p")
        .child(say!("There is no guide for these answers yet. "))
        .child(link)
        .child(".");
    remark(Tone::Information, text).into()
}
