//! The calendar file, by a strict reader of what RFC 5545 demands.

use mtls_wizard::lifecycle::calendar::{Event, calendar, events};
use mtls_wizard::tutorial::k3d;
use proptest::prelude::*;

use super::{day, keyring_of};

/// Name and value of each line, unfolded, after checks of the form (sections 3.1, 3.4, 3.6.1, 3.6.6).
fn lines(text: &str) -> Vec<(String, String)> {
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
    }
    let unfolded = text.replace("\r\n ", "");
    let lines: Vec<(String, String)> = unfolded
        .split_terminator("\r\n")
        .map(|line| {
            let (name, value) = line.split_once(':').expect("a colon");
            assert!(
                name.chars()
                    .all(|character| character.is_ascii_uppercase() || character == '-'),
                "{name}"
            );
            (name.to_owned(), value.to_owned())
        })
        .collect();
    let mut open = Vec::new();
    for (name, value) in &lines {
        match name.as_str() {
            "BEGIN" => open.push(value.clone()),
            "END" => assert_eq!(open.pop().as_ref(), Some(value)),
            _ => assert!(!open.is_empty()),
        }
    }
    assert!(open.is_empty());
    assert_eq!(lines[0].1, "VCALENDAR");
    lines
}

fn values<'a>(lines: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    let with_name = lines.iter().filter(|(own, _)| own == name);
    with_name.map(|(_, value)| value.as_str()).collect()
}

fn unescape(value: &str) -> String {
    let mut text = String::new();
    let mut rest = value.chars();
    while let Some(character) = rest.next() {
        match character {
            '\\' => match rest.next().expect("an escaped character") {
                'n' => text.push('\n'),
                escaped => {
                    assert!("\\;,".contains(escaped), "{escaped}");
                    text.push(escaped);
                }
            },
            other => {
                assert!(!";,".contains(other), "unescaped {other}");
                text.push(other);
            }
        }
    }
    text
}

#[test]
fn the_ends_of_an_archive_give_the_committed_calendar() {
    let text = calendar(&events(&keyring_of(&k3d::TUTORIAL)), day(0));
    let path = format!("{}/tests/core/golden/calendar-k3d.ics", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap());
    let lines = lines(&text);
    // Server and client end together, and so do both authorities.
    assert_eq!(values(&lines, "DTSTART"), ["20361118T105959Z", "20271223T105959Z"]);
    assert_eq!(values(&lines, "TRIGGER"), ["-P30D", "-P7D", "-P30D", "-P7D"]);
    assert_eq!(values(&lines, "DTSTAMP"), ["20261121T120000Z"; 2]);
}

#[test]
fn any_text_survives_and_folds_between_characters() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    runner
        .run(&any::<String>(), |text| {
            let event = Event {
                identifier: "0123".to_owned(),
                at: day(3),
                summary: text.clone(),
                description: "d".to_owned(),
            };
            let calendar = calendar(&[event], day(0));
            let lines = lines(&calendar);
            let expected: String = text
                .chars()
                .filter(|character| !character.is_control() || *character == '\n')
                .collect();
            assert_eq!(unescape(values(&lines, "SUMMARY")[0]), expected);
            Ok(())
        })
        .unwrap();
}
