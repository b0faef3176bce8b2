//! What takes long to read: many certificates, and files whose password takes many rounds.

use anyhow::{Context, Result};
use mtls_wizard::native::{NativeKeys, seeded_entropy};
use mtls_wizard::pki::clock::{UnixTime, Validity};
use mtls_wizard::pki::issuance::{CredentialId, Request, issue};
use mtls_wizard::pki::key::KeyAlgorithm;
use mtls_wizard::pki::name::{AttributeType, DistinguishedName, SubjectAltName};
use mtls_wizard::pki::pkcs12::DirectBundler;
use mtls_wizard::pki::profile::Profile;
use std::{fs, process::Command, time::SystemTime};

use crate::{openssl::Identity, process::run};

/// As much as is read at once: 1 MiB.
pub const LARGEST: usize = 1 << 20;
/// An authority's name.
const AUTHORITY: &str = "heavy-ca";

/// PEM of an authority and of clients of it, all different, of almost so many octets.
///
/// # Errors
/// If they cannot be made.
pub async fn certificates(octets: usize) -> Result<String> {
    let shortest = issued(1).await?.len() / 2;
    let mut text = issued(octets / shortest).await?;
    while text.len() > octets {
        let last = text.rfind("-----BEGIN").context("no certificate")?;
        text.truncate(last);
    }
    Ok(text)
}

async fn issued(clients: usize) -> Result<String> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let now = UnixTime::from_seconds(i64::try_from(seconds)?)?;
    let request = |name: String, profile: Profile| -> Result<Request> {
        let is_client = profile == Profile::Client;
        Ok(Request {
            id: CredentialId(name.clone()),
            title: name.clone(),
            profile,
            key: KeyAlgorithm::EcdsaP256.into(),
            subject: DistinguishedName::new([
                (AttributeType::Organization, "Example"),
                (AttributeType::CommonName, &name),
            ])?,
            subject_alt_names: match is_client {
                true => vec![SubjectAltName::uri(format!("spiffe://example.com/{name}"))?],
                false => Vec::new(),
            },
            validity: Validity::days_from(now, 100)?,
            issuer: is_client.then(|| CredentialId(AUTHORITY.to_owned())),
            bundle: None,
        })
    };
    let mut requests = vec![request(AUTHORITY.to_owned(), Profile::RootCa)?];
    for number in 0..clients {
        requests.push(request(format!("client-{number}"), Profile::Client)?);
    }
    let mut entropy = seeded_entropy(7);
    let issued = issue(&requests, &[], &NativeKeys, &DirectBundler, &mut entropy, &|_| ()).await?;
    Ok(issued
        .credentials
        .iter()
        .map(|credential| credential.certificate.pem())
        .collect())
}

/// A PKCS#12 file by openssl whose keys are derived in so many rounds each, that of the integrity code too.
///
/// # Errors
/// If openssl refuses.
pub fn bundle(identity: &Identity, password: &str, rounds: u32) -> Result<Vec<u8>> {
    let file = identity.certificate.with_extension("heavy.p12");
    run(Command::new("openssl")
        .args(["pkcs12", "-export", "-passout", "env:PKCS12_PASSWORD"])
        .args(["-iter", &rounds.to_string(), "-inkey"])
        .env("PKCS12_PASSWORD", password)
        .arg(&identity.private_key)
        .arg("-in")
        .arg(&identity.certificate)
        .arg("-out")
        .arg(&file))?;
    fs::read(&file).with_context(|| file.display().to_string())
}
