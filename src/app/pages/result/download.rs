//! The one download, and how to tell that it arrived whole.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::components::button::primary_button;
use crate::app::components::callout::{Tone, callout};
use crate::app::components::copy::copy_button;
use crate::app::components::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live, nothing};
use crate::app::made::{Download, Made};
use crate::locale::say;
use crate::render::archive::Content;

/// The button, and below it what has become of the archive.
pub fn download_card(made: Arc<Made>) -> Element {
    let name = made.archive_name();
    let state = made.download;
    let note = element("p")
        .class("muted")
        .child(element("code").child(name.as_str()))
        .child(say!(
            " · {files} files{keys}",
            files = made.files.len(),
            keys = match made.files.iter().any(|file| file.content == Content::Secret) {
                true => say!(", private keys included: keep it to yourself"),
                false => say!(", no private keys"),
            }
        ));
    let button = primary_button()
        .child(glyph(Icon::Download))
        .child(say!("Download everything (.zip)"))
        .on("click", move |_| {
            let made = made.clone();
            spawn_local(async move { made.download().await });
        });
    let outcome = live::region(move || state.get(), move |state| outcome(&name, state));
    element("section")
        .class("card card__body download")
        .attribute("aria-label", say!("Download"))
        .child(element("div").class("download__row").child(button).child(note))
        .child(
            element("div")
                .class("download__outcome")
                .attribute("role", "status")
                .child(outcome),
        )
}

fn outcome(name: &str, state: &Download) -> View {
    match state {
        Download::NotYet => nothing(),
        Download::Failed(reason) => {
            let text = say!("The archive was not downloaded: {reason}", reason);
            callout(Tone::Error, [element("p").child(text)]).into()
        }
        Download::Done { sha256, size } => {
            let text = element("p")
                .child(element("strong").child(say!("{name} is on its way to your downloads", name)))
                .child(format!(" ({}).", size_text(*size)));
            let digest = sha256.as_deref().map(digest);
            callout(Tone::Success, [text].into_iter().chain(digest)).into()
        }
    }
}

fn digest(digest: &str) -> Element {
    let name = element("span")
        .child(say!("SHA-256, to compare with "))
        .child(element("code").child("sha256sum"))
        .child(":");
    let text = digest.to_owned();
    element("p")
        .class("digest")
        .child(name)
        .child(element("code").class("value").child(digest))
        .child(element("span").child(copy_button(say!("the SHA-256"), None, move || text.clone())))
}

/// The size of a file, for people.
pub fn size_text(octets: usize) -> String {
    match octets {
        0..1_000 => format!("{octets} B"),
        // Tenths are plenty.
        1_000_000.. => format!("{}.{} MB", octets / 1_000_000, octets % 1_000_000 / 100_000),
        _ => format!("{}.{} kB", octets / 1_000, octets % 1_000 / 100),
    }
}
