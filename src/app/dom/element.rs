//! One element of the page, made step by step.

use leptos::prelude::{StoredValue, document};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, EventTarget, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use super::live::follow;
use super::{View, append, rethrow};
use crate::locale::{self, Language};

/// An element in the making. Every method changes the element itself and gives it back.
#[derive(Clone)]
pub struct Element(web_sys::Element);

/// An HTML element, for example `element("p")`.
pub fn element(tag: &'static str) -> Element {
    Element(document().create_element(tag).unwrap_or_else(rethrow))
}

/// An element of a drawing.
pub fn svg(tag: &'static str) -> Element {
    let namespace = Some("http://www.w3.org/2000/svg");
    Element(document().create_element_ns(namespace, tag).unwrap_or_else(rethrow))
}

impl Element {
    /// The browser's own object.
    pub fn node(&self) -> &web_sys::Element {
        &self.0
    }

    pub fn class(self, class: &str) -> Self {
        self.attribute("class", class)
    }

    pub fn id(self, id: &str) -> Self {
        self.attribute("id", id)
    }

    pub fn attribute(self, name: &'static str, value: &str) -> Self {
        // Fails only for a name that cannot be one.
        let _ = self.0.set_attribute(name, value);
        self
    }

    pub fn attributes(self, attributes: &[(&'static str, &str)]) -> Self {
        attributes
            .iter()
            .fold(self, |element, (name, value)| element.attribute(name, value))
    }

    /// What stands in it is English, whatever the language of the page (WCAG 2.2, 3.1.2): what the app makes, and what is said
    /// about that.
    pub fn english(self) -> Self {
        self.attribute("lang", Language::English.id())
    }

    /// What stands in it is in the language of the page, although what is around it is English.
    pub fn translated(self) -> Self {
        self.attribute("lang", locale::spoken().id())
    }

    /// Puts something at the end of the element.
    pub fn child(self, child: impl Into<View>) -> Self {
        append(&self.0, &child.into());
        self
    }

    /// Puts any number of things at the end of the element; an `Option` is none or one.
    pub fn children(self, children: impl IntoIterator<Item = impl Into<View>>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Calls `handle` for events of this kind, such as `click`.
    pub fn on(self, event: &'static str, handle: impl FnMut(Event) + 'static) -> Self {
        listen(&self.0, event, Box::new(handle));
        self
    }

    /// Calls `take` with what stands in this input or select, at events such as `input` and `change`.
    pub fn on_value(self, event: &'static str, take: impl Fn(String) + 'static) -> Self {
        let control = self.0.clone();
        self.on(event, move |_| take(value(&control)))
    }

    /// Calls `take` with whether this checkbox is ticked, whenever that changes.
    pub fn on_checked(self, take: impl Fn(bool) + 'static) -> Self {
        let control = self.0.clone();
        self.on("change", move |_| {
            if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
                take(input.checked());
            }
        })
    }

    /// Keeps an attribute up to date; it is absent while `value` is `None`.
    pub fn attribute_from(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        keep_attribute(self.0.clone(), name, Box::new(value));
        self
    }

    /// Keeps the class up to date.
    pub fn class_from(self, class: impl Fn() -> &'static str + 'static) -> Self {
        self.attribute_from("class", move || Some(class().to_owned()))
    }

    /// Keeps an attribute that is there or not, such as `hidden`.
    pub fn flag_from(self, name: &'static str, is_set: impl Fn() -> bool + 'static) -> Self {
        self.attribute_from(name, move || is_set().then(String::new))
    }

    /// Keeps what stands in this input or select up to date. The options of a select come first.
    pub fn value_from(self, source: impl Fn() -> String + 'static) -> Self {
        keep_value(self.0.clone(), Box::new(source));
        self
    }

    /// Replaces what stands in this input, unless it stands there already.
    pub fn set_value(&self, text: &str) {
        set_value(&self.0, text);
    }

    /// Whether it has the keyboard focus.
    pub fn has_focus(&self) -> bool {
        document().active_element().as_ref() == Some(&self.0)
    }

    /// Keeps the tick of this checkbox or radio button up to date.
    pub fn checked_from(self, is_checked: impl Fn() -> bool + 'static) -> Self {
        keep_checked(self.0.clone(), Box::new(is_checked));
        self
    }
}

fn keep_attribute(element: web_sys::Element, name: &'static str, source: Box<dyn Fn() -> Option<String>>) {
    follow(move || {
        let value = source();
        if value == element.get_attribute(name) {
            return;
        }
        let _ = match value {
            Some(value) => element.set_attribute(name, &value),
            None => element.remove_attribute(name),
        };
    });
}

fn keep_value(control: web_sys::Element, source: Box<dyn Fn() -> String>) {
    follow(move || set_value(&control, &source()));
}

fn set_value(control: &web_sys::Element, next: &str) {
    // Writing the same text again would move the text cursor.
    if next == value(control) {
        return;
    }
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        input.set_value(next);
    } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        select.set_value(next);
    } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        area.set_value(next);
    }
}

fn keep_checked(control: web_sys::Element, is_checked: Box<dyn Fn() -> bool>) {
    follow(move || {
        let checked = is_checked();
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            input.set_checked(checked);
        }
    });
}

fn value(control: &web_sys::Element) -> String {
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        input.value()
    } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
        select.value()
    } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        area.value()
    } else {
        String::new()
    }
}

/// An event listener; dropping it removes it.
struct Listener {
    target: EventTarget,
    event: &'static str,
    handle: Closure<dyn FnMut(Event)>,
}

/// Listens for as long as the part of the page that is being drawn is shown.
pub(super) fn listen(target: &EventTarget, event: &'static str, handle: Box<dyn FnMut(Event)>) {
    let handle = Closure::wrap(handle);
    // Fails for no event name.
    let _ = target.add_event_listener_with_callback(event, handle.as_ref().unchecked_ref());
    StoredValue::new_local(Listener {
        target: target.clone(),
        event,
        handle,
    });
}

impl Drop for Listener {
    fn drop(&mut self) {
        let handle = self.handle.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, handle);
    }
}
