//! An earlier archive as a page loads it, and the files of what is made of it.

use anyhow::{Context, Result};
use mtls_wizard::lifecycle::keyring::{Keyring, LoadedFile};
use mtls_wizard::lifecycle::package::Package;
use mtls_wizard::lifecycle::renewal::Work;
use mtls_wizard::lifecycle::revoking::Order;
use mtls_wizard::lifecycle::setup::{SecretForm, Setup, TypedSetup};
use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::certificate::Authority as Signer;
use mtls_wizard::pki::clock::{SECONDS_PER_DAY, UnixTime};
use mtls_wizard::pki::import::DirectOpener;
use mtls_wizard::pki::issuance::{Issued, issue};
use mtls_wizard::pki::key::KeyProvider;
use mtls_wizard::pki::pkcs12::{DirectBundler, Password};
use mtls_wizard::pki::revocation::{RevocationList, Template, make};
use mtls_wizard_e2e::openssl::{Authority, Identity, Leaf, Purpose};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub fn now() -> UnixTime {
    let seconds = SystemTime::now()
        .duration_since(SystemTime::UNIX_EPOCH)
        .expect("a clock");
    UnixTime::from_seconds(seconds.as_secs() as i64).expect("this century")
}

pub fn days_from_now(days: i64) -> UnixTime {
    now().plus_seconds(days * SECONDS_PER_DAY).expect("this century")
}

pub fn client(authority: &Authority, name: &str) -> Result<Identity> {
    authority.issue(&Leaf {
        subject: &format!("/O=ML Client Org/CN={name}"),
        purpose: Purpose::Client,
        alternative_names: &format!("URI:spiffe://mtls.example.com/{name}"),
        days: 20,
    })
}

/// What a person would choose: these certificates and keys.
pub fn keyring(identities: &[&Identity]) -> Result<Keyring> {
    keyring_with(identities, &[])
}

/// The same, and revocation lists.
pub fn keyring_with(identities: &[&Identity], lists: &[RevocationList]) -> Result<Keyring> {
    let mut files: Vec<LoadedFile> = lists
        .iter()
        .map(|list| LoadedFile {
            path: "certificates/client-ca.crl".to_owned(),
            bytes: list.pem().into_bytes().into(),
        })
        .collect();
    for (number, identity) in identities.iter().enumerate() {
        for (path, ending) in [(&identity.certificate, "crt"), (&identity.private_key, "key")] {
            files.push(LoadedFile {
                path: format!("{number}.{ending}"),
                bytes: std::fs::read(path)?.into(),
            });
        }
    }
    Ok(pollster::block_on(Keyring::read(files, "", &DirectOpener))?)
}

pub fn position(keyring: &Keyring, title: &str) -> usize {
    keyring
        .held
        .iter()
        .position(|held| held.title() == title)
        .expect("it was given")
}

pub fn setup() -> Setup {
    setup_of("kyma-mtls", SecretForm::Apart)
}

/// A gateway's Secrets in the current context.
pub fn setup_of(secret: &str, form: SecretForm) -> Setup {
    let typed = TypedSetup {
        secret: secret.to_owned(),
        form: form.id().to_owned(),
        context: String::new(),
    };
    Setup::new(&typed, None).expect("good names")
}

pub fn list(keyring: &Keyring, order: &Order) -> Result<RevocationList> {
    let held = &keyring.held[order.authority];
    let key = pollster::block_on(NativeKeys.import(held.key.as_ref().context("a key")?))?;
    let template = Template {
        number: &order.number,
        this_update: order.this_update,
        next_update: order.next_update,
        entries: &order.entries,
    };
    let signer = Signer {
        certificate: &held.certificate,
        key: &key,
    };
    Ok(pollster::block_on(make(&template, &signer))?)
}

pub fn issued(work: &Work) -> Result<Issued> {
    let mut entropy = seeded_entropy(5);
    let issued = issue(
        &work.requests,
        &work.given,
        &NativeKeys,
        &DirectBundler,
        &mut entropy,
        &|_| {},
    );
    Ok(pollster::block_on(issued)?)
}

pub fn password() -> Option<Password> {
    Password::new("correct horse").ok()
}

/// Files of a package as a person has them after unpacking.
pub struct Unpacked {
    folder: tempfile::TempDir,
    top: String,
}

impl Unpacked {
    pub fn new(package: &Package) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        for file in &package.files {
            let path = folder.path().join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
            std::fs::write(path, &*file.bytes)?;
        }
        Ok(Self {
            folder,
            top: package.folder.clone(),
        })
    }

    /// The folder where the commands are run.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(&self.top)
    }

    pub fn text(&self, path: &str) -> Result<String> {
        let path = self.folder.path().join(&self.top).join(path);
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())
    }

    pub fn identity(&self, stem: &str) -> Identity {
        let path = |ending: &str| self.folder.path().join(&self.top).join([stem, ending].concat());
        Identity {
            certificate: path(".crt"),
            private_key: path(".key"),
        }
    }
}
