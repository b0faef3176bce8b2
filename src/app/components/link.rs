//! The link to the answers: copying it, and what an opened one did.

use leptos::prelude::*;

use super::button::{compact_button, quiet_button};
use super::callout::{Tone, callout};
use super::copy::copying_button;
use super::error_summary::links;
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::focus;
use crate::app::link::{Notice, shareable};
use crate::app::state::App;
use crate::locale::{plural, say};
use crate::wizard::Draft;

/// A button that copies a link to the answers of now.
pub fn copy_link(app: App) -> View {
    let left_out = RwSignal::new(Vec::new());
    let text = move || {
        let (link, without) = shareable(app).unwrap_or_default();
        left_out.set(without);
        link
    };
    let button = copying_button(
        quiet_button(),
        element("span").child(say!("Copy link to this setup")),
        None,
        text,
    );
    let remark = live::region(
        move || left_out.get(),
        |labels| match labels.is_empty() {
            true => nothing(),
            false => element("p")
                .class("muted")
                .attribute("role", "status")
                .child(say!("Too long for a link, so not in it: "))
                .child(labels.join(", "))
                .child(".")
                .into(),
        },
    );
    several([button, remark])
}

/// What the last opened link did, until it is closed.
pub fn link_notice(app: App) -> View {
    live::region(
        move || app.notice(),
        move |notice| match notice {
            Some(notice) => view(app, notice),
            None => nothing(),
        },
    )
}

fn view(app: App, notice: &Notice) -> View {
    let count = match notice.filled {
        None => say!("All answers are the defaults again.").to_owned(),
        Some(0) => say!("A link was opened, and all answers are the defaults.").to_owned(),
        Some(count) => plural!(
            count,
            "A link filled in one answer.",
            "A link filled in {count} answers."
        ),
    };
    let text = element("p")
        .child(element("strong").child(count))
        .child(match notice.filled {
            Some(_) => {
                say!(" Look through them: whoever made the link chose them. Passwords and keys are never in a link.")
            }
            None => say!(" Passwords and keys stay as they were."),
        });
    let ignored = (!notice.ignored.is_empty()).then(|| {
        let items = notice
            .ignored
            .iter()
            .map(|reason| element("li").child(reason.to_string()));
        element("ul").children(items)
    });
    let earlier = notice.earlier.is_some().then(|| {
        compact_button()
            .child(say!("Bring back my own answers"))
            .on("click", move |_| {
                app.bring_back();
                request_animation_frame(focus::page_heading);
            })
    });
    let close = compact_button().child(say!("Close this note")).on("click", move |_| {
        app.close_notice();
        request_animation_frame(focus::page_heading);
    });
    let actions = element("div")
        .class("actions actions--inside")
        .children(earlier)
        .child(close);
    let tone = match notice.ignored.is_empty() {
        true => Tone::Information,
        false => Tone::Warning,
    };
    let content = [Some(text), ignored, Some(wrong(app)), Some(actions)]
        .into_iter()
        .flatten();
    element("div")
        .class("remark")
        .attribute("role", "status")
        .child(callout(tone, content))
        .into()
}

/// Those of the link's answers that cannot be used as they are, until they are mended.
fn wrong(app: App) -> Element {
    let wrong = move || {
        app.stage.track();
        let mut errors = app.errors(None);
        let is_filled = |draft: &Draft, field| draft.value(field) != draft.form().default_of(field);
        errors.retain(|error| app.with_draft(|draft| is_filled(draft, error.field)) == Some(true));
        errors
    };
    let list = live::region(wrong, |errors| match errors.is_empty() {
        true => nothing(),
        false => several([
            element("p")
                .child(say!("These of its answers have to be mended:"))
                .into(),
            links(errors).into(),
        ]),
    });
    element("div").child(list)
}
