//! “Nothing leaves this page”: the policy is the page's own, and requests are really counted.

use crate::visitor::{Visitor, built};
use anyhow::{Context, Result};
use mtls_wizard_e2e::browser::Browser;
use std::fs;
use thirtyfour::{Key, TypingData};

const PROMISE: &str = "Nothing leaves this page";
const NONE: &str = "0 network requests since the app was loaded";

/// The policy as the browser has it.
async fn directives(browser: &Browser) -> Result<Vec<String>> {
    let script =
        "return document.querySelector('meta[http-equiv]').content.split(';').map((each) => each.trim().split(' ')[0])";
    Ok(serde_json::from_value(browser.evaluate(script, vec![]).await?)?)
}

#[tokio::test]
async fn a_whole_journey_asks_for_nothing_and_one_request_is_counted() -> Result<()> {
    let visitor = Visitor::new("proof").await?;
    nothing_is_asked_for(&visitor).await?;
    let browser = &visitor.browser;
    // As the browser itself does, whenever it likes.
    const ICON: &str = "fetch(performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.includes('/icon-192-')))";
    browser.evaluate(ICON, vec![]).await?;
    browser.evaluate("fetch('./index.html?from=the-test')", vec![]).await?;
    browser.click("DisclosureTriangle", "1 request since loading").await?;
    browser.says("1 network request since the app was loaded").await?;
    browser.says("index.html?from=the-test").await?;
    visitor.inspect("counted").await?;
    visitor.leave().await
}

#[tokio::test]
async fn what_a_background_worker_asks_for_is_counted() -> Result<()> {
    let (visitor, folder) = Visitor::of_a_copy("talkative-worker").await?;
    let file = built(folder.path(), "app-", ".js")?;
    let talkative = "if (!globalThis.document) setInterval(() => fetch('./index.html?from=a-worker'), 500);";
    fs::write(&file, fs::read_to_string(&file)? + talkative)?;
    visitor.start_page().await?;
    visitor.browser.says("requests since loading").await?;
    visitor
        .browser
        .evaluate("document.querySelector('header summary').click()", vec![])
        .await?;
    visitor.browser.says("index.html?from=a-worker").await?;
    visitor
        .browser
        .problems()
        .await
        .context("a build that is not whole is not kept, which the console says")?;
    visitor.leave().await
}

/// Goes through a journey with the promise before everybody's eyes.
pub async fn nothing_is_asked_for(visitor: &Visitor) -> Result<()> {
    let browser = &visitor.browser;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    result.download().await?;
    browser.click("link", "Convert an APIRule").await?;
    browser.by_role("button", "Convert").await?;
    browser.click("DisclosureTriangle", PROMISE).await?;
    browser.says(NONE).await?;
    let text = browser.text().await?;
    for directive in directives(browser).await? {
        assert!(
            text.contains(&format!("\n{directive}\n")),
            "{directive} is not in {text}"
        );
    }
    visitor.inspect("open").await?;
    // By keyboard.
    browser.press(TypingData::from(Key::Escape)).await?;
    browser
        .comes_true("return !document.querySelector('header details').open")
        .await
}

#[tokio::test]
async fn the_policy_is_read_from_the_page() -> Result<()> {
    let (visitor, folder) = Visitor::of_a_copy("other-policy").await?;
    let file = folder.path().join("index.html");
    let page = fs::read_to_string(&file)?;
    let weaker = page.replace(
        "connect-src 'self';",
        "connect-src 'self' https://collector.example; frame-src 'none';",
    );
    assert_ne!(page, weaker);
    fs::write(&file, weaker)?;
    visitor.start_page().await?;
    visitor.browser.click("DisclosureTriangle", PROMISE).await?;
    visitor
        .browser
        .says("only from this site or https://collector.example.")
        .await?;
    visitor.browser.says("frame-src").await?;
    visitor
        .browser
        .problems()
        .await
        .context("a build that is not whole is not kept, which the console says")?;
    visitor.leave().await
}
