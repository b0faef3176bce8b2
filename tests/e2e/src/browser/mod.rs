//! A real Chromium, driven through WebDriver as a person would use it, and watched more closely than a person could.

mod appearance;
mod elements;
mod evidence;
mod keyboard;
mod network;
mod profile;
mod session;

pub use appearance::{ColourScheme, ViolatingNode, Violation};
pub use elements::Described;
pub use evidence::Span;
pub use network::NetworkRequest;
pub use profile::{ClientBundle, ImportedCertificates};
pub use session::{Browser, BrowserOptions, PATIENCE};
