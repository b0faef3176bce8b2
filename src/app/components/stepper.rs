//! Where one is in the wizard.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};

/// One entry: its name, and where it leads if one may go there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub label: &'static str,
    pub hash: Option<String>,
}

/// The steps in order; those before `current` are done.
#[component]
pub fn Stepper(entries: Vec<Entry>, current: usize) -> impl IntoView {
    let items = entries
        .into_iter()
        .enumerate()
        .map(|(index, entry)| view! { <Item entry number=index + 1 done=index < current current=index == current /> });
    view! {
        <nav class="stepper" aria-label="Steps">
            <ol class="stepper__list">{items.collect_view()}</ol>
        </nav>
    }
}

#[component]
fn Item(entry: Entry, number: usize, done: bool, current: bool) -> impl IntoView {
    let mark = if done {
        view! { <Glyph icon=Icon::Check /> }.into_any()
    } else {
        number.into_any()
    };
    let content = view! {
        <span class="stepper__number" aria-hidden="true">
            {mark}
        </span>
        <span class="stepper__label">{entry.label}</span>
        {done.then(|| view! { <span class="visually-hidden">", done"</span> })}
    };
    let step = match entry.hash {
        Some(hash) if !current => view! { <a class="stepper__step" href=hash>{content}</a> }.into_any(),
        _ => view! { <span class="stepper__step">{content}</span> }.into_any(),
    };
    view! {
        <li
            class="stepper__item"
            class:stepper__item--done=done
            class:stepper__item--current=current
            aria-current=current.then_some("step")
        >
            {step}
        </li>
    }
}
