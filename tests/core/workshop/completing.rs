//! Asking an authority elsewhere, and completing the bundle when its certificate comes back.

use mtls_wizard::native::{NativeKey, seeded_entropy};
use mtls_wizard::pki::import::{Contents, ImportedKey};
use mtls_wizard::pki::issuance::Issued;
use mtls_wizard::pki::key::{KeyAlgorithm, SigningKey};
use mtls_wizard::pki::pkcs12::{self, EncryptionProfile, Password, Salts};
use mtls_wizard::pki::request::{CertificateRequest, Purpose};
use mtls_wizard::wizard::workshop::completing::Complete;
use mtls_wizard::wizard::workshop::requesting::Wanted;

use super::{carry_out, decision, ids, key, now, request};
use crate::bundle;

#[test]
fn what_a_request_needs_is_asked_for() {
    let wanted = |subject, names, purpose, password| {
        Wanted {
            subject,
            names,
            purpose,
            algorithm: KeyAlgorithm::EcdsaP256,
            password,
        }
        .order()
    };
    let order = wanted(
        "/O=x/CN=y",
        "a.example.com\n\n a.example.com ,me@example.com",
        Purpose::Server,
        "",
    )
    .unwrap();
    assert_eq!(order.subject_alt_names.len(), 2);
    assert!(order.password.is_none());
    assert!(wanted("CN=y", "", Purpose::Client, "pw").unwrap().password.is_some());
    let mistakes = wanted("", "x y", Purpose::Server, "ä").unwrap_err();
    assert_eq!(ids(&mistakes), ["subject", "names", "key-password"]);
    assert!(!mistakes[2].message.contains('ä'), "a part of a password");
    assert_eq!(
        ids(&wanted("CN=y", "me@example.com", Purpose::Server, "").unwrap_err()),
        ["names"]
    );
    assert_eq!(ids(&wanted("CN", "", Purpose::Client, "").unwrap_err()), ["subject"]);
}

/// A key, a request with it, and what an authority made of it.
fn returned(subject: &str, names: &str) -> (NativeKey, CertificateRequest, Issued) {
    let own = key(KeyAlgorithm::EcdsaP256);
    let request = request(
        &own,
        "/O=x/CN=y",
        &["spiffe://a/b", "DNS:a.example.com"],
        Purpose::Client,
    );
    let mut decision = decision(vec![request.clone()]);
    decision.grants[0].subject = subject.to_owned();
    decision.grants[0].names = names.to_owned();
    let issued = carry_out(&decision.order(now()).unwrap());
    (own, request, issued)
}

fn contents(issued: &Issued, key: &NativeKey) -> Contents {
    Contents {
        certificates: issued
            .credentials
            .iter()
            .map(|credential| credential.certificate.clone())
            .collect(),
        keys: vec![ImportedKey::parse(&key.private_key().pem()).unwrap()],
    }
}

#[test]
fn the_bundle_is_completed_and_changes_are_told() {
    let (own, request, issued) = returned("/O=x/CN=y", "spiffe://a/b\na.example.com");
    let complete = Complete::read(&contents(&issued, &own)).unwrap();
    assert_eq!(complete.changes(&request), Vec::<String>::new());
    assert_eq!(complete.certificate(), &issued.credentials[1].certificate);
    assert_eq!(complete.chain_pem().matches("BEGIN CERTIFICATE").count(), 2);
    let password = Password::new("correct horse").unwrap();
    let mut salts = [0; Salts::LENGTH];
    seeded_entropy(2)(&mut salts);
    let content = complete.bundle(
        password.clone(),
        EncryptionProfile::Compatible,
        Salts::from_random(salts),
    );
    let opened = bundle::open(&pkcs12::write(&content).unwrap(), &password).unwrap();
    assert_eq!(opened.private_key, own.private_key().pkcs8_der());
    assert_eq!(opened.chain.len(), 2);

    let (own, request, issued) = returned("/CN=other", "spiffe://a/c\na.example.com");
    let changes = Complete::read(&contents(&issued, &own)).unwrap().changes(&request);
    assert_eq!(changes.len(), 3, "{changes:?}");
    assert!(
        changes[0].contains("CN=other") && changes[1].contains("spiffe://a/b") && changes[2].contains("spiffe://a/c")
    );
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let (own, _, issued) = returned("/O=x/CN=y", "spiffe://a/b");
    let refusal = |contents: &Contents| Complete::read(contents).unwrap_err();
    let mut wrong = contents(&issued, &own);
    wrong.keys = contents(&issued, &key(KeyAlgorithm::EcdsaP256)).keys;
    let mistakes = refusal(&wrong);
    assert!(mistakes[0].message.contains("does not belong") && ids(&mistakes) == ["key"]);
    assert_eq!(ids(&refusal(&Contents::default())), ["certificate", "key"]);
    let mut twice = contents(&issued, &own);
    twice.keys.extend(contents(&issued, &own).keys);
    assert_eq!(ids(&refusal(&twice)), ["key"]);
}
