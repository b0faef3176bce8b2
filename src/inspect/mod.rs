//! What stands in certificates, keys, Secrets and headers that somebody pasted or dropped, in words, and what is wrong with them.
//!
//! Start with [`inspect_with`]: it takes inputs apart piece by piece, so that a large one does not freeze a page. `scan` finds the
//! pieces of a text, `recognize` says what each is, the modules named after things describe them, and `relations` compares
//! them with each other. Private parts of keys and values of unknown kinds are never part of a [`Report`].

mod certificate;
mod chain;
mod encoding;
mod extensions;
mod findings;
mod forwarded;
mod headers;
mod key;
mod model;
mod names;
mod recognize;
mod relations;
mod revoked;
mod scan;
mod sealed;
mod secret;
mod signatures;
mod summary;
mod undecoded;

use std::collections::VecDeque;

use futures::FutureExt;
use zeroize::Zeroizing;

use self::secret::Role;
use crate::pki::clock::UnixTime;
use crate::pki::pace::Pace;

use model::Content;

pub use crate::pki::sealed::{Opened, Seal, StillSealed, open};
pub use chain::{Branch, Linked};
pub use model::{Field, Finding, Group, Item, Kind, Report, Severity};
pub use sealed::Sealed;
pub use signatures::check_signatures;
pub use summary::summary;

/// The most octets that one input may have: 1 MiB, which is more than a Secret can hold.
pub const LARGEST_INPUT: usize = 1 << 20;

/// What somebody brought: a pasted text or a file.
pub struct Input {
    /// The file's name; `None` for a pasted text.
    pub name: Option<String>,
    /// May be a private key, so it is overwritten when dropped.
    pub octets: Zeroizing<Vec<u8>>,
}

/// A part of an input that is still to be looked at.
struct Piece {
    octets: Zeroizing<Vec<u8>>,
    shape: Shape,
    place: String,
    parent: Option<usize>,
    /// How many encodings it was taken out of.
    depth: usize,
    /// For what a Secret has it.
    role: Role,
}

/// What is known about a piece.
enum Shape {
    /// Nothing.
    Any,
    /// The octets of a PEM block with this label.
    Pem(String),
    /// The base64 of a PEM block that cannot be decoded, and the reason.
    Broken { label: String, reason: &'static str },
    /// A YAML or JSON document.
    Document,
    /// The value of an `X-Forwarded-Client-Cert` header.
    Forwarded,
    /// Lines of headers.
    Headers,
    /// A text of which a part was taken out already.
    Rest(scan::Progress),
}

/// More encodings in each other than anybody makes.
const DEEPEST: usize = 6;
/// More things than anybody compares.
const MOST_ITEMS: usize = 2000;

/// An inspection in progress.
struct Inspection {
    now: UnixTime,
    password: Option<Zeroizing<String>>,
    pending: VecDeque<Piece>,
    sealed: VecDeque<Sealed>,
    items: Vec<Item>,
    needs_password: bool,
    /// The place of the first input that holds anything.
    first: Option<String>,
    /// That of the piece that is being looked at.
    role: Role,
}

impl Inspection {
    /// Begins with these inputs. `password` is tried on everything that is encrypted, also an empty one.
    fn new(inputs: Vec<Input>, password: Option<Zeroizing<String>>, now: UnixTime) -> Self {
        let mut inspection = Self {
            now,
            password,
            pending: VecDeque::new(),
            sealed: VecDeque::new(),
            items: Vec::new(),
            needs_password: false,
            first: None,
            role: Role::None,
        };
        for input in inputs {
            let place = input.name.unwrap_or_default();
            if input.octets.len() > LARGEST_INPUT {
                inspection.items.push(undecoded::too_large(&place));
                continue;
            }
            if inspection.first.is_none() && !input.octets.trim_ascii().is_empty() {
                inspection.first = Some(place.clone());
            }
            inspection.pending.push_back(Piece {
                octets: input.octets,
                shape: Shape::Any,
                place,
                parent: None,
                depth: 0,
                role: Role::None,
            });
        }
        inspection
    }

    /// Looks at the next piece. `false` when there is none left.
    fn advance(&mut self) -> bool {
        let Some(piece) = self.pending.pop_front() else {
            return false;
        };
        if piece.depth > DEEPEST || self.items.len() > MOST_ITEMS {
            self.pending.clear();
            self.add(undecoded::too_much(&piece.place), None);
            return false;
        }
        self.role = piece.role;
        recognize::piece(self, piece);
        self.role = Role::None;
        true
    }

    /// Compares what was found.
    async fn finish<P: Pace>(self, pace: &P) -> Report {
        let mut items = self.items;
        if items.is_empty()
            && let Some(place) = &self.first
        {
            items.push(undecoded::nothing(place));
        }
        let certificates = chain::distinct(&items, pace).await;
        let issuers = chain::issuers(&items, &certificates, pace).await;
        relations::compare(&mut items, &certificates, &issuers, pace).await;
        let chains = chain::tree(&items, &certificates, &issuers);
        for item in &mut items {
            item.findings.sort_by_key(|finding| finding.severity);
        }
        Report {
            items,
            chains,
            needs_password: self.needs_password,
        }
    }

    /// Adds an item and gives its number.
    fn add(&mut self, mut item: Item, parent: Option<usize>) -> usize {
        if self.items.len() > MOST_ITEMS {
            // What comes now is left out, which the last item says.
            self.pending.clear();
            return self.items.len() - 1;
        }
        if self.items.len() == MOST_ITEMS {
            item = undecoded::too_much(&item.place);
        }
        item.parent = parent;
        item.role = self.role;
        self.items.push(item);
        self.items.len() - 1
    }

    /// Puts pieces before all others, in this order.
    fn take_up(&mut self, pieces: Vec<Piece>) {
        for mut piece in pieces.into_iter().rev() {
            if piece.role == Role::None {
                piece.role = self.role;
            }
            self.pending.push_front(piece);
        }
    }
}

/// Opens what is behind a password during an inspection: in the browser a worker, because it may take seconds.
#[allow(async_fn_in_trait)] // Always used through generics on one thread; no `Send` bound is wanted.
pub trait Unsealer: Pace {
    /// As [`open`].
    ///
    /// # Errors
    /// As [`open`].
    async fn unseal(&self, sealed: &Sealed, password: &str) -> Result<Opened, StillSealed>;
}

/// Inspects everything, also what a password opens; `unsealer` has a turn after each step. Signatures are checked by
/// [`check_signatures`].
pub async fn inspect_with<U: Unsealer>(
    inputs: Vec<Input>,
    password: Option<Zeroizing<String>>,
    now: UnixTime,
    unsealer: &U,
) -> Report {
    let mut inspection = Inspection::new(inputs, password, now);
    loop {
        while inspection.advance() {
            unsealer.pause().await;
        }
        let Some(sealed) = inspection.next_sealed() else { break };
        let found = match inspection.password() {
            Some(password) => unsealer.unseal(&sealed, password).await,
            None => Err(StillSealed::asking()),
        };
        inspection.opened(&sealed, found);
    }
    inspection.finish(unsealer).await
}

/// Opens where it is called.
struct Direct;

impl Pace for Direct {
    async fn pause(&self) {}
}

impl Unsealer for Direct {
    async fn unseal(&self, sealed: &Sealed, password: &str) -> Result<Opened, StillSealed> {
        open(sealed.seal, &sealed.octets, password)
    }
}

/// The same at once.
pub fn inspect(inputs: Vec<Input>, password: Option<Zeroizing<String>>, now: UnixTime) -> Report {
    // Nothing in it waits.
    let report = inspect_with(inputs, password, now, &Direct).now_or_never();
    report.unwrap_or_default()
}
