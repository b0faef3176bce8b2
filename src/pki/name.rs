//! Names in certificates: the subject's distinguished name and the subject alternative names.

mod alternative;
mod attribute;
mod distinguished;
mod encoded;
mod reading;
mod spiffe;
mod text;

pub use alternative::{DnsSan, EmailSan, SanError, SubjectAltName, UriSan};
pub use attribute::{Attribute, AttributeType};
pub use distinguished::{DistinguishedName, NameError};
pub use encoded::{EncodedAttribute, EncodedName, EncodedNameError};
pub use text::editable;
