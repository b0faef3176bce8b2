//! Plain text in which backquotes mark code and double asterisks strong words, as the core writes hints and explanations.

use leptos::prelude::*;

/// The text with its `code` and **strong** words set as such.
#[component]
pub fn Prose(#[prop(into)] text: String) -> impl IntoView {
    let code = |(index, piece): (usize, &str)| match index % 2 {
        0 => strong(piece).into_any(),
        _ => view! { <code>{piece.to_owned()}</code> }.into_any(),
    };
    text.split('`').enumerate().map(code).collect_view()
}

fn strong(text: &str) -> impl IntoView + use<> {
    let part = |(index, piece): (usize, &str)| match index % 2 {
        0 => piece.to_owned().into_any(),
        _ => view! { <strong>{piece.to_owned()}</strong> }.into_any(),
    };
    text.split("**").enumerate().map(part).collect_view()
}
