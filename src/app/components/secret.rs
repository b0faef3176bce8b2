//! A password: hidden until asked for, made anew at the press of a button, with a word on how strong it is.

use leptos::prelude::*;

use super::field::Binding;
use super::icon::{Glyph, Icon};
use crate::app::state::new_password;
use crate::wizard::password::{self, Strength};

/// The control of a secret field.
#[component]
pub(super) fn SecretControl(binding: Binding) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <input
            class="input input--mono"
            id=binding.spec.id
            type=move || if shown.get() { "text" } else { "password" }
            // Keeps password managers from offering to store what is about to be downloaded.
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby=binding.described_by
            aria-invalid=move || binding.aria_invalid()
            prop:value=binding.value
            on:input:target=move |event| binding.set(event.target().value())
        />
        <StrengthHint value=binding.value />
        <div class="secret">
            <button
                type="button"
                class="button"
                aria-pressed=move || shown.get().to_string()
                aria-controls=binding.spec.id
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || {
                    let icon = if shown.get() { Icon::EyeOff } else { Icon::Eye };
                    view! { <Glyph icon /> }
                }}
                "Show password"
            </button>
            <button
                type="button"
                class="button"
                on:click=move |_| {
                    if let Some(password) = new_password() {
                        binding.set(password.to_string());
                    }
                }
            >
                <Glyph icon=Icon::Refresh />
                "New password"
            </button>
        </div>
    }
}

#[component]
fn StrengthHint(value: Signal<String>) -> impl IntoView {
    let strength = Memo::new(move |_| password::strength(&value.read()));
    let class = move || match strength.get() {
        Strength::Empty => "strength",
        Strength::Weak => "strength strength--weak",
        Strength::Fair => "strength strength--fair",
        Strength::Strong => "strength strength--strong",
    };
    view! {
        <p class=class>
            <span class="strength__bar" aria-hidden="true">
                <span></span>
                <span></span>
                <span></span>
            </span>
            <span aria-live="polite">{move || format!("Strength: {}", strength.get().text())}</span>
        </p>
    }
}
