//! The views.

use gloo_timers::callback::Timeout;
use leptos::prelude::*;

use crate::platform::worker;

/// Mounts the app into the page.
pub fn start() {
    leptos::mount::mount_to_body(App);
    // After the first rendering: nothing waits for the workers until credentials are generated.
    Timeout::new(0, worker::warm_up).forget();
}

#[component]
fn App() -> impl IntoView {
    view! { <main></main> }
}
