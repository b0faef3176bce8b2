//! What stands in certificates, keys, Secrets and headers that somebody pasted or dropped, in words, and what is wrong with them.
//!
//! Start with [`Inspection`]: it takes inputs apart piece by piece, so that a large one does not freeze a page. `scan` finds the
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
mod names;
mod recognize;
mod relations;
mod revoked;
mod scan;
mod sealed;
mod secret;
mod signatures;
mod summary;

use std::collections::VecDeque;

use zeroize::Zeroizing;

use self::secret::Role;
use crate::pki::clock::UnixTime;
use crate::pki::decode::anatomy::Anatomy;
use crate::pki::decode::{PrivateKeyDetails, PublicKeyDetails};
use crate::pki::revocation::RevocationList;

pub use chain::{Branch, Linked};
pub use sealed::{Opened, Seal, Sealed, StillSealed, open};
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

/// What a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Certificate,
    PrivateKey,
    /// A private key that needs a password.
    EncryptedKey,
    PublicKey,
    Request,
    RevocationList,
    /// A PKCS#12 file.
    Bundle,
    /// A PKCS#7 file.
    CertificateBag,
    /// The name of a curve.
    Parameters,
    /// A Kubernetes Secret.
    Secret,
    /// Request headers as a workload shows them.
    Headers,
    /// An `X-Forwarded-Client-Cert` value.
    Forwarded,
    /// A resource that holds nothing of these.
    Other,
    /// Something that cannot be read, or that is not for TLS.
    Unreadable,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody will refuse it.
    Problem,
    /// It works, but not everywhere, or not for long, or not as intended.
    Warning,
    /// Good to know.
    Note,
}

/// Something worth knowing about a thing. The texts are prose with code in backquotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// What is so.
    pub what: String,
    /// Why that matters.
    pub why: String,
    /// What to do about it; empty where there is nothing to do.
    pub action: String,
}

/// Where a field belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// What the thing is and says.
    Content,
    /// The extensions of a certificate or a request.
    Extensions,
    /// Strings for policies, Gateways and comparisons.
    Strings,
}

/// One thing that is said, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub group: Group,
    pub label: String,
    /// One or more lines.
    pub values: Vec<String>,
    /// What it means. Prose with code in backquotes; empty where the label says it all.
    pub explanation: &'static str,
    /// Whether people need exactly this string elsewhere.
    pub is_copied: bool,
}

impl Field {
    fn new(label: impl Into<String>, value: impl Into<String>, explanation: &'static str) -> Self {
        Self::lines(label, vec![value.into()], explanation)
    }

    fn lines(label: impl Into<String>, values: Vec<String>, explanation: &'static str) -> Self {
        Self {
            group: Group::Content,
            label: label.into(),
            values,
            explanation,
            is_copied: false,
        }
    }

    fn string(label: impl Into<String>, value: impl Into<String>, explanation: &'static str) -> Self {
        Self {
            group: Group::Strings,
            is_copied: true,
            ..Self::new(label, value, explanation)
        }
    }

    fn extension(self) -> Self {
        Self {
            group: Group::Extensions,
            ..self
        }
    }
}

/// What a thing is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Content {
    Certificate(Box<Anatomy>),
    PrivateKey(Box<PrivateKeyDetails>),
    PublicKey(Box<PublicKeyDetails>),
    Request {
        der: Vec<u8>,
        /// The DER `SubjectPublicKeyInfo`.
        public_key_info: Vec<u8>,
    },
    RevocationList(Box<RevocationList>),
    /// What headers say of a client's certificate.
    Seen(Box<headers::Seen>),
    /// Nothing else is compared with it.
    Other,
}

/// One recognised thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// Where it was found: a file, a line, a Secret's key.
    pub place: String,
    /// The thing that holds it, by its number in [`Report::items`].
    pub parent: Option<usize>,
    pub fields: Vec<Field>,
    /// The worst first.
    pub findings: Vec<Finding>,
    /// PEM of what is public; empty where there is none.
    pub pem: String,
    content: Content,
    /// For what a Secret has it.
    role: Role,
}

impl Item {
    fn new(kind: Kind, title: impl Into<String>, place: &str) -> Self {
        Self {
            kind,
            title: title.into(),
            place: place.to_owned(),
            parent: None,
            fields: Vec::new(),
            findings: Vec::new(),
            pem: String::new(),
            content: Content::Other,
            role: Role::None,
        }
    }

    fn find(&mut self, severity: Severity, what: impl Into<String>, why: &str, action: &str) {
        self.findings.push(Finding {
            severity,
            what: what.into(),
            why: why.to_owned(),
            action: action.to_owned(),
        });
    }

    /// The certificate, if it is one.
    pub fn certificate(&self) -> Option<&Anatomy> {
        match &self.content {
            Content::Certificate(anatomy) => Some(anatomy),
            _ => None,
        }
    }
}

/// Everything that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What holds others comes before them.
    pub items: Vec<Item>,
    /// The certificates by who issued whom: each begins with the highest.
    pub chains: Vec<Branch>,
    /// Whether something waits for a password, or for another one.
    pub needs_password: bool,
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
}

/// More encodings in each other than anybody makes.
const DEEPEST: usize = 6;
/// More things than anybody compares.
const MOST_ITEMS: usize = 2000;

/// An inspection in progress.
pub struct Inspection {
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
    pub fn new(inputs: Vec<Input>, password: Option<Zeroizing<String>>, now: UnixTime) -> Self {
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
                inspection.items.push(recognize::too_large(&place));
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
    pub fn advance(&mut self) -> bool {
        let Some(piece) = self.pending.pop_front() else {
            return false;
        };
        if piece.depth > DEEPEST || self.items.len() > MOST_ITEMS {
            self.pending.clear();
            self.add(recognize::too_much(&piece.place), None);
            return false;
        }
        self.role = piece.role;
        recognize::piece(self, &piece);
        self.role = Role::None;
        true
    }

    /// Compares what was found.
    pub fn finish(self) -> Report {
        let mut items = self.items;
        if items.is_empty()
            && let Some(place) = &self.first
        {
            items.push(recognize::nothing(place));
        }
        relations::compare(&mut items, self.now);
        let chains = chain::tree(&items);
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
            item = recognize::too_much(&item.place);
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

/// Inspects everything at once, also what a password opens.
pub fn inspect(inputs: Vec<Input>, password: Option<Zeroizing<String>>, now: UnixTime) -> Report {
    let mut inspection = Inspection::new(inputs, password, now);
    loop {
        while inspection.advance() {}
        let Some(sealed) = inspection.next_sealed() else { break };
        let found = match inspection.password() {
            Some(password) => open(sealed.seal, &sealed.octets, password),
            None => Err(StillSealed::asking()),
        };
        inspection.opened(&sealed, found);
    }
    inspection.finish()
}
