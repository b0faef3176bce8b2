//! Certificates that are not ours: every kind of name, usage and time that may stand in them.

use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::decode::{AlternativeName, BasicConstraints, CertificateDetails, DecodeError};
use rcgen::{CertificateParams, CustomExtension, Issuer, PublicKeyData, SignatureAlgorithm, SigningKey};

/// Signs nothing: nobody verifies these certificates.
struct NoKey;

impl PublicKeyData for NoKey {
    fn der_bytes(&self) -> &[u8] {
        &[4; 65]
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ECDSA_P256_SHA256
    }
}

impl SigningKey for NoKey {
    fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(vec![1, 2, 3])
    }
}

fn read(bend: impl FnOnce(&mut CertificateParams)) -> Result<CertificateDetails, DecodeError> {
    let mut parameters = CertificateParams::default();
    parameters.serial_number = Some(vec![0x80, 1].into());
    bend(&mut parameters);
    let issuer = Issuer::new(CertificateParams::default(), NoKey);
    let certificate = parameters.signed_by(&NoKey, &issuer).unwrap();
    Certificate::from_der(certificate.der().to_vec()).map(|certificate| certificate.details().clone())
}

/// A certificate with these extensions: the last number of the OID (2.5.29.x) and the value.
fn with(extensions: &[(u64, &[u8])]) -> Result<CertificateDetails, DecodeError> {
    read(|parameters| {
        parameters.custom_extensions = extensions
            .iter()
            .map(|(number, value)| CustomExtension::from_oid_content(&[2, 5, 29, *number], value.to_vec()))
            .collect();
    })
}

const SUBJECT_KEY_IDENTIFIER: u64 = 14;
const KEY_USAGE: u64 = 15;
const SUBJECT_ALT_NAME: u64 = 17;
const BASIC_CONSTRAINTS: u64 = 19;
const AUTHORITY_KEY_IDENTIFIER: u64 = 35;
const EXTENDED_KEY_USAGE: u64 = 37;

/// A SEQUENCE of these elements.
fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    let content = elements.concat();
    let length = u8::try_from(content.len()).unwrap();
    assert!(length < 0x80, "the short form of lengths");
    [&[0x30, length], content.as_slice()].concat()
}

#[test]
fn every_kind_of_alternative_name_is_shown() {
    let names = sequence(&[
        b"\x82\x01a",
        b"\x82\x02\xC3\xA4",
        b"\x82\x01\xFF",
        b"\x81\x03b@c",
        b"\x86\x03x:y",
        b"\x87\x04\x0A\0\0\x01",
        b"\x87\x10\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x01",
        b"\x87\x01\x0A",
        b"\xA0\x07\x06\x02\x2A\x03\xA0\x01\0",
        b"\xA4\x0E\x30\x0C\x31\x0A\x30\x08\x06\x03\x55\x04\x03\x0C\x01z",
        b"\xA5\x00",
        b"\x88\x02\x2A\x03",
    ]);
    let printed: Vec<String> = with(&[(SUBJECT_ALT_NAME, &names)])
        .unwrap()
        .subject_alt_names
        .iter()
        .map(AlternativeName::to_string)
        .collect();
    assert_eq!(
        printed,
        [
            "DNS:a",
            "DNS:ä",
            "name of kind 2: ff",
            "email:b@c",
            "URI:x:y",
            "IP Address:10.0.0.1",
            "IP Address:2001:db8::1",
            "name of kind 7: 0a",
            "othername: 1.2.3",
            "DirName: CN=z",
            "name of kind 5: ",
            "Registered ID: 1.2.3",
        ]
    );
}

#[test]
fn every_usage_is_shown() {
    let all = with(&[(KEY_USAGE, b"\x03\x03\x07\xFF\x80")]).unwrap();
    assert_eq!(
        all.key_usages.join(" "),
        "digitalSignature nonRepudiation keyEncipherment dataEncipherment keyAgreement keyCertSign cRLSign encipherOnly decipherOnly"
    );
    // The last one is a UUID (2.25), whose number has 128 bits.
    let uuid = [&b"\x06\x14\x69\x83"[..], &[0xFF; 17], &[0x7F]].concat();
    let purposes = sequence(&[
        b"\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x08",
        b"\x06\x04\x55\x1D\x25\0",
        &uuid,
    ]);
    let details = with(&[(EXTENDED_KEY_USAGE, &purposes)]).unwrap();
    assert_eq!(
        details.extended_key_usages,
        ["timeStamping", "anyExtendedKeyUsage", &format!("2.25.{}", u128::MAX)]
    );
}

#[test]
fn constraints_and_identifiers() {
    let details = with(&[
        (BASIC_CONSTRAINTS, &sequence(&[b"\x01\x01\xFF", b"\x02\x01\x05"])),
        (SUBJECT_KEY_IDENTIFIER, b"\x04\x02\x01\x02"),
        (
            AUTHORITY_KEY_IDENTIFIER,
            &sequence(&[b"\x80\x02\x03\x04", b"\x82\x01\x09"]),
        ),
    ])
    .unwrap();
    let constraints = BasicConstraints {
        is_ca: true,
        path_length: Some(5),
    };
    assert_eq!(details.basic_constraints, Some(constraints));
    assert_eq!(details.subject_key_identifier, Some(vec![1, 2]));
    assert_eq!(details.authority_key_identifier, Some(vec![3, 4]));
    assert_eq!(details.serial_number, "8001", "without the octet for the sign");

    let leaf = with(&[
        (BASIC_CONSTRAINTS, b"\x30\0"),
        (AUTHORITY_KEY_IDENTIFIER, &sequence(&[b"\x82\x01\x09"])),
    ])
    .unwrap();
    assert_eq!(leaf.basic_constraints.map(|constraints| constraints.is_ca), Some(false));
    assert_eq!(leaf.authority_key_identifier, None);
    // Written out although it is the default.
    let explicit = with(&[(BASIC_CONSTRAINTS, &sequence(&[b"\x01\x01\0"]))]).unwrap();
    assert_eq!(explicit.basic_constraints, leaf.basic_constraints);
}

#[test]
fn unreadable_and_repeated_extensions_are_refused_by_name() {
    for (number, name) in [
        (SUBJECT_ALT_NAME, "subjectAltName"),
        (KEY_USAGE, "keyUsage"),
        (EXTENDED_KEY_USAGE, "extKeyUsage"),
        (BASIC_CONSTRAINTS, "basicConstraints"),
    ] {
        let sound: &[u8] = if number == KEY_USAGE {
            b"\x03\x02\0\x80"
        } else {
            b"\x30\0"
        };
        assert!(with(&[(number, sound)]).is_ok());
        for extensions in [
            vec![(number, b"\x31\0".as_slice())],
            vec![(number, &[sound, b"\0"].concat())],
            vec![(number, b"")],
            vec![(number, sound), (number, sound)],
        ] {
            let refused = with(&extensions).unwrap_err();
            assert!(
                matches!(refused, DecodeError::Extension { name: own, .. } if own == name),
                "{refused:?}"
            );
        }
    }
    let unknown = with(&[(99, b"\xFF")]).unwrap();
    assert_eq!(
        unknown.key_usages, [""; 0],
        "extensions that we do not show are left alone"
    );
}

#[test]
fn times_before_1970_and_after_2049() {
    let details = read(|parameters| {
        parameters.not_before = rcgen::date_time_ymd(1950, 1, 1);
        parameters.not_after = rcgen::date_time_ymd(2050, 2, 28);
    })
    .unwrap();
    assert_eq!(details.validity.not_before().to_string(), "1950-01-01T00:00:00Z");
    assert_eq!(details.validity.not_after().to_string(), "2050-02-28T00:00:00Z");
}

#[test]
fn impossible_times_are_refused() {
    let certificate = super::sets::fixed().credentials.remove(0).certificate;
    let text = b"260301110000Z";
    let position = certificate
        .der()
        .windows(text.len())
        .position(|window| window == text)
        .unwrap();
    for wrong in [
        b"261301110000Z",
        b"260230110000Z",
        b"260301240000Z",
        b"2603011100+0Z",
        b"26030111000 Z",
        b"2603011100000",
    ] {
        let mut der = certificate.der().to_vec();
        der[position..position + wrong.len()].copy_from_slice(wrong);
        assert!(matches!(Certificate::from_der(der), Err(DecodeError::Syntax(_))));
    }
}
