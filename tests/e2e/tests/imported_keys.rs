//! Chromium's WebCrypto takes the keys that people bring along, in the form into which the core brings them.

use anyhow::{Context, Result};
use mtls_wizard::pki::import::ImportedKey;
use mtls_wizard::pki::key::SignatureScheme;
use mtls_wizard::pki::pem;
use mtls_wizard_e2e::browser::{Browser, BrowserOptions};
use mtls_wizard_e2e::process::repository;
use mtls_wizard_e2e::site::Site;
use serde_json::{Value, json};

/// Imports the private key as the app does, signs, and verifies with the public key.
const SIGN_AND_VERIFY: &str = r#"
const [privateKey, publicKey, algorithm, done] = arguments;
const { subtle } = crypto;
(async () => {
  const message = new Uint8Array([1, 2, 3]);
  const key = await subtle.importKey("pkcs8", new Uint8Array(privateKey), algorithm, false, ["sign"]);
  const signature = await subtle.sign(algorithm, key, message);
  const other = await subtle.importKey("spki", new Uint8Array(publicKey), algorithm, false, ["verify"]);
  return (await subtle.verify(algorithm, other, signature, message)) ? "verified" : "not verified";
})().then(done, (error) => done(error.name));
"#;

fn key(name: &str) -> Result<ImportedKey> {
    let path = repository().join("tests/core/fixtures/import").join(name);
    Ok(ImportedKey::parse(&std::fs::read_to_string(path)?)?)
}

async fn sign_and_verify(browser: &Browser, key: &ImportedKey) -> Result<Value> {
    let algorithm = match key.signature() {
        SignatureScheme::RsaSha256 => json!({"name": "RSASSA-PKCS1-v1_5", "hash": "SHA-256"}),
        SignatureScheme::EcdsaP256Sha256 => json!({"name": "ECDSA", "namedCurve": "P-256", "hash": "SHA-256"}),
        SignatureScheme::EcdsaP384Sha384 => json!({"name": "ECDSA", "namedCurve": "P-384", "hash": "SHA-384"}),
    };
    let arguments = vec![json!(key.private_key().pkcs8_der()), json!(key.public_key()), algorithm];
    browser.evaluate_async(SIGN_AND_VERIFY, arguments).await
}

#[tokio::test]
async fn chromium_signs_with_every_form_of_key() -> Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("index.html"), "<!doctype html><title>Page</title>")?;
    let site = Site::start(folder.path(), "/page").await?;
    let browser = Browser::start(&BrowserOptions::default()).await?;
    browser.open(&site.address()).await?;
    for name in [
        "leaf.key",
        "key-p256-sec1.key",
        "key-p384-sec1.key",
        "key-rsa-2048.key",
        "key-rsa-2048-pkcs1.key",
        "key-rsa-2560.key",
    ] {
        assert_eq!(sign_and_verify(&browser, &key(name)?).await?, "verified", "{name}");
    }
    // A public key that is not that of the private key, both at the end of the DER.
    let (own, other) = (key("leaf.key")?, key("stranger.key")?);
    let own = own.private_key().pkcs8_der();
    let other = other.private_key().pkcs8_der();
    let public = own.len().checked_sub(64).context("a P-256 key")?;
    let mixed = [&own[..public], &other[public..]].concat();
    let mixed = ImportedKey::parse(&pem::encode("PRIVATE KEY", &mixed))?;
    assert_eq!(sign_and_verify(&browser, &mixed).await?, "DataError");
    Ok(())
}
