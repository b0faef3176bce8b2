//! Something went wrong: pasted messages, and what is said about them.

mod decoding;
mod document;
mod messages;
mod plans;
mod table;

use std::path::PathBuf;

use mtls_wizard::diagnosis::{Diagnosis, diagnose};
use mtls_wizard::plan::Plan;

/// A message of the fixtures and what it must be told as.
pub struct Message {
    pub entry: String,
    pub cause: String,
    pub origin: String,
    pub text: String,
}

pub fn messages() -> Vec<Message> {
    ["made.txt", "quoted.txt"].into_iter().flat_map(of_file).collect()
}

fn of_file(name: &str) -> Vec<Message> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/core/fixtures/diagnosis")
        .join(name);
    let text = std::fs::read_to_string(path).expect("a committed file");
    let mut messages = Vec::new();
    for section in text.split("=== ").skip(1) {
        let (head, text) = section.split_once('\n').expect("a head");
        let (place, origin) = head.split_once(" | ").expect("where it is from");
        let (entry, cause) = place.split_once('/').expect("entry and cause");
        messages.push(Message {
            entry: entry.to_owned(),
            cause: cause.to_owned(),
            origin: origin.to_owned(),
            text: text.to_owned(),
        });
    }
    messages
}

pub fn told(text: &str, plan: Option<&Plan>) -> Diagnosis {
    diagnose(text, plan).expect("a message that is looked at")
}

/// `entry/cause` of what is told first.
pub fn first(text: &str, plan: Option<&Plan>) -> String {
    told(text, plan)
        .problems
        .first()
        .map_or("nothing".to_owned(), |problem| {
            let cause = problem.causes.first().expect("a cause");
            format!("{}/{}", problem.id, cause.id)
        })
}
