//! The words for what is wrong with a table of clients, and for what it holds.

use super::{abbreviate, words};
use crate::locale::say;
use crate::pki::name::NameError;
use crate::wizard::problem::Problem;
use crate::wizard::table::{self, Column};
use crate::wizard::{Field, Form};

/// The message, beginning with the label.
pub(super) fn problem(form: &Form, field: Field, label: &str, problem: &Problem) -> String {
    let says = match problem {
        Problem::Row { line, column, problem } => {
            let mut place = say!("{label}: line {line}", label, line);
            if let Some(column) = column {
                place += say!(", column ");
                place += column.title();
            }
            return words(form, field, &place, problem);
        }
        Problem::Table(problem) => table(problem),
        Problem::RepeatedClient { name, first } => {
            let before = first.map(|line| say!(" (the first time in line {line})", line)).unwrap_or_default();
            say!("“{typed}” is named twice{before}. Type each client once, on one of the lists, or give them different subjects.", typed = abbreviate(name), before)
        }
        Problem::SubjectTwice => {
            say!("the column subject says the whole subject already. Leave this cell empty, or the other one.").to_owned()
        }
        Problem::Request(why) => why.clone(),
        Problem::RequestRefused { number, why } => say!("request {number} cannot be answered: {why}. Ask its owner for another one, or leave it out.", number, why),
        Problem::AlternativeName { name, error } => say!("“{typed}” cannot be used: {error}. Type names such as DNS:client.example.com, email:me@example.com, URI:spiffe://example.com/me \
             or IP:192.0.2.1, with spaces between them.", typed = abbreviate(name), error),
        Problem::LostPassword => {
            say!("the password that stood here is not kept any more, because passwords are not stored. Type it again, or leave the cell \
             empty and get a new one.")
                .to_owned()
        }
        Problem::NotAHost { name } => say!("“{typed}” is neither a DNS name nor an IP address, and clients look for nothing else in a server’s certificate. Take it away.", typed = abbreviate(name)),
        Problem::NoDnsName => say!("a server needs at least one DNS name. Type one such as api.example.com.").to_owned(),
        Problem::CannotSign => {
            say!("a certificate alone signs nothing. Choose an authority with its key, or one that is made here.").to_owned()
        }
        Problem::NoPassword { name } => say!("no password could be made for “{typed}”, because this browser gives no random numbers. Type one into the column password.", typed = abbreviate(name)),
        // The others have their words elsewhere.
        _ => return words(form, field, label, problem),
    };
    [label, ": ", &says].concat()
}

/// What to do about a subject that cannot be used.
pub(super) fn instead_of_subject(error: &NameError) -> &'static str {
    match error {
        NameError::Form(_) | NameError::Escape => {
            say!(
                "Type it as /CN=orders/OU=Team A/O=My Org, in the order of the certificate, or as O=My Org,OU=Team A,CN=orders, as Envoy \
             prints it; put a backslash before a comma or slash of a value."
            )
        }
        NameError::UnknownType(_) => {
            say!("Use CN, O, OU, C, ST, L, street, postalCode, DC, UID, emailAddress, serialNumber, SN, GN or title.")
        }
        NameError::MultiValued => say!("Separate them, or put a backslash before the plus sign of a value."),
        _ => say!("Type it without that."),
    }
}

fn table(problem: &table::Problem) -> String {
    let where_in = |column: &Option<Column>| match column {
        Some(column) => say!("in the column {column}, ", column = column.title()),
        None => String::new(),
    };
    match problem {
        table::Problem::UnclosedQuote { column } => say!(
            "{where_in}a quote is opened but never closed. Put a \" at the end of the value.",
            where_in = where_in(column)
        ),
        table::Problem::TextBehindQuote { column } => say!(
            "{where_in}something stands behind the closing quote. Put quotes around the whole value, and write \"\" for a quote in it.",
            where_in = where_in(column)
        ),
        table::Problem::UnknownColumn { title } => say!(
            "“{typed}” is not a column. Use name, O, CN, OU, SANs, validity, password or subject.",
            typed = abbreviate(title)
        ),
        table::Problem::RepeatedColumn(column) => {
            say!(
                "two columns are called {column}. Leave one of them out.",
                column = column.title()
            )
        }
        table::Problem::NoName => {
            say!("the header has no column that names the clients. Add a column name or CN.").to_owned()
        }
        table::Problem::TooManyCells { columns } => say!(
            "there are more than {columns} values. Put a value with a comma into quotes: \"Smith, Jones & Co\".",
            columns
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
        names.push(say!("and {rows} more", rows = rows.len() - NAMED));
    }
    names.join(", ")
}

/// What to type for a name with a comma, which is read as a name and an organization.
pub fn one_name(name: &str) -> String {
    let name = abbreviate(name);
    say!(". If “{name}” is one name, put it into quotes: `\"{name}\"`", name)
}

/// That a table is not to be counted yet, because of this line of it.
pub fn wrong_line(line: usize) -> String {
    say!("Line {line} cannot be used as it stands. Continue says why", line)
}

/// What the certificates of a table will say of their clients.
pub fn subjects(count: usize, first: &str) -> String {
    match count {
        1 => say!("Envoy will print the subject as `{first}`", first),
        _ => say!(
            "{count} clients. Envoy will print the subject of the first as `{first}`",
            count,
            first
        ),
    }
}
