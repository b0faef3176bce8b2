//! One step of the form, with what it comes to beside it.

use leptos::prelude::*;

use super::entries;
use crate::app::components::button::{button, quiet_button, submit_button};
use crate::app::components::card::{page_head, titled_card};
use crate::app::components::disclosure::folded;
use crate::app::components::error_summary::{ERROR_SUMMARY, error_summary};
use crate::app::components::field::field_view;
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::link::{copy_link, link_notice};
use crate::app::components::preview::live_preview;
use crate::app::components::stepper::stepper;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::later::{Later, Piece};
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::{focus, preview, title};
use crate::locale::{say, text};
use crate::tutorial::Tutorial;
use crate::wizard::{Derived, Draft, Field, FieldError, Form, Group, ParentDomain, Step};

/// `change` says that the page was reached from the review, which Continue and Back lead to.
pub fn step_page(tutorial: &'static Tutorial, step: &'static Step, change: bool) -> View {
    let app = App::expect();
    let problems = RwSignal::new(Vec::<FieldError>::new());
    title::follow(step.title.here(), Some(tutorial.title.here()), move || {
        !problems.read().is_empty()
    });
    mend(app, step, problems);

    let steps = tutorial.form.steps;
    let index = steps.iter().position(|other| other == step).unwrap_or_default();
    let (before, after) = neighbours(tutorial, index, change);
    let form = element("div")
        .class("wizard__form")
        .child(error_summary(problems))
        .child(page_head(step.title.here(), step.intro.here()))
        .child(Later::expect().piece(Piece::Why(step)))
        .child(form(app, tutorial, step, problems, [before, after]));
    let what = match tutorial.form.parent_domain {
        ParentDomain::NotAsked => [text("Certificates"), text("Your certificates")],
        _ => [text("Manifests"), text("Your manifests")],
    };
    let aside = element("div")
        .class("wizard__aside")
        .child(live_preview(app, preview::follow(app), what));
    let wizard = element("div").class("wizard").child(form).child(aside).into();
    if app.appearance.embed {
        return wizard;
    }
    several([
        stepper(&entries(tutorial, index), index).into(),
        link_notice(app),
        wizard,
    ])
}

fn form(
    app: App,
    tutorial: &'static Tutorial,
    step: &'static Step,
    problems: RwSignal<Vec<FieldError>>,
    [before, after]: [Route; 2],
) -> Element {
    let derives_hosts = step.fields().any(|field| field == Field::ParentDomain);
    element("form")
        .class("stack")
        .attribute("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            let errors = app.errors(Some(step));
            if errors.is_empty() {
                // A frame shows this page only.
                if !app.appearance.embed {
                    app.go(after);
                }
            } else {
                problems.set(errors);
                request_animation_frame(|| focus::move_to(ERROR_SUMMARY));
            }
        })
        .children(step.groups.iter().map(|group| fields(tutorial.form, group, problems)))
        .children(derives_hosts.then(|| hosts(app)))
        .child(actions(app, tutorial, step, before))
}

fn actions(app: App, tutorial: &'static Tutorial, step: &'static Step, before: Route) -> Element {
    let reset = quiet_button()
        .child(glyph(Icon::Refresh))
        .child(say!("Restore this page’s defaults"))
        .on("click", move |_| reset(app, tutorial.form, step));
    let actions = element("div").class("actions");
    if app.appearance.embed {
        return actions.child(reset);
    }
    actions
        .child(submit_button().child(say!("Continue")))
        .child(button().child(say!("Back")).on("click", move |_| app.go(before)))
        .child(
            element("div")
                .class("actions__quiet")
                .child(reset)
                .child(copy_link(app)),
        )
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
    live::follow(move || {
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
fn reset(app: App, form: &Form, step: &'static Step) {
    for field in step.fields().filter(|field| !field.is_secret()) {
        app.set(field, form.default_of(field).to_owned());
    }
}

fn fields(form: &'static Form, group: &'static Group, problems: RwSignal<Vec<FieldError>>) -> Element {
    let (app, questions) = (App::expect(), group.fields);
    let fields = questions.iter().map(|field| field_view(form, *field, problems));
    let content = element("div").class("fields").children(fields);
    let card = match group.is_optional() {
        true => optional(group, problems, content),
        false => titled_card(group.title.here()).child(content),
    };
    card.flag_from("hidden", move || {
        let applies = app.with_draft(|draft| questions.iter().any(|field| draft.is_visible(*field)));
        applies != Some(true)
    })
}

/// Folded until somebody opens it, or until something in it is wrong.
fn optional(group: &'static Group, problems: RwSignal<Vec<FieldError>>, content: Element) -> Element {
    let folded = folded(group.title.here(), say!("Optional"), content);
    let node = folded.node().clone();
    live::follow(move || {
        let concerns = |error: &FieldError| group.fields.contains(&error.field);
        if problems.read().iter().any(concerns) {
            // Setting an attribute of this name throws nothing.
            let _ = node.set_attribute("open", "");
        }
    });
    folded
}

/// The hosts that follow from the answers, under the names that the tutorials give them.
fn hosts(app: App) -> Element {
    let rows = live::region(
        move || app.with_draft(Draft::derived).unwrap_or_default(),
        |hosts| several(hosts.iter().map(|host| host_row(host).into())),
    );
    titled_card(say!("What follows from this")).child(element("dl").class("facts").child(rows))
}

fn host_row(host: &Derived) -> Element {
    let value = match &host.value {
        Some(value) => element("span").class("value").child(value.as_str()),
        None => element("span")
            .class("muted")
            .child(say!("Not yet: an answer above needs mending")),
    };
    let name = element("dt")
        .child(element("code").child(host.name))
        .child(" ")
        .child(host.meaning);
    element("div")
        .class("facts__row")
        .child(name)
        .child(element("dd").child(value))
}
