//! The words for what is wrong with a credential.

use super::{Alternatives, CredentialProblem, Problem, Provider};

/// Says why, and what to type instead. It begins with the key, which is the field's label, so that it also stands alone in
/// a summary. The text of a secret is never in it.
pub fn message(provider: &Provider, problem: &CredentialProblem) -> String {
    let credential = provider.credential(&problem.key);
    let hint = credential.map_or("", |credential| credential.hint);
    let words = match &problem.problem {
        Problem::Unknown => format!("{} has no such credential. Leave it out.", provider.title),
        Problem::Missing => format!("this is empty. Type it: {hint}."),
        Problem::NoAlternative(rule) => format!("this is empty. Type {}.", sets(rule)),
        Problem::MissingWith { other } => {
            format!("this is empty, and {other} is of no use without it. Type it, or leave {other} empty.")
        }
        Problem::Conflict { other } => {
            format!("this and {other} exclude each other. Leave one of them empty.")
        }
        Problem::TooLong { length, limit } => {
            format!(
                "{length} characters are too many; Gardener accepts at most {limit}. Copy it again, without anything around it."
            )
        }
        Problem::Invisible => {
            "there is a line break or an invisible character in it. Copy it again, as one line.".to_owned()
        }
        Problem::NotJson => {
            "this is not JSON. Paste the whole key file of the service account, from { to }.".to_owned()
        }
        Problem::NotServiceAccount => "this is JSON, but not the key file of a service account, which has \
             \"type\": \"service_account\". Create a key of the type JSON for the service account and paste that file."
            .to_owned(),
        Problem::ProjectId => {
            "its project_id is missing or is no project: 6 to 30 lower-case letters, digits and hyphens, \
             first a letter. Paste the file as Google Cloud made it."
                .to_owned()
        }
        Problem::TrailingDot { suggestion } => format!("the name must end with a dot. Type {suggestion}"),
        Problem::NotCanonical { suggestion } => {
            format!("a zone is written in lower case with a dot at its end. Type {suggestion}")
        }
        Problem::NotAChoice(choices) => format!("Gardener does not know this. Choose {}.", one_of(choices)),
        Problem::NotANumber { smallest, largest } => {
            format!("type a whole number from {smallest} to {largest}.")
        }
        Problem::NotAUrl { suggestion } if !suggestion.is_empty() => {
            format!("an address begins with https:// or http://. Type {suggestion}")
        }
        other => fixed(other).to_owned(),
    };
    format!("{}: {words}", problem.key)
}

/// What needs no further details.
fn fixed(problem: &Problem) -> &'static str {
    match problem {
        Problem::NotAHost => {
            "this is no name: labels of at most 63 characters, with single dots between them. Type it without https:// and without a port."
        }
        Problem::NotAServer => {
            "this is no name server. Type a host name or an IPv4 address, and a port if it is not 53, such as ns1.example.com:53."
        }
        Problem::NotAUrl { .. } => "this is no address. Type one such as https://dns.example.com:8081.",
        Problem::UserInUrl => {
            "there is a user or a password in the address, where it is not kept secret. Leave it out."
        }
        Problem::NotABoolean => "type true or false, or leave it empty.",
        Problem::NotBase64 => {
            "this is not base64. Copy the secret as the server's configuration holds it, with any = at its end."
        }
        Problem::NotACertificate => {
            "this is no certificate in PEM. Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----."
        }
        Problem::NotAKey => {
            "this is no private key in PEM, or it has a password. Paste the text from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----, of a key without a password."
        }
        _ => {
            "there is a character in it that it cannot have. Copy it again, without spaces, quotes or anything around it."
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
            text.push_str(", or else ");
        }
        for (index, key) in set.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { " and " });
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
            _ if index + 1 == words.len() => " or ",
            _ => ", ",
        });
        text.push_str(word);
    }
    text
}
