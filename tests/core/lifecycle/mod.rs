//! Earlier archives: read again, renewed, rotated, revoked.

mod calendar;
mod keyring;
mod renewal;
mod revoking;
mod rotation;
mod unzip;

use mtls_wizard::lifecycle::keyring::{Keyring, KeyringError, LoadedFile};
use mtls_wizard::lifecycle::renewal::Work;
use mtls_wizard::lifecycle::revoking::Order;
use mtls_wizard::lifecycle::setup::{Setup, TypedSetup};
use mtls_wizard::lifecycle::unzip::{Unpacked, UnzipError};
use mtls_wizard::native::{FixedKeys, NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::Authority;
use mtls_wizard::pki::clock::{SECONDS_PER_DAY, UnixTime};
use mtls_wizard::pki::import::DirectOpener;
use mtls_wizard::pki::issuance::{Issued, issue};
use mtls_wizard::pki::key::KeyProvider;
use mtls_wizard::pki::pace::Nonstop;
use mtls_wizard::pki::pkcs12::{DirectBundler, Password};
use mtls_wizard::pki::revocation::{RevocationList, Template, make};
use mtls_wizard::render::archive::ArchiveFile;
use mtls_wizard::render::zip;
use mtls_wizard::tutorial::Tutorial;
use zeroize::Zeroizing;

use crate::k3d::files;
use crate::sample;

/// So many days after the archives were made.
pub fn day(days: i64) -> UnixTime {
    sample::now().plus_seconds(days * SECONDS_PER_DAY).unwrap()
}

/// The archive of a variant's defaults, as it is downloaded.
pub fn archive(tutorial: &Tutorial) -> Vec<u8> {
    let plan = sample::plan(&sample::draft_of(tutorial));
    zip::write(&files(&plan), sample::now()).unwrap().to_vec()
}

pub fn loaded(path: &str, bytes: &[u8]) -> LoadedFile {
    LoadedFile {
        path: path.to_owned(),
        bytes: Zeroizing::new(bytes.to_vec()),
    }
}

pub fn read(files: Vec<LoadedFile>) -> Result<Keyring, KeyringError> {
    read_with(files, "")
}

/// The same with a password for what is locked.
pub fn read_with(files: Vec<LoadedFile>, password: &str) -> Result<Keyring, KeyringError> {
    pollster::block_on(Keyring::read(files, password, &DirectOpener))
}

/// Unpacks at once.
pub fn unzip(archive: &[u8]) -> Result<Unpacked, UnzipError> {
    pollster::block_on(mtls_wizard::lifecycle::unzip::unzip(archive, &Nonstop))
}

pub fn keyring_of(tutorial: &Tutorial) -> Keyring {
    read(vec![loaded("download.zip", &archive(tutorial))]).unwrap()
}

pub fn setup(keyring: &Keyring) -> Setup {
    let origin = keyring.origin.as_ref();
    Setup::new(&TypedSetup::of(origin), origin).unwrap()
}

pub fn no_password() -> Option<Password> {
    panic!("every password is known")
}

/// Makes what was planned, with fixed keys.
pub fn issued(work: &Work) -> Issued {
    issued_with(work, &FixedKeys::new(["4", "5", "3"].map(key)))
}

/// Makes what was planned, with keys that nothing else has.
pub fn issued_anew(work: &Work) -> Issued {
    issued_with(work, &NativeKeys)
}

fn issued_with<K: KeyProvider>(work: &Work, keys: &K) -> Issued {
    pollster::block_on(issue(
        &work.requests,
        &work.given,
        keys,
        &DirectBundler,
        &mut seeded_entropy(11),
        &|_| {},
    ))
    .unwrap()
}

pub fn key(name: &str) -> NativeKey {
    let path = format!(
        "{}/tests/core/fixtures/keys/test-only-rsa-2048-{name}.pem",
        env!("CARGO_MANIFEST_DIR")
    );
    NativeKey::from_pkcs8_pem(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Signs a list that was ordered.
pub fn list(keyring: &Keyring, order: &Order) -> RevocationList {
    let held = &keyring.held[order.authority];
    let key = pollster::block_on(NativeKeys.import(held.key.as_ref().unwrap())).unwrap();
    let template = Template {
        number: &order.number,
        this_update: order.this_update,
        next_update: order.next_update,
        entries: &order.entries,
    };
    let authority = Authority {
        certificate: &held.certificate,
        key: &key,
    };
    pollster::block_on(make(&template, &authority)).unwrap()
}

pub fn file<'a>(files: &'a [ArchiveFile], name: &str) -> &'a ArchiveFile {
    let found = files.iter().find(|file| file.name() == name);
    found.unwrap_or_else(|| {
        let names: Vec<&str> = files.iter().map(ArchiveFile::name).collect();
        panic!("{name} is not among {names:?}")
    })
}
