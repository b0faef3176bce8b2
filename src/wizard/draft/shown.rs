//! What the answers come to, as people are shown it.

use super::{Derived, Draft, Row};
use crate::locale::say;
use crate::wizard::field::YES;
use crate::wizard::{Field, Input, Step, message, read};

impl Draft {
    /// The hosts that follow from the answers.
    pub fn derived(&self) -> Vec<Derived> {
        let domains = read::domains_of(self);
        let value = |pick: fn(&crate::plan::Domains) -> String| domains.as_ref().map(pick);
        vec![
            Derived {
                name: "SUBDOMAIN",
                value: value(|domains| domains.subdomain.to_string()),
                meaning: say!("What the Gateway’s hosts stand below."),
            },
            Derived {
                name: "GATEWAY_DOMAIN",
                value: value(|domains| domains.gateway.to_string()),
                meaning: say!("All hosts that the Gateway serves, and the name in its certificate."),
            },
            Derived {
                name: "WORKLOAD_DOMAIN",
                value: value(|domains| domains.workload.to_string()),
                meaning: say!("Where you will reach the workload."),
            },
        ]
    }

    /// The answers of one page as the review shows them; secrets as dots.
    pub fn rows(&self, step: &Step) -> Vec<Row> {
        let shown = |field: Field| Row {
            field,
            label: field.spec().label.here(),
            value: self.shown(field),
        };
        step.fields()
            .filter(|field| self.is_visible(*field))
            .map(shown)
            .collect()
    }

    fn shown(&self, field: Field) -> String {
        let value = self.value(field).trim();
        match field.spec().input {
            _ if field.is_secret() && value.is_empty() => String::new(),
            _ if field.is_secret() => "••••••••".to_owned(),
            Input::Select(choices) | Input::Radio(choices) => choices
                .iter()
                .find(|choice| choice.id == value)
                .map_or(value, |choice| choice.title.here())
                .to_owned(),
            Input::Several(choices) => message::several(choices, value),
            Input::Checkbox => message::yes_or_no(value == YES).to_owned(),
            Input::Lines => message::lines(value),
            Input::Clients => message::clients(value),
            Input::File => message::file(value),
            Input::Text | Input::Number | Input::Password => match field {
                Field::ParentDomain => read::domain(self).map_or_else(|_| value.to_owned(), |name| name.to_string()),
                Field::ClientUri => read::client_uri(self).unwrap_or_else(|| value.to_owned()),
                Field::CaValidity | Field::LeafValidity => message::period(value),
                _ => value.to_owned(),
            },
        }
    }
}
