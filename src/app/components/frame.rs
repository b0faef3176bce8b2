//! A page in a frame of somebody else's: nothing around it but a way to the whole app, and its height for the host page.
//!
//! No keys are made here: a person could not tell whose page asks for a click. Going on happens in a window of its own.

use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, ResizeObserver, js_sys};

use crate::app::components::card::page_heading;
use crate::app::dom::{View, element, several};
use crate::app::route::{Place, Route};
use crate::app::state::App;
use crate::app::{link, title};
use crate::locale::say;

/// The `type` of the messages that tell the host page the height.
const MESSAGE: &str = "mtls-wizard:height";

/// A page without header and footer.
pub fn frame(app: App, page: View) -> View {
    let text = say!("Open this in mTLS Wizard");
    let whole = element("a")
        .attributes(&[("target", "_blank"), ("rel", "noopener")])
        .attribute_from("href", move || link::whole(app))
        .child(text)
        .child(element("span").class("visually-hidden").child(say!(" (in a new tab)")));
    let main = element("main")
        .class("main main--framed")
        .attribute("tabindex", "-1")
        .child(page)
        .child(element("p").class("framed__whole").child(whole));
    report_height(main.node());
    several([main.into()])
}

/// Whether a page works in a frame: nothing that makes keys or takes those of others.
pub fn is_framed(route: Route) -> bool {
    let is_asking = |place| matches!(place, Place::Step { .. } | Place::Manifests(_) | Place::Guide);
    match route {
        Route::Journey(_, place) => is_asking(place),
        Route::Convert | Route::Inspect | Route::Glossary => true,
        _ => false,
    }
}

/// What stands in place of other pages.
pub fn not_framed() -> View {
    title::set(say!("Open mTLS Wizard"), None);
    several([
        page_heading(say!("Open mTLS Wizard")).into(),
        element("p")
            .child(say!(
                "What makes keys is not shown within other pages. The link leads to the whole app."
            ))
            .into(),
    ])
}

/// Tells the host page the height of the content, now and whenever it changes: `{ type: "mtls-wizard:height", height: 640 }`, in
/// CSS pixels. Anybody may know that, so any origin may hear it.
fn report_height(main: &web_sys::Element) {
    let node = main.clone();
    let report = Closure::<dyn FnMut()>::new(move || {
        let height = node.dyn_ref::<HtmlElement>().map_or(0, HtmlElement::offset_height);
        let message = js_sys::Object::new();
        // A new object takes any property.
        let _ = js_sys::Reflect::set(&message, &"type".into(), &MESSAGE.into());
        let _ = js_sys::Reflect::set(&message, &"height".into(), &JsValue::from_f64(f64::from(height)));
        if let Ok(Some(host)) = window().parent() {
            let _ = host.post_message(&message, "*");
        }
    });
    // It lasts as long as the page.
    if let Ok(observer) = ResizeObserver::new(report.as_ref().unchecked_ref()) {
        observer.observe(main);
        std::mem::forget(observer);
        report.forget();
    }
}
