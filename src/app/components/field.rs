//! One question: label, hint, control, note and error, tied together for assistive technology.

mod options;

use leptos::prelude::*;

use self::options::{radio_group, tick, ticks};
use super::clients::clients_control;
use super::file::file_control;
use super::icon::{Icon, glyph};
use super::prose::prose;
use super::secret::secret_control;
use super::spiffe::{spiffe_form, with_name};
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::state::App;
use crate::locale::say;
use crate::wizard::files::Taken;
use crate::wizard::{Choice, Field, FieldError, FieldSpec, Form, Input};

/// What the kinds of control share. All reading is reactive.
#[derive(Clone, Copy)]
pub(super) struct Binding {
    pub field: Field,
    pub spec: &'static FieldSpec,
    /// What this form says about it.
    hint: &'static str,
    problems: RwSignal<Vec<FieldError>>,
    app: App,
}

impl Binding {
    pub fn value(self) -> String {
        let value = self.app.with_draft(|draft| draft.value(self.field).to_owned());
        value.unwrap_or_default()
    }

    pub fn value_untracked(self) -> String {
        untrack(|| self.value())
    }

    /// What clients belong to that say nothing else.
    pub fn organization(self) -> String {
        let text = self
            .app
            .with_draft(|draft| draft.value(Field::ClientOrganization).to_owned());
        text.unwrap_or_default()
    }

    /// How many characters stand in the field, for what must not be copied.
    pub fn length(self) -> usize {
        let length = self.app.with_draft(|draft| draft.value(self.field).chars().count());
        length.unwrap_or_default()
    }

    pub fn set(self, value: String) {
        self.app.set(self.field, value);
    }

    pub fn place(self, taken: &Taken) {
        self.app.place(taken);
    }

    /// Says what is wrong with the field, or no longer.
    pub fn refuse(self, message: Option<String>) {
        self.problems.update(|problems| {
            problems.retain(|problem| problem.field != self.field);
            let field = self.field;
            problems.extend(message.map(|message| FieldError { field, message }));
        });
    }

    fn is_visible(self) -> bool {
        let visible = self.app.with_draft(|draft| draft.is_visible(self.field));
        visible.unwrap_or_default()
    }

    fn note(self) -> Option<String> {
        self.app.with_draft(|draft| draft.note(self.field)).flatten()
    }

    /// What is wrong, without the label that stands above it anyway.
    fn message(self) -> Option<String> {
        let problems = self.problems.read();
        let problem = problems.iter().find(|error| error.field == self.field)?;
        Some(without_label(&problem.message, self.spec.label.here()))
    }

    fn is_invalid(self) -> bool {
        self.problems.read().iter().any(|error| error.field == self.field)
    }

    fn described_by(self) -> Option<String> {
        let parts = [
            (!self.hint.is_empty(), "hint"),
            (self.is_invalid(), "error"),
            (self.note().is_some(), "note"),
        ];
        let mut ids = String::new();
        for (_, part) in parts.iter().filter(|(exists, _)| *exists) {
            if !ids.is_empty() {
                ids.push(' ');
            }
            ids.push_str(&self.part(part));
        }
        (!ids.is_empty()).then_some(ids)
    }

    /// The id of something that belongs to the field.
    pub fn part(self, part: &str) -> String {
        [self.spec.id, "-", part].concat()
    }

    /// Makes an input or select that of the field: its id, what describes it, and its value in both directions.
    pub fn control(self, control: Element, event: &'static str) -> Element {
        self.described(control)
            .value_from(move || self.value())
            .on_value(event, move |value| self.set(value))
    }

    /// Ties a control to what is said about it.
    pub fn described(self, control: Element) -> Element {
        control
            .id(self.spec.id)
            .attribute_from("aria-describedby", move || self.described_by())
            // Left out while all is well.
            .attribute_from("aria-invalid", move || self.is_invalid().then(|| "true".to_owned()))
    }
}

/// In a summary a message begins with the label of its field.
fn without_label(message: &str, label: &str) -> String {
    let Some(rest) = message.strip_prefix(label).and_then(|rest| rest.strip_prefix(": ")) else {
        return message.to_owned();
    };
    let mut letters = rest.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A question of the current draft; `problems` is what the page knows to be wrong. Hidden while it does not apply.
pub fn field_view(form: &Form, field: Field, problems: RwSignal<Vec<FieldError>>) -> Element {
    let binding = Binding {
        field,
        spec: field.spec(),
        hint: form.hint_of(field).here(),
        problems,
        app: App::expect(),
    };
    let error = live::region(
        move || binding.message(),
        move |message| match message {
            Some(message) => error_message(binding, message).into(),
            None => nothing(),
        },
    );
    let note = live::region(
        move || binding.note(),
        move |note| match note {
            Some(note) => remark("field__note", binding.part("note"), Icon::Info, prose(note)).into(),
            None => nothing(),
        },
    );
    let hint = match binding.hint {
        "" => nothing(),
        hint => element("p")
            .class("field__hint")
            .id(&binding.part("hint"))
            .child(prose(hint))
            .into(),
    };
    let parts = match binding.spec.input {
        Input::Radio(choices) => {
            let offered = choices.iter().filter(|choice| form.offers(field, choice.id));
            radio_group(binding, offered, [hint, error]).into()
        }
        Input::Several(choices) => ticks(binding, choices, [hint, error]).into(),
        Input::Checkbox => several([tick(binding).into(), hint, error]),
        _ => several([label(binding.spec).into(), hint, error, control(binding)]),
    };
    element("div")
        .class_from(move || match binding.is_invalid() {
            true => "field field--invalid",
            false => "field",
        })
        .flag_from("hidden", move || !binding.is_visible())
        .child(parts)
        .child(note)
}

fn error_message(binding: Binding, message: &str) -> Element {
    error_note(&binding.part("error"), message)
}

/// What is wrong with a field, under the id that its control is described by.
pub(super) fn error_note(id: &str, message: &str) -> Element {
    let prefix = element("span").class("visually-hidden").child(say!("Error: "));
    let text = several([prefix.into(), message.into()]);
    remark("field__error", id.to_owned(), Icon::Error, text)
}

fn remark(class: &str, id: String, icon: Icon, text: View) -> Element {
    element("p")
        .class(class)
        .id(&id)
        .child(glyph(icon))
        .child(element("span").child(text))
}

fn label(spec: &FieldSpec) -> Element {
    element("label")
        .class("field__label")
        .attribute("for", spec.id)
        .child(spec.label)
}

/// The controls that have a plain label.
fn control(binding: Binding) -> View {
    match binding.spec.input {
        Input::Select(choices) => dropdown(binding, choices),
        Input::Password => secret_control(binding),
        Input::Lines => text_area(binding),
        Input::Clients => clients_control(binding),
        Input::File => file_control(binding),
        Input::Number => text_box(binding, "input input--number")
            .attribute("inputmode", "numeric")
            .into(),
        // Credentials that the user brings along: as a password, but there is nothing to make anew.
        _ if binding.spec.secret => text_box(binding, "input input--mono")
            .attribute("type", "password")
            .into(),
        _ => match binding.field {
            Field::ClientUri => with_spiffe(binding, |_, uri| uri.to_owned()),
            Field::ClientNames => with_spiffe(binding, |text, uri| with_name(text, " ", uri)),
            _ => text_box(binding, "input").into(),
        },
    }
}

fn text_box(binding: Binding, class: &str) -> Element {
    let input = element("input").class(class).attributes(&[
        ("type", "text"),
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ]);
    binding.control(input, "input")
}

/// A text that may hold a SPIFFE ID, with a form that makes one; `joined` is the text with it.
fn with_spiffe(binding: Binding, joined: fn(&str, &str) -> String) -> View {
    let form = spiffe_form(&binding.part("spiffe"), binding.spec.label.here(), move |uri| {
        binding.set(joined(&binding.value_untracked(), uri));
    });
    several([text_box(binding, "input").into(), form])
}

fn text_area(binding: Binding) -> View {
    let area = element("textarea").class("input").attributes(&[
        ("rows", "3"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ]);
    binding.control(area, "input").into()
}

fn dropdown(binding: Binding, choices: &'static [Choice]) -> View {
    let option = |choice: &Choice| element("option").attribute("value", choice.id).child(choice.title);
    let select = element("select").class("input").children(choices.iter().map(option));
    let hint = live::region(
        move || binding.value(),
        move |value| match choices.iter().find(|choice| choice.id == value) {
            Some(choice) if !choice.hint.is_empty() => prose(choice.hint.here()),
            _ => nothing(),
        },
    );
    let hint = element("p")
        .class("field__hint")
        .attribute("aria-live", "polite")
        .child(hint);
    several([binding.control(select, "change").into(), hint.into()])
}
