//! A server CA, a server, a client CA and a client, made natively at a fixed time.

use mtls_wizard::native::{FixedKeys, NativeKey, NativeKeys, seeded_entropy};
use mtls_wizard::pki::clock::{UnixTime, Validity};
use mtls_wizard::pki::issuance::{CredentialId, IssueError, Issued, Request, issue};
use mtls_wizard::pki::key::{KeyAlgorithm, KeyProvider};
use mtls_wizard::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use mtls_wizard::pki::pkcs12::{BundleRequest, DirectBundler, EncryptionProfile, Password};
use mtls_wizard::pki::profile::Profile;

pub const SERVER_CA: &str = "server-root-ca";
pub const SERVER: &str = "server";
pub const CLIENT_CA: &str = "client-root-ca";
pub const CLIENT: &str = "client/curl";

/// 2026-03-01T12:00:00Z.
pub fn now() -> UnixTime {
    UnixTime::from_seconds(1_772_366_400).unwrap()
}

pub fn id(text: &str) -> CredentialId {
    CredentialId(text.to_owned())
}

pub fn name(attributes: &[(AttributeType, &str)]) -> DistinguishedName {
    DistinguishedName::new(attributes.iter().copied()).unwrap()
}

pub fn password() -> Password {
    Password::new("correct horse").unwrap()
}

/// A request with the names and validity that its profile needs.
pub fn request(own: &str, profile: Profile, issuer: Option<&str>, algorithm: KeyAlgorithm) -> Request {
    let subject_alt_names = match profile {
        Profile::RootCa | Profile::IntermediateCa => vec![],
        Profile::Server => vec![
            SubjectAltName::dns("*.gateway.local.kyma.dev").unwrap(),
            SubjectAltName::dns("gateway.local.kyma.dev").unwrap(),
        ],
        Profile::Client => vec![SubjectAltName::uri("spiffe://local.kyma.dev/client/curl").unwrap()],
    };
    Request {
        id: id(own),
        title: format!("The {own}"),
        profile,
        key: algorithm.into(),
        subject: name(&[
            (AttributeType::Country, "DE"),
            (AttributeType::Organization, "Example & Sons"),
            (AttributeType::CommonName, own),
        ]),
        subject_alt_names,
        validity: Validity::days_from(now(), profile.default_validity_days()).unwrap(),
        issuer: issuer.map(id),
        bundle: None,
    }
}

pub fn requests(algorithm: KeyAlgorithm) -> Vec<Request> {
    let mut client = request(CLIENT, Profile::Client, Some(CLIENT_CA), algorithm);
    client.bundle = Some(BundleRequest {
        friendly_name: "curl".to_owned(),
        password: password(),
        profile: EncryptionProfile::Compatible,
        also: None,
    });
    vec![
        request(SERVER_CA, Profile::RootCa, None, algorithm),
        request(SERVER, Profile::Server, Some(SERVER_CA), algorithm),
        request(CLIENT_CA, Profile::RootCa, None, algorithm),
        client,
    ]
}

pub fn issue_with<K: KeyProvider>(requests: &[Request], keys: &K, seed: u64) -> Result<Issued, IssueError> {
    let mut entropy = seeded_entropy(seed);
    pollster::block_on(issue(requests, &[], keys, &DirectBundler, &mut entropy, &|_| ()))
}

pub fn issued(algorithm: KeyAlgorithm) -> Issued {
    issue_with(&requests(algorithm), &NativeKeys, 1).unwrap()
}

/// The four RSA-2048 keys in `tests/core/fixtures/keys`.
pub fn fixed_keys() -> Vec<NativeKey> {
    let texts = [
        include_str!("../fixtures/keys/test-only-rsa-2048-1.pem"),
        include_str!("../fixtures/keys/test-only-rsa-2048-2.pem"),
        include_str!("../fixtures/keys/test-only-rsa-2048-3.pem"),
        include_str!("../fixtures/keys/test-only-rsa-2048-4.pem"),
    ];
    texts
        .iter()
        .map(|text| NativeKey::from_pkcs8_pem(text).unwrap())
        .collect()
}

/// The set of fixed keys, a fixed time and a fixed seed.
pub fn fixed() -> Issued {
    issue_with(&requests(KeyAlgorithm::Rsa2048), &FixedKeys::new(fixed_keys()), 7).unwrap()
}
