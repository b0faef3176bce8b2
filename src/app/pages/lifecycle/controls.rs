//! The few kinds of question that these pages ask.

use std::sync::Arc;

use leptos::prelude::*;

use crate::app::components::callout::{Tone, callout};
use crate::app::components::disclosure::folded;
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, live, nothing};
use crate::lifecycle::keyring::Keyring;
use crate::lifecycle::setup::{SecretForm, Setup, TypedSetup};
use crate::locale::say;
use crate::pki::key::KeyAlgorithm;

/// A text to be typed. `id` is its own on the page.
pub fn text_field(id: &str, label: &str, hint: &str, value: RwSignal<String>) -> Element {
    labelled(id, label, hint).child(input(id, "input", value))
}

/// A whole number to be typed.
pub fn number_field(id: &str, label: &str, hint: &str, value: RwSignal<String>) -> Element {
    labelled(id, label, hint).child(input(id, "input input--number", value).attribute("inputmode", "numeric"))
}

fn input(id: &str, class: &str, value: RwSignal<String>) -> Element {
    element("input")
        .class(class)
        .id(id)
        .attributes(&[
            ("type", "text"),
            ("autocomplete", "off"),
            ("autocapitalize", "none"),
            ("spellcheck", "false"),
            ("aria-describedby", &[id, "-hint"].concat()),
        ])
        .value_from(move || value.get())
        .on_value("input", move |text| value.set(text))
}

/// A choice out of several, each with its identifier and its title.
pub fn select_field(
    id: &str,
    label: &str,
    hint: &str,
    options: &[(String, String)],
    value: RwSignal<String>,
) -> Element {
    let option = |(id, title): &(String, String)| element("option").attribute("value", id).child(title.as_str());
    let select = element("select")
        .class("input")
        .id(id)
        .attribute("aria-describedby", &[id, "-hint"].concat())
        .children(options.iter().map(option))
        .value_from(move || value.get())
        .on_value("change", move |text| value.set(text));
    labelled(id, label, hint).child(select)
}

/// The algorithm of keys that are made anew; an empty value for that of the key before.
pub fn algorithm_field(id: &str, label: &str, value: RwSignal<String>) -> Element {
    let before = (String::new(), say!("As before, each its own").to_owned());
    let known = KeyAlgorithm::ALL.map(|algorithm| (algorithm.id().to_owned(), algorithm.title().to_owned()));
    let options: Vec<(String, String)> = [before].into_iter().chain(known).collect();
    select_field(id, label, "", &options, value)
}

fn labelled(id: &str, label: &str, hint: &str) -> Element {
    let label = element("label").class("field__label").attribute("for", id).child(label);
    let hint = element("p")
        .class("field__hint")
        .id(&[id, "-hint"].concat())
        .child(prose(hint));
    element("div").class("field").child(label).child(hint)
}

/// A box to tick, with what it is about and a detail.
pub fn tick(
    id: &str,
    title: &str,
    detail: &str,
    is_ticked: impl Fn() -> bool + 'static,
    take: impl Fn(bool) + 'static,
) -> Element {
    let about = [id, "-detail"].concat();
    let input = element("input")
        .id(id)
        .attributes(&[("type", "checkbox"), ("aria-describedby", &about)])
        .checked_from(is_ticked)
        .on_checked(take);
    let label = element("label").class("field__label").attribute("for", id).child(title);
    let detail = element("span").class("ring__detail").id(&about).child(detail);
    element("div")
        .class("checkbox")
        .child(input)
        .child(element("span").child(label).child(detail))
}

/// A number of days, as typed.
pub fn days(text: &str) -> Result<u32, String> {
    let wrong = || {
        say!(
            "“{text}” is not a number of days. Type a whole number, such as 397.",
            text
        )
    };
    text.trim().parse().map_err(|_| wrong())
}

/// What went wrong, read out at once.
pub fn alert(problem: RwSignal<String>) -> Element {
    element("div").attribute("role", "alert").child(live::region(
        move || problem.get(),
        |problem| match problem.as_str() {
            "" => nothing(),
            problem => callout(Tone::Error, [element("p").child(problem)]).into(),
        },
    ))
}

/// Where the cluster keeps the Secrets.
#[derive(Clone, Copy)]
pub struct SetupFields {
    secret: RwSignal<String>,
    form: RwSignal<String>,
    context: RwSignal<String>,
}

impl SetupFields {
    /// With what the archive says.
    pub fn of(keyring: &Keyring) -> Self {
        let TypedSetup { secret, form, context } = TypedSetup::of(keyring.origin.as_ref());
        Self {
            secret: RwSignal::new(secret),
            form: RwSignal::new(form),
            context: RwSignal::new(context),
        }
    }

    /// The questions, a group of `id`'s; folded where the archive has the answers.
    pub fn view(self, id: &str, keyring: &Keyring) -> View {
        let part = |name: &str| [id, "-", name].concat();
        let forms = SecretForm::ALL.map(|form| (form.id().to_owned(), form.title().to_owned()));
        let fields = element("div")
            .class("fields")
            .child(text_field(
                &part("secret"),
                say!("Secret of the Gateway"),
                say!("The Gateway’s `credentialName`, without `-cacert`."),
                self.secret,
            ))
            .child(select_field(
                &part("form"),
                say!("Keys in the Secret"),
                say!("What `kubectl get secret NAME -n istio-system -o yaml` shows under `data`."),
                &forms,
                self.form,
            ))
            .child(text_field(
                &part("context"),
                say!("Kube context"),
                say!("Every command names it. Empty: the current context."),
                self.context,
            ));
        let aside = say!("Secret {name}", name = self.secret.get_untracked());
        let details = folded(say!("Where it is in the cluster"), &aside, fields);
        match keyring.origin {
            Some(_) => details.into(),
            None => details.attribute("open", "").into(),
        }
    }

    /// What was typed, checked.
    pub fn read(self, keyring: &Arc<Keyring>) -> Result<Setup, String> {
        let typed = TypedSetup {
            secret: self.secret.get_untracked(),
            form: self.form.get_untracked(),
            context: self.context.get_untracked(),
        };
        Setup::new(&typed, keyring.origin.as_ref()).map_err(|error| capitalized(&error.to_string()) + ".")
    }
}

/// The text as a sentence begins.
pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
