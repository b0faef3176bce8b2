//! Clients as a table: what people and spreadsheets write is read, rows and text are the same thing, and passwords are never
//! where they could be stored or shown.

mod secrecy;

use mtls_wizard::wizard::table::{Column, Problem, Row, read, without_passwords, write};
use proptest::prelude::*;

use Column::{CommonName, Name, Names, Organization, Subject, Units, Validity};

fn cells(text: &str, column: Column) -> Vec<String> {
    let table = read(text);
    assert_eq!(table.problems, [], "{text:?}");
    table.rows.iter().map(|row| row.cell(column).to_owned()).collect()
}

#[test]
fn plain_names_are_names() {
    assert_eq!(
        cells("alice\n\n  bob \r\nZoë Müller", Name),
        ["alice", "bob", "Zoë Müller"]
    );
    assert_eq!(cells("\"Smith, \"\"Jones\"\" & Co\"", Name), ["Smith, \"Jones\" & Co"]);
    assert!(read(" \n\t\n").rows.is_empty());
}

#[test]
fn columns_without_a_header_are_in_the_usual_order() {
    let text = "orders,My Org,orders-api,Team A;Shop,DNS:a.example IP:192.0.2.1,90,s3cret!\nplain";
    let table = read(text);
    assert_eq!(table.problems, []);
    let row = &table.rows[0];
    let found = [Name, Organization, CommonName, Units, Names, Validity].map(|column| row.cell(column));
    assert_eq!(
        found,
        [
            "orders",
            "My Org",
            "orders-api",
            "Team A;Shop",
            "DNS:a.example IP:192.0.2.1",
            "90"
        ]
    );
    assert_eq!(*row.password.0, "s3cret!");
    assert_eq!((table.rows[1].line, table.rows[1].cell(Name)), (2, "plain"));
}

#[test]
fn a_header_may_be_in_any_order_case_and_wording() {
    let text = "\u{FEFF}Common Name;Organisation;Valid until;E-Mail password;organizational_units\r\nalice;Org;2027-01-31;secret;\"A;B\"\r\n";
    let table = read(text);
    assert_eq!(table.problems, []);
    let row = &table.rows[0];
    let found = [CommonName, Organization, Validity, Units].map(|column| row.cell(column));
    assert_eq!(found, ["alice", "Org", "2027-01-31", "A;B"]);
    assert_eq!((row.line, row.password.0.as_str()), (2, "secret"));
    assert_eq!(cells("DN\n\"CN=a,O=b\"", Subject), ["CN=a,O=b"]);
    assert_eq!(
        cells("cn\tSubject Alternative Names\na\tx.example", Names),
        ["x.example"]
    );
    assert_eq!(cells("\"name\",\"ou\"\r\n\"a\",\"b\"", Units), ["b"]);
}

#[test]
fn a_lone_quoted_cell_is_a_name_whatever_it_says() {
    assert_eq!(cells("\"name\"\nalice", Name), ["name", "alice"]);
    assert_eq!(cells("name\nalice", Name), ["alice"]);
}

#[test]
fn the_first_delimiter_outside_quotes_is_that_of_the_text() {
    assert_eq!(cells("alice,Org,,A;B;C;D", Units), ["A;B;C;D"]);
    assert_eq!(
        cells("alice;Sue, Grabbit & Runn", Organization),
        ["Sue, Grabbit & Runn"]
    );
    assert_eq!(cells("alice\tOrg, with; all\t\tunit", Organization), ["Org, with; all"]);
    assert_eq!(cells("\"a,b\";Org", Organization), ["Org"]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let problems = |text: &str| read(text).problems;
    assert_eq!(
        problems("name,O\n\"open,Org\n"),
        [(2, Problem::UnclosedQuote { column: Some(Name) })]
    );
    assert_eq!(
        problems("a,\"b\" c"),
        [(
            1,
            Problem::TextBehindQuote {
                column: Some(Organization)
            }
        )]
    );
    assert_eq!(
        problems("name,O,colour\na,b,c"),
        [(
            1,
            Problem::UnknownColumn {
                title: "colour".to_owned()
            }
        )]
    );
    assert_eq!(
        problems("CN,Common Name\na,b"),
        [(1, Problem::RepeatedColumn(CommonName))]
    );
    assert_eq!(problems("O,OU\na,b"), [(1, Problem::NoName)]);
    assert_eq!(
        problems("name,O\na,b\nc,d,e"),
        [(3, Problem::TooManyCells { columns: 2 })]
    );
    assert_eq!(problems("name,O\na,b,,,"), []);
}

fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let cell = prop_oneof![
        3 => Just(String::new()),
        2 => "[ -~]{0,12}",
        1 => ".{0,12}",
        1 => "[\",;\t\r\n =\u{FEFF}ä]{0,6}",
        1 => proptest::sample::select(vec!["name", "CN", "password", "•••1"]).prop_map(str::to_owned),
    ];
    let row = proptest::collection::vec(cell, 8).prop_map(|cells| {
        let mut row = Row::default();
        for (column, text) in Column::ALL.into_iter().zip(cells) {
            row.set(column, text);
        }
        row
    });
    proptest::collection::vec(row, 0..6)
}

fn likely_text() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "name",
        "CN",
        "password",
        ",",
        ";",
        "\t",
        "\n",
        "\r\n",
        "\"",
        "\"\"",
        " ",
        "alice",
        "Org",
        "•••1",
        "\u{FEFF}",
        "a@b.example",
        "é",
    ]);
    prop_oneof![
        proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat()),
        ".{0,80}",
    ]
}

/// All that a row says, but for its line.
fn said(rows: &[Row]) -> Vec<Vec<String>> {
    let of = |row: &Row| {
        let cell = |column| match column {
            Column::Password => row.password.0.to_string(),
            _ => row.cell(column).to_owned(),
        };
        Column::ALL.map(cell).to_vec()
    };
    rows.iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn rows_written_are_the_rows_read(rows in any_rows()) {
        let text = write(&rows);
        let table = read(&text);
        prop_assert_eq!(&table.problems, &[], "{:?}", text);
        prop_assert_eq!(said(&table.rows), said(&rows), "{:?}", text);
    }

    #[test]
    fn no_text_is_too_odd(text in likely_text()) {
        let table = read(&text);
        let lines = text.lines().count() + text.matches('\r').count();
        for (line, _) in &table.problems {
            prop_assert!((1..=lines.max(1)).contains(line));
        }
        prop_assert!(table.rows.windows(2).all(|pair| pair[0].line < pair[1].line));
        // What is written from it says the same, unless cells had no column.
        if table.problems.is_empty() {
            prop_assert_eq!(said(&read(&write(&table.rows)).rows), said(&table.rows), "{:?}", text);
        }
        let open = without_passwords(&text);
        prop_assert!(read(&open).rows.iter().all(|row| row.password.0.is_empty() || !read(&open).problems.is_empty()));
    }
}
