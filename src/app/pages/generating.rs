//! Credentials in the making: what is done, what is under way.

use leptos::prelude::*;

use super::entries;
use crate::app::components::items::{Item, Standing};
use crate::app::components::stepper::Stepper;
use crate::app::progress::{Work, count};
use crate::app::route::{Place, Route};
use crate::app::state::{App, Stage};
use crate::app::title;
use crate::pki::issuance::Milestone;
use crate::tutorial::Tutorial;

/// Shown while the browser works; ends by itself in the result.
#[component]
pub fn GeneratingPage(tutorial: &'static Tutorial) -> impl IntoView {
    let app = App::expect();
    title::set("Making keys and certificates", Some(tutorial.title));
    let work = Memo::new(move |_| {
        app.stage.with(|stage| match stage {
            Stage::Issuing(issuing) => issuing.work.clone(),
            _ => Vec::new(),
        })
    });
    let progress = Memo::new(move |_| count(&work.read()));
    let current = tutorial.form.steps.len() + 1;
    let cancel = move |_| {
        app.cancel();
        app.replace(Route::Journey(tutorial, Place::Review));
    };
    view! {
        <Stepper entries=entries(tutorial, 0) current />
        <div class="page-head">
            <h1 tabindex="-1">"Making your keys and certificates"</h1>
            <p class="lead">"Your browser is at work. Large RSA keys can take a few seconds; the page stays usable."</p>
        </div>
        <section class="card card__body wizard__form stack" aria-label="Progress">
            <progress
                class="progress"
                aria-label="Steps done"
                max=move || progress.get().1.to_string()
                value=move || progress.get().0.to_string()
            ></progress>
            <ul class="items">
                {move || work.get().into_iter().map(|work| view! { <Credential work /> }).collect_view()}
            </ul>
            <p class="visually-hidden" role="status">
                {move || {
                    let (done, all) = progress.get();
                    format!("{done} of {all} steps done")
                }}
            </p>
        </section>
        <div class="actions">
            <button type="button" class="button" on:click=cancel>
                "Cancel"
            </button>
        </div>
    }
}

#[component]
fn Credential(work: Work) -> impl IntoView {
    let standing = if work.is_done() {
        Standing::Pass
    } else {
        Standing::Running
    };
    let detail = match work.present() {
        None => "Ready",
        Some(Milestone::Key) => "Making the private key",
        Some(Milestone::Certificate) => "Signing the certificate",
        Some(Milestone::Bundle) => "Encrypting the browser bundle",
    };
    view! { <Item standing title=work.title detail /> }
}
