//! The DNS providers that Gardener's DNS controller can write records with, and the credentials that each of them needs.
//!
//! Everything about a provider stands in one [`table`]; the form, the checks, the Secret and the scripts iterate over it.
//! The limits are those of gardener/external-dns-management 0.49, `pkg/controller/provider/*/validation`: what is
//! refused here would be refused there, but only after everything was applied.

mod address;
mod format;
mod json;
mod message;
mod rules;
mod table;

use std::fmt;

use zeroize::Zeroizing;

pub use address::{AddressError, LoadBalancerAddress};
pub use format::Format;
pub use message::message;
pub use table::PROVIDERS;

/// A provider of DNS zones.
#[derive(Debug)]
pub struct Provider {
    /// `DNSProvider.spec.type`, also the stable identifier in answers and links.
    pub id: &'static str,
    /// The name that people know it by.
    pub title: &'static str,
    /// Its page in the documentation of gardener/external-dns-management.
    pub documentation: &'static str,
    pub support: Support,
    /// What its Secret holds, in the order in which it is asked for.
    pub credentials: &'static [Credential],
    /// Which credentials go together.
    pub alternatives: &'static [Alternatives],
}

impl PartialEq for Provider {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Provider {}

/// How far Gardener stands behind a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Support {
    Full,
    /// Its zones are not public, so no public issuer can check that a domain in them is the user's.
    PrivateZones,
    /// Not meant for production yet.
    Alpha,
    /// Older controllers only, and only where somebody has switched it on.
    Legacy,
}

/// One entry of the provider's Secret.
#[derive(Clone, Copy, Debug)]
pub struct Credential {
    /// The Secret's key, and the label of the field.
    pub key: &'static str,
    /// What tells its field in the form from all others: the key, unless another provider means something else by it.
    pub field: &'static str,
    /// The environment variable that the scripts read it from where it was not typed. It names a file where
    /// [`Format::is_file`].
    pub variable: &'static str,
    /// What it is, in a few words without a full stop.
    pub hint: &'static str,
    /// Whether it must be kept from view. What is not secret may be shown again in messages.
    pub secret: bool,
    /// Whether it is needed whatever else is given; see also [`Provider::need`].
    pub required: bool,
    pub format: Format,
    /// At most this many octets of UTF-8.
    pub limit: usize,
}

/// Sets of keys of which one is given completely, and nothing of the others. The first key of a set tells it from the
/// sets before it; a set that holds all of an earlier one adds to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Alternatives {
    /// Whether one of the sets must be given.
    pub required: bool,
    pub sets: &'static [&'static [&'static str]],
}

/// Whether a field may stay empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    Required,
    Optional,
    /// It or others must be given.
    Alternative,
}

impl Provider {
    /// The entry with this key.
    pub fn credential(&self, key: &str) -> Option<&'static Credential> {
        self.credentials.iter().find(|credential| credential.key == key)
    }

    /// How the form marks a field.
    pub fn need(&self, credential: &Credential) -> Need {
        let is_listed =
            |rule: &&Alternatives| rule.required && rule.sets.iter().any(|set| set.contains(&credential.key));
        if credential.required {
            Need::Required
        } else if self.alternatives.iter().any(|rule| is_listed(&rule)) {
            Need::Alternative
        } else {
            Need::Optional
        }
    }
}

/// The provider of this [`Provider::id`].
pub fn provider(id: &str) -> Option<&'static Provider> {
    PROVIDERS.iter().find(|provider| provider.id == id)
}

/// Where the archive keeps a typed credential; [`crate::plan::task::SecretContent::Files`] takes such paths.
pub fn file(key: &str) -> String {
    format!("{FILES}/{key}")
}

/// The archive's folder of typed credentials.
pub const FILES: &str = "credentials/dns";

/// Complete, checked credentials of one provider, trimmed. Wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    provider: &'static Provider,
    values: Vec<(&'static str, Zeroizing<String>)>,
}

impl Credentials {
    pub fn provider(&self) -> &'static Provider {
        self.provider
    }

    /// Key and value, in the order of the table, without what was left out.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &Zeroizing<String>)> {
        self.values.iter().map(|(key, value)| (*key, value))
    }
}

impl fmt::Debug for Credentials {
    /// The provider alone.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Credentials({}, ..)", self.provider.id)
    }
}

/// What is wrong at one key. It never holds the text of a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialProblem {
    /// The Secret's key.
    pub key: String,
    pub problem: Problem,
}

/// A suggestion is what to type instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The provider has no such key.
    Unknown,
    Missing,
    /// None of several sets is given.
    NoAlternative(&'static Alternatives),
    /// Another one is given that is of no use without this one.
    MissingWith {
        other: &'static str,
    },
    /// Another one is given that excludes this one.
    Conflict {
        other: &'static str,
    },
    TooLong {
        length: usize,
        limit: usize,
    },
    /// A character that the format does not have.
    Character,
    /// A line break, or another character that nobody sees.
    Invisible,
    NotJson,
    /// JSON, but the file of something else, such as of an OAuth client.
    NotServiceAccount,
    /// `project_id` is missing or is no project.
    ProjectId,
    /// A name that has to end with a dot.
    TrailingDot {
        suggestion: String,
    },
    /// A zone is written in lower case with a dot at its end.
    NotCanonical {
        suggestion: String,
    },
    NotAHost,
    NotAServer,
    /// The suggestion is empty where there is none.
    NotAUrl {
        suggestion: String,
    },
    /// A user or password in a URL, which is not kept secret.
    UserInUrl,
    NotAChoice(&'static [&'static str]),
    NotABoolean,
    NotANumber {
        smallest: u32,
        largest: u32,
    },
    NotBase64,
    NotACertificate,
    NotAKey,
}

/// Checks what was typed: values are trimmed, empty ones were left out. A key that is given twice counts with its first
/// value.
///
/// # Errors
/// Everything that is wrong, keys in the order of the table, at most one problem a key.
pub fn validate(provider: &'static Provider, values: &[(&str, &str)]) -> Result<Credentials, Vec<CredentialProblem>> {
    let mut problems = Vec::new();
    let mut given = Vec::new();
    for credential in provider.credentials {
        let raw = values.iter().find(|(key, _)| *key == credential.key);
        let text = raw.map_or("", |(_, raw)| trimmed(raw));
        if text.is_empty() {
            if credential.required {
                note(&mut problems, credential.key, Problem::Missing);
            }
            continue;
        }
        match format::check(credential, text) {
            Ok(Some(value)) => given.push((credential.key, value)),
            Ok(None) => {}
            Err(problem) => {
                // It is there for the rules, which would else call it missing.
                given.push((credential.key, Zeroizing::default()));
                note(&mut problems, credential.key, problem);
            }
        }
    }
    for rule in provider.alternatives {
        rules::check(rule, &given, &mut problems);
    }
    for (key, raw) in values {
        if provider.credential(key).is_none() && !trimmed(raw).is_empty() {
            note(&mut problems, key, Problem::Unknown);
        }
    }
    if problems.is_empty() {
        Ok(Credentials {
            provider,
            values: given,
        })
    } else {
        Err(in_table_order(provider, problems))
    }
}

/// One problem a key: the first is the one to mend first.
fn note(problems: &mut Vec<CredentialProblem>, key: &str, problem: Problem) {
    if problems.iter().all(|known| known.key != key) {
        problems.push(CredentialProblem {
            key: key.to_owned(),
            problem,
        });
    }
}

fn in_table_order(provider: &Provider, problems: Vec<CredentialProblem>) -> Vec<CredentialProblem> {
    let mut ordered = Vec::with_capacity(problems.len());
    for credential in provider.credentials {
        ordered.extend(problems.iter().find(|problem| problem.key == credential.key).cloned());
    }
    ordered.extend(
        problems
            .into_iter()
            .filter(|problem| provider.credential(&problem.key).is_none()),
    );
    ordered
}

/// Without white space at either end, and without the byte order mark that some editors put in front of a file.
fn trimmed(raw: &str) -> &str {
    raw.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}')
}
