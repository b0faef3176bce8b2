//! What is judged: a server CA, a server, a client CA and a client for each key algorithm, as files.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::clock::{UnixTime, Validity};
use mtls_wizard::pki::issuance::{Credential, CredentialId, Issued, Request, issue};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use mtls_wizard::pki::pkcs12::{
    BundleContent, BundleRequest, DirectBundler, EncryptionProfile, Password, Salts, write,
};
use mtls_wizard::pki::profile::Profile;
use tempfile::TempDir;

pub const SERVER_CA: &str = "server-root-ca";
pub const SERVER: &str = "server";
pub const CLIENT_CA: &str = "client-root-ca";
pub const CLIENT: &str = "client";
pub const ALL: [&str; 4] = [SERVER_CA, SERVER, CLIENT_CA, CLIENT];

/// Under the server's wildcard.
pub const HOST: &str = "httpbin.gateway.local.kyma.dev";
pub const OTHER_HOST: &str = "httpbin.other.local.kyma.dev";
pub const FRIENDLY_NAME: &str = "ML Client Curl";
const PASSWORD: &str = "a b$c'd!~%#&";
const WRONG_PASSWORD: &str = "a b$c'd!~%#&x";

/// The files of one key algorithm.
pub struct Material {
    pub algorithm: KeyAlgorithm,
    pub issued: Issued,
    directory: TempDir,
}

impl Material {
    pub fn credential(&self, name: &str) -> &Credential {
        self.issued.credential(&CredentialId(name.to_owned())).unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A file's path as text.
    pub fn path(&self, name: &str) -> String {
        self.file(name).to_str().unwrap().to_owned()
    }

    pub fn certificate(&self, name: &str) -> String {
        self.path(&format!("{name}.crt"))
    }

    pub fn key(&self, name: &str) -> String {
        self.path(&format!("{name}.key"))
    }

    pub fn bundle(&self, profile: EncryptionProfile) -> String {
        self.path(&format!("{}.p12", profile.id()))
    }

    pub fn password_file(&self) -> String {
        self.path("password.txt")
    }

    pub fn wrong_password_file(&self) -> String {
        self.path("wrong-password.txt")
    }

    fn new(algorithm: KeyAlgorithm) -> Self {
        let requests = [
            request(SERVER_CA, Profile::RootCa, None, algorithm),
            request(SERVER, Profile::Server, Some(SERVER_CA), algorithm),
            request(CLIENT_CA, Profile::RootCa, None, algorithm),
            request(CLIENT, Profile::Client, Some(CLIENT_CA), algorithm),
        ];
        let mut entropy = seeded_entropy(1);
        let issued = pollster::block_on(issue(
            &requests,
            &[],
            &NativeKeys,
            &DirectBundler,
            &mut entropy,
            &|_| (),
        ))
        .unwrap();
        let material = Self {
            algorithm,
            issued,
            directory: TempDir::new().unwrap(),
        };
        material.write();
        material
    }

    fn write(&self) {
        let write_file = |name: &str, content: &[u8]| std::fs::write(self.file(name), content).unwrap();
        for name in ALL {
            let credential = self.credential(name);
            write_file(&format!("{name}.crt"), credential.certificate.pem().as_bytes());
            write_file(
                &format!("{name}.key"),
                credential.private_key.as_ref().unwrap().pem().as_bytes(),
            );
        }
        for profile in EncryptionProfile::ALL {
            write_file(&format!("{}.p12", profile.id()), &self.write_bundle(profile));
        }
        write_file("password.txt", PASSWORD.as_bytes());
        write_file("wrong-password.txt", WRONG_PASSWORD.as_bytes());
        // certtool takes passwords from a template only.
        write_file("password.cfg", format!("password = \"{PASSWORD}\"\n").as_bytes());
        write_file(
            "wrong-password.cfg",
            format!("password = \"{WRONG_PASSWORD}\"\n").as_bytes(),
        );
    }

    fn write_bundle(&self, profile: EncryptionProfile) -> Vec<u8> {
        let client = self.credential(CLIENT);
        let chain = std::iter::once(&client.certificate).chain(&client.issuers);
        let mut salts = [0; Salts::LENGTH];
        seeded_entropy(2)(&mut salts);
        let content = BundleContent {
            request: BundleRequest {
                friendly_name: FRIENDLY_NAME.to_owned(),
                password: Password::new(PASSWORD).unwrap(),
                profile,
                also: None,
            },
            private_key: client.private_key.clone().unwrap(),
            chain: chain.map(|certificate| certificate.der().to_vec()).collect(),
            salts: Salts::from_random(salts),
        };
        write(&content).unwrap()
    }
}

/// Judges look at the real clock.
pub fn now() -> UnixTime {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    UnixTime::from_seconds(seconds.try_into().unwrap()).unwrap()
}

/// A request with the profile's usual names and period.
pub fn request(name: &str, profile: Profile, issuer: Option<&str>, algorithm: KeyAlgorithm) -> Request {
    let subject_alt_names = match profile {
        Profile::RootCa | Profile::IntermediateCa => vec![],
        Profile::Server => vec![
            SubjectAltName::dns("*.gateway.local.kyma.dev").unwrap(),
            SubjectAltName::dns("gateway.local.kyma.dev").unwrap(),
        ],
        Profile::Client => vec![SubjectAltName::uri("spiffe://local.kyma.dev/client/curl").unwrap()],
    };
    let attributes = [
        (AttributeType::Country, "DE"),
        (AttributeType::Organization, "ML Örg, Inc."),
        (AttributeType::CommonName, name),
    ];
    Request {
        id: CredentialId(name.to_owned()),
        title: name.to_owned(),
        profile,
        key: algorithm.into(),
        subject: DistinguishedName::new(attributes).unwrap(),
        subject_alt_names,
        validity: Validity::days_from(now(), profile.default_validity_days()).unwrap(),
        issuer: issuer.map(|issuer| CredentialId(issuer.to_owned())),
        bundle: None,
    }
}

/// The files of all algorithms, made once.
pub fn all() -> &'static [Material] {
    static ALL: OnceLock<Vec<Material>> = OnceLock::new();
    ALL.get_or_init(|| KeyAlgorithm::ALL.into_iter().map(Material::new).collect())
}

/// Every algorithm with every profile.
pub fn all_bundles() -> impl Iterator<Item = (&'static Material, EncryptionProfile)> {
    all()
        .iter()
        .flat_map(|material| EncryptionProfile::ALL.map(|profile| (material, profile)))
}
