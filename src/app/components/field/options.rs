//! Questions whose answers are there to be ticked.

use super::{Binding, label};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element};
use crate::wizard::Choice;
use crate::wizard::field::{NO, YES};

pub(super) fn radio_group(
    binding: Binding,
    choices: impl Iterator<Item = &'static Choice>,
    above: [View; 2],
) -> Element {
    let mut options = element("div").class("options");
    for (index, choice) in choices.enumerate() {
        options = options.child(radio(binding, choice, index == 0));
    }
    choice_group(binding, above, options)
}

fn choice_group(binding: Binding, above: [View; 2], options: Element) -> Element {
    element("fieldset")
        .attribute_from("aria-describedby", move || binding.described_by())
        .child(element("legend").class("field__label").child(binding.spec.label))
        .children(above)
        .child(options)
}

fn radio(binding: Binding, choice: &'static Choice, is_first: bool) -> Element {
    let input = option_input(binding, choice, is_first, "radio")
        .checked_from(move || binding.value() == choice.id)
        .on("change", move |_| binding.set(choice.id.to_owned()));
    option(binding, choice, input)
}

fn option_input(binding: Binding, choice: &Choice, is_first: bool, kind: &str) -> Element {
    let part = |part: &str| binding.part(&[choice.id, part].concat());
    // The first option carries the field's own name, so that the error summary leads to it.
    let id = if is_first { binding.spec.id.to_owned() } else { part("") };
    element("input").id(&id).attributes(&[
        ("type", kind),
        ("name", binding.spec.id),
        ("value", choice.id),
        ("aria-labelledby", &part("-title")),
        ("aria-describedby", &part("-hint")),
    ])
}

fn option(binding: Binding, choice: &'static Choice, input: Element) -> Element {
    let part = |part: &str| binding.part(&[choice.id, part].concat());
    let title = element("span")
        .class("option__title")
        .id(&part("-title"))
        .child(choice.title);
    let hint = element("span")
        .class("option__hint")
        .id(&part("-hint"))
        .child(prose(choice.hint.here()));
    element("label").class("option").child(input).child(title).child(hint)
}

/// Any number of choices. The value has them in their own order, whatever order they are ticked in.
pub(super) fn ticks(binding: Binding, choices: &'static [Choice], above: [View; 2]) -> Element {
    let mut options = element("div").class("options");
    for (index, choice) in choices.iter().enumerate() {
        let is_chosen = move || binding.value().split(',').any(|id| id == choice.id);
        let set = move |ticked: bool| {
            let value = binding.value_untracked();
            let is_wanted = |other: &&Choice| match other.id == choice.id {
                true => ticked,
                false => value.split(',').any(|id| id == other.id),
            };
            let ids: Vec<&str> = choices.iter().filter(is_wanted).map(|choice| choice.id).collect();
            binding.set(ids.join(","));
        };
        let input = option_input(binding, choice, index == 0, "checkbox");
        let input = input.checked_from(is_chosen).on_checked(set);
        options = options.child(option(binding, choice, input));
    }
    choice_group(binding, above, options)
}

pub(super) fn tick(binding: Binding) -> Element {
    let input = element("input").attribute("type", "checkbox");
    let input = binding
        .described(input)
        .checked_from(move || binding.value() == YES)
        .on_checked(move |ticked| binding.set(if ticked { YES } else { NO }.to_owned()));
    element("div").class("checkbox").child(input).child(label(binding.spec))
}
