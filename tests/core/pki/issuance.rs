//! Order, progress and errors of an issuance.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::Poll;

use mtls_wizard::native::{FixedKeys, NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::CertificateError;
use mtls_wizard::pki::import::ImportedKey;
use mtls_wizard::pki::issuance::{IssueErrorCause, Milestone, Progress, Request, issue};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyError, KeyProvider};
use mtls_wizard::pki::pkcs12::{BundleContent, Bundler, DirectBundler, Pkcs12Error};
use mtls_wizard::pki::profile::Profile;

use super::sets::{self, CLIENT, CLIENT_CA, SERVER, SERVER_CA};

#[test]
fn milestones_come_in_order_and_once_each() {
    let heard = RefCell::new(Vec::new());
    let requests = sets::requests(KeyAlgorithm::EcdsaP256);
    let milestones = |progress: Progress| heard.borrow_mut().push((progress.id.0, progress.milestone));
    let mut entropy = seeded_entropy(1);
    let issued = pollster::block_on(issue(
        &requests,
        &[],
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &milestones,
    ))
    .unwrap();

    let heard = heard.into_inner();
    let when = |own: &str, milestone| {
        let of_this = |(id, reached): &&(String, Milestone)| id == own && *reached == milestone;
        assert_eq!(heard.iter().filter(of_this).count(), 1, "{own} {milestone:?}");
        heard.iter().position(|event| of_this(&event)).unwrap()
    };
    let all = [SERVER_CA, SERVER, CLIENT_CA, CLIENT];
    for own in all {
        assert!(when(own, Milestone::Key) < when(own, Milestone::Certificate));
    }
    assert!(when(SERVER_CA, Milestone::Certificate) < when(SERVER, Milestone::Certificate));
    assert!(when(CLIENT_CA, Milestone::Certificate) < when(CLIENT, Milestone::Certificate));
    assert_eq!(when(CLIENT, Milestone::Bundle), heard.len() - 1);
    assert_eq!(heard.len(), 9);
    let names: Vec<&str> = issued
        .credentials
        .iter()
        .map(|credential| credential.id.0.as_str())
        .collect();
    assert_eq!(names, all);
    let has_bundle: Vec<bool> = issued
        .credentials
        .iter()
        .map(|credential| credential.pkcs12.is_some())
        .collect();
    assert_eq!(has_bundle, [false, false, false, true]);
}

/// Takes its time for one algorithm: so many turns.
struct Uneven(KeyAlgorithm, u32);

impl KeyProvider for Uneven {
    type Key = NativeKey;

    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<NativeKey, KeyError> {
        if algorithm == self.0 {
            for _ in 0..self.1 {
                turn().await;
            }
        }
        NativeKeys.generate(algorithm).await
    }

    async fn import(&self, key: &ImportedKey) -> Result<NativeKey, KeyError> {
        NativeKeys.import(key).await
    }
}

#[test]
fn certificates_do_not_wait_for_keys_that_they_do_not_need() {
    let heard = RefCell::new(Vec::new());
    let mut requests = sets::requests(KeyAlgorithm::EcdsaP256);
    // The first authority is late, and its leaf waits for it; the others do not.
    requests[0].key = KeyAlgorithm::EcdsaP384.into();
    requests[3].bundle = None;
    let milestones = |progress: Progress| heard.borrow_mut().push((progress.id.0, progress.milestone));
    let keys = Uneven(KeyAlgorithm::EcdsaP384, 3);
    let mut entropy = seeded_entropy(1);
    let work = issue(&requests, &[], &keys, &DirectBundler, &mut entropy, &milestones);
    pollster::block_on(work).unwrap();
    let expected = [
        (SERVER, Milestone::Key),
        (CLIENT_CA, Milestone::Key),
        (CLIENT_CA, Milestone::Certificate),
        (CLIENT, Milestone::Key),
        (CLIENT, Milestone::Certificate),
        (SERVER_CA, Milestone::Key),
        (SERVER_CA, Milestone::Certificate),
        (SERVER, Milestone::Certificate),
    ]
    .map(|(id, milestone)| (id.to_owned(), milestone));
    assert_eq!(heard.into_inner(), expected);
}

#[test]
fn the_time_that_keys_take_changes_no_octet() {
    let serial_numbers = |turns| {
        let mut requests = sets::requests(KeyAlgorithm::EcdsaP256);
        requests[0].key = KeyAlgorithm::EcdsaP384.into();
        let keys = Uneven(KeyAlgorithm::EcdsaP384, turns);
        let issued = sets::issue_with(&requests, &keys, 1).unwrap().credentials;
        let details = issued.iter().map(|credential| credential.certificate.details());
        details.map(|details| details.serial_number.clone()).collect::<Vec<_>>()
    };
    assert_eq!(serial_numbers(0), serial_numbers(5));
}

/// Gives way to all others once.
async fn turn() {
    let mut waited = false;
    poll_fn(|context| {
        if waited {
            return Poll::Ready(());
        }
        waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Yields once before it does its work, and remembers how many calls were under way at the same time.
#[derive(Default)]
struct Slow {
    under_way: Cell<usize>,
    most: Cell<usize>,
}

impl Slow {
    async fn wait(&self) {
        self.under_way.set(self.under_way.get() + 1);
        self.most.set(self.most.get().max(self.under_way.get()));
        turn().await;
        self.under_way.set(self.under_way.get() - 1);
    }
}

impl KeyProvider for Slow {
    type Key = NativeKey;

    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<NativeKey, KeyError> {
        self.wait().await;
        NativeKeys.generate(algorithm).await
    }

    async fn import(&self, key: &ImportedKey) -> Result<NativeKey, KeyError> {
        NativeKeys.import(key).await
    }
}

impl Bundler for Slow {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
        self.wait().await;
        DirectBundler.bundle(content).await
    }
}

#[test]
fn keys_and_bundles_are_made_at_the_same_time() {
    let mut requests = sets::requests(KeyAlgorithm::EcdsaP256);
    requests[1].bundle = requests[3].bundle.clone();
    let (keys, bundler) = (Slow::default(), Slow::default());
    let mut entropy = seeded_entropy(1);
    pollster::block_on(issue(&requests, &[], &keys, &bundler, &mut entropy, &|_| ())).unwrap();
    assert_eq!(keys.most.get(), 4);
    assert_eq!(bundler.most.get(), 2);
}

fn refusal(bend: impl FnOnce(&mut Vec<Request>)) -> (String, IssueErrorCause) {
    let mut requests = sets::requests(KeyAlgorithm::EcdsaP256);
    bend(&mut requests);
    // No key is left, so an error that is found only after making keys shows as a key error.
    let error = sets::issue_with(&requests, &FixedKeys::new([]), 1).unwrap_err();
    (error.title, error.cause)
}

#[test]
fn inconsistent_requests_are_refused_before_any_key_is_made() {
    use IssueErrorCause as Cause;
    let (title, cause) = refusal(|requests| requests[1].issuer = Some(sets::id("nobody")));
    assert_eq!(title, "The server");
    assert!(matches!(cause, Cause::UnknownIssuer(issuer) if issuer == sets::id("nobody")));
    let (_, cause) = refusal(|requests| requests.swap(0, 1));
    assert!(matches!(cause, Cause::UnknownIssuer(issuer) if issuer == sets::id(SERVER_CA)));
    let (_, cause) = refusal(|requests| requests[1].issuer = Some(sets::id(SERVER)));
    assert!(matches!(cause, Cause::UnknownIssuer(_)), "not its own issuer");
    let (_, cause) = refusal(|requests| requests[3].issuer = Some(sets::id(SERVER)));
    assert!(matches!(cause, Cause::IssuerNotAuthority(issuer) if issuer == sets::id(SERVER)));
    let (_, cause) = refusal(|requests| requests[3].issuer = None);
    assert!(matches!(cause, Cause::NoIssuer));
    let (_, cause) = refusal(|requests| requests[2].issuer = Some(sets::id(SERVER_CA)));
    assert!(matches!(cause, Cause::RootWithIssuer));
    let (title, cause) = refusal(|requests| requests[2].id = sets::id(SERVER));
    assert_eq!(title, "The client-root-ca");
    assert!(matches!(cause, Cause::RepeatedId(own) if own == sets::id(SERVER)));
}

#[test]
fn failures_name_their_credential() {
    let (title, cause) = refusal(|_| ());
    assert_eq!(title, "The server-root-ca");
    assert!(matches!(cause, IssueErrorCause::Key(KeyError::Generate { .. })));

    let mut requests = sets::requests(KeyAlgorithm::EcdsaP256);
    requests[3].subject_alt_names.clear();
    let error = sets::issue_with(&requests, &NativeKeys, 1).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The client/curl: a client certificate needs a subject alternative name"
    );
    assert!(matches!(
        error.cause,
        IssueErrorCause::Certificate(CertificateError::MissingAlternativeName)
    ));
}

#[test]
fn nothing_requested_is_nothing_made() {
    assert!(sets::issue_with(&[], &NativeKeys, 1).unwrap().credentials.is_empty());
}

#[test]
fn authorities_may_differ_in_algorithm_from_their_leaves() {
    let mut requests = sets::requests(KeyAlgorithm::EcdsaP384);
    requests[1] = sets::request(SERVER, Profile::Server, Some(SERVER_CA), KeyAlgorithm::EcdsaP256);
    let issued = sets::issue_with(&requests, &NativeKeys, 1).unwrap();
    let details = issued.credentials[1].certificate.details();
    assert_eq!(
        (details.public_key.to_string(), details.signature_algorithm.as_str()),
        ("ECDSA P-256".to_owned(), "ecdsa-with-SHA384")
    );
}
