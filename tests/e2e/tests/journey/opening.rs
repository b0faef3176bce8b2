//! Files whose password takes seconds: the page stays alive meanwhile, and the person can change their mind.

use crate::inspect::{drop_file, opened};
use crate::visitor::Visitor;
use anyhow::{Result, ensure};
use mtls_wizard_e2e::{browser::Browser, heavy, openssl::Authority, pages::StepPage};

/// As many as OWASP's password storage cheat sheet asks of PBKDF2 with SHA-256.
const ROUNDS: u32 = 600_000;
const PASSWORD: &str = "long derivation";

/// From now on, counts the frames that are drawn while a status says “Opening …”. On a page that is frozen there are none: the words
/// are drawn with the frame before, if at all.
const WATCH: &str = "window.frames = 0; const watch = () => { \
     if ([...document.querySelectorAll('[role=status]')].some(status => status.textContent.includes('Opening'))) window.frames += 1; \
     requestAnimationFrame(watch); }; requestAnimationFrame(watch);";

/// A handful would also come of a page that draws between two derivations.
async fn was_alive(browser: &Browser) -> Result<()> {
    let frames = browser.evaluate("return window.frames", vec![]).await?;
    ensure!(frames.as_u64().is_some_and(|frames| frames >= 10), "{frames} frames");
    Ok(())
}

#[tokio::test]
async fn the_inspector_opens_in_the_background() -> Result<()> {
    let root = Authority::root("/O=Example/CN=Heavy Root")?;
    let visitor = opened("opening-inspector").await?;
    let browser = &visitor.browser;
    drop_file(
        browser,
        "heavy.p12",
        &heavy::bundle(&root.identity(), PASSWORD, ROUNDS)?,
    )
    .await?;
    browser.says("It is encrypted").await?;
    browser.evaluate(WATCH, vec![]).await?;
    browser.fill("Password", PASSWORD).await?;
    browser.click("button", "Open").await?;
    browser.click("button", "Cancel opening").await?;
    browser.focus_comes_to("Password").await?;
    browser.says("It is encrypted").await?;
    browser.click("button", "Open").await?;
    browser.by_role("button", "Cancel opening").await?;
    visitor.no_problems("while it is opened").await?;
    browser.says("1 certificate, 1 private key, 1 PKCS#12 file").await?;
    was_alive(browser).await?;
    browser.says("600000 rounds").await?;
    visitor.leave().await
}

#[tokio::test]
async fn a_form_opens_in_the_background() -> Result<()> {
    const CA_SOURCE: &str = "Where does the client CA come from?";
    const FIELD: &str = "Client CA certificate (PEM)";
    let root = Authority::root("/O=Example/CN=Heavy Root")?;
    let bundle = heavy::bundle(&root.identity(), PASSWORD, ROUNDS)?;
    let visitor = Visitor::new("opening-form").await?;
    let browser = &visitor.browser;
    let step: StepPage<'_> = visitor.start_page().await?.choose("Only certificates").await?;
    step.select(CA_SOURCE, "My own, with its key").await?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("heavy.p12");
    std::fs::write(&file, &bundle)?;
    step.choose_files(FIELD, &[file]).await?;
    let (password, open) = (
        format!("Password of the file for {FIELD}"),
        format!("Open the file for {FIELD}"),
    );
    let cancel = format!("Cancel opening the file for {FIELD}");
    browser.evaluate(WATCH, vec![]).await?;
    step.fill(&password, PASSWORD).await?;
    browser.click("button", &open).await?;
    browser.click("button", &cancel).await?;
    browser.focus_comes_to(&password).await?;
    browser.gone("Opening …").await?;
    step.fill(&password, PASSWORD).await?;
    browser.click("button", &open).await?;
    step.says("Opening …").await?;
    browser.screenshot("opening-form-busy").await?;
    step.says("Read: O=Example, CN=Heavy Root").await?;
    was_alive(browser).await?;
    // Whoever leaves while something is opened gives it up, and nothing complains.
    step.choose_files(FIELD, &[folder.path().join("heavy.p12")]).await?;
    step.fill(&password, PASSWORD).await?;
    browser.click("button", &open).await?;
    visitor.start_page().await?;
    visitor.leave().await
}
