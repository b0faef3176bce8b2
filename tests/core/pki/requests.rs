//! Requests for certificates: those of other programs, our own, and those that were tampered with.

use std::fs;
use std::path::PathBuf;

use mtls_wizard::native::NativeVerifier;
use mtls_wizard::pki::decode::AlternativeName;
use mtls_wizard::pki::key::PublicKeyError;
use mtls_wizard::pki::name::{DistinguishedName, EncodedName, SubjectAltName, editable};
use mtls_wizard::pki::request::{CertificateRequest, RequestError};
use mtls_wizard::pki::signature::Verdict;
use proptest::prelude::*;

const HOSTILE: &str = r#"CN=a\=b/c\\\\d,OU=中文公司 😀,OU=\#1 unit,O=Sue\, Grabbit \+ Runn \"\\\; \<x\>\",C=DE"#;

fn file(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/core/fixtures/requests");
    fs::read(folder.join(name)).unwrap()
}

fn read(name: &str) -> CertificateRequest {
    let mut requests = CertificateRequest::decode_text(&file(name)).unwrap();
    assert_eq!(requests.len(), 1, "{name}");
    requests.remove(0)
}

fn verdict(request: &CertificateRequest) -> Verdict {
    pollster::block_on(request.check_signature(&NativeVerifier))
}

#[test]
fn requests_of_other_programs_are_read_and_their_signatures_checked() {
    for (name, subject, algorithm) in [
        ("openssl-rsa.csr", HOSTILE, "sha256WithRSAEncryption"),
        ("openssl-rsa-sha384.csr", HOSTILE, "sha384WithRSAEncryption"),
        ("openssl-rsa-sha512.csr", HOSTILE, "sha512WithRSAEncryption"),
        ("openssl-rsa-pss.csr", HOSTILE, "RSASSA-PSS"),
        ("openssl-p256.csr", HOSTILE, "ecdsa-with-SHA256"),
        ("openssl-p256.der", HOSTILE, "ecdsa-with-SHA256"),
        ("openssl-p256-sha512.csr", HOSTILE, "ecdsa-with-SHA512"),
        ("openssl-p384.csr", HOSTILE, "ecdsa-with-SHA384"),
        (
            "keytool-rsa.csr",
            r"CN=Müller 中,OU=B,OU=A\, B,O=Java\+Org,C=DE",
            "sha256WithRSAEncryption",
        ),
        (
            "keytool-ec.csr",
            r"CN=Müller 中,OU=B,OU=A\, B,O=Java\+Org,C=DE",
            "ecdsa-with-SHA256",
        ),
        (
            "nss-rsa.csr",
            r"CN=Nss\, Client,OU=B,OU=A,O=Nss \#Org,DC=example,DC=com",
            "sha256WithRSAEncryption",
        ),
        ("nss-p384.der", "CN=Nss,O=Org", "ecdsa-with-SHA256"),
        (
            "gnutls-rsa.csr",
            r"DC=example,UID=somebody,CN=gnu\, tls,OU=B,OU=A,O=Gnu \+ Org",
            "sha256WithRSAEncryption",
        ),
        (
            "gnutls-p256.csr",
            r"DC=example,UID=somebody,CN=gnu\, tls,OU=B,OU=A,O=Gnu \+ Org",
            "ecdsa-with-SHA256",
        ),
    ] {
        let request = read(name);
        assert_eq!(verdict(&request), Verdict::Valid, "{name}");
        assert_eq!(request.signature_algorithm, algorithm, "{name}");
        let found = DistinguishedName::read(&request.subject.der);
        assert_eq!(found, DistinguishedName::parse(subject), "{name}");
        assert_eq!(
            CertificateRequest::decode_text(request.pem().as_bytes()).unwrap(),
            std::slice::from_ref(&request),
            "{name}"
        );
        assert_eq!(request.key().unwrap().info(), request.public_key_info, "{name}");
    }
}

#[test]
fn what_cannot_be_checked_is_not_called_right_or_wrong() {
    for (name, algorithm) in [
        ("openssl-ed25519.csr", "Ed25519"),
        ("openssl-p521.csr", "ecdsa-with-SHA256"),
        ("openssl-rsa-sha1.csr", "sha1WithRSAEncryption"),
        ("openssl-rsa-pss-salt.csr", "RSASSA-PSS"),
    ] {
        assert_eq!(verdict(&read(name)), Verdict::Unknown(algorithm.to_owned()), "{name}");
    }
    assert!(matches!(
        verdict(&read("openssl-rsa-1024.csr")),
        Verdict::Unknown(_) | Verdict::Invalid
    ));
}

#[test]
fn keys_that_gateways_refuse_are_refused() {
    let refusal = |name| read(name).key().unwrap_err();
    assert_eq!(refusal("openssl-rsa-1024.csr"), PublicKeyError::TooShort(1024));
    assert!(matches!(refusal("openssl-ed25519.csr"), PublicKeyError::Algorithm(_)));
    assert!(matches!(refusal("openssl-p521.csr"), PublicKeyError::Algorithm(_)));
}

#[test]
fn everything_that_is_asked_for_is_found() {
    let request = read("openssl-rsa.csr");
    let names: Vec<String> = request
        .extensions
        .subject_alt_names
        .iter()
        .map(AlternativeName::to_string)
        .collect();
    let expected = [
        "DNS:one.example.com",
        "DNS:*.example.com",
        "email:me@example.com",
        "URI:spiffe://cluster.local/ns/a/sa/b",
        "IP Address:192.0.2.1",
        "IP Address:2001:db8::1",
    ];
    assert_eq!(names, expected);
    let kept: Vec<String> = request
        .extensions
        .subject_alt_names
        .iter()
        .map(|name| SubjectAltName::from_found(name).unwrap().to_string())
        .collect();
    assert_eq!(kept, expected);
    assert_eq!(request.extensions.key_usages, ["digitalSignature", "keyEncipherment"]);
    assert_eq!(request.extensions.extended_key_usages, ["serverAuth", "clientAuth"]);
    assert!(request.has_challenge_password);
    assert_eq!(request.other_attributes, ["1.2.840.113549.1.9.2"]);

    let authority = read("openssl-authority.csr").extensions;
    assert!(authority.basic_constraints.unwrap().is_ca);
    assert_eq!(authority.key_usages, ["keyCertSign", "cRLSign"]);
    assert_eq!(authority.others, ["1.3.6.1.4.1.99999.1"]);

    let plain = read("nss-p384.der");
    assert!(!plain.has_challenge_password && plain.extensions == Default::default());
    assert_eq!(read("openssl-empty.csr").subject.envoy, None);
    assert_eq!(read("nss-rsa.csr").extensions.extended_key_usages, ["clientAuth"]);
    assert_eq!(read("gnutls-rsa.csr").extensions.subject_alt_names.len(), 3);
}

#[test]
fn a_changed_request_has_no_valid_signature() {
    for name in [
        "openssl-rsa.csr",
        "openssl-rsa-pss.csr",
        "openssl-p256.csr",
        "openssl-p384.csr",
    ] {
        let der = read(name).der().to_vec();
        // A letter of the country.
        let position = der.windows(2).position(|pair| pair == b"DE").unwrap();
        let mut changed = der.clone();
        changed[position] = b'A';
        assert_eq!(
            verdict(&CertificateRequest::decode(&changed).unwrap()),
            Verdict::Invalid,
            "{name}"
        );
        // The signature itself, where it stays readable.
        let mut changed = der.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert_eq!(
            verdict(&CertificateRequest::decode(&changed).unwrap()),
            Verdict::Invalid,
            "{name}"
        );
    }
    // The key of somebody else.
    let (one, other) = (read("openssl-rsa.csr"), read("gnutls-rsa.csr"));
    let (info, stranger) = (&one.public_key_info, &other.public_key_info);
    assert_eq!(info.len(), stranger.len());
    let mut der = one.der().to_vec();
    let position = der.windows(info.len()).position(|window| window == info).unwrap();
    der[position..position + info.len()].copy_from_slice(stranger);
    assert_eq!(verdict(&CertificateRequest::decode(&der).unwrap()), Verdict::Invalid);
}

#[test]
fn several_requests_may_come_with_text_around_them() {
    let text = [
        "Dear CA,\r\n",
        &read("openssl-rsa.csr").pem().replace('\n', "\r\n"),
        "and\n",
        &read("keytool-ec.csr").pem(),
    ];
    let requests = CertificateRequest::decode_text(text.concat().as_bytes()).unwrap();
    assert_eq!(requests, [read("openssl-rsa.csr"), read("keytool-ec.csr")]);
}

#[test]
fn what_is_no_request_is_refused_with_its_reason() {
    let refusal = |text: &str| CertificateRequest::decode_text(text.as_bytes()).unwrap_err();
    let pem = read("openssl-p256.csr").pem();
    assert_eq!(refusal(""), RequestError::Empty);
    assert_eq!(refusal("hello"), RequestError::NotRequest);
    assert_eq!(
        refusal("0 hello"),
        RequestError::Request {
            number: 1,
            error: refusal_error("0 hello")
        }
    );
    assert_eq!(
        refusal(&pem[..300]),
        RequestError::Unfinished("CERTIFICATE REQUEST".to_owned())
    );
    assert_eq!(
        refusal(&pem.replacen("MII", "M!I", 1)),
        RequestError::Base64("CERTIFICATE REQUEST".to_owned())
    );
    let other = |label: &str| pem.replace("CERTIFICATE REQUEST", label);
    assert_eq!(refusal(&other("PRIVATE KEY")), RequestError::PrivateKey);
    assert_eq!(refusal(&other("RSA PRIVATE KEY")), RequestError::PrivateKey);
    assert_eq!(
        refusal(&other("CERTIFICATE")),
        RequestError::Block("CERTIFICATE".to_owned())
    );
    assert!(refusal(&other("CERTIFICATE")).to_string().contains("not the request"));
    assert_eq!(refusal(&"x".repeat(1 << 21)), RequestError::TooLarge);
    assert_eq!(
        CertificateRequest::decode_text(&[0xFF, 1, 2]),
        Err(RequestError::NotRequest)
    );
    let mut longer = file("openssl-p256.der");
    longer.push(0);
    assert!(matches!(
        CertificateRequest::decode_text(&longer),
        Err(RequestError::Request { number: 1, .. })
    ));
}

fn refusal_error(text: &str) -> mtls_wizard::pki::decode::DecodeError {
    CertificateRequest::decode(text.as_bytes()).unwrap_err()
}

#[test]
fn foreign_names_can_be_edited_and_come_back() {
    for name in ["openssl-rsa.csr", "keytool-rsa.csr", "nss-rsa.csr", "gnutls-rsa.csr"] {
        let request = read(name);
        let encoded = EncodedName::from_der(&request.subject.der).unwrap();
        let text = editable(&encoded);
        let name = DistinguishedName::read(&request.subject.der).unwrap();
        assert_eq!(DistinguishedName::parse(&text), Ok(name.clone()), "{text}");
        assert_eq!(name.openssl_form(), text);
    }
}

#[test]
fn damaged_requests_never_panic() {
    let seeds: Vec<Vec<u8>> = [
        "openssl-rsa.csr",
        "openssl-p384.csr",
        "gnutls-rsa.csr",
        "nss-rsa.csr",
        "keytool-ec.csr",
        "../bundles/forge.csr",
        "openssl-authority.csr",
    ]
    .map(|name| read(name).der().to_vec())
    .into();
    let mut runner = super::random_names::runner(2000);
    let strategy = (
        0..seeds.len(),
        any::<prop::sample::Index>(),
        any::<u8>(),
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    runner
        .run(&strategy, |(seed, position, octet, end, cut)| {
            let mut der = seeds[seed].clone();
            let position = position.index(der.len());
            der[position] = octet;
            if cut {
                der.truncate(end.index(der.len()));
            }
            if let Ok(request) = CertificateRequest::decode(&der) {
                let _ = (verdict(&request), request.key(), request.pem());
                if let Ok(name) = EncodedName::from_der(&request.subject.der) {
                    let _ = (editable(&name), DistinguishedName::read(&request.subject.der));
                }
            }
            let _ = CertificateRequest::decode_text(&der);
            Ok(())
        })
        .unwrap();
    let text = read("openssl-rsa.csr").pem();
    runner
        .run(
            &(any::<prop::sample::Index>(), any::<char>()),
            |(position, character)| {
                let mut damaged: Vec<char> = text.chars().collect();
                let position = position.index(damaged.len());
                damaged[position] = character;
                let _ = CertificateRequest::decode_text(damaged.into_iter().collect::<String>().as_bytes());
                Ok(())
            },
        )
        .unwrap();
}
