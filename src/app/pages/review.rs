//! All answers, read-only, and what the checks say about them.

use leptos::prelude::*;

use super::entries;
use crate::app::components::callout::{Callout, Tone};
use crate::app::components::error_summary::{ERROR_SUMMARY, ErrorSummary};
use crate::app::components::items::CheckList;
use crate::app::components::stepper::Stepper;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::{focus, title};
use crate::platform::clock;
use crate::tutorial::Tutorial;
use crate::wizard::checks::{self, Check, Outcome};
use crate::wizard::{FieldError, Row, Step};

/// The page before anything is made.
#[component]
pub fn ReviewPage(tutorial: &'static Tutorial) -> impl IntoView {
    let app = App::expect();
    let problems = RwSignal::new(app.errors(None));
    title::follow(
        "Review",
        Some(tutorial.title),
        Signal::derive(move || !problems.read().is_empty()),
    );
    let generate = move |_| {
        if let Err(errors) = app.generate() {
            problems.set(errors);
            request_animation_frame(|| focus::move_to(ERROR_SUMMARY));
        }
    };
    let (summary, list) = match checks_of(app, tutorial) {
        Ok(checks) => (summary(&checks), Some(view! { <CheckList checks /> })),
        Err(errors) => (waiting(&errors).to_owned(), None),
    };
    let summary = view! { <p class="checks__summary">{summary}</p> };
    let current = tutorial.form.steps.len();
    let back = tutorial
        .form
        .steps
        .last()
        .map(|step| Route::Journey(tutorial, Place::Step { step, change: None }));
    view! {
        <Stepper entries=entries(tutorial, current) current />
        <ErrorSummary problems />
        <Remarks />
        <div class="page-head">
            <h1 tabindex="-1">"Review your answers"</h1>
            <p class="lead">"Nothing has been made yet. Look through the answers, then let your browser make the keys and certificates."</p>
        </div>
        <div class="review">
            <div class="stack">
                {tutorial.form.steps.iter().map(|step| view! { <Answers tutorial step /> }).collect_view()}
            </div>
            <section class="review__side card card__body" aria-labelledby="checks">
                <h2 class="card__title" id="checks">"Checks"</h2>
                {summary}
                <div class="actions actions--inside">
                    <button type="button" class="button button--primary button--large" on:click=generate>
                        "Generate"
                    </button>
                    <button type="button" class="button button--tall" on:click=move |_| app.go(back.unwrap_or(Route::Start))>
                        "Back"
                    </button>
                </div>
                {list}
            </section>
        </div>
    }
}

/// Why the last generation stopped, or what the next one would replace.
#[component]
fn Remarks() -> impl IntoView {
    let app = App::expect();
    let failure = move || {
        app.failure().map(|reason| {
            view! {
                <div class="remark" role="alert">
                    <Callout tone=Tone::Error>
                        <p>
                            <strong>"Nothing was made: "</strong>
                            {reason}
                        </p>
                    </Callout>
                </div>
            }
        })
    };
    let unsaved = move || app.made().is_some_and(|made| made.is_unsaved());
    view! {
        {failure}
        <Show when=unsaved>
            <div class="remark">
                <Callout tone=Tone::Warning>
                    <p>
                        "You have not downloaded the keys that you made before. Making new ones replaces them. "
                        <a href=move || app.result_hash()>"Go to the earlier result"</a>
                    </p>
                </Callout>
            </div>
        </Show>
    }
}

/// The answers of one step, each with a link to the page where it is given.
#[component]
fn Answers(tutorial: &'static Tutorial, step: &'static Step) -> impl IntoView {
    let app = App::expect();
    let rows = app
        .stage
        .with_untracked(|stage| stage.editing().map(|editing| editing.draft.rows(step)));
    let row = move |row: Row| {
        let change = Place::change(tutorial, row.field).map(|place| Route::Journey(tutorial, place).hash());
        let value = match row.value.is_empty() {
            true => view! { <span class="muted">"Nothing"</span> }.into_any(),
            false => row.value.into_any(),
        };
        view! {
            <div class="answer">
                <dt>{row.label}</dt>
                <dd class="answer__value">{value}</dd>
                <dd class="answer__change">
                    <a href=change>
                        "Change" <span class="visually-hidden">" " {row.label}</span>
                    </a>
                </dd>
            </div>
        }
    };
    view! {
        <section class="card card__body">
            <h2 class="card__title">{step.title}</h2>
            <dl>{rows.unwrap_or_default().into_iter().map(row).collect_view()}</dl>
        </section>
    }
}

/// What would go wrong on the cluster, found by comparing the artifacts with one another.
fn checks_of(app: App, tutorial: &Tutorial) -> Result<Vec<Check>, Vec<FieldError>> {
    let Ok(now) = clock::now() else { return Err(Vec::new()) };
    app.stage.with_untracked(|stage| {
        let editing = stage.editing().ok_or_else(Vec::new)?;
        let plan = (tutorial.plan)(&editing.draft.answers(now)?).map_err(|_| Vec::new())?;
        Ok(checks::checks(&plan))
    })
}

fn summary(checks: &[Check]) -> String {
    let count = |outcome| checks.iter().filter(|check| check.outcome == outcome).count();
    match (count(Outcome::Failure), count(Outcome::Warning)) {
        (0, 0) => format!("All {} passed: what will be made fits together.", checks.len()),
        (0, 1) => "Everything fits together, with one thing to know.".to_owned(),
        (0, warnings) => format!("Everything fits together, with {warnings} things to know."),
        (1, _) => "One would fail on the cluster. Change the answer first.".to_owned(),
        (failures, _) => format!("{failures} would fail on the cluster. Change the answers first."),
    }
}

fn waiting(errors: &[FieldError]) -> &'static str {
    match errors.len() {
        0 => "They run once all answers can be used.",
        1 => "They run once the answer above is mended.",
        _ => "They run once the answers above are mended.",
    }
}
