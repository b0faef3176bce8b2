//! Something to do in Kyma dashboard: where to go, and each field of the form with its value to copy.

use super::copy::copy_button;
use super::prose::prose;
use crate::app::dom::{Element, View, element};
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
        Entry::Field { label, value } => row((*label).into(), None, label, value),
        Entry::Switch { label } => group("sheet__row", label, element("dd").child("turn it on")),
        Entry::Pair { key, value } => row(copied_key(key), None, key, value),
        Entry::File { key, path } => row(copied_key(key), Some(button::READ_FROM_FILE), key, path),
        Entry::Section { label, add, entries } => {
            let heading = match add {
                true => [label, ": choose `", button::ADD, "`"].concat(),
                false => (*label).to_owned(),
            };
            group("sheet__group", &heading, element("dd").child(self::entries(entries)))
        }
    }
}

fn group(class: &str, heading: &str, content: Element) -> Element {
    element("div")
        .class(class)
        .child(element("dt").child(prose(heading)))
        .child(content)
}

/// A key that the person types too.
fn copied_key(key: &str) -> View {
    let text = key.to_owned();
    element("span")
        .class("sheet__key")
        .child(element("code").child(key))
        .child(copy_button(&["the key ", key].concat(), None, move || text.clone()))
        .into()
}

/// `how` is the button that takes the value in, where it is not typed.
fn row(label: View, how: Option<&'static str>, name: &str, value: &str) -> Element {
    let text = value.to_owned();
    let how = how.map(|how| element("span").class("sheet__how").child(element("code").child(how)));
    let copy = copy_button(&["the value of ", name].concat(), None, move || text.clone());
    element("div")
        .class("sheet__row")
        .child(element("dt").child(label))
        .child(
            element("dd")
                .children(how)
                .child(element("span").class("value").child(value.trim_end())),
        )
        .child(element("dd").class("sheet__copy").child(copy))
}
