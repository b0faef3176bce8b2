//! Distinguished names: what is unusual in them.

use super::{Item, Severity};
use crate::pki::decode::{NameAttribute, NameDetails, name_attributes};

/// The longest CN, O and OU in characters (RFC 5280 appendix A.1).
const LONGEST: usize = 64;

/// What is wrong with a name; `whose` is `subject` or `issuer`.
pub fn findings(item: &mut Item, name: &NameDetails, whose: &str) {
    let attributes = name_attributes(name);
    for attribute in &attributes {
        one(item, attribute, whose);
    }
    if attributes.iter().any(|attribute| attribute.joins_previous) {
        item.find(
            Severity::Note,
            ["The ", whose, " has several attributes in one part"].concat(),
            "Envoy joins them with `+`, in reverse order. Few programs write such names, and some cannot read them.",
            "Leave it, if all of your programs read it. Take the Envoy string from here for policies.",
        );
    }
}

fn one(item: &mut Item, attribute: &NameAttribute, whose: &str) {
    let kind = attribute.kind.as_str();
    let called = ["The ", whose, "’s ", kind].concat();
    let Some(text) = &attribute.text else {
        item.find(
            Severity::Warning,
            [&called, " is no readable text"].concat(),
            "Envoy prints such a value as `#` and hexadecimal digits, and other programs show nothing.",
            "Have the certificate issued with a UTF8String.",
        );
        return;
    };
    let length = text.chars().count();
    if matches!(kind, "CN" | "O" | "OU") && length > LONGEST {
        item.find(
            Severity::Warning,
            [&called, " has ", &length.to_string(), " characters"].concat(),
            "At most 64 are allowed (RFC 5280). OpenSSL and many authorities refuse longer ones; a long host name belongs in the subjectAltName alone.",
            "Use a shorter name, and put the host into the subjectAltName.",
        );
    }
    if text.trim() != text {
        item.find(
            Severity::Warning,
            [&called, " begins or ends with a space"].concat(),
            "It is invisible, but it counts: Envoy prints it as `\\ `, and a policy without it does not match.",
            "Have the certificate issued without the space, or copy the Envoy string from here.",
        );
    }
    if text.is_empty() {
        item.find(
            Severity::Note,
            [&called, " is empty"].concat(),
            "RFC 5280 allows no empty value, and some programs refuse the name.",
            "Leave the attribute out.",
        );
    }
    string_type(item, attribute, text, &called);
}

fn string_type(item: &mut Item, attribute: &NameAttribute, text: &str, called: &str) {
    let (kind, actual) = (attribute.kind.as_str(), attribute.string_type);
    let wanted = match kind {
        "C" | "serialNumber" | "dnQualifier" => "PrintableString",
        "DC" | "emailAddress" => "IA5String",
        _ => "",
    };
    let words = [called, " is a ", actual].concat();
    if kind == "C" && (text.len() != 2 || !text.bytes().all(|octet| octet.is_ascii_uppercase())) {
        item.find(
            Severity::Warning,
            [called, " is not a country code"].concat(),
            "The country has two capital letters (ISO 3166); strict programs refuse anything else.",
            "Use a code such as `DE`, or leave it out.",
        );
    }
    if !wanted.is_empty() && actual != wanted && !actual.is_empty() {
        item.find(
            Severity::Note,
            words,
            "RFC 5280 demands another string type here. Most programs do not mind, strict checkers do.",
            "Nothing, unless a program complains.",
        );
    } else if matches!(actual, "TeletexString" | "UniversalString" | "BMPString") {
        item.find(
            Severity::Note,
            words,
            "This string type is old, and programs read characters outside of ASCII in it differently.",
            "New certificates use UTF8String.",
        );
    } else if actual == "PrintableString" && !text.bytes().all(is_printable) {
        item.find(
            Severity::Warning,
            [called, " has characters that its string type does not allow"].concat(),
            "A PrintableString has letters, digits, spaces and `'()+,-./:=?` only; strict programs refuse the certificate.",
            "Have it issued with a UTF8String.",
        );
    }
}

/// The characters of a PrintableString (X.680 section 41.4).
fn is_printable(octet: u8) -> bool {
    octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet)
}
