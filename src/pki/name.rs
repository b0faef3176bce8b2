//! Names in certificates: the subject's distinguished name and the subject alternative names.

mod alternative;
mod distinguished;
mod encoded;
mod reading;

pub use alternative::{DnsSan, EmailSan, SanError, SubjectAltName, UriSan};
pub use distinguished::{Attribute, AttributeType, DistinguishedName, NameError};
pub use encoded::{EncodedAttribute, EncodedName, EncodedNameError};
pub use reading::UnwritableName;
