//! What stands in a certificate, read back from its DER.

use crate::app::dom::{Element, element};
use crate::locale::say;
use crate::pki::certificate::Certificate;
use crate::pki::decode::{AlternativeName, CertificateDetails, PublicKeyKind, hex_colons};

/// The facts as a list of names and values.
pub fn certificate_facts(certificate: &Certificate) -> Element {
    let row = |(name, value): (&str, String)| {
        element("div")
            .class("facts__row")
            .child(element("dt").child(name))
            .child(element("dd").class("value").child(value))
    };
    element("dl")
        .class("facts facts--side")
        .children(facts(certificate.details()).into_iter().map(row))
}

/// Names and values in the order in which certificate viewers show them; what a certificate lacks is left out.
fn facts(details: &CertificateDetails) -> Vec<(&'static str, String)> {
    let mut facts = vec![
        (say!("Subject"), details.subject.readable.clone()),
        (say!("Issuer"), details.issuer.readable.clone()),
        (say!("Valid from"), details.validity.not_before().to_string()),
        (say!("Valid until"), details.validity.not_after().to_string()),
        (say!("Serial number"), details.serial_number.clone()),
        (say!("Public key"), public_key(&details.public_key)),
        (say!("Signature"), details.signature_algorithm.clone()),
    ];
    let names: Vec<String> = details.subject_alt_names.iter().map(alternative_name).collect();
    let constraints = details
        .basic_constraints
        .map(|constraints| match (constraints.is_ca, constraints.path_length) {
            (false, _) => say!("not an authority").to_owned(),
            (true, None) => say!("certificate authority").to_owned(),
            (true, Some(length)) => say!("certificate authority, path length {length}", length),
        });
    for (name, value) in [
        (say!("Alternative names"), names.join(", ")),
        (say!("Basic constraints"), constraints.unwrap_or_default()),
        (say!("Key usage"), details.key_usages.join(", ")),
        (say!("Extended key usage"), details.extended_key_usages.join(", ")),
    ] {
        if !value.is_empty() {
            facts.push((name, value));
        }
    }
    facts.push((say!("SHA-256 fingerprint"), hex_colons(&details.fingerprint_sha256)));
    facts
}

fn public_key(kind: &PublicKeyKind) -> String {
    match kind {
        PublicKeyKind::Rsa { bits } => say!("RSA, {bits} bits", bits),
        PublicKeyKind::EcdsaP256 => "ECDSA on P-256".to_owned(),
        PublicKeyKind::EcdsaP384 => "ECDSA on P-384".to_owned(),
        PublicKeyKind::Other(name) => name.clone(),
    }
}

fn alternative_name(name: &AlternativeName) -> String {
    match name {
        AlternativeName::Dns(name) => format!("DNS:{name}"),
        AlternativeName::Uri(uri) => format!("URI:{uri}"),
        AlternativeName::Email(address) => format!("email:{address}"),
        AlternativeName::Ip(address) => format!("IP:{address}"),
        AlternativeName::Other(text) => text.clone(),
    }
}
