//! Names that nobody thought of: whatever we accept survives a certificate, and Envoy's form is predicted.

use std::cell::Cell;

use mtls_wizard::native::NativeKey;
use mtls_wizard::pki::certificate::{PublicKey, SerialNumber, Template, self_signed};
use mtls_wizard::pki::clock::Validity;
use mtls_wizard::pki::key::{KeyAlgorithm, SigningKey};
use mtls_wizard::pki::name::{AttributeType, DistinguishedName};
use mtls_wizard::pki::profile::Profile;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::envoy::{BMP, IA5, PRINTABLE, T61, UNIVERSAL, UTF8, Value, judge, name_der, ours};
use super::sets;

/// Failures print their input; they need no file of their own.
pub fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

/// Any characters, but the troublesome ones often.
fn text() -> impl Strategy<Value = String> {
    let troublesome =
        proptest::char::ranges(vec![' '..='/', ':'..='@', '\u{0}'..='\u{20}', '\u{7E}'..='\u{A0}'].into());
    proptest::collection::vec(
        prop_oneof![any::<char>(), troublesome, proptest::char::range('a', 'c')],
        0..70,
    )
    .prop_map(String::from_iter)
}

/// Mostly what we accept.
fn acceptable() -> impl Strategy<Value = String> {
    let character = prop_oneof![any::<char>(), proptest::char::range(' ', '~')];
    let clean = proptest::collection::vec(
        character.prop_filter("no control characters", |c| !c.is_control()),
        1..64,
    );
    prop_oneof![9 => clean.prop_map(String::from_iter), 1 => text()]
}

fn name() -> impl Strategy<Value = Vec<(AttributeType, String)>> {
    let kinds = AttributeType::ALL.to_vec();
    let country = prop_oneof![9 => "[A-Z]{2}", 1 => text()];
    (
        proptest::sample::subsequence(kinds, 1..=4).prop_shuffle(),
        proptest::collection::vec(acceptable(), 6),
        country,
    )
        .prop_map(|(kinds, texts, country)| {
            let value = |(kind, text)| {
                if kind == AttributeType::Country {
                    (kind, country.clone())
                } else {
                    (kind, text)
                }
            };
            kinds.into_iter().zip(texts).map(value).collect()
        })
}

fn check_accepted(key: &NativeKey, subject: &DistinguishedName) {
    let template = Template {
        profile: Profile::RootCa,
        path_length: 0,
        subject,
        subject_alt_names: &[],
        validity: Validity::days_from(sets::now(), 1).unwrap(),
        serial_number: SerialNumber::from_random([7; 16]),
        public_key: PublicKey {
            kind: KeyAlgorithm::Rsa2048.into(),
            info: key.public_key(),
        },
    };
    let certificate = pollster::block_on(self_signed(&template, key)).unwrap();
    let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
    let written: Vec<&str> = parsed
        .subject()
        .iter_attributes()
        .map(|attribute| attribute.as_str().unwrap())
        .collect();
    let wanted: Vec<&str> = subject.attributes().iter().map(|attribute| attribute.value()).collect();
    assert_eq!(written, wanted);
    let details = &certificate.details().subject;
    assert_eq!(
        details.envoy,
        judge(&details.der),
        "what we accept, BoringSSL's fork can read and prints the same"
    );
}

#[test]
fn accepted_names_survive_a_certificate() {
    let key = sets::fixed_keys().remove(0);
    let accepted = Cell::new(0);
    runner(256)
        .run(&name(), |attributes| {
            if let Ok(subject) = DistinguishedName::new(attributes) {
                accepted.set(accepted.get() + 1);
                check_accepted(&key, &subject);
            }
            Ok(())
        })
        .unwrap();
    assert!(accepted.get() > 50, "only {} names were accepted", accepted.get());
}

fn value() -> impl Strategy<Value = Value> {
    let oid = proptest::sample::select(vec![
        "2.5.4.3",
        "2.5.4.6",
        "2.5.4.10",
        "2.5.4.11",
        "2.5.4.45",
        "1.2.840.113549.1.9.1",
        "0.9.2342.19200300.100.1.25",
        "1.3.6.1.4.1.99999.1",
        "2.999.3",
    ]);
    let octets = proptest::collection::vec(prop_oneof![any::<u8>(), 0x20..0x40_u8], 0..200);
    let readable = (proptest::sample::select(vec![UTF8, PRINTABLE, T61, IA5]), text())
        .prop_map(|(tag, text)| (tag, text.into_bytes()));
    let wide = text().prop_map(|text| (BMP, text.encode_utf16().flat_map(u16::to_be_bytes).collect()));
    let widest = text().prop_map(|text| {
        (
            UNIVERSAL,
            text.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect(),
        )
    });
    // Any tag, universal or not, over any octets: what a broken or hostile certificate may hold.
    let broken = (any::<u8>(), octets);
    (oid, prop_oneof![4 => readable, 1 => wide, 1 => widest, 2 => broken])
        .prop_map(|(oid, (tag, octets))| (oid, tag, octets))
}

/// Strings made of strings, which DER forbids (X.690 section 10.2). The judge joins their parts, Envoy's BoringSSL need not.
fn is_made_of_strings((_, tag, octets): &Value) -> bool {
    let is_collection = matches!(tag, 0x30 | 0x31);
    tag & 0xE0 == 0x20 && !is_collection && !octets.is_empty()
}

#[test]
fn foreign_names_are_printed_as_boringssl_does() {
    let strategy = proptest::collection::vec(proptest::collection::vec(value(), 1..3), 0..5);
    let compared = Cell::new(0);
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 2000,
        ..ProptestConfig::default()
    });
    runner
        .run(&strategy, |name| {
            let der = name_der(&name);
            // Whatever it is, we do not panic; what the judge can read, we can read, and print the same.
            let ours = ours(&der);
            if let Some(judged) = judge(&der) {
                compared.set(compared.get() + 1);
                prop_assert!(ours.is_some());
                if !name.iter().flatten().any(is_made_of_strings) {
                    prop_assert_eq!(ours.map(Option::unwrap_or_default), Some(judged));
                }
            }
            Ok(())
        })
        .unwrap();
    assert!(compared.get() > 200, "only {} names were compared", compared.get());
}

#[test]
fn octets_that_are_no_name_do_not_panic() {
    let certificate = sets::fixed().credentials.remove(3).certificate;
    let strategy = (0..certificate.der().len(), any::<u8>());
    runner(256)
        .run(&strategy, |(position, octet)| {
            let mut der = certificate.der().to_vec();
            der[position] = octet;
            let _ = mtls_wizard::pki::certificate::Certificate::from_der(der);
            Ok(())
        })
        .unwrap();
}
