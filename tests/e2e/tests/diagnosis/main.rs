//! Something went wrong: messages made live by the real tools, and what the diagnosis says of them.
//!
//! The same messages stand in `tests/core/fixtures/diagnosis/made.txt`; here they are made anew, so that a tool's new words do
//! not go unnoticed.

mod browsers;
mod clients;
mod cluster;
mod gateway;

use mtls_wizard::diagnosis::diagnose;

/// The first cause of a message is this one, told without a plan.
#[track_caller]
fn must_be(expected: &str, message: &str) {
    let told = diagnose(message, None).unwrap_or_else(|refused| panic!("{refused:?}: {message:?}"));
    let first = told.problems.first().map(|problem| {
        let cause = problem.causes.first().expect("a cause");
        format!("{}/{}", problem.id, cause.id)
    });
    assert_eq!(first.as_deref(), Some(expected), "{message}");
}

/// One of these problems: some tools say one thing or another, depending on who is quicker.
#[track_caller]
fn must_be_one_of(expected: &[&str], message: &str) {
    let told = diagnose(message, None).unwrap_or_else(|refused| panic!("{refused:?}: {message:?}"));
    let first = told.problems.first().map(|problem| problem.id);
    assert!(
        first.is_some_and(|first| expected.contains(&first)),
        "{first:?}: {message}"
    );
}
