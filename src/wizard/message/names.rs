//! Names that cannot be used.

use super::abbreviate;
use crate::locale::say;
use crate::plan::names::NameError;

/// What is wrong with a name of the cluster or of the network, beginning with the label.
pub fn name(label: &str, error: &NameError, example: &str) -> String {
    let instead = match error {
        NameError::Empty => say!("this is empty. Type a name such as {example}.", example),
        NameError::TooLong { length, limit } => {
            say!(
                "{length} characters are too many; at most {limit} are allowed. Shorten it.",
                length,
                limit
            )
        }
        NameError::LabelTooLong { label, length } => say!(
            "the part “{typed}” has {length} characters; between two dots at most 63 are allowed. Shorten it.",
            typed = abbreviate(label),
            length
        ),
        NameError::EmptyLabel => say!("a part between dots is empty. Type a name such as {example}.", example),
        NameError::Uppercase { suggestion } => {
            say!(
                "only lower-case letters are allowed. {instead}",
                instead = type_instead(suggestion, example)
            )
        }
        NameError::Underscore { suggestion } => {
            say!(
                "underscores are not allowed. {instead}",
                instead = type_instead(suggestion, example)
            )
        }
        NameError::Space => say!("spaces are not allowed. Type a name such as {example}.", example),
        NameError::Character(character) => {
            say!(
                "“{character}” is not allowed. Use lower-case letters, digits and hyphens, as in {example}.",
                character,
                example
            )
        }
        NameError::EdgeHyphen => say!("a hyphen cannot stand at the beginning or the end. Take it away.").to_owned(),
        NameError::LeadingDigit => say!(
            "a Service’s name begins with a letter. Type a name such as {example}.",
            example
        ),
        NameError::Scheme { suggestion } => {
            say!(
                "leave out the https:// part. {instead}",
                instead = type_instead(suggestion, example)
            )
        }
        NameError::Path { suggestion } => say!(
            "leave out everything from the slash on. {instead}",
            instead = type_instead(suggestion, example)
        ),
        NameError::Port { suggestion } => say!(
            "leave out the port. {instead}",
            instead = type_instead(suggestion, example)
        ),
        NameError::Wildcard { suggestion } => {
            say!(
                "leave out the *. in front. {instead}",
                instead = type_instead(suggestion, example)
            )
        }
        NameError::IpAddress => say!(
            "an IP address cannot be used here, because certificates and the Gateway go by names. Type a name such as {example}.",
            example
        ),
        NameError::SingleLabel => say!(
            "a domain needs at least one dot. Type a name such as {example}.",
            example
        ),
        NameError::TopLevel { label } => say!(
            "API Gateway does not accept the last part “{typed}”; it must be letters and digits, at least two. Type a name such as {example}.",
            typed = abbreviate(label),
            example
        ),
        NameError::Internationalized => {
            say!(
                "this cannot be written as an internet name. Type a name such as {example}.",
                example
            )
        }
        NameError::Reserved { name } => {
            say!(
                "{name} belongs to the system and must not be used for your own things. Type another name, such as {example}.",
                name,
                example
            )
        }
    };
    say!("{label}: {instead}", label, instead)
}

fn type_instead(suggestion: &str, example: &str) -> String {
    if suggestion.is_empty() {
        say!("Type a name such as {example}.", example)
    } else {
        say!("Type {typed}.", typed = abbreviate(suggestion))
    }
}

/// What is wrong with the host that follows from several answers.
pub fn host(error: &NameError) -> String {
    let why = match error {
        NameError::TooLong { length, limit } => {
            say!("has {length} characters; at most {limit} are allowed", length, limit)
        }
        _ => say!("is not a valid host name").to_owned(),
    };
    say!(
        "Parent domain: together with the subdomain prefix and the workload name, the host {why}. Shorten one of the three.",
        why
    )
}
