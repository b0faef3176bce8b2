//! Hundreds of clients: bounds, and what stays when the work ends early.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;

use futures::future::{Either, select};
use mtls_wizard::native::{FixedKeys, NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::import::ImportedKey;
use mtls_wizard::pki::issuance::{
    AT_ONCE, Credential, Finished, IssueErrorCause, Listener, Progress, Request, issue_each,
};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyError, KeyProvider};
use mtls_wizard::pki::pkcs12::{BundleContent, Bundler, DirectBundler, Pkcs12Error};
use mtls_wizard::pki::profile::Profile;

use super::sets::{self, CLIENT_CA};

/// An authority and so many clients with bundles.
fn requests(clients: usize) -> Vec<Request> {
    let mut requests = vec![sets::request(CLIENT_CA, Profile::RootCa, None, KeyAlgorithm::EcdsaP256)];
    let template = sets::requests(KeyAlgorithm::EcdsaP256).remove(3);
    requests.extend((0..clients).map(|number| Request {
        id: sets::id(&format!("client-{number}")),
        ..template.clone()
    }));
    requests
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

/// Counts what is under way, from the start of a key to the end of its bundle, and fails after so many keys.
struct Watched {
    begun: Cell<usize>,
    ended: Cell<usize>,
    most: Cell<usize>,
    fails_after: usize,
}

impl Watched {
    fn new(fails_after: usize) -> Self {
        Self {
            begun: Cell::new(0),
            ended: Cell::new(0),
            most: Cell::new(0),
            fails_after,
        }
    }
}

impl KeyProvider for Watched {
    type Key = NativeKey;

    async fn generate(&self, algorithm: KeyAlgorithm) -> Result<NativeKey, KeyError> {
        let begun = self.begun.get() + 1;
        self.begun.set(begun);
        self.most.set(self.most.get().max(begun - self.ended.get()));
        turn().await;
        if begun > self.fails_after {
            return FixedKeys::new([]).generate(algorithm).await;
        }
        NativeKeys.generate(algorithm).await
    }

    async fn import(&self, key: &ImportedKey) -> Result<NativeKey, KeyError> {
        NativeKeys.import(key).await
    }
}

impl Bundler for Watched {
    async fn bundle(&self, content: BundleContent) -> Result<Vec<u8>, Pkcs12Error> {
        turn().await;
        DirectBundler.bundle(content).await
    }
}

/// Keeps what is finished.
struct Keeper<'a> {
    finished: Finished,
    watched: &'a Watched,
}

impl Listener for Keeper<'_> {
    fn reached(&self, _: Progress) {}

    fn finished(&self, position: usize, credential: Credential) {
        self.watched.ended.set(self.watched.ended.get() + 1);
        self.finished.add(position, credential);
    }
}

fn keeper<'a>(watched: &'a Watched, requests: &[Request]) -> Keeper<'a> {
    Keeper {
        finished: Finished::new(requests.len()),
        watched,
    }
}

/// Every credential is whole, and its issuer is there, too.
fn assert_whole(credentials: &[Credential]) {
    assert_eq!(credentials[0].id, sets::id(CLIENT_CA));
    for credential in &credentials[1..] {
        assert!(credential.pkcs12.is_some() && credential.private_key.is_some());
        assert_eq!(credential.issuers, [credentials[0].certificate.clone()]);
        super::webpki::verify_client(credential).unwrap();
    }
}

#[test]
fn hundreds_are_made_with_a_bound_and_in_order() {
    let requests = requests(200);
    let watched = Watched::new(usize::MAX);
    let keeper = keeper(&watched, &requests);
    let mut entropy = seeded_entropy(1);
    pollster::block_on(issue_each(&requests, &[], &watched, &watched, &mut entropy, &keeper)).unwrap();
    assert_eq!(watched.most.get(), AT_ONCE, "as many as allowed, and no more");
    assert_eq!(keeper.finished.count(), 201);
    let issued = keeper.finished.issued();
    let ids: Vec<_> = issued.credentials.iter().map(|credential| &credential.id).collect();
    assert_eq!(ids, requests.iter().map(|request| &request.id).collect::<Vec<_>>());
    assert_whole(&issued.credentials[..20]);
}

#[test]
fn a_failure_keeps_what_was_finished() {
    let requests = requests(60);
    let watched = Watched::new(40);
    let keeper = keeper(&watched, &requests);
    let mut entropy = seeded_entropy(1);
    let error = pollster::block_on(issue_each(&requests, &[], &watched, &watched, &mut entropy, &keeper)).unwrap_err();
    assert!(matches!(error.cause, IssueErrorCause::Key(_)), "{error}");
    let issued = keeper.finished.issued();
    let count = issued.credentials.len();
    assert!(count > 1 && count <= 40, "{count}");
    assert_whole(&issued.credentials);
}

#[test]
fn stopping_keeps_what_was_finished() {
    let requests = requests(100);
    let watched = Watched::new(usize::MAX);
    let keeper = keeper(&watched, &requests);
    let mut entropy = seeded_entropy(1);
    let work = issue_each(&requests, &[], &watched, &watched, &mut entropy, &keeper);
    let stop = poll_fn(|context| {
        if keeper.finished.count() >= 10 {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    });
    let is_stopped = matches!(pollster::block_on(select(pin!(work), stop)), Either::Right(_));
    assert!(is_stopped);
    let issued = keeper.finished.issued();
    assert!(
        (10..100).contains(&issued.credentials.len()),
        "{}",
        issued.credentials.len()
    );
    assert_whole(&issued.credentials);
}
