//! One question: label, hint, control, note and error, tied together for assistive technology.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::prose::Prose;
use super::secret::SecretControl;
use crate::app::state::App;
use crate::wizard::field::{NO, YES};
use crate::wizard::{Choice, Field, FieldError, FieldSpec, Input};

/// What the kinds of control share.
#[derive(Clone, Copy)]
pub(super) struct Binding {
    pub field: Field,
    pub spec: &'static FieldSpec,
    pub value: Signal<String>,
    pub described_by: Signal<Option<String>>,
    pub invalid: Signal<bool>,
    app: App,
}

impl Binding {
    pub fn set(self, value: String) {
        self.app.set(self.field, value);
    }

    /// For `aria-invalid`, which is left out while all is well.
    pub fn aria_invalid(self) -> Option<&'static str> {
        self.invalid.get().then_some("true")
    }
}

/// A question of the current draft; `problems` is what the page knows to be wrong. Hidden while it does not apply.
#[component]
pub fn FieldView(field: Field, #[prop(into)] problems: Signal<Vec<FieldError>>) -> impl IntoView {
    let app = App::expect();
    let spec = field.spec();
    let visible = Memo::new(move |_| app.with_draft(|draft| draft.is_visible(field)).unwrap_or_default());
    let note = Memo::new(move |_| app.with_draft(|draft| draft.note(field)).flatten());
    let message = Memo::new(move |_| {
        problems
            .read()
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.clone())
    });
    let described_by = move || {
        let parts = [
            (!spec.hint.is_empty()).then(|| format!("{}-hint", spec.id)),
            message.read().is_some().then(|| format!("{}-error", spec.id)),
            note.read().is_some().then(|| format!("{}-note", spec.id)),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let binding = Binding {
        field,
        spec,
        value: Signal::derive(move || {
            app.with_draft(|draft| draft.value(field).to_owned())
                .unwrap_or_default()
        }),
        described_by: Signal::derive(described_by),
        invalid: Signal::derive(move || message.read().is_some()),
        app,
    };
    let hint = (!spec.hint.is_empty())
        .then(|| view! { <p class="field__hint" id=format!("{}-hint", spec.id)><Prose text=spec.hint /></p> });
    let error = move || message.get().map(|text| view! { <ErrorMessage id=spec.id text /> });
    let below = move || note.get().map(|text| view! { <Note id=spec.id text /> });
    view! {
        <div class="field" class:field--invalid=move || message.read().is_some() hidden=move || !visible.get()>
            {match spec.input {
                Input::Radio(choices) => view! { <RadioGroup binding choices hint=hint.into_any() error /> }.into_any(),
                Input::Checkbox => view! { <Tick binding />{hint}{error} }.into_any(),
                _ => view! { <Label spec />{hint}{error}<Control binding /> }.into_any(),
            }}
            {below}
        </div>
    }
}

#[component]
fn ErrorMessage(id: &'static str, text: String) -> impl IntoView {
    view! {
        <p class="field__error" id=format!("{id}-error")>
            <Glyph icon=Icon::Error />
            <span><span class="visually-hidden">"Error: "</span>{text}</span>
        </p>
    }
}

#[component]
fn Note(id: &'static str, text: String) -> impl IntoView {
    view! {
        <p class="field__note" id=format!("{id}-note")>
            <Glyph icon=Icon::Info />
            <span><Prose text /></span>
        </p>
    }
}

#[component]
fn Label(spec: &'static FieldSpec) -> impl IntoView {
    view! {
        <label class="field__label" for=spec.id>
            {spec.label}
        </label>
    }
}

/// The controls that have a plain label.
#[component]
fn Control(binding: Binding) -> impl IntoView {
    match binding.spec.input {
        Input::Select(choices) => view! { <Dropdown binding choices /> }.into_any(),
        Input::Secret => view! { <SecretControl binding /> }.into_any(),
        Input::Number => view! { <TextBox binding number=true /> }.into_any(),
        _ => view! { <TextBox binding /> }.into_any(),
    }
}

#[component]
fn TextBox(binding: Binding, #[prop(optional)] number: bool) -> impl IntoView {
    view! {
        <input
            class="input"
            class:input--number=number
            type="text"
            id=binding.spec.id
            inputmode=number.then_some("numeric")
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby=binding.described_by
            aria-invalid=move || binding.aria_invalid()
            prop:value=binding.value
            on:input:target=move |event| binding.set(event.target().value())
        />
    }
}

#[component]
fn Dropdown(binding: Binding, choices: &'static [Choice]) -> impl IntoView {
    let options = choices.iter().map(|choice| {
        view! {
            <option value=choice.id selected=move || binding.value.get() == choice.id>
                {choice.title}
            </option>
        }
    });
    let hint = move || {
        let chosen = choices.iter().find(|choice| choice.id == binding.value.get());
        chosen
            .filter(|choice| !choice.hint.is_empty())
            .map(|choice| view! { <Prose text=choice.hint /> })
    };
    view! {
        <select
            class="input"
            id=binding.spec.id
            aria-describedby=binding.described_by
            aria-invalid=move || binding.aria_invalid()
            prop:value=binding.value
            on:change:target=move |event| binding.set(event.target().value())
        >
            {options.collect_view()}
        </select>
        <p class="field__hint" aria-live="polite">
            {hint}
        </p>
    }
}

#[component]
fn RadioGroup<E, V>(binding: Binding, choices: &'static [Choice], hint: AnyView, error: E) -> impl IntoView
where
    E: Fn() -> V + Send + 'static,
    V: IntoView + 'static,
{
    let options = choices.iter().enumerate().map(|(index, choice)| {
        // The first option carries the field's own name, so that the error summary leads to it.
        let id = if index == 0 {
            binding.spec.id.to_owned()
        } else {
            format!("{}-{}", binding.spec.id, choice.id)
        };
        let hint_id = format!("{}-{}-hint", binding.spec.id, choice.id);
        view! {
            <label class="option">
                <input
                    type="radio"
                    id=id
                    name=binding.spec.id
                    value=choice.id
                    aria-labelledby=format!("{}-{}-title", binding.spec.id, choice.id)
                    aria-describedby=hint_id.clone()
                    prop:checked=move || binding.value.get() == choice.id
                    on:change=move |_| binding.set(choice.id.to_owned())
                />
                <span class="option__title" id=format!("{}-{}-title", binding.spec.id, choice.id)>
                    {choice.title}
                </span>
                <span class="option__hint" id=hint_id>
                    <Prose text=choice.hint />
                </span>
            </label>
        }
    });
    view! {
        <fieldset aria-describedby=binding.described_by>
            <legend class="field__label">{binding.spec.label}</legend>
            {hint}
            {error}
            <div class="options">{options.collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Tick(binding: Binding) -> impl IntoView {
    let changed = move |ticked: bool| binding.set(if ticked { YES } else { NO }.to_owned());
    view! {
        <div class="checkbox">
            <input
                type="checkbox"
                id=binding.spec.id
                aria-describedby=binding.described_by
                aria-invalid=move || binding.aria_invalid()
                prop:checked=move || binding.value.get() == YES
                on:change:target=move |event| changed(event.target().checked())
            />
            <label class="field__label" for=binding.spec.id>
                {binding.spec.label}
            </label>
        </div>
    }
}
