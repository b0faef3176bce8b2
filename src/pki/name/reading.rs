//! Names that stand in certificates as names that we could write again.

use super::{Attribute, AttributeType, DistinguishedName, EncodedName};
use crate::pki::envoy;

/// Why the name of a certificate cannot be written again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnwritableName {
    #[error("it is no name")]
    Syntax,
    #[error("it has several attributes in one part")]
    SeveralInOne,
    #[error("it has an attribute of the kind {0}, which is not written here")]
    Kind(String),
    #[error("the attribute {0} is no text")]
    Text(String),
    #[error(transparent)]
    Attribute(#[from] super::NameError),
}

impl DistinguishedName {
    /// Reads the DER of a name. Written again, it has the same attributes in the same order; their string types may be other
    /// ones.
    ///
    /// # Errors
    /// [`UnwritableName`] for names that only others write.
    pub fn read(der: &[u8]) -> Result<Self, UnwritableName> {
        let encoded = EncodedName::from_der(der).map_err(|_| UnwritableName::Syntax)?;
        let mut name = Self::default();
        for attributes in encoded.relative_names() {
            let [attribute] = attributes.as_slice() else {
                return Err(UnwritableName::SeveralInOne);
            };
            let short = envoy::short_name(attribute.kind);
            let kind = AttributeType::ALL
                .into_iter()
                .find(|kind| Some(kind.abbreviation()) == short)
                .ok_or_else(|| UnwritableName::Kind(short.map_or_else(|| attribute.kind.to_string(), str::to_owned)))?;
            let text = envoy::text_octets(&attribute.value).and_then(|octets| String::from_utf8(octets).ok());
            let text = text.ok_or_else(|| UnwritableName::Text(kind.abbreviation().to_owned()))?;
            name.push(Attribute::new(kind, text)?)?;
        }
        Ok(name)
    }
}
