//! What a person has typed so far, right or wrong. Nothing entered is lost, and secrets stay apart from the rest.

mod shown;

use std::collections::BTreeMap;
use std::fmt;

use zeroize::Zeroizing;

use super::field::{Condition, dns};
use super::read::{self, Reader};
use super::table::Vault;
use super::{Field, Form, Input, Step, message};
use crate::pki::clock::UnixTime;
use crate::plan::answers::Wanted;
use crate::plan::names::ToAscii;
use crate::plan::ordered;

/// Raw answers to a form.
#[derive(Clone)]
pub struct Draft {
    form: &'static Form,
    international: ToAscii,
    values: BTreeMap<Field, String>,
    secrets: BTreeMap<Field, Zeroizing<String>>,
    /// The passwords of tables, whose texts have marks in their place.
    vault: Vault,
    seed: Option<Zeroizing<[u8; 32]>>,
}

/// Secrets do not show.
impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Draft")
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Draft {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.form, other.form)
            && self.values == other.values
            && self.secrets == other.secrets
            && self.vault == other.vault
    }
}

/// An answer that everybody may see. Only [`Draft::public`] makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Public<'a> {
    field: Field,
    value: &'a str,
}

impl<'a> Public<'a> {
    pub fn field(&self) -> Field {
        self.field
    }

    /// As it was typed. In tables, marks stand for passwords.
    pub fn value(&self) -> &'a str {
        self.value
    }
}

/// A field and what is wrong with it, in words that say what to type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    pub field: Field,
    pub message: String,
}

/// A name that follows from the answers, in the tutorials' terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    pub name: &'static str,
    /// `None` while an answer that it is made of is wrong.
    pub value: Option<String>,
    pub meaning: &'static str,
}

/// An answer as the review shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub field: Field,
    pub label: &'static str,
    pub value: String,
}

impl Draft {
    /// The form with its defaults. Secrets start empty: generate them (see [`super::password`]).
    pub fn new(form: &'static Form, international: ToAscii) -> Self {
        let default = |field: Field| (field, form.default_of(field).to_owned());
        Self {
            form,
            international,
            values: ordered(form.fields().filter(|field| !field.is_secret()).map(default)),
            secrets: ordered(
                form.fields()
                    .filter(|field| field.is_secret())
                    .map(|field| (field, Zeroizing::default())),
            ),
            vault: Vault::default(),
            seed: None,
        }
    }

    /// How international names are written in ASCII.
    pub fn international(&self) -> ToAscii {
        self.international
    }

    pub fn form(&self) -> &'static Form {
        self.form
    }

    /// What stands in the field; empty for a field that the form does not have.
    pub fn value(&self, field: Field) -> &str {
        let secret = || self.secrets.get(&field).map(|value| value.as_str());
        self.values
            .get(&field)
            .map(String::as_str)
            .or_else(secret)
            .unwrap_or_default()
    }

    /// Replaces what stands in the field; a field that the form does not have is left out. Of a table, the passwords are kept
    /// apart, and marks stand in their place.
    pub fn set(&mut self, field: Field, value: String) {
        if let Some(secret) = self.secrets.get_mut(&field) {
            *secret = Zeroizing::new(value);
        } else if field.spec().input == Input::Clients {
            self.set_table(field, Zeroizing::new(value));
        } else if let Some(slot) = self.values.get_mut(&field) {
            *slot = value;
        }
    }

    fn set_table(&mut self, field: Field, text: Zeroizing<String>) {
        let Some(slot) = self.values.get_mut(&field) else {
            return;
        };
        *slot = self.vault.conceal(text);
        let tables = self
            .values
            .iter()
            .filter(|(field, _)| field.spec().input == Input::Clients);
        let texts: Vec<&str> = tables.map(|(_, text)| text.as_str()).collect();
        self.vault.forget_unmarked(&texts);
    }

    /// The password that a cell of a table stands for; `None` where it is not kept any more.
    pub fn revealed<'a>(&'a self, cell: &'a str) -> Option<&'a str> {
        self.vault.reveal(cell)
    }

    /// Takes 32 random octets, of which passwords are made for clients that are given none.
    pub fn set_seed(&mut self, seed: Zeroizing<[u8; 32]>) {
        self.seed = Some(seed);
    }

    /// What passwords are made of.
    pub fn seed(&self) -> Option<&[u8; 32]> {
        self.seed.as_deref()
    }

    /// Whether the form asks for it, given the other answers.
    pub fn asks(&self, field: Field) -> bool {
        self.values.contains_key(&field) && self.is_visible(field)
    }

    /// Every answer that may be stored or linked, in the order of the form. A key that was put in a wrong place may not.
    pub fn public(&self) -> impl Iterator<Item = Public<'_>> {
        let answer = |field| {
            let value = self.values.get(&field)?;
            (!value.contains("PRIVATE KEY-----")).then_some(Public { field, value })
        };
        self.form.fields().filter_map(answer)
    }

    /// Takes answers from storage or a link; whether all were taken. Unknown identifiers, secrets and impossible choices are
    /// ignored.
    pub fn restore<'a>(&mut self, stored: impl IntoIterator<Item = (&'a str, &'a str)>) -> bool {
        let mut all = true;
        for (id, value) in stored {
            match self.form.field(id) {
                Some(field) if !field.is_secret() && is_possible(field.spec().input, value) => {
                    self.set(field, value.to_owned());
                }
                _ => all = false,
            }
        }
        all
    }

    /// The form's defaults with this draft's secrets.
    pub fn with_defaults(&self) -> Self {
        let mut draft = self.clone();
        for field in self.form.fields().filter(|field| !field.is_secret()) {
            draft.set(field, self.form.default_of(field).to_owned());
        }
        draft
    }

    /// Whether the question applies, given the other answers.
    pub fn is_visible(&self, field: Field) -> bool {
        let holds = |condition: &Condition| match self.values.get(&condition.field) {
            Some(answer) => condition.answers.contains(&answer.as_str()) && self.is_visible(condition.field),
            // A question that the form does not ask cannot hide another.
            None => true,
        };
        if let Field::DnsCredential(credential) = field {
            let typed = self.value(Field::DnsCredentials) == dns::TYPED;
            return typed && credential.of_id(self.value(Field::DnsProvider)).is_some();
        }
        let applies = read::applies_to_server(self, field);
        let applies = applies.unwrap_or_else(|| field.spec().when.iter().all(holds));
        // Several clients get a password each.
        applies && (field != Field::Password || read::count(self) <= 1)
    }

    /// All answers, or everything that is wrong, in the order of the form.
    ///
    /// # Errors
    /// At least one, each at its field.
    pub fn answers(&self, now: UnixTime) -> Result<Wanted, Vec<FieldError>> {
        let mut reader = Reader::new(self, now);
        let answers = (self.form.read)(&mut reader);
        let problems = reader.into_problems();
        match answers {
            Some(answers) if problems.is_empty() => Ok(answers),
            _ => {
                let at = |field: Field| problems.iter().filter(move |(other, _)| *other == field);
                Err(self
                    .form
                    .fields()
                    .flat_map(at)
                    .map(|(field, problem)| message::field_error(self.form, *field, problem))
                    .collect())
            }
        }
    }

    /// What is wrong on one page.
    pub fn errors_in(&self, step: &Step, now: UnixTime) -> Vec<FieldError> {
        let errors = self.answers(now).err().unwrap_or_default();
        errors
            .into_iter()
            .filter(|error| step.fields().any(|field| field == error.field))
            .collect()
    }

    /// What the app makes of an answer, where that is not what was typed.
    pub fn note(&self, field: Field) -> Option<String> {
        let raw = self.value(field).trim();
        if let Field::DnsCredential(credential) = field {
            let (provider, credential) = credential.of_id(self.value(Field::DnsProvider))?;
            return message::need(provider.need(credential))
                .filter(|_| raw.is_empty())
                .map(str::to_owned);
        }
        let used = match field {
            Field::ParentDomain => read::domain(self).ok()?.to_string(),
            Field::SubdomainPrefix => read::prefix(self).ok()??.to_string(),
            Field::ClientUri if raw.is_empty() => read::client_uri(self)?,
            Field::ServerChain | Field::ClientCaChain | Field::ServerCaChain => return read::summary(raw),
            Field::ClientSubject | Field::ClientCommonName => return read::envoy_note(self, field),
            Field::AllowedClients | Field::DeniedClients | Field::Clients => return read::table_note(self, field),
            _ => return None,
        };
        (used != raw).then(|| message::used_as(&used))
    }
}

fn is_possible(input: Input, value: &str) -> bool {
    match input {
        Input::Select(choices) | Input::Radio(choices) => choices.iter().any(|choice| choice.id == value),
        Input::Several(choices) => value
            .split(',')
            .all(|id| id.is_empty() || choices.iter().any(|choice| choice.id == id)),
        Input::Checkbox => value == super::field::YES || value == super::field::NO,
        Input::Text | Input::Number => value.chars().count() <= 512,
        Input::Lines | Input::File => value.len() <= 65_536,
        Input::Clients => value.len() <= 262_144,
        Input::Password => false,
    }
}
