//! What is too large is refused with a message, wherever it is pasted or chosen, and what is just not too large freezes nothing.

use crate::inspect::{self, opened, put};
use crate::visitor::Visitor;
use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{browser::Browser, heavy};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Pastes 10 MiB into the control with this label, as a person does; whether the page kept the browser from taking it over.
const PASTE: &str = "const data = new DataTransfer(); data.setData('text/plain', 'x'.repeat(10 * 1024 * 1024)); \
     const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }); \
     const labels = [...document.querySelectorAll('label')]; \
     const label = labels.find(label => label.textContent === arguments[0] && label.htmlFor); \
     return !document.getElementById(label.htmlFor).dispatchEvent(event);";
const REFUSED: &str = "That text is longer than 1 MiB, so it was not taken";
const TOO_LARGE: &str = "is larger than 1 MiB, so it was not read";

async fn paste(browser: &Browser, label: &str) -> Result<()> {
    let before = browser.value(label).await?;
    let refused = browser.evaluate(PASTE, vec![json!(label)]).await?;
    ensure!(
        refused.as_bool() == Some(true),
        "the browser would have put it into {label}"
    );
    browser.says(REFUSED).await?;
    ensure!(browser.value(label).await? == before, "{label} has a part of it");
    Ok(())
}

/// A file of 10 MiB, and one of more than archives may have.
fn files(folder: &Path) -> Result<[PathBuf; 2]> {
    let file = |name: &str, size: usize| {
        let path = folder.join(name);
        std::fs::write(&path, vec![b'x'; size << 20]).with_context(|| name.to_owned())?;
        Ok::<_, anyhow::Error>(path)
    };
    Ok([file("ten.pem", 10)?, file("more.zip", 21)?])
}

async fn choose(browser: &Browser, label: &str, file: &Path) -> Result<()> {
    let input = browser.file_input(label).await?;
    Ok(input.send_keys(file.display().to_string()).await?)
}

#[tokio::test]
async fn no_form_takes_ten_megabytes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let [ten, _] = files(folder.path())?;
    let visitor = Visitor::new("large-forms").await?;
    let browser = &visitor.browser;
    let step = visitor.start_page().await?.choose("Only certificates").await?;
    step.select("Where does the client CA come from?", "My own, with its key")
        .await?;
    for label in ["Client CA certificate (PEM)", "Client CA private key (PEM)"] {
        paste(browser, label).await?;
        visitor.inspect("refused").await?;
        choose(browser, label, &ten).await?;
        browser.says(&format!("ten.pem {TOO_LARGE}")).await?;
    }
    // The next thing that is typed takes the remark away.
    step.fill("Client CA certificate (PEM)", "x").await?;
    browser.gone(REFUSED).await?;
    step.select("Where does the client CA come from?", "Make one here")
        .await?;
    browser.click("button", "Continue").await?;
    browser.by_role("heading", "Certificates").await?;
    paste(browser, "List of clients").await?;
    choose(browser, "List of clients", &ten).await?;
    browser.says(TOO_LARGE).await?;
    visitor.leave().await
}

#[tokio::test]
async fn no_tool_takes_ten_megabytes() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let [ten, more] = files(folder.path())?;
    let visitor = Visitor::new("large-tools").await?;
    let browser = &visitor.browser;
    for (link, label) in [
        ("Sign a request", "Requests"),
        ("Sign a request", "Certificate authority"),
        ("Request a certificate", "Signed certificate"),
        ("Convert an APIRule", "APIRule (YAML)"),
        ("Inspect a certificate, key, Secret or header", "Text to inspect"),
    ] {
        visitor.start_page().await?;
        browser.click("link", link).await?;
        browser.file_input(label).await?;
        paste(browser, label).await?;
        choose(browser, label, &ten).await?;
        browser.says(TOO_LARGE).await.with_context(|| label.to_owned())?;
    }
    visitor.inspect("refused").await?;
    for link in ["Renew and rotate", "Revoke clients"] {
        visitor.start_page().await?;
        browser.click("link", link).await?;
        choose(browser, "the earlier archive", &more).await?;
        browser.says("is larger than 20 MiB, so it was not read").await?;
        choose(browser, "the earlier archive", &ten).await?;
        browser.says("No certificate was found").await?;
    }
    visitor.leave().await
}

/// From now on, counts the frames that are drawn.
const FRAMES: &str = "window.frames = 0; const draw = () => { window.frames += 1; requestAnimationFrame(draw); }; requestAnimationFrame(draw);";

#[tokio::test]
async fn a_megabyte_of_certificates_is_looked_at_in_slices() -> Result<()> {
    let certificates = heavy::certificates(heavy::LARGEST).await?;
    let count = certificates.matches("BEGIN CERTIFICATE").count();
    let visitor = opened("inspect-many").await?;
    let browser = &visitor.browser;
    browser.evaluate(FRAMES, vec![]).await?;
    inspect::paste(browser, &certificates).await?;
    browser.by_role("button", "Remove pasted text").await?;
    browser.says(&format!("{count} certificates")).await?;
    browser.says(&format!("Show more ({count} in all)")).await?;
    browser.says("signature checked").await?;
    let frames = browser.evaluate("return window.frames", vec![]).await?;
    ensure!(frames.as_u64().is_some_and(|frames| frames >= 20), "{frames} frames");
    visitor.inspect("found").await?;
    browser
        .click("button", &format!("Show more ({} in all)", count - 1))
        .await?;
    browser.click("button", &format!("Show more ({count} in all)")).await?;
    visitor.no_problems("more was shown").await?;
    // Something else at once: what was begun is given up.
    inspect::paste(browser, &certificates).await?;
    browser.click("button", "Clear").await?;
    browser.gone("pasted text").await?;
    // In the area itself, as a browser without such events would put it there.
    put(browser, &certificates).await?;
    browser.says(&format!("{count} certificates")).await?;
    visitor.leave().await
}
