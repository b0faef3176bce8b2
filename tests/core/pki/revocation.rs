//! Revocation lists: made for every algorithm and read by x509-parser, refused where gateways would refuse them.

use mtls_wizard::native::{NativeKey, NativeKeys};
use mtls_wizard::pki::certificate::{Authority, Certificate};
use mtls_wizard::pki::clock::{SECONDS_PER_DAY, UnixTime};
use mtls_wizard::pki::import::ImportedKey;
use mtls_wizard::pki::issuance::Issued;
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider};
use mtls_wizard::pki::pem;
use mtls_wizard::pki::revocation::{
    ListNumber, Reason, Revocation, RevocationError, RevocationList, RevocationListError, Template, make, may_sign,
};
use proptest::prelude::*;
use x509_parser::prelude::{CertificateRevocationList, FromDer, X509Certificate};

use super::import::{certificate, file};
use super::sets::{self, CLIENT, CLIENT_CA, SERVER};

fn day(days: i64) -> UnixTime {
    sets::now().plus_seconds(days * SECONDS_PER_DAY).unwrap()
}

fn part<'a>(issued: &'a Issued, id: &str) -> &'a Certificate {
    &issued.credential(&sets::id(id)).unwrap().certificate
}

fn key(issued: &Issued, id: &str) -> NativeKey {
    let pem = issued
        .credential(&sets::id(id))
        .unwrap()
        .private_key
        .as_ref()
        .unwrap()
        .pem();
    let key = ImportedKey::parse(&pem).unwrap();
    pollster::block_on(NativeKeys.import(&key)).unwrap()
}

fn list(issued: &Issued, number: &ListNumber, entries: &[Revocation]) -> Result<RevocationList, RevocationError> {
    let template = Template {
        number,
        this_update: day(1),
        next_update: day(31),
        entries,
    };
    let key = key(issued, CLIENT_CA);
    let authority = Authority {
        certificate: part(issued, CLIENT_CA),
        key: &key,
    };
    pollster::block_on(make(&template, &authority))
}

fn revoked(issued: &Issued, id: &str, reason: Reason) -> Revocation {
    Revocation::new(part(issued, id), day(0), reason).unwrap()
}

#[test]
fn every_algorithm_signs_lists_that_others_read() {
    for algorithm in KeyAlgorithm::ALL {
        let issued = sets::issued(algorithm);
        let client = revoked(&issued, CLIENT, Reason::KeyCompromise);
        let other = revoked(&issued, SERVER, Reason::Unspecified);
        let made = list(&issued, &ListNumber::first(), &[client, other]).unwrap();
        let authority = part(&issued, CLIENT_CA);

        let (rest, read) = CertificateRevocationList::from_der(made.der()).unwrap();
        assert!(rest.is_empty());
        let (_, issuer) = X509Certificate::from_der(authority.der()).unwrap();
        assert_eq!(read.version().map(|version| version.0), Some(1));
        assert_eq!(read.issuer().as_raw(), authority.details().subject.der);
        assert_eq!(read.last_update().timestamp(), day(1).seconds());
        assert_eq!(read.next_update().unwrap().timestamp(), day(31).seconds());
        assert_eq!(read.crl_number().unwrap().to_string(), "1");
        assert_eq!(
            read.tbs_cert_list.signature.algorithm,
            read.signature_algorithm.algorithm
        );
        assert_eq!(read.signature_algorithm, issuer.signature_algorithm);
        let entries: Vec<(String, Option<u8>)> = read
            .iter_revoked_certificates()
            .map(|entry| {
                (
                    entry.user_certificate.to_str_radix(16),
                    entry.reason_code().map(|(_, code)| code.0),
                )
            })
            .collect();
        let serial = |id| {
            part(&issued, id)
                .details()
                .serial_number
                .trim_start_matches('0')
                .to_owned()
        };
        assert_eq!(entries, [(serial(CLIENT), Some(1)), (serial(SERVER), None)]);

        assert!(made.is_of(authority));
        assert!(!made.is_of(part(&issued, sets::SERVER_CA)));
        assert_eq!(made.number_text().as_deref(), Some("1"));
        assert_eq!(made.next_update, Some(day(31)));
        assert_eq!(made.signature_algorithm, authority.details().signature_algorithm);
        assert_eq!(
            made.entry(part(&issued, CLIENT)).unwrap().reason,
            Some(Reason::KeyCompromise)
        );
        assert_eq!(made.entry(part(&issued, SERVER)).unwrap().reason, None);
        assert_eq!(made.entry(authority), None);
        assert!(made.der().windows(made.signed.len()).any(|part| part == made.signed));
    }
}

#[test]
fn the_next_list_carries_entries_on_and_counts_up() {
    let issued = sets::issued(KeyAlgorithm::EcdsaP256);
    let first = list(
        &issued,
        &ListNumber::first(),
        &[revoked(&issued, CLIENT, Reason::Superseded)],
    )
    .unwrap();
    let carried = Revocation::carried_on(&first.entries[0]);
    let new = revoked(&issued, SERVER, Reason::CertificateHold);
    let number = ListNumber::after(&first).unwrap();
    let second = list(&issued, &number, &[carried.clone(), new]).unwrap();
    assert_eq!(second.number_text().as_deref(), Some("2"));
    assert_eq!(second.entries[0], first.entries[0]);
    assert_eq!(second.entries[1].reason, Some(Reason::CertificateHold));
    let again = revoked(&issued, CLIENT, Reason::Unspecified);
    assert!(matches!(
        list(&issued, &number, &[carried, again]),
        Err(RevocationError::Repeated(_))
    ));
}

#[test]
fn numbers_carry_over_until_readers_need_not_take_them() {
    let issued = sets::issued(KeyAlgorithm::EcdsaP256);
    let mut made = list(&issued, &ListNumber::first(), &[]).unwrap();
    for (before, after) in [
        (vec![0x7F], "128"),
        (vec![0xFF], "256"),
        (vec![1, 0xFF, 0xFF], "131072"),
    ] {
        made.number = Some(before);
        let number = ListNumber::after(&made).unwrap();
        assert_eq!(number.to_string(), after);
        assert_eq!(
            list(&issued, &number, &[]).unwrap().number_text().as_deref(),
            Some(after)
        );
    }
    made.number = None;
    assert_eq!(ListNumber::after(&made).unwrap(), ListNumber::first());
    made.number = Some([vec![0x7F], vec![0xFF; 19]].concat());
    assert_eq!(ListNumber::after(&made), Err(RevocationError::Number));
}

#[test]
fn a_list_without_entries_has_no_list_of_entries() {
    let issued = sets::issued(KeyAlgorithm::EcdsaP384);
    let made = list(&issued, &ListNumber::first(), &[]).unwrap();
    assert_eq!(made.entries, []);
    let (_, read) = CertificateRevocationList::from_der(made.der()).unwrap();
    assert_eq!(read.iter_revoked_certificates().count(), 0);
    assert_eq!(made.extensions.len(), 2);
}

#[test]
fn dates_from_2050_on_have_four_digits_of_the_year() {
    let issued = sets::issued(KeyAlgorithm::EcdsaP256);
    let key = key(&issued, CLIENT_CA);
    let authority = Authority {
        certificate: part(&issued, CLIENT_CA),
        key: &key,
    };
    let last = UnixTime::from_seconds(2_524_607_999).unwrap();
    let template = Template {
        number: &ListNumber::first(),
        this_update: last,
        next_update: last.plus_seconds(1).unwrap(),
        entries: &[],
    };
    let made = pollster::block_on(make(&template, &authority)).unwrap();
    let holds = |text: &[u8]| made.der().windows(text.len()).any(|part| part == text);
    assert!(holds(b"\x17\x0D491231235959Z") && holds(b"\x18\x0F20500101000000Z"));
    assert_eq!(made.next_update, Some(template.next_update));
}

/// An authority of the import fixtures as the signer, with any key.
fn refused(name: &str, key: &str) -> RevocationError {
    let key = pollster::block_on(NativeKeys.import(&ImportedKey::parse(&file(key)).unwrap())).unwrap();
    let certificate = certificate(name);
    let template = Template {
        number: &ListNumber::first(),
        this_update: day(1),
        next_update: day(2),
        entries: &[],
    };
    let authority = Authority {
        certificate: &certificate,
        key: &key,
    };
    pollster::block_on(make(&template, &authority)).unwrap_err()
}

#[test]
fn who_may_not_sign_lists_does_not() {
    assert_eq!(refused("leaf", "leaf.key"), RevocationError::NotAuthority);
    assert_eq!(refused("root", "leaf.key"), RevocationError::AuthorityKey);
    assert_eq!(refused("no-identifier", "root.key"), RevocationError::NoKeyIdentifier);
}

/// An authority that may sign certificates only.
#[test]
fn an_authority_without_the_usage_for_lists_makes_none() {
    struct NoKey;
    impl rcgen::PublicKeyData for NoKey {
        fn der_bytes(&self) -> &[u8] {
            &[4; 65]
        }
        fn algorithm(&self) -> &'static rcgen::SignatureAlgorithm {
            &rcgen::PKCS_ECDSA_P256_SHA256
        }
    }
    impl rcgen::SigningKey for NoKey {
        fn sign(&self, _: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
            Ok(vec![1, 2, 3])
        }
    }
    let with = |usages: Vec<rcgen::KeyUsagePurpose>| {
        let mut parameters = rcgen::CertificateParams::default();
        parameters.serial_number = Some(vec![1].into());
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters.key_usages = usages;
        parameters.key_identifier_method = rcgen::KeyIdMethod::PreSpecified(vec![1, 2, 3]);
        let issuer = rcgen::Issuer::new(rcgen::CertificateParams::default(), NoKey);
        let der = parameters.signed_by(&NoKey, &issuer).unwrap().der().to_vec();
        may_sign(&Certificate::from_der(der).unwrap())
    };
    use rcgen::KeyUsagePurpose::{CrlSign, KeyCertSign};
    assert_eq!(with(vec![KeyCertSign]), Err(RevocationError::NoRevocationSigning));
    assert_eq!(with(vec![KeyCertSign, CrlSign]), Ok(()));
    // RFC 5280 section 6.3.3 (f): without a keyUsage nothing forbids it.
    assert_eq!(with(vec![]), Ok(()));
}

#[test]
fn files_are_read_in_der_and_pem() {
    let issued = sets::issued(KeyAlgorithm::EcdsaP256);
    let made = list(&issued, &ListNumber::first(), &[]).unwrap();
    assert_eq!(RevocationList::read(made.der()).unwrap(), std::slice::from_ref(&made));
    let two = format!(
        "Certificate Revocation List (CRL):\r\n{0}{0}",
        made.pem().replace('\n', "\r\n")
    );
    assert_eq!(
        RevocationList::read(two.as_bytes()).unwrap(),
        [made.clone(), made.clone()]
    );
    let refused = |file: &[u8]| RevocationList::read(file).unwrap_err();
    assert_eq!(refused(b"text"), RevocationListError::None);
    assert_eq!(refused(&[]), RevocationListError::None);
    assert_eq!(refused(&vec![0x30; 1 << 21]), RevocationListError::TooLarge);
    let label = RevocationListError::Label("CERTIFICATE".to_owned());
    assert_eq!(refused(file("root.crt").as_bytes()), label);
    let damaged = made.pem().replace("MII", "M?I").replacen('M', "!", 1);
    assert_eq!(refused(damaged.as_bytes()), RevocationListError::Pem);
    assert_eq!(refused(&[made.der(), &[0]].concat()), RevocationListError::Trailing(1));
    assert!(matches!(
        refused(part(&issued, CLIENT).der()),
        RevocationListError::Syntax(_)
    ));
}

#[test]
fn damaged_lists_are_refused_or_read_but_never_a_panic() {
    let issued = sets::issued(KeyAlgorithm::EcdsaP256);
    let entry = revoked(&issued, CLIENT, Reason::KeyCompromise);
    let made = list(&issued, &ListNumber::first(), &[entry]).unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 3000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let damage = (any::<prop::sample::Index>(), any::<u8>(), any::<bool>());
    let result = runner.run(&damage, |(index, octet, cut)| {
        let mut der = made.der().to_vec();
        let position = index.index(der.len());
        if cut {
            der.truncate(position);
        } else {
            der[position] = octet;
        }
        match RevocationList::decode(&der) {
            Ok(read) => {
                assert!(!cut, "a part of a list is no list");
                let _ = ListNumber::after(&read);
                let _ = format!("{read:?} {:?}", read.entries);
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        let _ = RevocationList::read(pem::encode("X509 CRL", &der).as_bytes());
        Ok(())
    });
    result.unwrap();
}
