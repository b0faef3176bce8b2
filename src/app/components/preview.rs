//! The live preview beside the form.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::code::{Language, code_lines};
use crate::app::preview::{Preview, PreviewFile};

/// How much of the text above a change stays visible, in pixels.
const CONTEXT: i32 = 96;

/// All manifests below one another, with the lines of the last change marked and in view.
#[component]
pub fn LivePreview(preview: Memo<Preview>) -> impl IntoView {
    let scroller = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        preview.track();
        // The lines are drawn by then.
        request_animation_frame(move || reveal_change(scroller));
    });
    let state = move || {
        let preview = preview.read();
        match (preview.is_current, preview.files.is_empty()) {
            (true, _) => "Follows what you type",
            (false, false) => "An answer needs mending: this is the last version that works",
            (false, true) => "Shown once every answer fits",
        }
    };
    let count = move || preview.read().files.len();
    view! {
        <section class="card preview" aria-labelledby="preview-title">
            <div class="preview__head">
                <h2 id="preview-title">"Your manifests"</h2>
                <p class="preview__state" class:preview__state--stale=move || !preview.read().is_current>
                    {state}
                </p>
            </div>
            <div class="preview__scroll" node_ref=scroller tabindex="0" role="group" aria-label="Manifests, live">
                // One element a file; a file is drawn anew only when it changes.
                <For each=move || 0..count() key=|index| *index let:index>
                    <File file=Memo::new(move |_| preview.read().files.get(index).cloned()) />
                </For>
            </div>
        </section>
    }
}

#[component]
fn File(file: Memo<Option<PreviewFile>>) -> impl IntoView {
    move || {
        file.get().map(|file| {
            view! {
                <p class="preview__file">{file.path.clone()}</p>
                <pre class="code__body">
                    <code>{code_lines(Language::Yaml, &file.text, &file.changed)}</code>
                </pre>
            }
        })
    }
}

/// Scrolls the preview, and nothing else, to the first marked line, unless it is in view.
fn reveal_change(scroller: NodeRef<html::Div>) {
    let Some(scroller) = scroller.get_untracked() else {
        return;
    };
    let Ok(Some(line)) = scroller.query_selector(".line--changed") else {
        return;
    };
    let Some(line) = line.dyn_ref::<HtmlElement>() else {
        return;
    };
    let top = line.offset_top() - scroller.offset_top();
    let visible = scroller.scroll_top()..scroller.scroll_top() + scroller.client_height() - CONTEXT / 2;
    if !visible.contains(&top) {
        scroller.set_scroll_top(top - CONTEXT);
    }
}
