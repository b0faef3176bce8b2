//! Clients row by row: a group of inputs for each, which write into the text that the list is.

use leptos::prelude::*;

use super::button::compact_button;
use super::clients::row_button;
use super::field::Binding;
use super::prose::prose;
use super::spiffe::{spiffe_form, with_name};
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::focus;
use crate::locale::{Text, say, text};
use crate::wizard::read;
use crate::wizard::table::{self, Column, Row};

/// How many rows are shown at first, and how many more each time.
const SHOWN: usize = 10;

/// The columns in the order in which people think of them, with what their inputs are called.
const INPUTS: [(Column, Text); 8] = [
    (Column::Name, text("Name")),
    (Column::CommonName, text("Common name, if another")),
    (Column::Organization, text("Organization, if another")),
    (Column::Units, text("Units (OU), ; between them")),
    (Column::Names, text("DNS, email, URI, IP names")),
    (Column::Validity, text("Valid for (days or last day)")),
    (Column::Password, text("Password, if not a new one")),
    (Column::Subject, text("Whole subject, instead")),
];

/// The rows, and a button for another one.
pub(super) fn rows(binding: Binding) -> View {
    let limit = RwSignal::new(SHOWN);
    let state = move || {
        let table = table::read(&binding.value());
        (table.rows.len(), limit.get(), table.problems.is_empty())
    };
    live::region(state, move |(count, limit_now, is_table)| {
        if !is_table {
            return element("p")
                .class("field__hint")
                .attribute("role", "status")
                .child(say!(
                    "The text above is not a table yet. Continue says what is wrong; mend that first."
                ))
                .into();
        }
        let mut list = element("div").class("rows");
        for index in 0..(*count).min(*limit_now) {
            list = list.child(row(binding, index));
        }
        several([list.into(), actions(binding, limit, *count, *limit_now).into()])
    })
}

fn actions(binding: Binding, limit: RwSignal<usize>, count: usize, shown: usize) -> Element {
    let id = binding.part("add");
    let add = compact_button()
        .id(&id)
        .child(say!("Add a client"))
        .on("click", move |_| {
            change(binding, |rows| rows.push(Row::default()));
            limit.update(|limit| *limit = (*limit).max(count + 1));
            let first = input_id(binding, count, Column::Name);
            request_animation_frame(move || focus::move_to(&first));
        });
    let more = (count > shown).then(|| {
        let left = count - shown;
        let text = say!("Show {next} of {left} more", next = left.min(SHOWN), left);
        compact_button().child(text).on("click", move |_| {
            limit.update(|limit| *limit += SHOWN);
            let next = input_id(binding, shown, Column::Name);
            request_animation_frame(move || focus::move_to(&next));
        })
    });
    element("div").class("secret").child(add).children(more)
}

/// One client. Its inputs stay while they are typed into: only another number of rows draws them anew.
fn row(binding: Binding, index: usize) -> Element {
    let title = say!("Client {number}", number = index + 1);
    let subject = live::region(
        move || cell(binding, index).and_then(|row| read::row_subject(&binding.organization(), &row)),
        |subject| match subject {
            Some(subject) => prose(&say!("Envoy prints `{subject}`", subject)),
            None => nothing(),
        },
    );
    let remove = row_button(say!("Remove"), &title.to_lowercase()).on("click", move |_| {
        change(binding, |rows| {
            if index < rows.len() {
                rows.remove(index);
            }
        });
        let add = binding.part("add");
        request_animation_frame(move || focus::move_to(&add));
    });
    let inputs = INPUTS.map(|(column, label)| input(binding, index, column, label.here()));
    element("fieldset")
        .class("row")
        .child(element("legend").class("row__title").child(title.as_str()))
        .child(element("div").class("row__inputs").children(inputs))
        .child(
            element("div")
                .class("row__below")
                .child(element("p").class("field__hint").child(subject))
                .child(remove),
        )
        .child(spiffe_form(
            &binding.part(&[&index.to_string(), "-spiffe"].concat()),
            &title,
            move |uri| {
                change(binding, |rows| {
                    if let Some(row) = rows.get_mut(index) {
                        let names = with_name(row.cell(Column::Names), " ", uri);
                        row.set(Column::Names, names);
                    }
                });
            },
        ))
}

fn input_id(binding: Binding, index: usize, column: Column) -> String {
    binding.part(&[&index.to_string(), "-", column.title()].concat())
}

fn input(binding: Binding, index: usize, column: Column, label: &'static str) -> Element {
    let id = input_id(binding, index, column);
    let input = element("input").class("input").id(&id).attributes(&[
        ("autocomplete", "off"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ]);
    let set = move |text: String| {
        change(binding, |rows| {
            if let Some(row) = rows.get_mut(index) {
                row.set(column, text);
            }
        });
    };
    let input = if column == Column::Password {
        secret(binding, index, input, set)
    } else {
        input
            .attribute("type", "text")
            .value_from(move || {
                cell(binding, index)
                    .map(|row| row.cell(column).to_owned())
                    .unwrap_or_default()
            })
            .on_value("input", set)
    };
    element("div")
        .class("row__input")
        .child(element("label").attribute("for", &id).child(label))
        .child(input)
}

/// Taken when it is left, and never shown again.
fn secret(binding: Binding, index: usize, input: Element, set: impl Fn(String) + 'static) -> Element {
    let is_kept = move || cell(binding, index).is_some_and(|row| !row.password.0.is_empty());
    let node = input.clone();
    input
        .attribute("type", "password")
        .attribute_from("placeholder", move || {
            is_kept().then(|| say!("Kept, not shown").to_owned())
        })
        .on_value("change", move |text| {
            if !text.is_empty() {
                set(text);
                node.set_value("");
            }
        })
}

fn cell(binding: Binding, index: usize) -> Option<Row> {
    table::read(&binding.value()).rows.into_iter().nth(index)
}

fn change(binding: Binding, change: impl FnOnce(&mut Vec<Row>)) {
    let mut rows = table::read(&binding.value_untracked()).rows;
    change(&mut rows);
    binding.set(table::write(&rows));
}
