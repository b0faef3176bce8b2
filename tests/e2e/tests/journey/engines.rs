//! The main journeys in browsers of other makes: Firefox and WebKitGTK. The page is the same; what differs is WebCrypto, workers,
//! downloads, storage, the accessibility tree and what the keyboard reaches.

use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{
    pages::{Next, StepPage},
    process::run,
};
use std::{fs, path::Path, process::Command};

use crate::{archive::Archive, inspect, visitor::Visitor};

/// Each in every other browser, as hosted or `on a disk`: as the single file.
macro_rules! journeys {
    ($($name:ident: $journey:path $([$place:ident])?,)+) => {
        journeys!(firefox, Firefox, $($name: $journey $([$place])?,)+);
        journeys!(webkit, WebKit, $($name: $journey $([$place])?,)+);
    };
    ($module:ident, $engine:ident, $($name:ident: $journey:path $([$place:ident])?,)+) => {
        mod $module {
            use crate::visitor::Visitor;
            use anyhow::{Context, Result};
            use mtls_wizard_e2e::browser::Engine;
            $(
                #[tokio::test]
                async fn $name() -> Result<()> {
                    let journey = concat!(stringify!($module), "-", stringify!($name));
                    let Some(visitor) = Visitor::in_engine(Engine::$engine, journey).await? else {
                        return Ok(());
                    };
                    $(let visitor = visitor.$place()?;)?
                    $journey(visitor).await.with_context(|| format!("in {}", Engine::$engine))
                }
            )+
        }
    };
}

journeys! {
    k3d: crate::engines::k3d,
    only_certificates: crate::engines::only_certificates,
    inspect_text: crate::engines::inspect_text,
    inspect_bundle: crate::inspect::inspect_a_bundle,
    sign_a_request: crate::sign::sign_by_own_authority,
    link_with_answers: crate::engines::link_with_answers,
    trust_map: crate::trust_map::map_follows_and_answers,
    themes: crate::embed::choose_themes,
    keys_only: crate::diagnose::with_keys_only,
    without_its_host: crate::installed::starts_without_its_host,
    single_file: crate::engines::k3d [on_a_disk],
    single_file_signs: crate::sign::sign_by_own_authority [on_a_disk],
}

/// With every default, to an archive whose parts fit together.
pub async fn k3d(visitor: Visitor) -> Result<()> {
    let start = visitor.start_page().await?;
    visitor.inspect("start").await?;
    let review = start
        .choose("Local k3d")
        .await?
        .accept_defaults(async |step: &StepPage<'_>| visitor.inspect(&step.title().await?).await)
        .await?;
    visitor.inspect("review").await?;
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    archive.assert_contract()?;
    fits(&archive, "server-root-ca", "server", "sslserver")?;
    let client = archive.client()?;
    belongs(&client.certificate, &client.private_key)?;
    let (bundle, password) = archive.client_bundle()?;
    bundle_holds(&bundle, &password, &client.private_key)?;
    visitor.leave().await
}

/// Keys of two other kinds than the default.
pub async fn only_certificates(visitor: Visitor) -> Result<()> {
    let browser = &visitor.browser;
    let step = visitor.start_page().await?.choose("Only certificates").await?;
    step.select("Key algorithm of the CAs", "ECDSA P-384").await?;
    let Next::Step(step) = step.accepted().await? else {
        anyhow::bail!("there is no second step");
    };
    browser.click("checkbox", "Also make a server certificate").await?;
    let Next::Step(step) = step.accepted().await? else {
        anyhow::bail!("there is no third step");
    };
    step.select("Key algorithm", "ECDSA P-256").await?;
    let Next::Review(review) = step.accepted().await? else {
        anyhow::bail!("there is a fourth step");
    };
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-certificates")?;
    fits(&archive, "server-root-ca", "server", "sslserver")?;
    let client = archive.client()?;
    belongs(&client.certificate, &client.private_key)?;
    let (bundle, password) = archive.client_bundle()?;
    bundle_holds(&bundle, &password, &client.private_key)?;
    for (name, curve) in [("client-root-ca.key", "P-384"), ("server.key", "P-256")] {
        let key = archive.file("certificates").join(name);
        let shown = run(Command::new("openssl")
            .args(["pkey", "-noout", "-text", "-in"])
            .arg(&key))?;
        ensure!(shown.contains(&format!("NIST CURVE: {curve}")), "{name} is not {curve}");
    }
    visitor.leave().await
}

/// Pasted certificates, decoded and judged.
pub async fn inspect_text(visitor: Visitor) -> Result<()> {
    let visitor = inspect::open(visitor).await?;
    let browser = &visitor.browser;
    inspect::paste(browser, &inspect::text("tutorial.txt")).await?;
    for words in [
        "3 certificates, 6 problems",
        "Version 1, no SAN: Chrome and Go will refuse it",
        "signature checked",
        "CN=ML Client Curl, O=ML Client Org",
    ] {
        browser.says(words).await?;
    }
    visitor.inspect("found").await?;
    visitor.leave().await
}

/// A link in whose address somebody else's answers are.
pub async fn link_with_answers(visitor: Visitor) -> Result<()> {
    let browser = &visitor.browser;
    browser
        .open(&format!("{}#/k3d/names?v=1&namespace=shop", visitor.address()))
        .await?;
    browser.by_role("button", "Continue").await?;
    let step = StepPage::shown(browser);
    ensure!(step.value("Namespace").await? == "shop");
    step.says("A link filled in one answer.").await?;
    visitor.inspect("filled in").await?;
    browser.click("button", "Close this note").await?;
    browser.gone("A link filled in").await?;
    visitor.leave().await
}

/// The server's chain and key: issued by this root, and belonging together.
fn fits(archive: &Archive, root: &str, name: &str, purpose: &str) -> Result<()> {
    let folder = archive.file("certificates");
    let certificate = folder.join(format!("{name}.crt"));
    run(Command::new("openssl")
        .args(["verify", "-x509_strict", "-purpose", purpose, "-CAfile"])
        .arg(folder.join(format!("{root}.crt")))
        .arg(&certificate))?;
    belongs(&certificate, &folder.join(format!("{name}.key")))
}

fn belongs(certificate: &Path, key: &Path) -> Result<()> {
    let of_certificate = run(Command::new("openssl")
        .args(["x509", "-noout", "-pubkey", "-in"])
        .arg(certificate))?;
    ensure!(
        of_certificate == public_key(key)?,
        "{} and {} do not belong together",
        certificate.display(),
        key.display()
    );
    Ok(())
}

fn public_key(key: &Path) -> Result<String> {
    run(Command::new("openssl").args(["pkey", "-pubout", "-in"]).arg(key))
}

/// The password opens the bundle, and this key is in it.
fn bundle_holds(bundle: &Path, password: &str, key: &Path) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let taken = folder.path().join("taken.key");
    let text = run(Command::new("openssl")
        .args(["pkcs12", "-nodes", "-nocerts", "-passin", "env:PKCS12_PASSWORD", "-in"])
        .arg(bundle)
        .env("PKCS12_PASSWORD", password))?;
    fs::write(&taken, text).context("the key of the bundle")?;
    ensure!(public_key(&taken)? == public_key(key)?, "the bundle holds another key");
    Ok(())
}
