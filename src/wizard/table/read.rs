//! From text to rows.

use std::ops::Range;

use super::cells::{Cell, Fault, Record, records};
use super::{Column, Row};

/// What a text says.
#[derive(Clone, Debug, Default)]
pub struct Table {
    pub rows: Vec<Row>,
    /// What is wrong with the text as a table, in the order of the lines.
    pub problems: Vec<(usize, Problem)>,
    /// Where the passwords stand in the text.
    pub(super) passwords: Vec<Range<usize>>,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// A quote opens a cell that none closes.
    UnclosedQuote { column: Option<Column> },
    /// Something stands between a closing quote and the next delimiter.
    TextBehindQuote { column: Option<Column> },
    /// A cell of the header line that names no column.
    UnknownColumn { title: String },
    /// Two cells of the header line name the same column.
    RepeatedColumn(Column),
    /// The header line names nothing that a client could be called by.
    NoName,
    /// There are more cells than columns.
    TooManyCells { columns: usize },
}

/// Reads a text.
pub fn read(text: &str) -> Table {
    let records = records(text);
    let mut lines = records.iter().filter(|record| !record.is_blank()).peekable();
    let mut table = Table::default();
    let header = lines.next_if(|first| is_header(first));
    let columns = match header {
        Some(header) => table.header(header),
        None => Column::ALL[..Column::WITHOUT_HEADER]
            .iter()
            .copied()
            .map(Some)
            .collect(),
    };
    for record in lines {
        table.line(record, &columns, text);
    }
    let last = records.last().and_then(|record| record.cells.last());
    if let Some(lines) = last.and_then(|cell| swallowed(cell, text)) {
        table.swallowed_passwords(&columns, text, lines);
    }
    table
}

/// Where the lines begin that a quote without an end takes into its cell.
fn swallowed(cell: &Cell, text: &str) -> Option<usize> {
    let line = text[cell.span.clone()].find(['\r', '\n'])?;
    (cell.fault == Some(Fault::Unclosed)).then_some(cell.span.start + line)
}

/// While a quote is open, everything up to the end of the text belongs to its cell, which is not to vanish with a password.
fn of_password(cell: &Cell, text: &str) -> Range<usize> {
    let end = swallowed(cell, text).unwrap_or(cell.span.end);
    cell.span.start..end
}

/// A lone cell is a header only without quotes: a client may be called anything.
fn is_header(record: &Record) -> bool {
    let named = record.cells.iter().filter(|cell| !cell.text.is_empty());
    let known = named
        .clone()
        .filter(|cell| Column::of_header(&cell.text).is_some())
        .count();
    match record.cells.as_slice() {
        [cell] => known == 1 && !cell.is_quoted,
        // Nobody is called so who has an organization as well.
        [first, ..] => {
            known >= 2
                || matches!(
                    first.text.to_ascii_lowercase().as_str(),
                    "name" | "cn" | "common name" | "subject"
                )
        }
        [] => false,
    }
}

impl Table {
    /// The columns of a header line; `None` for one that is not known.
    fn header(&mut self, record: &Record) -> Vec<Option<Column>> {
        let mut columns: Vec<Option<Column>> = Vec::new();
        for cell in &record.cells {
            let column = Column::of_header(&cell.text);
            let problem = match column {
                Some(column) if columns.contains(&Some(column)) => Some(Problem::RepeatedColumn(column)),
                None if !cell.text.is_empty() => Some(Problem::UnknownColumn {
                    title: cell.text.to_string(),
                }),
                _ => None,
            };
            self.problems.extend(problem.map(|problem| (record.line, problem)));
            columns.push(column);
        }
        let names = [Column::Name, Column::CommonName, Column::Subject];
        if !names.iter().any(|column| columns.contains(&Some(*column))) {
            self.problems.push((record.line, Problem::NoName));
        }
        columns
    }

    fn line(&mut self, record: &Record, columns: &[Option<Column>], text: &str) {
        let mut row = Row {
            line: record.line,
            ..Row::default()
        };
        let takes_passwords = columns.contains(&Some(Column::Password));
        for (index, cell) in record.cells.iter().enumerate() {
            let column = columns.get(index).copied();
            self.fault(record.line, cell, column.flatten());
            match column {
                Some(Some(Column::Password)) => {
                    self.passwords.push(of_password(cell, text));
                    row.password.0.clone_from(&cell.text);
                }
                Some(Some(column)) => row.cells[column.index()].clone_from(&cell.text),
                Some(None) => {}
                None if cell.text.is_empty() => {}
                None => {
                    // A delimiter too many may have moved a password here.
                    if takes_passwords {
                        self.passwords.push(of_password(cell, text));
                    }
                    let problem = Problem::TooManyCells { columns: columns.len() };
                    if self.problems.last().is_none_or(|(line, _)| *line != record.line) {
                        self.problems.push((record.line, problem));
                    }
                }
            }
        }
        self.rows.push(row);
    }

    /// The passwords of lines behind a quote without an end, which somebody may still be typing. No quote follows it, so the
    /// lines are read as they will be once it is closed.
    fn swallowed_passwords(&mut self, columns: &[Option<Column>], text: &str, start: usize) {
        let takes_passwords = columns.contains(&Some(Column::Password));
        let rest = &text[start..];
        for record in records(rest) {
            for (index, cell) in record.cells.iter().enumerate() {
                let is_password = match columns.get(index) {
                    Some(column) => *column == Some(Column::Password),
                    None => takes_passwords && !cell.text.is_empty(),
                };
                if is_password {
                    let span = of_password(cell, rest);
                    self.passwords.push(start + span.start..start + span.end);
                }
            }
        }
    }

    fn fault(&mut self, line: usize, cell: &Cell, column: Option<Column>) {
        let problem = match cell.fault {
            None => return,
            Some(Fault::Unclosed) => Problem::UnclosedQuote { column },
            Some(Fault::TextBehind) => Problem::TextBehindQuote { column },
        };
        self.problems.push((line, problem));
    }
}
