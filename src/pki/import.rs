//! Certificates and keys that a person brings along, as PEM text: read, put in order and checked before anything is made
//! of them.
//!
//! [`ServerCredential`] is a gateway's own certificate, [`ImportedAuthority`] a certification authority that signs new
//! certificates or is only trusted. Both refuse what a gateway or its clients would refuse, and say what to do instead.
//! Certificates are linked by their names and key identifiers; [`check_signatures`] then asks whether they were signed so, which
//! takes a [`crate::pki::signature::Verifier`].

mod authority;
mod chain;
mod findings;
mod host;
mod key;
mod material;
mod message;
mod opener;
mod pem;
mod problem;
mod server;
mod signed;
mod traditional;

pub use authority::ImportedAuthority;
pub use chain::Chain;
pub use findings::title;
pub use host::covers;
pub use key::ImportedKey;
pub use material::{Contents, Material};
pub use opener::{DirectOpener, Opener};
pub(super) use pem::pem_blocks;
pub use pem::{LARGEST_TEXT, certificates};
pub use problem::{ImportError, ImportProblem, ImportWarning, Input};
pub use server::ServerCredential;
pub use signed::check_signatures;
