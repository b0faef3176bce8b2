//! The attributes of a name, one by one, with the string type of each.

use super::{NameDetails, hex_lower};
use crate::pki::asn1::{Value, tag};
use crate::pki::envoy;
use crate::pki::name::EncodedName;

/// One attribute of a distinguished name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameAttribute {
    /// `CN`, `O` …; the OID of others.
    pub kind: String,
    /// The text, or `None` for what is no string.
    pub text: Option<String>,
    /// The ASN.1 type, for example `UTF8String`; empty for what is no string.
    pub string_type: &'static str,
    /// The octets of the value in hexadecimal.
    pub octets: String,
    /// Whether it shares its RDN with the one before it.
    pub joins_previous: bool,
}

/// The attributes in DER order; none for what is no name.
pub fn name_attributes(name: &NameDetails) -> Vec<NameAttribute> {
    let Ok(name) = EncodedName::from_der(&name.der) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    for relative_name in name.relative_names() {
        for (index, attribute) in relative_name.iter().enumerate() {
            let kind = envoy::short_name(attribute.kind);
            let octets = envoy::text_octets(&attribute.value);
            all.push(NameAttribute {
                kind: kind.map_or_else(|| attribute.kind.to_string(), str::to_owned),
                text: octets.and_then(|octets| String::from_utf8(octets).ok()),
                string_type: string_type(&attribute.value),
                octets: hex_lower(attribute.value.content()),
                joins_previous: index > 0,
            });
        }
    }
    all
}

fn string_type(value: &Value<'_>) -> &'static str {
    match value.universal_tag() {
        Some(tag::UTF8_STRING) => "UTF8String",
        Some(tag::PRINTABLE_STRING) => "PrintableString",
        Some(tag::NUMERIC_STRING) => "NumericString",
        Some(tag::T61_STRING) => "TeletexString",
        Some(tag::IA5_STRING) => "IA5String",
        Some(tag::VISIBLE_STRING) => "VisibleString",
        Some(tag::UNIVERSAL_STRING) => "UniversalString",
        Some(tag::BMP_STRING) => "BMPString",
        _ => "",
    }
}
