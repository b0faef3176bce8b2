//! What the workload sees of each client, computed from the issued certificates.

use std::sync::Arc;

use leptos::prelude::*;

use super::SectionHeading;
use crate::app::components::copy::CopyButton;
use crate::app::components::prose::Prose;
use crate::app::made::Made;
use crate::render::headers::{self, Seen};

#[component]
pub fn Headers(made: Arc<Made>) -> impl IntoView {
    let seen = headers::seen(&made.plan.verification, &made.issued);
    view! {
        <section class="result__section" aria-labelledby="headers">
            <SectionHeading anchor="headers" text="What your backend will see" />
            <p class="measure">
                <Prose text="The gateway checks the client’s certificate, then puts these request headers before your workload, whatever the caller sent under their names. The values are exact, to be compared as they are. `X-CLIENT-SSL-CN` carries the whole subject, not the common name alone, its parts in reverse order (RFC 2253)." />
            </p>
            {seen.into_iter().map(|seen| view! { <Client seen /> }).collect_view()}
        </section>
    }
}

#[component]
fn Client(seen: Seen) -> impl IntoView {
    let folder = seen.client.folder.to_string();
    let row = |(name, value): (&'static str, String)| {
        view! {
            <div class="header-row">
                <dt>
                    <code>{name}</code>
                </dt>
                <dd class="value">{value.clone()}</dd>
                <dd class="header-row__copy">
                    <CopyButton text=move || value.clone() what=format!("the value of {name}") />
                </dd>
            </div>
        }
    };
    view! {
        <div class="card card__body">
            <h3 class="card__title">"Client " <code>{folder}</code></h3>
            <dl class="header-rows">{seen.headers.into_iter().map(row).collect_view()}</dl>
        </div>
    }
}
