//! All answers, read-only, and what the checks say about them.

use leptos::prelude::*;

use super::entries;
use crate::app::components::button::{primary_button, quiet_button, tall_button};
use crate::app::components::callout::{Tone, remark};
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::error_summary::{ERROR_SUMMARY, error_summary};
use crate::app::components::items::check_list;
use crate::app::components::link::{copy_link, link_notice};
use crate::app::components::stepper::stepper;
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::planned::planned_from;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::ticks::Ticks;
use crate::app::{focus, title};
use crate::locale::{plural, say};
use crate::tutorial::Tutorial;
use crate::wizard::checks::{self, Check, Outcome};
use crate::wizard::{FieldError, Row, Step};

/// The page before anything is made.
pub fn review_page(tutorial: &'static Tutorial) -> View {
    let app = App::expect();
    let problems = RwSignal::new(app.errors(None));
    title::follow(say!("Review"), Some(tutorial.title.here()), move || {
        !problems.read().is_empty()
    });
    let current = tutorial.form.steps.len();
    let head = page_head(
        say!("Review your answers"),
        say!(
            "Nothing has been made yet. Look through the answers, then let your browser make the keys and certificates."
        ),
    );
    let answers = tutorial.form.steps.iter().map(|step| answers(app, tutorial, step));
    let review = element("div")
        .class("review")
        .child(element("div").class("stack").children(answers))
        .child(side(app, tutorial, problems));
    several([
        stepper(&entries(tutorial, current), current).into(),
        link_notice(app),
        error_summary(problems),
        failure(app),
        unsaved(app),
        begun(tutorial),
        head.into(),
        review.into(),
    ])
}

/// The checks, and the way on.
fn side(app: App, tutorial: &'static Tutorial, problems: RwSignal<Vec<FieldError>>) -> Element {
    let generate = primary_button().child(say!("Generate")).on("click", move |_| {
        if let Err(errors) = app.generate() {
            problems.set(errors);
            request_animation_frame(|| focus::move_to(ERROR_SUMMARY));
        }
    });
    let last = tutorial.form.steps.last();
    let before = last.map_or(Route::Start, |step| {
        Route::Journey(tutorial, Place::Step { step, change: None })
    });
    let back = tall_button().child(say!("Back")).on("click", move |_| app.go(before));
    let (summary, list) = match checks_of(app) {
        Ok(checks) => (summary(&checks), Some(check_list(&checks))),
        Err(errors) => (waiting(&errors).to_owned(), None),
    };
    element("section")
        .class("review__side card card__body")
        .attribute("aria-labelledby", "checks")
        .child(element("h2").class("card__title").id("checks").child(say!("Checks")))
        .child(element("p").class("checks__summary").child(summary))
        .child(
            element("div")
                .class("actions actions--inside")
                .child(generate)
                .child(back)
                .child(copy_link(app))
                .child(
                    quiet_button()
                        .child(say!("Start over"))
                        .on("click", move |_| app.start_over()),
                ),
        )
        .children(list)
}

/// Why the last generation stopped.
fn failure(app: App) -> View {
    let draw = |reason: &Option<String>| match reason {
        Some(reason) => {
            let text = element("p")
                .child(element("strong").child(say!("Nothing was made: ")))
                .child(reason.as_str());
            remark(Tone::Error, text).attribute("role", "alert").into()
        }
        None => nothing(),
    };
    live::region(move || app.failure(), draw)
}

/// What the next generation would replace.
fn unsaved(app: App) -> View {
    live::when(
        move || app.made().is_some_and(|made| made.is_unsaved()),
        move || {
            let link = element("a")
                .attribute("href", &app.result_hash())
                .child(say!("Go to the earlier result"));
            let text = element("p")
                .child(say!(
                    "You have not downloaded the keys that you made before. Making new ones replaces them. "
                ))
                .child(link);
            remark(Tone::Warning, text).into()
        },
    )
}

/// Where somebody left off before a reload took the keys away.
fn begun(tutorial: &'static Tutorial) -> View {
    let done = Ticks::before(tutorial);
    if done == 0 {
        return nothing();
    }
    let link = element("a")
        .attribute("href", &Route::Journey(tutorial, Place::Guide).hash())
        .child(say!("Go on with the guide"));
    let count = plural!(
        done,
        "You have ticked off one step of the guide. ",
        "You have ticked off {count} steps of the guide. "
    );
    remark(Tone::Information, element("p").child(count).child(link)).into()
}

/// The answers of one step, each with a link to the page where it is given.
fn answers(app: App, tutorial: &'static Tutorial, step: &'static Step) -> Element {
    let rows = app
        .stage
        .with_untracked(|stage| stage.editing().map(|editing| editing.draft.rows(step)));
    let rows = rows.unwrap_or_default();
    titled_card(step.title.here()).child(element("dl").children(rows.iter().map(|row| answer(tutorial, row))))
}

fn answer(tutorial: &'static Tutorial, row: &Row) -> Element {
    let value = element("dd").class("answer__value");
    let value = match row.value.as_str() {
        "" => value.child(element("span").class("muted").child(say!("Nothing"))),
        text => value.child(text),
    };
    let name = element("span").class("visually-hidden").child(" ").child(row.label);
    let mut link = element("a").child(say!("Change")).child(name);
    if let Some(place) = Place::change(tutorial, row.field) {
        link = link.attribute("href", &Route::Journey(tutorial, place).hash());
    }
    element("div")
        .class("answer")
        .child(element("dt").child(row.label))
        .child(value)
        .child(element("dd").class("answer__change").child(link))
}

/// What would go wrong on the cluster, found by comparing the artifacts with one another.
fn checks_of(app: App) -> Result<Vec<Check>, Vec<FieldError>> {
    app.stage.with_untracked(|stage| {
        let editing = stage.editing().ok_or_else(Vec::new)?;
        Ok(checks::of(&planned_from(&editing.draft)?))
    })
}

fn summary(checks: &[Check]) -> String {
    let count = |outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    match (count(Outcome::Failure), count(Outcome::Warning)) {
        (0, 0) => say!("All {all} passed: what will be made fits together.", all = checks.len()),
        (0, warnings) => plural!(
            warnings,
            "Everything fits together, with one thing to know.",
            "Everything fits together, with {count} things to know."
        ),
        (failures, _) => plural!(
            failures,
            "One would fail on the cluster. Change the answer first.",
            "{count} would fail on the cluster. Change the answers first."
        ),
    }
}

fn waiting(errors: &[FieldError]) -> &'static str {
    match errors.len() {
        0 => say!("They run once all answers can be used."),
        1 => say!("They run once the answer above is mended."),
        _ => say!("They run once the answers above are mended."),
    }
}
