//! What the app makes of the answers about clients, while they are typed.

use super::alternative::alternative_names;
use super::certificates;
use super::rows::{Common, subject_of};
use crate::pki::envoy;
use crate::pki::name::{AttributeType, DistinguishedName};
use crate::plan::verification::Outcome;
use crate::wizard::table::{self, Column};
use crate::wizard::{Draft, Field, message};

/// The subject of the client as Envoy will print it, under the question that decides it.
pub fn envoy_note(draft: &Draft, field: Field) -> Option<String> {
    let whole = draft.value(Field::ClientSubject).trim();
    let decides = if whole.is_empty() || !draft.asks(Field::ClientSubject) {
        Field::ClientCommonName
    } else {
        Field::ClientSubject
    };
    if field != decides || !draft.asks(Field::ClientSubject) {
        return None;
    }
    let subject = match decides {
        Field::ClientSubject => DistinguishedName::parse(whole).ok()?,
        _ => {
            let read = |field, kind| certificates::attribute(draft.value(field), kind).ok();
            certificates::leaf(
                read(Field::ClientCommonName, AttributeType::CommonName)?,
                read(Field::ClientOrganization, AttributeType::Organization)?,
            )
            .ok()?
        }
    };
    Some(message::subjects(1, &envoy::predicted(&subject)))
}

/// How many clients a table has, and how Envoy will print the first one's subject; of a table with a line that cannot be used,
/// where that is.
pub fn table_note(draft: &Draft, field: Field) -> Option<String> {
    let text = draft.value(field);
    let table::Table { rows, problems, .. } = table::read(text);
    let organization =
        certificates::attribute(draft.value(Field::ClientOrganization), AttributeType::Organization).ok();
    let common = Common {
        organization: organization.as_ref(),
        periods: None,
        outcome: Outcome::Admitted,
    };
    let is_wrong = |row: &&table::Row| {
        subject_of(row, &common).is_err() || alternative_names(row.cell(Column::Names), draft.international()).is_err()
    };
    let wrong = rows.iter().filter(is_wrong).map(|row| row.line);
    if let Some(line) = problems.iter().map(|(line, _)| *line).chain(wrong).min() {
        return Some(message::wrong_line(line));
    }
    let first = subject_of(rows.first()?, &common).ok()?;
    let note = message::subjects(rows.len(), &envoy::predicted(&first));
    // “Doe, John” is a name and an organization, or a name.
    let one_name = rows.iter().find_map(|row| {
        let [name, organization] = [Column::Name, Column::Organization].map(|column| row.cell(column));
        let written = [name, ", ", organization].concat();
        let is_line = text.lines().any(|line| line.trim() == written);
        (!name.is_empty() && !organization.is_empty() && is_line).then_some(written)
    });
    Some(match one_name {
        Some(name) => note + &message::one_name(&name),
        None => note,
    })
}

/// The subject of a row as Envoy will print it, where it can be made.
pub fn row_subject(organization: &str, row: &table::Row) -> Option<String> {
    let organization = certificates::attribute(organization, AttributeType::Organization).ok();
    let common = Common {
        organization: organization.as_ref(),
        periods: None,
        outcome: Outcome::Admitted,
    };
    Some(envoy::predicted(&subject_of(row, &common).ok()?))
}
