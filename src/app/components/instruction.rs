//! Something to do in Kyma dashboard: where to go, and each field of the form with its value to copy.

use super::copy::copy_button;
use super::prose::prose;
use crate::app::dom::{Element, View, element, several};
use crate::locale::say;
use crate::render::dashboard::{self, Entry, button};

/// What to do before the form, the form, what to do after it.
pub fn instruction(instruction: &dashboard::Instruction) -> Element {
    let sentence = |text: &str| element("p").child(prose(text));
    let form = instruction.form();
    element("div")
        .class("todo")
        .child(sentence(&instruction.opening()))
        .children((!form.is_empty()).then(|| entries(form)))
        .children(instruction.closing().map(sentence))
}

fn entries(form: &[Entry]) -> Element {
    element("dl").class("sheet").children(form.iter().map(entry))
}

fn entry(entry: &Entry) -> Element {
    match entry {
        Entry::Field { label, value } => row(prose(label), copied(say!("the value of "), label, value).into()),
        Entry::Switch { label } => row(prose(label), say!("turn it on").into()),
        Entry::Own { label, hint } => row(prose(label), prose(hint)),
        Entry::Pair { key, value } => row(
            copied(say!("the key "), key, key).into(),
            copied(say!("the value of "), key, value).into(),
        ),
        Entry::File { key, path } => {
            let how = element("code").child(button::READ_FROM_FILE);
            let path = copied(say!("the value of "), key, path);
            row(
                copied(say!("the key "), key, key).into(),
                several([how.into(), ": ".into(), path.into()]),
            )
        }
        Entry::Section { label, add, entries } => {
            let heading = match add {
                true => say!("{label}: choose `{button}`", label, button = button::ADD),
                false => (*label).to_owned(),
            };
            group("sheet__group", prose(&heading), self::entries(entries).into())
        }
    }
}

fn row(label: View, value: View) -> Element {
    group("sheet__row", label, value)
}

fn group(class: &str, label: View, value: View) -> Element {
    element("div")
        .class(class)
        .child(element("dt").child(label))
        .child(element("dd").child(value))
}

/// A text and the button that copies it, whose name ends with `what` and `name`.
fn copied(what: &str, name: &str, text: &str) -> Element {
    let copy = text.to_owned();
    element("span")
        .class("sheet__text")
        // A line feed at the end shows as nothing.
        .child(element("span").class("value").child(text.trim_end_matches('\n')))
        .child(copy_button(&[what, name].concat(), None, move || copy.clone()))
}
