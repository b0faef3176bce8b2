//! The journey of a person whose certificates will expire: from the result, and a year later from the archive.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::{Context, Result};
use mtls_wizard_e2e::{browser::Browser, browser::PATIENCE, process::run};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// How long it may take until an archive is read, or another is made of it.
pub const LIMIT: Duration = PATIENCE.saturating_mul(4);
pub const FILES: &str = "the earlier archive";

/// The file that was downloaded last, moved out of the way of the next.
pub async fn downloaded(browser: &Browser, to: &Path) -> Result<PathBuf> {
    let file = browser.downloaded_file().await?;
    let moved = to.join(file.file_name().context("a name")?);
    std::fs::copy(&file, &moved)?;
    std::fs::remove_file(&file)?;
    Ok(moved)
}

/// Chooses files on the page.
pub async fn choose(browser: &Browser, files: &[&Path]) -> Result<()> {
    let input = browser.file_input(FILES).await?;
    let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
    Ok(input.send_keys(paths.join("\n")).await?)
}

fn openssl(arguments: &[&str], file: &Path) -> Result<String> {
    run(Command::new("openssl").args(arguments).arg("-in").arg(file))
}

#[tokio::test]
async fn from_the_result_and_again_from_the_file() -> Result<()> {
    renew_and_rotate(Visitor::new("renew").await?).await
}

/// What expires when, renewed and rotated, from the result and from the archive.
pub async fn renew_and_rotate(visitor: Visitor) -> Result<()> {
    let browser = &visitor.browser;
    let folder = tempfile::tempdir()?;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    result.download().await?;
    let earlier = downloaded(browser, folder.path()).await?;
    browser.click("link", "see what expires when, renew and rotate").await?;
    let text = browser.says_within(LIMIT, "What expires when").await?;
    // The page announces itself.
    browser.focus_comes_to("Renew and rotate").await?;
    for words in [
        "2 authorities, 1 server, 1 client",
        "ML Client Curl",
        "Valid: in 1 year",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    visitor.inspect("timeline").await?;
    browser.click("button", "Download reminders (.ics)").await?;
    let calendar = std::fs::read_to_string(downloaded(browser, folder.path()).await?)?;
    assert!(
        calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("TRIGGER:-P30D"),
        "{calendar}"
    );

    browser.click("button", "Make new certificates").await?;
    browser.says_within(LIMIT, "Nothing is chosen").await?;
    browser.click("checkbox", "ML Client Curl").await?;
    browser.fill("Valid for days", "9999").await?;
    browser.click("button", "Make new certificates").await?;
    browser.says_within(LIMIT, "at most 825 days").await?;
    visitor.inspect("refused").await?;
    browser.fill("Valid for days", "600").await?;
    browser.click("button", "Make new certificates").await?;
    browser.says_within(LIMIT, "Hand out the clients’ files").await?;
    visitor.inspect("renewed").await?;
    browser.click("button", "Download mtls-k3d-test-renewed.zip").await?;
    let renewed = Archive::unpack(&downloaded(browser, folder.path()).await?, "mtls-k3d-test")?;
    let before = Archive::unpack(&earlier, "mtls-k3d-test")?;
    let (old, new) = (before.client()?, renewed.client()?);
    for same in ["-pubkey", "-subject"] {
        let read = |file: &Path| openssl(&["x509", "-noout", same], file);
        assert_eq!(read(&old.certificate)?, read(&new.certificate)?, "{same}");
    }
    assert_eq!(std::fs::read(&old.private_key)?, std::fs::read(&new.private_key)?);
    let authority = before.file("certificates/client-root-ca.crt");
    run(Command::new("openssl")
        .args(["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile"])
        .arg(&authority)
        .arg(&new.certificate))?;
    let (_, password) = renewed.client_bundle()?;
    assert_eq!(password, before.client_bundle()?.1, "the bundle keeps its password");

    // Another day, another tab.
    visitor.start_page().await?;
    browser.click("link", "Renew and rotate").await?;
    browser.says_within(LIMIT, "The earlier archive").await?;
    choose(browser, &[&earlier]).await?;
    browser
        .says_within(LIMIT, "mtls-k3d-test: 2 authorities, 1 server, 1 client")
        .await?;
    browser.click("button", "Make the plan and its files").await?;
    browser
        .says_within(LIMIT, "Phase 3: the gateway trusts the new authority only")
        .await?;
    visitor.inspect("rotation").await?;
    browser
        .click("button", "Download mtls-k3d-test-new-client-ca.zip")
        .await?;
    let plan = Archive::unpack(
        &downloaded(browser, folder.path()).await?,
        "mtls-k3d-test-new-client-ca",
    )?;
    let both = std::fs::read_to_string(plan.file("1-trust-both/certificates/client-root-ca.crt"))?;
    assert_eq!(both.matches("BEGIN CERTIFICATE").count(), 2);
    run(Command::new("openssl")
        .args(["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile"])
        .arg(plan.file("3-trust-new/certificates/client-root-ca.crt"))
        .arg(plan.file("2-new-clients/certificates/clients/ml-client-curl/client.crt")))?;
    visitor.leave().await
}

#[tokio::test]
async fn what_cannot_be_read_is_said() -> Result<()> {
    let visitor = Visitor::new("renew-refused").await?;
    let browser = &visitor.browser;
    let folder = tempfile::tempdir()?;
    visitor.start_page().await?;
    browser.click("link", "Renew and rotate").await?;
    for (name, content, words) in [
        ("text.txt", "hello", "No certificate was found"),
        ("cut.zip", "PK\u{3}\u{4}", "cut off on the way"),
    ] {
        let file = folder.path().join(name);
        std::fs::write(&file, content)?;
        browser.says_within(LIMIT, "The earlier archive").await?;
        choose(browser, &[&file]).await?;
        browser.says_within(LIMIT, words).await?;
    }
    visitor.inspect("nothing").await?;
    visitor.leave().await
}
