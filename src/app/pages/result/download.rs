//! The one download, and how to tell that it arrived whole.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::components::callout::{Callout, Tone};
use crate::app::components::copy::CopyButton;
use crate::app::components::icon::{Glyph, Icon};
use crate::app::made::{Download, Made};

#[component]
pub fn DownloadCard(made: Arc<Made>) -> impl IntoView {
    let name = made.archive_name();
    let state = made.download;
    let count = made.files.len();
    let start = move |_| {
        let made = made.clone();
        spawn_local(async move { made.download().await });
    };
    view! {
        <section class="card card__body download" aria-label="Download">
            <div class="download__row">
                <button type="button" class="button button--primary button--large" on:click=start>
                    <Glyph icon=Icon::Download />
                    "Download everything (.zip)"
                </button>
                <p class="muted">
                    <code>{name.clone()}</code>
                    {format!(" · {count} files, private keys included: keep it to yourself")}
                </p>
            </div>
            <div class="download__outcome" role="status">{move || outcome(&name, state.get())}</div>
        </section>
    }
}

fn outcome(name: &str, state: Download) -> AnyView {
    let title = format!("{name} is on its way to your downloads");
    match state {
        Download::NotYet => ().into_any(),
        Download::Failed(reason) => view! {
            <Callout tone=Tone::Error>
                <p>{format!("The archive was not downloaded: {reason}")}</p>
            </Callout>
        }
        .into_any(),
        Download::Done { sha256, size } => view! {
            <Callout tone=Tone::Success>
                <p>
                    <strong>{title}</strong>
                    {format!(" ({}).", size_text(size))}
                </p>
                {sha256.map(|digest| view! { <Digest digest /> })}
            </Callout>
        }
        .into_any(),
    }
}

#[component]
fn Digest(digest: String) -> impl IntoView {
    view! {
        <p class="digest">
            <span>
                "SHA-256, to compare with " <code>"sha256sum"</code> ":"
            </span>
            <code class="value">{digest.clone()}</code>
            <span>
                <CopyButton text=move || digest.clone() what="the SHA-256" />
            </span>
        </p>
    }
}

/// The size of a file, for people.
pub fn size_text(octets: usize) -> String {
    match octets {
        0..1_000 => format!("{octets} B"),
        // Tenths are plenty.
        _ => format!("{}.{} kB", octets / 1_000, octets % 1_000 / 100),
    }
}
