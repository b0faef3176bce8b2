//! Copying text, with feedback that lasts two seconds and is announced.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use zeroize::Zeroizing;

use super::button::{named, small_quiet_button};
use super::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live, several};
use crate::app::focus;
use crate::locale::say;
use crate::platform::clipboard;

/// How long the feedback stays, in milliseconds.
const FEEDBACK: u32 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Copied,
    /// The browser did not let us write: the text is selected, and the user's own shortcut copies it.
    Selected,
    Failed,
}

impl Outcome {
    fn text(self) -> &'static str {
        match self {
            Self::Copied => say!("Copied"),
            Self::Selected => say!("Selected: press Ctrl+C or ⌘C"),
            Self::Failed => say!("Not copied"),
        }
    }
}

/// A button that copies what `text` gives when it is pressed, so that no secret waits in a button.
///
/// `what` completes its name for those who do not see what it stands beside; `source` is the element that shows the text,
/// which is selected where the clipboard is closed to us.
pub fn copy_button(what: &str, source: Option<&Element>, text: impl Fn() -> String + 'static) -> View {
    copying_button(small_quiet_button(), named(say!("Copy"), what), source.cloned(), text)
}

/// As [`copy_button`], with a look and a name of its own.
pub fn copying_button(
    button: Element,
    name: Element,
    source: Option<Element>,
    text: impl Fn() -> String + 'static,
) -> View {
    copying_button_boxed(button, name, source, Box::new(text))
}

fn copying_button_boxed(
    button: Element,
    name: Element,
    source: Option<Element>,
    text: Box<dyn Fn() -> String>,
) -> View {
    let outcome = RwSignal::new(None::<Outcome>);
    let status = element("span")
        .class("code__status")
        .attribute("role", "status")
        .child(live::text(move || outcome.get().map_or("", Outcome::text).to_owned()));
    let icon = live::region(
        move || outcome.get() == Some(Outcome::Copied),
        |copied| glyph(if *copied { Icon::Check } else { Icon::Copy }).into(),
    );
    let button = button.child(icon).child(name).on("click", move |_| {
        spawn_local(copy(Zeroizing::new(text()), source.clone(), outcome));
    });
    several([status.into(), button.into()])
}

async fn copy(text: Zeroizing<String>, source: Option<Element>, outcome: RwSignal<Option<Outcome>>) {
    let result = match clipboard::copy(&text).await {
        Ok(()) => Outcome::Copied,
        Err(_) => match source {
            Some(source) if focus::select_text(source.node()) => Outcome::Selected,
            _ => Outcome::Failed,
        },
    };
    // The page may be gone by now, and again later.
    outcome.try_set(Some(result));
    TimeoutFuture::new(FEEDBACK).await;
    outcome.try_set(None);
}
