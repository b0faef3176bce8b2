//! One page a route.

pub mod convert;
pub mod diagnose;
pub mod generating;
pub mod glossary;
pub mod guide;
pub mod inspect;
pub mod lifecycle;
pub mod manifests;
pub mod offline;
pub mod request;
pub mod result;
pub mod review;
pub mod sign;
pub mod start;
pub mod step;

use result::certificate_facts;

use crate::app::components::stepper::Entry;
use crate::app::route::{Place, Route};
use crate::locale::{Text, text};
use crate::tutorial::Tutorial;

/// The entries of the stepper: the form's steps, the review, the result. Only pages before `current` are links.
fn entries(tutorial: &'static Tutorial, current: usize) -> Vec<Entry> {
    let steps = tutorial
        .form
        .steps
        .iter()
        .map(|step| (step.title, Place::Step { step, change: None }));
    let places = steps.chain([(text("Review"), Place::Review), (text("Result"), Place::Result)]);
    let entry = |(index, (label, place)): (usize, (Text, Place))| Entry {
        label: label.here(),
        hash: (index < current).then(|| Route::Journey(tutorial, place).hash()),
    };
    places.enumerate().map(entry).collect()
}
