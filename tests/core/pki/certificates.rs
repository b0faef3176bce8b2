//! Every field of every profile, for every key algorithm, read by x509-parser.

use mtls_wizard::native::FixedKeys;
use mtls_wizard::pki::decode::{AlternativeName, BasicConstraints, PublicKeyKind, hex_lower};
use mtls_wizard::pki::issuance::{Credential, Issued};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::profile::Profile;
use sha1::{Digest, Sha1};
use x509_parser::asn1_rs::Tag;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::sets::{self, CLIENT, CLIENT_CA, SERVER, SERVER_CA};

const AUTHORITY_KEY_IDENTIFIER: &str = "2.5.29.35";
const SUBJECT_ALT_NAME: &str = "2.5.29.17";
const KEY_USAGE: &str = "2.5.29.15";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
const SUBJECT_KEY_IDENTIFIER: &str = "2.5.29.14";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";

/// What the profile's column of the table demands.
struct Expected {
    /// OID and criticality of exactly these extensions, sorted.
    extensions: Vec<(&'static str, bool)>,
    key_usages: &'static [&'static str],
    extended_key_usages: &'static [&'static str],
    basic_constraints: BasicConstraints,
    days: i64,
}

fn expected(profile: Profile, algorithm: KeyAlgorithm) -> Expected {
    let leaf = vec![
        (SUBJECT_KEY_IDENTIFIER, false),
        (KEY_USAGE, true),
        (SUBJECT_ALT_NAME, false),
        (BASIC_CONSTRAINTS, true),
        (AUTHORITY_KEY_IDENTIFIER, false),
        (EXTENDED_KEY_USAGE, false),
    ];
    let no_authority = BasicConstraints {
        is_ca: false,
        path_length: None,
    };
    match profile {
        Profile::RootCa | Profile::IntermediateCa => Expected {
            extensions: vec![
                (SUBJECT_KEY_IDENTIFIER, false),
                (KEY_USAGE, true),
                (BASIC_CONSTRAINTS, true),
            ],
            key_usages: &["keyCertSign", "cRLSign"],
            extended_key_usages: &[],
            basic_constraints: BasicConstraints {
                is_ca: true,
                path_length: Some(0),
            },
            days: 3650,
        },
        Profile::Server => Expected {
            extensions: leaf,
            key_usages: match algorithm {
                KeyAlgorithm::EcdsaP256 | KeyAlgorithm::EcdsaP384 => &["digitalSignature"],
                _ => &["digitalSignature", "keyEncipherment"],
            },
            extended_key_usages: &["serverAuth"],
            basic_constraints: no_authority,
            days: 397,
        },
        Profile::Client => Expected {
            extensions: leaf,
            key_usages: &["digitalSignature"],
            extended_key_usages: &["clientAuth"],
            basic_constraints: no_authority,
            days: 365,
        },
    }
}

#[test]
fn every_algorithm_and_profile_has_exactly_the_fields_of_the_table() {
    for algorithm in KeyAlgorithm::ALL {
        let issued = sets::issued(algorithm);
        for (own, profile) in [
            (SERVER_CA, Profile::RootCa),
            (SERVER, Profile::Server),
            (CLIENT_CA, Profile::RootCa),
            (CLIENT, Profile::Client),
        ] {
            let credential = issued.credential(&sets::id(own)).unwrap();
            check_extensions(credential, &expected(profile, algorithm));
            check_body(credential, algorithm, &expected(profile, algorithm));
        }
        check_chain(&issued, SERVER, SERVER_CA);
        check_chain(&issued, CLIENT, CLIENT_CA);
    }
}

fn check_extensions(credential: &Credential, expected: &Expected) {
    let details = credential.certificate.details();
    let (_, parsed) = X509Certificate::from_der(credential.certificate.der()).unwrap();
    let mut extensions: Vec<(String, bool)> = parsed
        .extensions()
        .iter()
        .map(|extension| (extension.oid.to_id_string(), extension.critical))
        .collect();
    let mut wanted: Vec<(String, bool)> = expected
        .extensions
        .iter()
        .map(|(oid, critical)| ((*oid).to_owned(), *critical))
        .collect();
    extensions.sort();
    wanted.sort();
    assert_eq!(extensions, wanted, "{}", credential.title);
    assert_eq!(details.key_usages, expected.key_usages);
    assert_eq!(details.extended_key_usages, expected.extended_key_usages);
    assert_eq!(details.basic_constraints, Some(expected.basic_constraints));
    let key_bits = parsed.public_key().subject_public_key.data.as_ref();
    assert_eq!(
        details.subject_key_identifier.as_deref(),
        Some(Sha1::digest(key_bits).as_slice())
    );
}

fn check_body(credential: &Credential, algorithm: KeyAlgorithm, expected: &Expected) {
    let details = credential.certificate.details();
    let (_, parsed) = X509Certificate::from_der(credential.certificate.der()).unwrap();
    assert_eq!(details.version, 3);
    assert_eq!(parsed.raw_serial().len(), 16);
    assert!((1..0x80).contains(&parsed.raw_serial()[0]));
    assert_eq!(details.serial_number, hex_lower(parsed.raw_serial()));
    assert_eq!(details.validity.not_before(), sets::now().plus_seconds(-3600).unwrap());
    assert_eq!(details.validity.seconds(), expected.days * 86_400);
    let (kind, signature) = match algorithm {
        KeyAlgorithm::Rsa2048 => (PublicKeyKind::Rsa { bits: 2048 }, "sha256WithRSAEncryption"),
        KeyAlgorithm::Rsa3072 => (PublicKeyKind::Rsa { bits: 3072 }, "sha256WithRSAEncryption"),
        KeyAlgorithm::Rsa4096 => (PublicKeyKind::Rsa { bits: 4096 }, "sha256WithRSAEncryption"),
        KeyAlgorithm::EcdsaP256 => (PublicKeyKind::EcdsaP256, "ecdsa-with-SHA256"),
        KeyAlgorithm::EcdsaP384 => (PublicKeyKind::EcdsaP384, "ecdsa-with-SHA384"),
    };
    assert_eq!(details.public_key, kind);
    assert_eq!(details.signature_algorithm, signature);
    assert_eq!(
        parsed.signature_algorithm, parsed.tbs_certificate.signature,
        "RFC 5280 section 4.1.1.2"
    );
}

fn check_chain(issued: &Issued, leaf: &str, authority: &str) {
    let leaf = issued.credential(&sets::id(leaf)).unwrap();
    let authority = issued.credential(&sets::id(authority)).unwrap();
    let (leaf_details, authority_details) = (leaf.certificate.details(), authority.certificate.details());
    assert_eq!(leaf_details.issuer.der, authority_details.subject.der);
    assert_eq!(
        leaf_details.authority_key_identifier,
        authority_details.subject_key_identifier
    );
    assert_ne!(
        leaf_details.subject_key_identifier,
        authority_details.subject_key_identifier
    );
    assert_ne!(leaf_details.serial_number, authority_details.serial_number);
    assert_eq!(authority_details.issuer.der, authority_details.subject.der);
    assert_eq!(leaf.issuers, std::slice::from_ref(&authority.certificate));
    assert!(authority.issuers.is_empty());
}

#[test]
fn names_are_utf8_and_countries_printable_in_the_given_order() {
    let issued = sets::fixed();
    let certificate = &issued.credential(&sets::id(CLIENT)).unwrap().certificate;
    let (_, parsed) = X509Certificate::from_der(certificate.der()).unwrap();
    let attributes: Vec<(String, Tag, &[u8])> = parsed
        .subject()
        .iter_attributes()
        .map(|attribute| {
            (
                attribute.attr_type().to_id_string(),
                attribute.attr_value().tag(),
                attribute.as_slice(),
            )
        })
        .collect();
    assert_eq!(
        attributes,
        [
            ("2.5.4.6".to_owned(), Tag::PrintableString, b"DE".as_slice()),
            ("2.5.4.10".to_owned(), Tag::Utf8String, b"Example & Sons".as_slice()),
            ("2.5.4.3".to_owned(), Tag::Utf8String, b"client/curl".as_slice()),
        ]
    );
    assert_eq!(
        certificate.details().subject.readable,
        "C=DE, O=Example & Sons, CN=client/curl"
    );
    assert_eq!(
        certificate.details().subject.envoy.as_deref(),
        Some("CN=client/curl,O=Example & Sons,C=DE")
    );
}

#[test]
fn the_same_keys_time_and_seed_give_the_same_certificates() {
    let der = |issued: &Issued| -> Vec<Vec<u8>> {
        issued
            .credentials
            .iter()
            .map(|credential| credential.certificate.der().to_vec())
            .collect()
    };
    let first = sets::fixed();
    assert_eq!(der(&first), der(&sets::fixed()));
    let keys = FixedKeys::new(sets::fixed_keys());
    let other = sets::issue_with(&sets::requests(KeyAlgorithm::Rsa2048), &keys, 8).unwrap();
    assert!(
        der(&first)
            .iter()
            .zip(der(&other))
            .all(|(first, other)| *first != other),
        "the seed is in the serials"
    );
    // Written down, so that an update of a library that changes the encoding is noticed.
    let golden = first
        .credential(&sets::id(SERVER))
        .unwrap()
        .certificate
        .details()
        .verify_certificate_hash();
    assert_eq!(golden, include_str!("../fixtures/server-certificate.sha256").trim());
}

#[test]
fn the_details_agree_with_the_request() {
    let issued = sets::fixed();
    let details = issued.credential(&sets::id(SERVER)).unwrap().certificate.details();
    assert_eq!(
        details.subject_alt_names,
        [
            AlternativeName::Dns("*.gateway.local.kyma.dev".to_owned()),
            AlternativeName::Dns("gateway.local.kyma.dev".to_owned())
        ]
    );
    assert_eq!(details.envoy_uri_names(), None);
    let client = issued.credential(&sets::id(CLIENT)).unwrap().certificate.details();
    assert_eq!(
        client.envoy_uri_names().as_deref(),
        Some("spiffe://local.kyma.dev/client/curl")
    );
    assert_eq!(client.validity.not_before().to_string(), "2026-03-01T11:00:00Z");
    assert_eq!(client.validity.not_after().to_string(), "2027-03-01T10:59:59Z");
}
