//! How the client's bundle gets into browsers.

use leptos::prelude::*;

use super::SectionHeading;
use crate::app::components::disclosure::Disclosure;
use crate::app::components::prose::Prose;
use crate::plan::browser::{IMPORT_HELP, ImportHelp};

#[component]
pub fn Browsers() -> impl IntoView {
    view! {
        <section class="result__section" aria-labelledby="browsers">
            <SectionHeading anchor="browsers" text="Use it in a browser" />
            <p class="measure">
                <Prose text="Import `client.p12` so that the browser can show who you are, and `server-root-ca.crt` so that it believes the gateway." />
            </p>
            <div class="file-list">
                {IMPORT_HELP.iter().map(|help| view! { <Help help /> }).collect_view()}
            </div>
        </section>
    }
}

#[component]
fn Help(help: &'static ImportHelp) -> impl IntoView {
    view! {
        <Disclosure title=help.title>
            <div class="prose">
                <ol>
                    {help.steps.iter().map(|step| view! { <li><Prose text=*step /></li> }).collect_view()}
                </ol>
            </div>
        </Disclosure>
    }
}
