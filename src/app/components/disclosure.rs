//! A native disclosure whose content is made when it is first opened, or when the page is printed.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::icon::{Glyph, Icon};

/// A `<details>` element. Once made, the content stays, so that a find in the page or a copy keeps working.
#[component]
pub fn Disclosure(
    #[prop(into)] title: String,
    /// The title is a file's name.
    #[prop(optional)]
    mono: bool,
    /// A short remark at the right end of the summary.
    #[prop(into, optional)]
    aside: String,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] open: bool,
    /// Holds a secret: left out of print.
    #[prop(optional)]
    secret: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let made = RwSignal::new(open);
    let printing = window_event_listener(ev::Custom::<web_sys::Event>::new("beforeprint"), move |_| {
        made.set(true)
    });
    on_cleanup(move || printing.remove());
    let toggled = move |event: ev::Event| {
        let details = event
            .current_target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if details.is_some_and(|details| details.has_attribute("open")) {
            made.set(true);
        }
    };
    view! {
        <details class="disclosure" class:file--secret=secret open=open on:toggle=toggled>
            <summary class="disclosure__summary">
                <span class="disclosure__chevron">
                    <Glyph icon=Icon::ChevronRight />
                </span>
                {icon.map(|icon| view! { <Glyph icon /> })}
                <span class="disclosure__title">{if mono { view! { <code>{title}</code> }.into_any() } else { title.into_any() }}</span>
                {(!aside.is_empty()).then(|| view! { <span class="disclosure__aside">{aside}</span> })}
            </summary>
            <div class="disclosure__body">
                <Show when=move || made.get()>{children()}</Show>
            </div>
        </details>
    }
}
