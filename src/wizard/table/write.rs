//! From rows to text.

use super::{Column, Row};

/// Plain names where there is nothing else, otherwise CSV with a header line and the columns that are used. Reading it again
/// gives the same rows, numbered by their lines.
pub fn write(rows: &[Row]) -> String {
    let mut text = String::new();
    if rows.iter().all(Row::is_plain) {
        for (index, row) in rows.iter().enumerate() {
            let name = row.cell(Column::Name);
            // The first line must not look like a header.
            let must_quote = name.is_empty() || (index == 0 && Column::of_header(name).is_some());
            cell(&mut text, name, must_quote);
            text.push('\n');
        }
    } else {
        table(&mut text, rows);
    }
    if text.ends_with('\n') {
        text.pop();
    }
    text
}

fn table(text: &mut String, rows: &[Row]) {
    let is_used = |column: Column| {
        column == Column::Name
            || rows.iter().any(|row| match column {
                Column::Password => !row.password.0.is_empty(),
                _ => !row.cell(column).is_empty(),
            })
    };
    let columns: Vec<Column> = Column::ALL.into_iter().filter(|column| is_used(*column)).collect();
    let titles: Vec<&str> = columns.iter().map(|column| column.title()).collect();
    *text += &titles.join(",");
    text.push('\n');
    for row in rows {
        for (index, column) in columns.iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            let value = match column {
                Column::Password => row.password.0.as_str(),
                _ => row.cell(*column),
            };
            // A line of nothing but commas would be taken for an empty one.
            cell(text, value, index == 0 && value.is_empty());
        }
        text.push('\n');
    }
}

/// Quoted only where it must be, so that plain names stay plain.
fn cell(text: &mut String, value: &str, must_quote: bool) {
    let is_special = |character: char| matches!(character, ',' | ';' | '\t' | '"' | '\r' | '\n' | '\u{FEFF}');
    if !must_quote && value.trim() == value && !value.contains(is_special) {
        text.push_str(value);
        return;
    }
    text.push('"');
    text.push_str(&value.replace('"', "\"\""));
    text.push('"');
}
