//! Real browsers, driven through WebDriver as a person would use them, and watched more closely than a person could.

mod announcements;
mod appearance;
mod elements;
mod engine;
mod evidence;
mod keyboard;
mod network;
mod observer;
mod pointer;
mod profile;
mod semantics;
mod session;
mod themes;
mod tree;
mod waiting;

pub use appearance::{ColourScheme, ViolatingNode, Violation};
pub use elements::Described;
pub use engine::{CHROMIUM_SWITCHES, Engine};
pub use evidence::Span;
pub use network::NetworkRequest;
pub use profile::{ClientBundle, ImportedCertificates};
pub use session::{Browser, BrowserOptions, PATIENCE};
pub use themes::Verdict;
