//! What the app makes of the answers about clients, while they are typed.

use super::certificates;
use super::rows::{Common, subject_of};
use crate::pki::envoy;
use crate::pki::name::{AttributeType, DistinguishedName};
use crate::plan::verification::Outcome;
use crate::wizard::{Draft, Field, message, table};

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

/// How many clients a table has, and how Envoy will print the first one's subject.
pub fn table_note(draft: &Draft, field: Field) -> Option<String> {
    let rows = table::read(draft.value(field)).rows;
    let organization =
        certificates::attribute(draft.value(Field::ClientOrganization), AttributeType::Organization).ok();
    let common = Common {
        organization: organization.as_ref(),
        periods: None,
        outcome: Outcome::Admitted,
    };
    let first = subject_of(rows.first()?, &common).ok()?;
    Some(message::subjects(rows.len(), &envoy::predicted(&first)))
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
