//! Signing the requests of others, requesting, and completing: from what is typed to what is made.

mod completing;

use mtls_wizard::native::{NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::clock::UnixTime;
use mtls_wizard::pki::import::{Contents, ImportedKey};
use mtls_wizard::pki::issuance::{Issued, KeySource, issue};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider, SigningKey};
use mtls_wizard::pki::name::{DistinguishedName, SubjectAltName};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use mtls_wizard::pki::request::{CertificateRequest, Purpose, RequestTemplate, make};
use mtls_wizard::render::archive::Content;
use mtls_wizard::render::signed;
use mtls_wizard::wizard::workshop::Mistake;
use mtls_wizard::wizard::workshop::signing::{Authority, Decision, Grant, Order};

/// 2026-03-01T12:00:00Z.
fn now() -> UnixTime {
    UnixTime::from_seconds(1_772_366_400).unwrap()
}

fn key(algorithm: KeyAlgorithm) -> NativeKey {
    pollster::block_on(NativeKeys.generate(algorithm)).unwrap()
}

fn request(key: &NativeKey, subject: &str, names: &[&str], purpose: Purpose) -> CertificateRequest {
    let names: Vec<SubjectAltName> = names.iter().map(|name| SubjectAltName::parse(name).unwrap()).collect();
    let template = RequestTemplate {
        subject: &DistinguishedName::parse(subject).unwrap(),
        subject_alt_names: &names,
        purpose,
    };
    pollster::block_on(make(&template, key)).unwrap()
}

fn made_authority() -> Authority {
    Authority::Made {
        subject: "/O=Example/CN=CA".to_owned(),
        algorithm: KeyAlgorithm::EcdsaP256,
    }
}

fn decision(requests: Vec<CertificateRequest>) -> Decision {
    Decision {
        grants: requests.into_iter().map(Grant::offered).collect(),
        authority: made_authority(),
        days: "365".to_owned(),
    }
}

fn carry_out(order: &Order) -> Issued {
    let mut entropy = seeded_entropy(1);
    let work = issue(
        &order.requests,
        &order.given,
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &|_| (),
    );
    pollster::block_on(work).unwrap()
}

fn ids(mistakes: &[Mistake]) -> Vec<&str> {
    mistakes.iter().map(|mistake| mistake.id.as_str()).collect()
}

#[test]
fn what_is_asked_for_is_offered_but_for_an_authoritys_rights() {
    let own = key(KeyAlgorithm::EcdsaP256);
    let names = ["DNS:a.example.com", "spiffe://a/b", "IP:192.0.2.1"];
    let grant = Grant::offered(request(&own, "CN=a/b,OU=B,OU=A,C=DE", &names, Purpose::Server));
    assert_eq!(grant.subject, r"/C=DE/OU=A/OU=B/CN=a\/b");
    assert_eq!(grant.names, "DNS:a.example.com\nURI:spiffe://a/b\nIP Address:192.0.2.1");
    assert_eq!(grant.profile, Profile::Server);

    let asks_for_more = include_bytes!("../fixtures/requests/openssl-authority.csr");
    let asks_for_more = CertificateRequest::decode_text(asks_for_more).unwrap();
    let mut decision = decision(asks_for_more);
    decision.grants[0].names = "URI:spiffe://a/b".to_owned();
    let issued = carry_out(&decision.order(now()).unwrap());
    let details = issued.credentials[1].certificate.details();
    assert!(!details.basic_constraints.unwrap().is_ca);
    assert_eq!(details.key_usages, ["digitalSignature"]);
    assert_eq!(details.extended_key_usages, ["clientAuth"]);
}

#[test]
fn requests_are_signed_as_decided() {
    let own = [KeyAlgorithm::Rsa2048, KeyAlgorithm::EcdsaP384].map(key);
    let requests = own
        .iter()
        .map(|key| request(key, "/O=x/CN=same", &["spiffe://a/b"], Purpose::Client));
    let mut decision = decision(requests.collect());
    decision.grants[1].subject = "CN=other,OU=B,OU=A".to_owned();
    decision.grants[1].profile = Profile::Server;
    decision.grants[1].names = "b.example.com, IP:192.0.2.1".to_owned();
    let order = decision.order(now()).unwrap();
    assert!(
        order.requests[1..]
            .iter()
            .all(|request| matches!(request.key, KeySource::Elsewhere(_)))
    );
    let issued = carry_out(&order);
    let files = signed::files(&issued, &order.given);
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "signed-certificates/ca.crt",
            "signed-certificates/ca.key",
            "signed-certificates/same/certificate.crt",
            "signed-certificates/same/chain.pem",
            "signed-certificates/other/certificate.crt",
            "signed-certificates/other/chain.pem",
        ]
    );
    let secrets: Vec<&str> = files
        .iter()
        .filter(|file| file.content == Content::Secret)
        .map(|file| file.path.as_str())
        .collect();
    assert_eq!(secrets, ["signed-certificates/ca.key"]);
    let other = issued.credentials[2].certificate.details();
    assert_eq!(other.subject.envoy.as_deref(), Some("CN=other,OU=B,OU=A"));
    assert_eq!(other.extended_key_usages, ["serverAuth"]);
    assert_eq!(other.public_key_info, own[1].public_key());
}

#[test]
fn like_names_get_folders_of_their_own() {
    let own = key(KeyAlgorithm::EcdsaP256);
    let requests = ["CN=ca", "CN=one", "CN=one", "OU=without"]
        .map(|subject| request(&own, subject, &["spiffe://a/b"], Purpose::Client));
    let order = decision(requests.to_vec()).order(now()).unwrap();
    let ids: Vec<&str> = order.requests.iter().map(|request| request.id.0.as_str()).collect();
    assert_eq!(ids, ["ca", "ca-2", "one", "one-2", "spiffe-a-b"]);
}

#[test]
fn everything_that_is_wrong_is_said_at_its_field() {
    let own = key(KeyAlgorithm::EcdsaP256);
    let mut decision = decision(vec![
        request(&own, "/CN=a", &["spiffe://a/b"], Purpose::Client),
        request(&own, "/CN=b", &["spiffe://a/b"], Purpose::Client),
    ]);
    decision.grants[0].subject = "CN=a+OU=b".to_owned();
    decision.grants[0].names = "nothing at all".to_owned();
    decision.grants[1].profile = Profile::Server;
    decision.days = "826".to_owned();
    decision.authority = Authority::Made {
        subject: " ".to_owned(),
        algorithm: KeyAlgorithm::EcdsaP256,
    };
    let mistakes = decision.order(now()).unwrap_err();
    assert_eq!(
        ids(&mistakes),
        ["subject-1", "names-1", "names-2", "authority-subject", "days"]
    );
    for mistake in &mistakes {
        let label = mistake.message.split(": ").next().unwrap();
        assert!(
            ["Subject", "Alternative names", "Name of the new CA", "Valid for"].contains(&label),
            "{mistake:?}"
        );
        assert!(mistake.message.ends_with('.'), "{mistake:?}");
    }
    decision.grants.clear();
    decision.authority = Authority::Brought(Contents::default());
    decision.days = "tomorrow".to_owned();
    assert_eq!(
        ids(&decision.order(now()).unwrap_err()),
        ["requests", "authority", "days"]
    );
    // A key that no gateway takes.
    let weak = CertificateRequest::decode_text(include_bytes!("../fixtures/requests/openssl-rsa-1024.csr")).unwrap();
    let mistakes = self::decision(weak).order(now()).unwrap_err();
    assert!(
        mistakes[0].message.contains("request 1") && mistakes[0].message.contains("1024"),
        "{mistakes:?}"
    );
}

/// An authority as somebody brings it, which ends in so many days.
fn brought(days: u32, with_key: bool) -> (Contents, Certificate) {
    let mut order = decision(vec![request(
        &key(KeyAlgorithm::EcdsaP256),
        "/CN=x",
        &["spiffe://a/b"],
        Purpose::Client,
    )])
    .order(now())
    .unwrap();
    order.requests.truncate(1);
    order.requests[0].validity = mtls_wizard::pki::clock::Validity::days_from(now(), days).unwrap();
    let authority = carry_out(&order).credentials.remove(0);
    let private_key = authority.private_key.unwrap();
    let contents = Contents {
        certificates: vec![authority.certificate.clone()],
        keys: with_key
            .then(|| ImportedKey::parse(&private_key.pem()).unwrap())
            .into_iter()
            .collect(),
    };
    (contents, authority.certificate)
}

#[test]
fn a_brought_authority_signs_within_its_own_time() {
    let own = key(KeyAlgorithm::Rsa2048);
    let (contents, authority) = brought(100, true);
    let mut decision = decision(vec![request(&own, "/CN=a", &["spiffe://a/b"], Purpose::Client)]);
    decision.authority = Authority::Brought(contents);
    let mistakes = decision.order(now()).unwrap_err();
    assert!(
        mistakes[0].message.contains("outlive") && ids(&mistakes) == ["days"],
        "{mistakes:?}"
    );
    decision.days = "2026-04-01".to_owned();
    let order = decision.order(now()).unwrap();
    let issued = carry_out(&order);
    let made = &issued.credentials[0];
    assert_eq!(made.issuers, [authority]);
    assert_eq!(
        made.certificate.details().validity.not_after().date().to_string(),
        "2026-04-01"
    );
    let files = signed::files(&issued, &order.given);
    assert!(
        files.iter().all(|file| file.content != Content::Secret),
        "the key that was brought is not repeated"
    );
    assert_eq!(
        files[2].text().unwrap(),
        made.certificate.pem(),
        "a chain without the root"
    );

    decision.authority = Authority::Brought(brought(100, false).0);
    let mistakes = decision.order(now()).unwrap_err();
    assert!(mistakes[0].message.contains("private key is missing"), "{mistakes:?}");
}

#[test]
fn periods_are_days_or_a_last_day() {
    let own = key(KeyAlgorithm::EcdsaP256);
    let mut decision = decision(vec![request(&own, "/CN=a", &["spiffe://a/b"], Purpose::Client)]);
    for right in ["1", "825", " 30 ", "2026-03-02", "2028-06-02"] {
        decision.days = right.to_owned();
        assert!(decision.order(now()).is_ok(), "{right}");
    }
    for wrong in [
        "",
        "0",
        "826",
        "99999999999999999999",
        "-1",
        "1.5",
        "2026-02-28",
        "2028-06-09",
        "soon",
        "9999-99-99",
    ] {
        decision.days = wrong.to_owned();
        assert_eq!(ids(&decision.order(now()).unwrap_err()), ["days"], "{wrong}");
    }
}
