//! Clients from the lines of a table.

use super::alternative::alternative_names;
use super::certificates::attribute;
use super::{Reader, period};
use crate::pki::clock::Validity;
use crate::pki::name::{Attribute, AttributeType, DistinguishedName, NameError, SubjectAltName};
use crate::pki::pkcs12::{Password, Pkcs12Error};
use crate::plan::answers::SigningRequest;
use crate::plan::verification::Outcome;
use crate::wizard::Field;
use crate::wizard::problem::Problem;
use crate::wizard::table::{self, Column, Row};

/// A client before what it shares with the others is known.
pub(super) struct Named {
    /// Where it was typed.
    pub field: Field,
    /// Its line, in a table.
    pub line: Option<usize>,
    /// What it is called, and its folder.
    pub name: String,
    pub subject: DistinguishedName,
    /// Empty where it gets a URI that is made of its folder.
    pub names: Vec<SubjectAltName>,
    pub outcome: Outcome,
    /// `None` for that of all.
    pub validity: Option<Validity>,
    /// `None` where one is made.
    pub password: Option<Password>,
    /// Of a client that keeps its key.
    pub request: Option<Box<SigningRequest>>,
}

/// The most problems of one table that are told at once.
const TOLD: usize = 5;

/// What the lines of a table share.
pub(super) struct Common<'a> {
    pub organization: Option<&'a Attribute>,
    /// The authorities' period, and that of the clients.
    pub periods: Option<(Validity, Validity)>,
    pub outcome: Outcome,
}

/// The clients of a table; problems are kept.
pub(super) fn rows(reader: &mut Reader<'_>, field: Field, common: &Common<'_>) -> Option<Vec<Named>> {
    let table = table::read(reader.draft.value(field));
    let mut told = 0;
    for (line, problem) in table.problems {
        refuse(reader, field, &mut told, (line, None), Problem::Table(problem));
    }
    let mut clients: Vec<Named> = Vec::new();
    for row in &table.rows {
        match client(reader, row, common) {
            Ok(client) => clients.push(Named { field, ..client }),
            Err((column, problem)) => refuse(reader, field, &mut told, (row.line, Some(column)), problem),
        }
    }
    (told == 0).then_some(clients)
}

fn refuse(
    reader: &mut Reader<'_>,
    field: Field,
    told: &mut usize,
    (line, column): (usize, Option<Column>),
    problem: Problem,
) {
    *told += 1;
    if *told <= TOLD {
        let problem = Box::new(problem);
        reader.refuse(field, Problem::Row { line, column, problem });
    }
}

type At = (Column, Problem);

fn client(reader: &Reader<'_>, row: &Row, common: &Common<'_>) -> Result<Named, At> {
    let subject = subject_of(row, common)?;
    let names = alternative_names(row.cell(Column::Names), reader.draft.international())
        .map_err(|(name, error)| (Column::Names, Problem::AlternativeName { name, error }))?;
    let validity = match (row.cell(Column::Validity), common.periods) {
        ("", _) | (_, None) => None,
        (text, Some((authority, clients))) => Some(
            period::of_one(text, clients.not_before(), reader.now, authority)
                .map_err(|problem| (Column::Validity, problem))?,
        ),
    };
    let name = match (row.cell(Column::Name), subject.value(AttributeType::CommonName)) {
        ("", Some(common_name)) => common_name.to_owned(),
        ("", None) => row.cell(Column::Names).to_owned(),
        (name, _) => name.to_owned(),
    };
    if crate::pki::envoy::predicted(&subject).ends_with('*') {
        return Err((Column::CommonName, Problem::Wildcard { name }));
    }
    Ok(Named {
        field: Field::Clients,
        line: Some(row.line),
        name,
        subject,
        names,
        outcome: common.outcome,
        validity,
        password: password(reader, row).map_err(|problem| (Column::Password, problem))?,
        request: None,
    })
}

fn password(reader: &Reader<'_>, row: &Row) -> Result<Option<Password>, Problem> {
    match reader.draft.revealed(&row.password.0) {
        None => Err(Problem::LostPassword),
        Some("") => Ok(None),
        Some(text) => Password::new(text).map(Some).map_err(|error: Pkcs12Error| error.into()),
    }
}

/// Common name, units, organization: Envoy prints the reverse.
pub(super) fn subject_of(row: &Row, common: &Common<'_>) -> Result<DistinguishedName, At> {
    let whole = row.cell(Column::Subject);
    if !whole.is_empty() {
        let others = [Column::CommonName, Column::Units, Column::Organization];
        if let Some(other) = others.into_iter().find(|column| !row.cell(*column).is_empty()) {
            return Err((other, Problem::SubjectTwice));
        }
        return DistinguishedName::parse(whole).map_err(|error| (Column::Subject, error.into()));
    }
    let mut name = DistinguishedName::default();
    let mut push = |column: Column, attribute: Result<Attribute, NameError>| -> Result<(), At> {
        let at = |error: NameError| (column, Problem::from(error));
        name.push(attribute.map_err(at)?).map_err(at)
    };
    let (column, text) = match row.cell(Column::CommonName) {
        "" => (Column::Name, row.cell(Column::Name)),
        text => (Column::CommonName, text),
    };
    push(column, attribute(text, AttributeType::CommonName))?;
    let units = row
        .cell(Column::Units)
        .split(';')
        .map(str::trim)
        .filter(|unit| !unit.is_empty());
    for unit in units {
        push(Column::Units, attribute(unit, AttributeType::OrganizationalUnit))?;
    }
    match (row.cell(Column::Organization), common.organization) {
        ("", Some(shared)) => push(Column::Organization, Ok(shared.clone()))?,
        // It has an error of its own.
        ("", None) => {}
        (text, _) => push(Column::Organization, attribute(text, AttributeType::Organization))?,
    }
    Ok(name)
}
