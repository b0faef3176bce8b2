//! The field for the password of what is encrypted.

use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlInputElement;

use super::Inspector;
use super::given::Given;
use crate::app::components::button::{button, compact_button, named};
use crate::app::dom::{Element, element, live};
use crate::app::focus;
use crate::locale::say;

const PASSWORD: &str = "inspected-password";
const PASSWORD_HINT: &str = "inspected-password-hint";

impl Inspector {
    pub(super) fn password_field(self) -> Element {
        let label = element("label")
            .class("field__label")
            .attribute("for", PASSWORD)
            .child(say!("Password"));
        let hint = element("p")
            .class("field__hint")
            .id(PASSWORD_HINT)
            .child(say!("Something here is encrypted. The password is tried on all of it."));
        let input = element("input").class("input input--mono").id(PASSWORD).attributes(&[
            ("type", "password"),
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("aria-describedby", PASSWORD_HINT),
        ]);
        let node = input.node().clone();
        let open = move || {
            if let Some(input) = node.dyn_ref::<HtmlInputElement>() {
                self.given.update_value(|given| given.password(input.value()));
                self.changed();
            }
        };
        let press = open.clone();
        let input = input.on("keydown", move |event| {
            let key = js_sys::Reflect::get(&event, &JsValue::from_str("key"));
            if key.is_ok_and(|key| key.as_string().as_deref() == Some("Enter")) {
                event.prevent_default();
                press();
            }
        });
        let button = button().child(say!("Open")).on("click", move |_| open());
        let cancel = live::when(
            move || self.is_opening.get(),
            move || {
                compact_button()
                    .child(named(say!("Cancel"), say!("opening")))
                    .on("click", move |_| {
                        self.given.update_value(Given::forget_password);
                        self.changed();
                        focus::move_to(PASSWORD);
                    })
                    .into()
            },
        );
        let line = element("div")
            .class("inspector__password")
            .child(input)
            .child(button)
            .child(cancel);
        element("div").class("field").child(label).child(hint).child(line)
    }
}
