//! The journeys of people for whom something went wrong: with a finished setup, without one, and by keyboard alone.

use anyhow::{Result, ensure};
use thirtyfour::Key;

use crate::visitor::Visitor;

const MESSAGE: &str = "Message";
const TOOL: &str = "Something went wrong? Paste the message";
const UNKNOWN_CA: &str = "curl: (35) OpenSSL/3.0.19: error:0A000418:SSL routines::tlsv1 alert unknown ca";

#[tokio::test]
async fn a_message_without_a_setup() -> Result<()> {
    let visitor = Visitor::new("diagnose").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", TOOL).await?;
    browser.says("No setup is open").await?;
    browser.click("button", "Find the cause").await?;
    browser.says("There is no message yet").await?;
    visitor.inspect("empty").await?;
    browser.fill(MESSAGE, UNKNOWN_CA).await?;
    browser.click("button", "Find the cause").await?;
    for words in [
        "The gateway does not trust the client’s CA: 3 likely causes",
        "CREDENTIAL_NAME-cacert",
        "TLS alert 48, unknown_ca",
    ] {
        browser.says(words).await?;
    }
    visitor.inspect("found").await?;
    browser.fill(MESSAGE, "my hovercraft is full of eels").await?;
    browser.click("button", "Find the cause").await?;
    browser.says("This message is not in the list").await?;
    browser.says("Nothing in it is known here").await?;
    visitor.inspect("not-known").await?;
    browser.click("button", "Clear").await?;
    assert_eq!(browser.value(MESSAGE).await?, "");
    visitor.leave().await
}

#[tokio::test]
async fn a_message_about_a_finished_setup() -> Result<()> {
    let visitor = Visitor::new("diagnose-setup").await?;
    let browser = &visitor.browser;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    result.download().await?;
    browser.click("link", "Something went wrong? (step 1)").await?;
    browser.says("With the names of your setup").await?;
    let secret =
        "Error from server (NotFound): secrets \"kyma-mtls-cacrt\" not found\nAuthorization: Bearer top-secret-token";
    browser.fill(MESSAGE, secret).await?;
    browser.click("button", "Find the cause").await?;
    browser
        .says("yours is called kyma-mtls-cacert (in istio-system)")
        .await?;
    visitor.inspect("secret").await?;
    // Neither in an address nor in what the browser keeps.
    const KEPT: &str = "return location.href + JSON.stringify(localStorage) + JSON.stringify(sessionStorage);";
    let kept = browser.evaluate(KEPT, Vec::new()).await?;
    assert!(!kept.to_string().contains("top-secret-token"), "{kept}");
    browser.fill(MESSAGE, UNKNOWN_CA).await?;
    browser.click("button", "Find the cause").await?;
    browser
        .says("kubectl describe secret kyma-mtls-cacert -n istio-system")
        .await?;
    visitor.inspect("authority").await?;
    visitor.leave().await
}

#[tokio::test]
async fn the_setup_is_known_after_a_reload() -> Result<()> {
    let visitor = Visitor::new("diagnose-reload").await?;
    let browser = &visitor.browser;
    // Of two variants, the one that was open last.
    visitor.local_k3d().await?.fill("Namespace", "orders").await?;
    visitor.turn_to("#/restrict/names").await?;
    visitor.turn_to("#/k3d/names").await?;
    browser.evaluate("location.hash = '#/diagnose'", vec![]).await?;
    browser.says("With the names of your setup").await?;
    browser.reload().await?;
    browser.says("With the names of your setup").await?;
    browser
        .fill(MESSAGE, "Error from server (NotFound): services \"httpbin\" not found")
        .await?;
    browser.click("button", "Find the cause").await?;
    browser.says("has not been applied, or not in orders").await?;
    visitor.leave().await
}

#[tokio::test]
async fn by_keyboard_alone() -> Result<()> {
    with_keys_only(Visitor::new("diagnose-keyboard").await?).await
}

const UNRESOLVED: &str = "curl: (6) Could not resolve host: httpbin.example.com";

/// The diagnosis without a mouse.
pub async fn with_keys_only(visitor: Visitor) -> Result<()> {
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.tab_to("link", TOOL).await?;
    browser.press(Key::Enter + "").await?;
    browser.says("No setup is open").await?;
    // The heading of a new page gets the focus with the frame after it is drawn.
    browser.focus_comes(|focused| focused.role == "heading").await?;
    browser.tab_to("textbox", MESSAGE).await?;
    browser.write_here(UNRESOLVED).await?;
    browser.tab_to("button", "Find the cause").await?;
    ensure!(browser.focus_is_visible().await?, "nobody sees where the focus is");
    browser.press(Key::Enter + "").await?;
    browser.says("DNS does not know the host").await?;
    browser.tab_to("link", "Documentation of cause 1.1").await?;
    ensure!(browser.focus_is_visible().await?, "nobody sees where the focus is");
    visitor.leave().await
}
