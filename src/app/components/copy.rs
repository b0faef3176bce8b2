//! Copying text, with feedback that lasts two seconds and is announced.

use gloo_timers::future::TimeoutFuture;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use zeroize::Zeroizing;

use super::icon::{Glyph, Icon};
use crate::app::focus;
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
            Self::Copied => "Copied",
            Self::Selected => "Selected: press Ctrl+C or ⌘C",
            Self::Failed => "Not copied",
        }
    }
}

/// A button that copies what `text` gives when it is pressed, so that no secret waits in a button. `what` completes its name for those who do not see what it stands beside; `source` is
/// the element that shows the text, which is selected where the clipboard is closed to us.
#[component]
pub fn CopyButton<T>(
    text: T,
    #[prop(into)] what: String,
    #[prop(optional)] source: Option<NodeRef<html::Pre>>,
) -> impl IntoView
where
    T: Fn() -> String + Send + 'static,
{
    let outcome = RwSignal::new(None::<Outcome>);
    let copy = move |_| {
        let text = Zeroizing::new(text());
        spawn_local(async move {
            let result = match clipboard::copy(&text).await {
                Ok(()) => Outcome::Copied,
                Err(_) => match source.and_then(|source| source.get_untracked()) {
                    Some(element) if focus::select_text(&element) => Outcome::Selected,
                    _ => Outcome::Failed,
                },
            };
            outcome.set(Some(result));
            TimeoutFuture::new(FEEDBACK).await;
            // The page may be gone by now.
            outcome.try_set(None);
        });
    };
    view! {
        <span class="code__status" role="status">
            {move || outcome.get().map(Outcome::text)}
        </span>
        <button type="button" class="button button--lite button--compact" on:click=copy>
            {move || {
                let icon = if outcome.get() == Some(Outcome::Copied) { Icon::Check } else { Icon::Copy };
                view! { <Glyph icon /> }
            }}
            <span>"Copy" <span class="visually-hidden">" " {what}</span></span>
        </button>
    }
}
