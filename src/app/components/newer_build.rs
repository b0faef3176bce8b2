//! The notice that a newer build of the app lies ready. It is put to use only when a person asks for that.

use super::button::button;
use super::callout::{Tone, callout};
use crate::app::dom::{View, element};
use crate::locale::say;
use crate::platform::origin::use_newer_build;

/// Stands above the page.
pub fn newer_build() -> View {
    let text = element("p")
        .child(element("strong").child(say!("A new version is ready.")))
        .child(say!(
            " Your answers are kept. Keys that you have not downloaded are lost: the browser asks before."
        ));
    let now = button()
        .child(say!("Load the new version"))
        .on("click", |_| use_newer_build());
    let notice = callout(Tone::Information, [text, element("p").child(now)]);
    element("div").class("newer-build").child(notice).into()
}
