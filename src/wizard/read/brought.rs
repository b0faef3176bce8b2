//! What people bring along: certificates, keys and requests, read by functions that come with the second part of the app.
//! Decoding them is a large part of the program, and only few need it, none before they have brought something.

use std::sync::OnceLock;

use super::rows::Named;
use super::{own, requests};
use crate::pki::clock::UnixTime;
use crate::pki::import::{ImportError, ImportedAuthority, Input, ServerCredential};

/// Where something is wrong, and what, in words.
pub(super) type Refusal = (Input, String);

/// What was brought, or all that is wrong with it.
type Read<T> = Result<T, Vec<Refusal>>;

/// The client of each request, or why it cannot be answered; or why the text holds no requests.
pub(super) type RequestedNames = Result<Vec<Result<Named, String>>, String>;

/// Functions that nobody calls by their names, so that the build can put them into the second part.
pub(super) struct Readers {
    /// A gateway's certificates and key, for this host if it is known.
    pub server: fn([&str; 2], Option<&str>, UnixTime) -> Read<ServerCredential>,
    /// An authority's certificates, and its key where it signs.
    pub authority: fn(&str, Option<&str>, UnixTime) -> Read<ImportedAuthority>,
    /// What a text with certificates holds; nothing while it cannot be read.
    pub summary: fn(&str) -> Option<String>,
    /// The clients of a text with requests.
    pub requests: fn(&str) -> RequestedNames,
}

impl Readers {
    const ALL: Self = Self {
        server: own::read_server,
        authority: own::read_authority,
        summary: own::read_summary,
        requests: requests::read,
    };
}

/// A copy on the heap: the compiler would see through a static and call the functions directly.
static PROVIDED: OnceLock<Box<Readers>> = OnceLock::new();

/// From now on, what is brought along can be read. The second part of the app calls it when it has come; elsewhere nobody needs to.
pub fn provide() {
    PROVIDED.get_or_init(|| Box::new(Readers::ALL));
}

/// The functions; `None` while they are still on their way.
pub(super) fn readers() -> Option<&'static Readers> {
    if cfg!(not(target_arch = "wasm32")) {
        provide();
    }
    PROVIDED.get().map(|readers| &**readers)
}

/// In words.
pub(super) fn refusals(errors: Vec<ImportError>) -> Vec<Refusal> {
    let in_words = |error: ImportError| (error.input, error.problem.to_string());
    errors.into_iter().map(in_words).collect()
}
