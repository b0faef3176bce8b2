//! Fields of the pages beside the variants: label, hint, control and error, tied together for assistive technology. What is
//! typed stays in the page that asks for it: it is neither stored nor part of a draft.

use leptos::prelude::*;

use super::error_summary::{ERROR_SUMMARY, summary_frame};
use super::field::error_note;
use super::prose::prose;
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::focus;
use crate::locale::Text;
use crate::wizard::workshop::Mistake;

/// What is wrong on a page.
pub type Mistakes = RwSignal<Vec<Mistake>>;

/// One question of a page.
#[derive(Clone)]
pub struct Entry {
    pub id: String,
    pub label: String,
    /// With `code` and **strong** words; may be empty.
    pub hint: String,
    pub mistakes: Mistakes,
}

impl Entry {
    pub fn new((id, label): (&str, Text), hint: &str, mistakes: Mistakes) -> Self {
        Self {
            id: id.to_owned(),
            label: label.here().to_owned(),
            hint: hint.to_owned(),
            mistakes,
        }
    }

    /// What is wrong, without the label that stands above it anyway.
    fn message(&self) -> Option<String> {
        let mistakes = self.mistakes.read();
        let mistake = mistakes.iter().find(|mistake| mistake.id == self.id)?;
        let message = mistake.message.strip_prefix(&self.label);
        let message = message
            .and_then(|rest| rest.strip_prefix(": "))
            .unwrap_or(&mistake.message);
        let mut letters = message.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        Some(first.unwrap_or_default() + letters.as_str())
    }

    fn part(&self, part: &str) -> String {
        [self.id.as_str(), "-", part].concat()
    }

    /// Gives a control its id and ties it to what is said about it.
    pub fn described(&self, control: Element) -> Element {
        let (entry, other) = (self.clone(), self.clone());
        control
            .id(&self.id)
            .attribute_from("aria-describedby", move || {
                let hint = (!entry.hint.is_empty()).then(|| entry.part("hint"));
                let error = entry.message().map(|_| entry.part("error"));
                let ids: Vec<String> = hint.into_iter().chain(error).collect();
                (!ids.is_empty()).then(|| ids.join(" "))
            })
            .attribute_from("aria-invalid", move || other.message().map(|_| "true".to_owned()))
    }

    /// The whole field.
    pub fn view(&self, control: impl Into<View>) -> Element {
        let label = element("label")
            .class("field__label")
            .attribute("for", &self.id)
            .child(self.label.as_str());
        self.framed(label, control.into())
    }

    fn framed(&self, label: Element, control: View) -> Element {
        let hint = match self.hint.as_str() {
            "" => nothing(),
            hint => element("p")
                .class("field__hint")
                .id(&self.part("hint"))
                .child(prose(hint))
                .into(),
        };
        let (entry, other) = (self.clone(), self.clone());
        let id = self.part("error");
        let error = live::region(
            move || entry.message(),
            move |message| match message {
                Some(message) => error_note(&id, message).into(),
                None => nothing(),
            },
        );
        element("div")
            .class_from(move || match other.message() {
                Some(_) => "field field--invalid",
                None => "field",
            })
            .child(several([label.into(), hint, error, control]))
    }

    /// One line of text.
    pub fn line(&self, value: RwSignal<String>) -> Element {
        self.view(self.bound(plain(element("input").attribute("type", "text")), value))
    }

    /// Several lines of text.
    pub fn lines(&self, value: RwSignal<String>, rows: &str) -> Element {
        self.view(self.bound(plain(element("textarea").attribute("rows", rows)), value))
    }

    /// A password, which is not shown.
    pub fn password(&self, value: RwSignal<String>) -> Element {
        let input = element("input").attribute("type", "password");
        self.view(self.bound(plain(input).attribute("autocomplete", "off"), value))
    }

    /// One of several, of each the value and the words.
    pub fn choice(&self, value: RwSignal<String>, choices: &[(&str, &str)]) -> Element {
        let option = |(value, words): &(&str, &str)| element("option").attribute("value", value).child(*words);
        let select = element("select").class("input").children(choices.iter().map(option));
        let control = self
            .described(select)
            .value_from(move || value.get())
            .on_value("change", move |text| value.set(text));
        self.view(control)
    }

    fn bound(&self, control: Element, value: RwSignal<String>) -> Element {
        self.described(control)
            .value_from(move || value.get())
            .on_value("input", {
                let entry = self.clone();
                move |text| {
                    value.set(text);
                    entry.forgive();
                }
            })
    }

    /// What was wrong with a text is not known of the next one: it is looked at again when the form is sent.
    fn forgive(&self) {
        let is_this = |mistake: &Mistake| mistake.id == self.id;
        if self.mistakes.with_untracked(|mistakes| mistakes.iter().any(is_this)) {
            self.mistakes
                .update(|mistakes| mistakes.retain(|mistake| !is_this(mistake)));
        }
    }
}

fn plain(control: Element) -> Element {
    control.class("input").attributes(&[
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ])
}

/// All that is wrong, with links to the fields; nothing while all is well.
pub fn mistake_summary(mistakes: Mistakes) -> View {
    let link = |mistake: &Mistake| {
        let id = mistake.id.clone();
        element("a")
            .attribute("href", &["#", id.as_str()].concat())
            .child(mistake.message.as_str())
            .on("click", move |event| {
                event.prevent_default();
                focus::move_to(&id);
            })
    };
    live::when(
        move || !mistakes.read().is_empty(),
        move || {
            let items = move |mistakes: &Vec<Mistake>| {
                let items = mistakes.iter().map(|mistake| element("li").child(link(mistake)));
                element("ul").children(items).into()
            };
            summary_frame(
                move || mistakes.read().len(),
                live::region(move || mistakes.get(), items),
            )
            .into()
        },
    )
}

/// Shows what is wrong, and leads there.
pub fn show_mistakes(mistakes: Mistakes, found: Vec<Mistake>) {
    mistakes.set(found);
    request_animation_frame(|| focus::move_to(ERROR_SUMMARY));
}
