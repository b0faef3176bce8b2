//! The words for what is wrong with a table of clients, and for what it holds.

use super::{abbreviate, words};
use crate::pki::name::NameError;
use crate::wizard::problem::Problem;
use crate::wizard::table::{self, Column};
use crate::wizard::{Field, Form};

/// The message, beginning with the label.
pub(super) fn problem(form: &Form, field: Field, label: &str, problem: &Problem) -> String {
    let says = match problem {
        Problem::Row { line, column, problem } => {
            let mut place = format!("{label}: line {line}");
            if let Some(column) = column {
                place += ", column ";
                place += column.title();
            }
            return words(form, field, &place, problem);
        }
        Problem::Table(problem) => table(problem),
        Problem::RepeatedClient { name, first } => {
            let before = first.map(|line| format!(" (the first time in line {line})")).unwrap_or_default();
            format!(
                "“{}” is named twice{before}. Type each client once, on one of the lists, or give them different subjects.",
                abbreviate(name)
            )
        }
        Problem::SubjectTwice => {
            "the column subject says the whole subject already. Leave this cell empty, or the other one.".to_owned()
        }
        Problem::Request(why) => why.clone(),
        Problem::RequestRefused { number, why } => format!(
            "request {number} cannot be answered: {why}. Ask its owner for another one, or leave it out."
        ),
        Problem::AlternativeName { name, error } => format!(
            "“{}” cannot be used: {error}. Type names such as DNS:client.example.com, email:me@example.com, URI:spiffe://example.com/me \
             or IP:192.0.2.1, with spaces between them.",
            abbreviate(name)
        ),
        Problem::LostPassword => {
            "the password that stood here is not kept any more, because passwords are not stored. Type it again, or leave the cell \
             empty and get a new one."
                .to_owned()
        }
        Problem::NotAHost { name } => format!(
            "“{}” is neither a DNS name nor an IP address, and clients look for nothing else in a server's certificate. Take it away.",
            abbreviate(name)
        ),
        Problem::NoDnsName => "a server needs at least one DNS name. Type one such as api.example.com.".to_owned(),
        Problem::CannotSign => {
            "a certificate alone signs nothing. Choose an authority with its key, or one that is made here.".to_owned()
        }
        Problem::NoPassword { name } => format!(
            "no password could be made for “{}”, because this browser gives no random numbers. Type one into the column password.",
            abbreviate(name)
        ),
        // The others have their words elsewhere.
        _ => return words(form, field, label, problem),
    };
    [label, ": ", &says].concat()
}

/// What to do about a subject that cannot be used.
pub(super) fn instead_of_subject(error: &NameError) -> &'static str {
    match error {
        NameError::Form(_) | NameError::Escape => {
            "Type it as /CN=orders/OU=Team A/O=My Org, in the order of the certificate, or as O=My Org,OU=Team A,CN=orders, as Envoy \
             prints it; put a backslash before a comma or slash of a value."
        }
        NameError::UnknownType(_) => {
            "Use CN, O, OU, C, ST, L, street, postalCode, DC, UID, emailAddress, serialNumber, SN, GN or title."
        }
        NameError::MultiValued => "Separate them, or put a backslash before the plus sign of a value.",
        _ => "Type it without that.",
    }
}

fn table(problem: &table::Problem) -> String {
    let where_in = |column: &Option<Column>| match column {
        Some(column) => format!("in the column {}, ", column.title()),
        None => String::new(),
    };
    match problem {
        table::Problem::UnclosedQuote { column } => format!(
            "{}a quote is opened but never closed. Put a \" at the end of the value.",
            where_in(column)
        ),
        table::Problem::TextBehindQuote { column } => format!(
            "{}something stands behind the closing quote. Put quotes around the whole value, and write \"\" for a quote in it.",
            where_in(column)
        ),
        table::Problem::UnknownColumn { title } => format!(
            "“{}” is not a column. Use name, O, CN, OU, SANs, validity, password or subject.",
            abbreviate(title)
        ),
        table::Problem::RepeatedColumn(column) => {
            format!("two columns are called {}. Leave one of them out.", column.title())
        }
        table::Problem::NoName => {
            "the header has no column that names the clients. Add a column name or CN.".to_owned()
        }
        table::Problem::TooManyCells { columns } => format!(
            "there are more than {columns} values. Put a value with a comma into quotes: \"Smith, Jones & Co\"."
        ),
    }
}

/// The most clients that the review names.
const NAMED: usize = 5;

/// A table as the review shows it.
pub fn clients(text: &str) -> String {
    let rows = table::read(text).rows;
    let name = |row: &table::Row| {
        let columns = [Column::Name, Column::CommonName, Column::Subject];
        let cells = columns.into_iter().map(|column| row.cell(column));
        abbreviate(cells.into_iter().find(|cell| !cell.is_empty()).unwrap_or_default())
    };
    let mut names: Vec<String> = rows.iter().take(NAMED).map(name).collect();
    if rows.len() > NAMED {
        names.push(format!("and {} more", rows.len() - NAMED));
    }
    names.join(", ")
}

/// What to type for a name with a comma, which is read as a name and an organization.
pub fn one_name(name: &str) -> String {
    let name = abbreviate(name);
    format!(". If “{name}” is one name, put it into quotes: `\"{name}\"`")
}

/// That a table is not to be counted yet, because of this line of it.
pub fn wrong_line(line: usize) -> String {
    [
        "Line ",
        &line.to_string(),
        " cannot be used as it stands. Continue says why",
    ]
    .concat()
}

/// What the certificates of a table will say of their clients.
pub fn subjects(count: usize, first: &str) -> String {
    match count {
        1 => format!("Envoy will print the subject as `{first}`"),
        _ => format!("{count} clients. Envoy will print the subject of the first as `{first}`"),
    }
}
