//! A password: hidden until asked for, made anew at the press of a button, with a word on how strong it is.

use leptos::prelude::*;

use super::button::button;
use super::field::Binding;
use super::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live, several};
use crate::app::state::new_password;
use crate::locale::say;
use crate::wizard::password::{self, Strength};

/// The control of a secret field.
pub(super) fn secret_control(binding: Binding) -> View {
    let shown = RwSignal::new(false);
    let input = element("input")
        .class("input input--mono")
        // Keeps password managers from offering to store what is about to be downloaded.
        .attributes(&[
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
        ])
        .attribute_from("type", move || {
            Some(if shown.get() { "text" } else { "password" }.to_owned())
        });
    let icon = live::region(
        move || shown.get(),
        |shown| glyph(if *shown { Icon::EyeOff } else { Icon::Eye }).into(),
    );
    let show = button()
        .attribute("aria-controls", binding.spec.id)
        .attribute_from("aria-pressed", move || Some(shown.get().to_string()))
        .child(icon)
        .child(say!("Show password"))
        .on("click", move |_| shown.update(|shown| *shown = !*shown));
    let renew = button()
        .child(glyph(Icon::Refresh))
        .child(say!("New password"))
        .on("click", move |_| {
            if let Some(password) = new_password() {
                binding.set(password.to_string());
            }
        });
    several([
        binding.control(input, "input").into(),
        strength_hint(binding).into(),
        element("div").class("secret").child(show).child(renew).into(),
    ])
}

fn strength_hint(binding: Binding) -> Element {
    let strength = move || password::strength(&binding.value());
    let bar = element("span")
        .class("strength__bar")
        .attribute("aria-hidden", "true")
        .children(["span"; 3].map(element));
    let word = live::text(move || say!("Strength: {text}", text = strength().text()));
    element("p")
        .class_from(move || match strength() {
            Strength::Empty => "strength",
            Strength::Weak => "strength strength--weak",
            Strength::Fair => "strength strength--fair",
            Strength::Strong => "strength strength--strong",
        })
        .child(bar)
        .child(element("span").attribute("aria-live", "polite").child(word))
}
