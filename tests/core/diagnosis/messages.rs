//! Every entry has messages of real tools, and each is recognised, however it was copied.

use std::collections::BTreeSet;

use mtls_wizard::diagnosis::table;

use super::{first, messages};

#[test]
fn each_message_is_told_as_what_it_is() {
    let mut wrong = Vec::new();
    for message in messages() {
        let (told, expected) = (
            first(&message.text, None),
            format!("{}/{}", message.entry, message.cause),
        );
        if told != expected {
            wrong.push(format!("{}: told {told}, not {expected}", message.origin));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_entry_has_a_message() {
    let shown: BTreeSet<String> = messages().into_iter().map(|message| message.entry).collect();
    for entry in table::entries() {
        assert!(shown.contains(entry.id), "{} has no message in the fixtures", entry.id);
    }
    for entry in &shown {
        assert!(
            table::entries().any(|known| known.id == entry),
            "{entry} is not in the table"
        );
    }
}

/// Terminals break lines, mail programs make quotes typographic, logs are coloured and in capitals or small letters.
#[test]
fn it_does_not_matter_how_a_message_was_copied() {
    for message in messages() {
        let expected = first(&message.text, None);
        let words: Vec<&str> = message.text.split(' ').collect();
        let copies = [
            ("broken at spaces", words.join("\n    ")),
            ("more spaces", words.join("   ")),
            ("windows", message.text.replace('\n', "\r\n")),
            (
                "typographic",
                message.text.replace('"', "\u{201C}").replace('\'', "\u{2019}"),
            ),
            ("coloured", message.text.replace(": ", ": \u{1b}[31m")),
        ];
        for (how, copy) in copies {
            // The words after a request's quotes are the log's columns, which a broken or otherwise quoted line does not have.
            let is_log_line = message.text.contains("HTTP/2\"") || message.text.contains("HTTP/1.1\"");
            if !is_log_line || !matches!(how, "broken at spaces" | "typographic") {
                assert_eq!(first(&copy, None), expected, "{how}: {}", message.origin);
            }
        }
    }
}

#[test]
fn a_message_is_found_in_a_hundred_other_lines() {
    let before = "INFO something that has nothing to do with it\n".repeat(60);
    let after = "2026-11-21 all is well\n".repeat(40);
    for message in messages() {
        let expected = first(&message.text, None);
        assert_eq!(
            first(&format!("{before}{}{after}", message.text), None),
            expected,
            "{}",
            message.origin
        );
    }
}
