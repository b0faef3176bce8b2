//! Lines and cells of CSV (RFC 4180 section 2), as spreadsheets and people write them.

use std::ops::Range;

/// One cell and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    /// Without quotes; spaces around it are left out unless they are quoted.
    pub text: zeroize::Zeroizing<String>,
    /// What of the text it takes up, between two delimiters.
    pub span: Range<usize>,
    pub is_quoted: bool,
    /// The quotes are not as they should be.
    pub fault: Option<Fault>,
}

/// What is wrong with quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The text ends before the closing quote.
    Unclosed,
    /// Something stands behind the closing quote.
    TextBehind,
}

/// One line; longer where a quoted cell goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Counts from 1.
    pub line: usize,
    pub cells: Vec<Cell>,
}

impl Record {
    /// Whether there is nothing on the line, not even an empty pair of quotes.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty() && !cell.is_quoted)
    }
}

/// The first delimiter that stands outside quotes is that of the whole text: a name in front of it holds none unless quoted.
fn delimiter(text: &str) -> char {
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            ',' | ';' | '\t' if !quoted => return character,
            _ => {}
        }
    }
    ','
}

/// All lines, blank ones too. Line ends are LF, CR LF or CR; a byte order mark in front is left out.
pub(super) fn records(text: &str) -> Vec<Record> {
    let mut scanner = Scanner {
        text,
        position: if text.starts_with('\u{FEFF}') { 3 } else { 0 },
        line: 1,
        delimiter: delimiter(text),
    };
    let mut records = Vec::new();
    while scanner.position < text.len() {
        records.push(scanner.record());
    }
    records
}

struct Scanner<'a> {
    text: &'a str,
    position: usize,
    line: usize,
    delimiter: char,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        self.text[self.position..].chars().next()
    }

    fn take(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.position += character.len_utf8();
        let ends_line = character == '\n' || (character == '\r' && self.peek() != Some('\n'));
        self.line += usize::from(ends_line);
        Some(character)
    }

    fn record(&mut self) -> Record {
        let line = self.line;
        let mut cells = vec![self.cell()];
        loop {
            match self.take() {
                Some(character) if character == self.delimiter => cells.push(self.cell()),
                Some('\r') if self.peek() == Some('\n') => {}
                _ => return Record { line, cells },
            }
        }
    }

    /// Up to the next delimiter or line end, which stays.
    fn cell(&mut self) -> Cell {
        let start = self.position;
        while self.peek().is_some_and(|character| self.is_space(character)) {
            self.take();
        }
        let mut cell = if self.peek() == Some('"') {
            self.quoted()
        } else {
            self.plain()
        };
        cell.span = start..self.position;
        cell
    }

    fn is_space(&self, character: char) -> bool {
        character.is_whitespace() && !matches!(character, '\r' | '\n') && character != self.delimiter
    }

    fn ends(&self) -> bool {
        self.peek()
            .is_none_or(|character| character == self.delimiter || matches!(character, '\r' | '\n'))
    }

    fn plain(&mut self) -> Cell {
        let start = self.position;
        while !self.ends() {
            self.take();
        }
        Cell {
            text: self.text[start..self.position].trim().to_owned().into(),
            span: 0..0,
            is_quoted: false,
            fault: None,
        }
    }

    fn quoted(&mut self) -> Cell {
        let opening = self.position;
        self.take();
        // As long as the rest at most: growing would leave copies behind.
        let mut text = zeroize::Zeroizing::new(String::with_capacity(self.rest_of_quotes()));
        let mut fault = None;
        loop {
            match self.take() {
                Some('"') if self.peek() == Some('"') => {
                    self.take();
                    text.push('"');
                }
                Some('"') => break,
                Some(character) => text.push(character),
                None => {
                    fault = Some(Fault::Unclosed);
                    break;
                }
            }
        }
        while !self.ends() {
            let behind = self.take();
            if fault.is_none() && behind.is_some_and(|character| !character.is_whitespace()) {
                fault = Some(Fault::TextBehind);
            }
        }
        if fault == Some(Fault::TextBehind) {
            text = self.text[opening..self.position].trim().to_owned().into();
        }
        Cell {
            text,
            span: 0..0,
            is_quoted: true,
            fault,
        }
    }

    /// How many octets come before the next quote that is not doubled.
    fn rest_of_quotes(&self) -> usize {
        let rest = &self.text[self.position..];
        let mut octets = rest.bytes().enumerate();
        while let Some((index, octet)) = octets.next() {
            if octet == b'"' && rest.as_bytes().get(index + 1) != Some(&b'"') {
                return index;
            }
            if octet == b'"' {
                octets.next();
            }
        }
        rest.len()
    }
}
