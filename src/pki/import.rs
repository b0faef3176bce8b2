//! Certificates and keys that a person brings along, as PEM text: read, put in order and checked before anything is made
//! of them.
//!
//! [`ServerCredential`] is a gateway's own certificate, [`ImportedAuthority`] a certification authority that signs new
//! certificates or is only trusted. Both refuse what a gateway or its clients would refuse, and say what to do instead.
//! Signatures are not verified: certificates are linked by their names and key identifiers.

mod authority;
mod chain;
mod findings;
mod host;
mod key;
mod material;
mod message;
mod pem;
mod problem;
mod server;
mod traditional;

pub use authority::ImportedAuthority;
pub use chain::Chain;
pub use findings::title;
pub use host::covers;
pub use key::ImportedKey;
pub use material::{Contents, Material};
pub(super) use pem::pem_blocks;
pub use pem::{LARGEST_TEXT, certificates};
pub use problem::{ImportError, ImportProblem, ImportWarning, Input};
pub use server::ServerCredential;
