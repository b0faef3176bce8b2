//! What every page stands in: the header with the promise, the main column, the footer.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};
use crate::app::focus;
use crate::app::route::Route;

/// The name of the main column, the target of the skip link.
const MAIN: &str = "main";

/// Header, main column and footer around a page.
#[component]
pub fn Shell(children: Children) -> impl IntoView {
    let skip = |event: ev::MouseEvent| {
        event.prevent_default();
        focus::move_to(MAIN);
    };
    view! {
        <a class="skip-link" href="#main" on:click=skip>
            "Skip to the content"
        </a>
        <header class="shell">
            <div class="shell__bar">
                <a class="shell__brand" href=Route::Start.hash()>
                    <Logo />
                    <span class="shell__name">"mTLS Wizard" <span class="shell__suffix">" for Kyma"</span></span>
                </a>
                <Promise />
            </div>
        </header>
        <main class="main" id=MAIN tabindex="-1">
            {children()}
        </main>
        <footer class="footer">
            <p class="footer__inner">
                "Keys and certificates are made by your browser and stay in it until you download them. No account, no tracking, no server."
            </p>
        </footer>
    }
}

#[component]
fn Logo() -> impl IntoView {
    view! {
        <svg class="shell__logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="7" fill="#0070f2" />
            <path d="M10 15v-3.500a6 6 0 0 1 12 0V15" fill="none" stroke="#fff" stroke-width="2.6" />
            <rect x="7.5" y="14.5" width="17" height="11.5" rx="2.5" fill="#fff" />
            <path d="m12 20 3 3 5.2-5.2" fill="none" stroke="#0070f2" stroke-width="2.4" />
        </svg>
    }
}

/// The promise, and how to check it without believing us. Escape or a click elsewhere closes the explanation.
#[component]
fn Promise() -> impl IntoView {
    let details = NodeRef::<html::Details>::new();
    let close = move || {
        if let Some(details) = details.get_untracked() {
            // Removing an attribute throws nothing.
            let _ = details.remove_attribute("open");
        }
    };
    let elsewhere = window_event_listener(ev::click, move |event| {
        let target = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        if details
            .get_untracked()
            .is_some_and(|details| !details.contains(target.as_ref()))
        {
            close();
        }
    });
    on_cleanup(move || elsewhere.remove());
    let escape = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <details class="trust" node_ref=details on:keydown=escape>
            <summary class="trust__summary">
                <Glyph icon=Icon::Shield />
                <span class="trust__long">"Nothing leaves this browser"</span>
                <span class="trust__short">"Private"</span>
            </summary>
            <div class="trust__panel">
                <p>
                    <strong>"Your keys, passwords and answers stay on this machine."</strong>
                    " They are made by your browser’s own cryptography and never sent anywhere."
                </p>
                <p>
                    "See for yourself: this page’s security policy lets it talk to no other server, and the network view of your browser’s developer tools shows no request that carries data."
                </p>
            </div>
        </details>
    }
}
