//! The words for what is wrong with a credential.

use super::{Alternatives, CredentialProblem, Problem, Provider};
use crate::locale::say;

/// Says why, and what to type instead. It begins with the key, which is the field's label, so that it also stands alone in
/// a summary. The text of a secret is never in it.
pub fn message(provider: &Provider, problem: &CredentialProblem) -> String {
    let credential = provider.credential(&problem.key);
    let hint = credential.map_or("", |credential| credential.hint);
    let words = match &problem.problem {
        Problem::Unknown => say!("{title} has no such credential. Leave it out.", title = provider.title),
        Problem::Missing => say!("this is empty. Type it: {hint}.", hint),
        Problem::NoAlternative(rule) => say!("this is empty. Type {choices}.", choices = sets(rule)),
        Problem::MissingWith { other } => {
            say!(
                "this is empty, and {other} is of no use without it. Type it, or leave {other} empty.",
                other
            )
        }
        Problem::Conflict { other } => {
            say!("this and {other} exclude each other. Leave one of them empty.", other)
        }
        Problem::TooLong { length, limit } => {
            say!(
                "{length} characters are too many; Gardener accepts at most {limit}. Copy it again, without anything around it.",
                length,
                limit
            )
        }
        Problem::Invisible => {
            say!("there is a line break or an invisible character in it. Copy it again, as one line.").to_owned()
        }
        Problem::NotJson => {
            say!("this is not JSON. Paste the whole key file of the service account, from its first brace to its last.")
                .to_owned()
        }
        Problem::NotServiceAccount => say!(
            "this is JSON, but not the key file of a service account, which has \
             \"type\": \"service_account\". Create a key of the type JSON for the service account and paste that file."
        )
        .to_owned(),
        Problem::ProjectId => say!(
            "its project_id is missing or is no project: 6 to 30 lower-case letters, digits and hyphens, \
             first a letter. Paste the file as Google Cloud made it."
        )
        .to_owned(),
        Problem::TrailingDot { suggestion } => say!("the name must end with a dot. Type {suggestion}", suggestion),
        Problem::NotCanonical { suggestion } => {
            say!(
                "a zone is written in lower case with a dot at its end. Type {suggestion}",
                suggestion
            )
        }
        Problem::NotAChoice(choices) => say!(
            "Gardener does not know this. Choose {choices}.",
            choices = one_of(choices)
        ),
        Problem::NotANumber { smallest, largest } => {
            say!("type a whole number from {smallest} to {largest}.", smallest, largest)
        }
        Problem::NotAUrl { suggestion } if !suggestion.is_empty() => {
            say!(
                "an address begins with https:// or http://. Type {suggestion}",
                suggestion
            )
        }
        other => fixed(other).to_owned(),
    };
    say!("{key}: {words}", key = problem.key, words)
}

/// What needs no further details.
fn fixed(problem: &Problem) -> &'static str {
    match problem {
        Problem::NotAHost => {
            say!(
                "this is no name: labels of at most 63 characters, with single dots between them. Type it without https:// and without a port."
            )
        }
        Problem::NotAServer => {
            say!(
                "this is no name server. Type a host name or an IPv4 address, and a port if it is not 53, such as ns1.example.com:53."
            )
        }
        Problem::NotAUrl { .. } => say!("this is no address. Type one such as https://dns.example.com:8081."),
        Problem::UserInUrl => {
            say!("there is a user or a password in the address, where it is not kept secret. Leave it out.")
        }
        Problem::NotABoolean => say!("type true or false, or leave it empty."),
        Problem::NotBase64 => {
            say!("this is not base64. Copy the secret as the server’s configuration holds it, with any = at its end.")
        }
        Problem::NotACertificate => {
            say!(
                "this is no certificate in PEM. Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."
            )
        }
        Problem::NotAKey => {
            say!(
                "this is no private key in PEM, or it has a password. Paste the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----, of a key without a password."
            )
        }
        _ => {
            say!(
                "there is a character in it that it cannot have. Copy it again, without spaces, quotes or anything around it."
            )
        }
    }
}

/// `A and B, or else C`.
fn sets(rule: &Alternatives) -> String {
    let mut text = String::new();
    for set in rule.sets {
        // What only adds to an earlier set is no choice of its own.
        let adds = |earlier: &&&[&str]| *earlier != set && earlier.iter().all(|key| set.contains(key));
        if rule.sets.iter().find(adds).is_some() {
            continue;
        }
        if !text.is_empty() {
            text.push_str(say!(", or else "));
        }
        for (index, key) in set.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { say!(" and ") });
            text.push_str(key);
        }
    }
    text
}

fn one_of(words: &[&str]) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        text.push_str(match index {
            0 => "",
            _ if index + 1 == words.len() => say!(" or "),
            _ => ", ",
        });
        text.push_str(word);
    }
    text
}
