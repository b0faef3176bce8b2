//! The words for what is wrong: each says why, and what to type instead. All of the wizard's error texts are here.

mod clients;
mod names;

pub use clients::{clients, one_name, subjects, wrong_line};
pub(super) use names::name;

use super::problem::Problem;
use super::{Choice, Field, FieldError, Form};
use crate::locale::say;
use crate::pki::clock::Date;
use crate::pki::decode::{AlternativeName, CertificateDetails};
use crate::pki::name::{NameError as SubjectError, SanError};
use crate::pki::pkcs12::Pkcs12Error;
use crate::plan::dns::{self, Need};
use names::host;

/// The error at a field. The message begins with the field's label, so that it also stands alone in a summary.
pub fn field_error(form: &Form, field: Field, problem: &Problem) -> FieldError {
    FieldError {
        field,
        message: words(form, field, field.spec().label.here(), problem),
    }
}

/// The message, beginning with the label.
fn words(form: &Form, field: Field, label: &str, problem: &Problem) -> String {
    match problem {
        Problem::Name(error) => name(label, error, form.example_of(field)),
        Problem::Host(error) => host(error),
        Problem::Subject(error) => subject(label, error),
        Problem::San(error) => uri(label, error),
        Problem::Password(error) => password(label, error),
        Problem::Clock(error) => say!("{label}: {error}. Type a date such as 2027-11-30.", label, error),
        Problem::NotAPeriod => {
            say!(
                "{label}: type a whole number of days such as 365, or a last day such as 2027-11-30.",
                label
            )
        }
        Problem::NotADate => say!(
            "{label}: type now, or a date in the form year-month-day such as 2026-12-31.",
            label
        ),
        Problem::NoDays => say!("{label}: a certificate needs at least one day. Type 1 or more.", label),
        Problem::PeriodTooLong { limit_days, last_day } => {
            say!(
                "{label}: longer than the {limit_days} days that are accepted. Type at most {limit_days}, or {last_day} or earlier.",
                label,
                limit_days,
                last_day
            )
        }
        Problem::Reversed { first_day } => {
            say!(
                "{label}: this ends before it begins on {first_day}. Type a later last day.",
                label,
                first_day
            )
        }
        Problem::Over { today } => say!("{label}: this is already over. Type a day after {today}.", label, today),
        Problem::OutlivesCa { ca_last_day } => say!(
            "{label}: the certificates would outlive their CA, which ends on {ca_last_day}. Type that day or an earlier one, or give the CA more time.",
            label,
            ca_last_day
        ),
        Problem::NotAPort => say!("{label}: type a port number from 1 to 65535, such as 8080.", label),
        Problem::UnknownChoice => say!("{label}: choose one of the options.", label),
        Problem::SameSubject => say!(
            "{label}: two CAs would have the same names, and nobody could tell them apart. Type another common name, such as {example}.",
            label,
            example = form.default_of(field)
        ),
        Problem::Credential { provider, problem } => dns::message(provider, problem),
        Problem::LoadBalancer(error) => say!("{label}: {error}", label, error),
        Problem::Spoofable => say!(
            "{label}: with OPTIONAL_MUTUAL, callers without a certificate get in and can send the headers that name a client, so no client would be \
             kept out. Choose MUTUAL, or let every client of the client CA call.",
            label
        ),
        Problem::ClientsUnknown => say!(
            "{label}: without the CA’s key no client is made here, and clients whose certificates are not known cannot be told apart. Choose \
             your own CA with its key, or another variant, which lets every client of the CA in.",
            label
        ),
        Problem::ClientNeeded => say!(
            "{label}: the egress gateway needs a client’s certificate, which is made here and takes the CA’s key. Choose your own CA with \
             its key, or make one here.",
            label
        ),
        Problem::Import(problem) => say!("{label}: {problem}", label, problem),
        Problem::NotLoaded => say!(
            "{label}: what reads this is still being loaded. Wait a moment, then try again.",
            label
        ),
        Problem::NoClient => {
            say!(
                "{label}: at least one client is needed. Type a common name such as ML Client Curl.",
                label
            )
        }
        Problem::TooManyClients { count, limit } => {
            say!(
                "{label}: {count} clients are too many for one form; at most {limit} are possible. Leave some out.",
                label,
                count,
                limit
            )
        }
        Problem::Row { .. }
        | Problem::Table(_)
        | Problem::RepeatedClient { .. }
        | Problem::SubjectTwice
        | Problem::Request(_)
        | Problem::RequestRefused { .. }
        | Problem::AlternativeName { .. }
        | Problem::LostPassword
        | Problem::NotAHost { .. }
        | Problem::NoDnsName
        | Problem::CannotSign
        | Problem::NoPassword { .. } => clients::problem(form, field, label, problem),
        Problem::Wildcard { name } => say!(
            "{label}: “{typed}” ends with *, which a policy takes for “everything that begins so”. Type a name without it.",
            label,
            typed = abbreviate(name)
        ),
        Problem::Exposure(error) => [label, ": ", &crate::plan::exposure::message(error)].concat(),
        Problem::SameContext => say!(
            "{label}: this is the context of the target cluster, and the egress cluster is another one. Type another context; kubectl config get-contexts lists them.",
            label
        ),
        Problem::NotAnAddress => say!(
            "{label}: this is not an address that pods can call. Type the CLUSTER-IP such as 10.43.0.10, or leave the field empty.",
            label
        ),
        Problem::NotALabel { text } if text.is_empty() => {
            say!(
                "{label}: this is empty, and a policy for no pods in particular would close the whole namespace. Type a label such as app=my-service.",
                label
            )
        }
        Problem::NotALabel { text } => say!(
            "{label}: “{typed}” is not a label. Type key=value, such as app=my-service; kubectl get pods --show-labels lists them.",
            label,
            typed = abbreviate(text)
        ),
    }
}

fn subject(label: &str, error: &SubjectError) -> String {
    let instead = match error {
        SubjectError::Empty(_) => say!("this is empty. Type the name that the certificate should show.").to_owned(),
        SubjectError::TooLong { actual, limit, .. } => {
            say!(
                "{actual} characters are too many; certificates hold at most {limit}. Shorten it.",
                actual,
                limit
            )
        }
        other => say!(
            "{other}. {instead}",
            other,
            instead = clients::instead_of_subject(other)
        ),
    };
    say!("{label}: {instead}", label, instead)
}

fn uri(label: &str, error: &SanError) -> String {
    say!(
        "{label}: {error}. Type a URI such as spiffe://example.com/client/me, or leave the field empty.",
        label,
        error
    )
}

fn password(label: &str, error: &Pkcs12Error) -> String {
    let instead = match error {
        Pkcs12Error::EmptyPassword => {
            say!("this is empty, and importers disagree on what an empty password means. Type one, or press New password.")
                .to_owned()
        }
        Pkcs12Error::PasswordTooLong(length) => {
            say!("{length} characters are too many; at most {limit} are allowed. Shorten it.", length, limit = crate::pki::pkcs12::Password::MAXIMUM_CHARACTERS)
        }
        // The character is part of the secret, so it is not repeated.
        _ => say!("it has a character that not every importer understands, such as an umlaut or an emoji. Use only the letters, digits and signs of an English keyboard.")
            .to_owned(),
    };
    say!("{label}: {instead}", label, instead)
}

/// Long texts are cut in messages; the field still has all of it.
fn abbreviate(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a text with certificates holds: the lowest one, and how many are with it.
pub fn certificates(lowest: &CertificateDetails, others: usize) -> String {
    let names: Vec<&str> = lowest
        .subject_alt_names
        .iter()
        .filter_map(|name| match name {
            AlternativeName::Dns(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let whose = if names.is_empty() {
        abbreviate(&lowest.subject.readable)
    } else {
        abbreviate(&names.join(", "))
    };
    let end = lowest.validity.not_after().date();
    match others {
        0 => say!("Read: {whose}, until {end}", whose, end),
        _ => say!("Read: {whose}, until {end}; and {others} more", whose, end, others),
    }
}

/// What the app makes of an answer.
pub fn used_as(used: &str) -> String {
    say!("Will be used as {used}", used)
}

pub fn yes_or_no(yes: bool) -> &'static str {
    if yes { say!("Yes") } else { say!("No") }
}

/// A period as the review shows it.
pub fn period(text: &str) -> String {
    if text.parse::<Date>().is_ok() {
        say!("until {text}", text)
    } else {
        say!("{text} days", text)
    }
}

/// Whether a credential may stay empty; nothing is said where it may not.
pub fn need(need: Need) -> Option<&'static str> {
    match need {
        Need::Required => None,
        Need::Optional => Some(say!("May stay empty")),
        Need::Alternative => Some(say!("May stay empty if others are given in its place")),
    }
}

/// The chosen ones of several choices as the review shows them.
pub fn several(choices: &[Choice], value: &str) -> String {
    let is_chosen = |choice: &&Choice| value.split(',').any(|id| id == choice.id);
    let titles: Vec<&str> = choices
        .iter()
        .filter(is_chosen)
        .map(|choice| choice.title.here())
        .collect();
    titles.join(", ")
}

/// Several lines as the review shows them.
pub fn lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join(", ")
}

/// A file's text as the review shows it.
pub fn file(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        say!("{count} characters", count = text.chars().count())
    }
}
