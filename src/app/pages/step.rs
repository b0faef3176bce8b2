//! One step of the form, with what it comes to beside it.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::entries;
use crate::app::components::error_summary::{ERROR_SUMMARY, ErrorSummary};
use crate::app::components::field::FieldView;
use crate::app::components::icon::{Glyph, Icon};
use crate::app::components::preview::LivePreview;
use crate::app::components::prose::Prose;
use crate::app::components::stepper::Stepper;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::{focus, preview, title};
use crate::tutorial::Tutorial;
use crate::wizard::{Derived, Field, FieldError, Group, Step};

/// `change` says that the page was reached from the review, which Continue and Back lead to.
#[component]
pub fn StepPage(tutorial: &'static Tutorial, step: &'static Step, change: bool) -> impl IntoView {
    let app = App::expect();
    let problems = RwSignal::new(Vec::<FieldError>::new());
    title::follow(
        step.title,
        Some(tutorial.title),
        Signal::derive(move || !problems.read().is_empty()),
    );
    mend(app, step, problems);

    let index = tutorial
        .form
        .steps
        .iter()
        .position(|other| other == step)
        .unwrap_or_default();
    let (before, after) = neighbours(tutorial, index, change);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let errors = app.errors(Some(step));
        if errors.is_empty() {
            app.go(after);
        } else {
            problems.set(errors);
            request_animation_frame(|| focus::move_to(ERROR_SUMMARY));
        }
    };
    let derives_hosts = step.fields().any(|field| field == Field::ParentDomain);
    view! {
        <Stepper entries=entries(tutorial, index) current=index />
        <div class="wizard">
            <div class="wizard__form">
                <ErrorSummary problems />
                <div class="page-head">
                    <h1 tabindex="-1">{step.title}</h1>
                    <p class="lead">
                        <Prose text=step.intro />
                    </p>
                </div>
                <form class="stack" novalidate on:submit=submit>
                    {step.groups.iter().map(|group| view! { <Fields group problems /> }).collect_view()}
                    {derives_hosts.then(|| view! { <Hosts /> })}
                    <div class="actions">
                        <button type="submit" class="button button--primary">
                            "Continue"
                        </button>
                        <button type="button" class="button" on:click=move |_| app.go(before)>
                            "Back"
                        </button>
                        <button type="button" class="button button--lite" on:click=move |_| reset(app, step)>
                            <Glyph icon=Icon::Refresh />
                            "Restore this page’s defaults"
                        </button>
                    </div>
                </form>
            </div>
            <div class="wizard__aside">
                <LivePreview preview=preview::follow(app) />
            </div>
        </div>
    }
}

/// Where Back and Continue lead.
fn neighbours(tutorial: &'static Tutorial, index: usize, change: bool) -> (Route, Route) {
    let review = Route::Journey(tutorial, Place::Review);
    let step = |index: usize| {
        let step = tutorial.form.steps.get(index)?;
        Some(Route::Journey(tutorial, Place::Step { step, change: None }))
    };
    if change {
        return (review, review);
    }
    let before = index.checked_sub(1).and_then(step).unwrap_or(Route::Start);
    (before, step(index + 1).unwrap_or(review))
}

/// After a refused Continue, errors go away as they are mended; new ones wait for the next Continue.
fn mend(app: App, step: &'static Step, problems: RwSignal<Vec<FieldError>>) {
    Effect::new(move |_| {
        app.stage.track();
        if problems.with_untracked(Vec::is_empty) {
            return;
        }
        let mut errors = app.errors(Some(step));
        errors.retain(|error| problems.with_untracked(|known| known.iter().any(|known| known.field == error.field)));
        if problems.with_untracked(|known| *known != errors) {
            problems.set(errors);
        }
    });
}

/// Secrets have no default, and a typed password is not thrown away.
fn reset(app: App, step: &'static Step) {
    for field in step.fields().filter(|field| !field.is_secret()) {
        app.set(field, field.spec().default.to_owned());
    }
}

#[component]
fn Fields(group: &'static Group, problems: RwSignal<Vec<FieldError>>) -> impl IntoView {
    view! {
        <section class="card card__body">
            <h2 class="card__title">{group.title}</h2>
            <div class="fields">
                {group.fields.iter().map(|field| view! { <FieldView field=*field problems /> }).collect_view()}
            </div>
        </section>
    }
}

/// The hosts that follow from the answers, under the names that the tutorials give them.
#[component]
fn Hosts() -> impl IntoView {
    let app = App::expect();
    let derived = Memo::new(move |_| app.with_draft(|draft| draft.derived()).unwrap_or_default());
    let row = |derived: Derived| {
        let value = match derived.value {
            Some(value) => view! { <span class="value">{value}</span> }.into_any(),
            None => view! { <span class="muted">"Not yet: an answer above needs mending"</span> }.into_any(),
        };
        view! {
            <div class="facts__row">
                <dt>
                    <code>{derived.name}</code>
                    " "
                    {derived.meaning}
                </dt>
                <dd>{value}</dd>
            </div>
        }
    };
    view! {
        <section class="card card__body">
            <h2 class="card__title">"What follows from this"</h2>
            <dl class="facts">
                {move || derived.get().into_iter().map(row).collect_view()}
            </dl>
        </section>
    }
}
