//! What was made, and what to do with it.

mod browsers;
mod certificate;
mod download;
mod files;
mod guide;
mod headers;

use std::sync::Arc;

use leptos::prelude::*;

use super::entries;
use crate::app::components::callout::{Callout, Tone};
use crate::app::components::stepper::Stepper;
use crate::app::made::Made;
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::{focus, title};
use crate::tutorial::Tutorial;

use browsers::Browsers;
use download::DownloadCard;
use files::Files;
use guide::Guide;
use headers::Headers;

/// The sections of the page: anchor, and name in the page's own navigation.
const SECTIONS: [(&str, &str); 4] = [
    ("guide", "Guide"),
    ("files", "Files"),
    ("headers", "Headers"),
    ("browsers", "Browsers"),
];

/// The page of the last generation. It shows what was made then, whatever was edited since.
#[component]
pub fn ResultPage(tutorial: &'static Tutorial) -> impl IntoView {
    let app = App::expect();
    title::set("Result", Some(tutorial.title));
    let made = move || app.made().map(|made| view! { <Sections made tutorial /> });
    let current = tutorial.form.steps.len() + 1;
    view! {
        <Stepper entries=entries(tutorial, current) current />
        {made}
    }
}

#[component]
fn Sections(made: Arc<Made>, tutorial: &'static Tutorial) -> impl IntoView {
    view! {
        <div class="page-head">
            <h1 tabindex="-1">"Your gateway is ready to apply"</h1>
            <p class="lead">
                "Keys, certificates, manifests and scripts for " <strong>{made.plan.verification.host.to_string()}</strong>
                ". They exist only in this tab: download them before you close it."
            </p>
        </div>
        <Outdated made=made.clone() tutorial />
        <DownloadCard made=made.clone() />
        <div class="result__body">
            <Navigation />
            <div class="result__sections">
                <Guide made=made.clone() />
                <Files made=made.clone() />
                <Headers made=made.clone() />
                <Browsers />
            </div>
        </div>
    }
}

/// Says so if the answers are no longer those that this was made from.
#[component]
fn Outdated(made: Arc<Made>, tutorial: &'static Tutorial) -> impl IntoView {
    let app = App::expect();
    let outdated = Memo::new(move |_| app.with_draft(|draft| *draft != made.draft).unwrap_or_default());
    view! {
        <Show when=move || outdated.get()>
            <div class="remark">
                <Callout tone=Tone::Warning>
                    <p>
                        "You have changed answers since. This is what was made from the earlier ones. "
                        <a href=Route::Journey(tutorial, Place::Review).hash()>"Review the new answers"</a>
                    </p>
                </Callout>
            </div>
        </Show>
    }
}

/// Links to the sections. Their targets take the focus; the address stays, because it is the page's.
#[component]
fn Navigation() -> impl IntoView {
    let link = |(anchor, name): (&'static str, &'static str)| {
        let go = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            focus::move_to(anchor);
        };
        view! {
            <li>
                <a href=format!("#{anchor}") on:click=go>
                    {name}
                </a>
            </li>
        }
    };
    view! {
        <nav class="result__nav" aria-label="On this page">
            <ul class="jump">{SECTIONS.map(link).collect_view()}</ul>
        </nav>
    }
}

/// The heading of a section, which its link gives the focus to.
#[component]
fn SectionHeading(anchor: &'static str, text: &'static str) -> impl IntoView {
    view! {
        <h2 id=anchor tabindex="-1">
            {text}
        </h2>
    }
}
