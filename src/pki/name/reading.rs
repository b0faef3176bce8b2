//! Names that stand in certificates as names that we could write again.

use super::{Attribute, AttributeType, DistinguishedName, EncodedName, NameError};
use crate::pki::envoy;

impl DistinguishedName {
    /// Takes over a name from the DER of a certificate or a request, of whatever string types. Written again, it has the same
    /// attributes in the same order; their string types may be other ones.
    ///
    /// # Errors
    /// [`NameError`] for names that only others write.
    pub fn read(der: &[u8]) -> Result<Self, NameError> {
        let encoded = EncodedName::from_der(der).map_err(|_| NameError::NotDer)?;
        let mut name = Self::default();
        for attributes in encoded.relative_names() {
            let [attribute] = attributes.as_slice() else {
                return Err(NameError::MultiValued);
            };
            let oid = attribute.kind.to_string();
            let kind = AttributeType::from_text(&oid).ok_or_else(|| {
                let short = envoy::short_name(attribute.kind);
                NameError::UnknownType(short.map_or(oid, str::to_owned))
            })?;
            let text = envoy::text_octets(&attribute.value).and_then(|octets| String::from_utf8(octets).ok());
            name.push(Attribute::new(kind, text.ok_or(NameError::Unreadable(kind))?)?)?;
        }
        Ok(name)
    }
}
