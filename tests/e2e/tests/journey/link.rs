//! Links to answers: copied, opened in another browser, taken back; and what hostile ones come to.

use anyhow::{Result, ensure};
use mtls_wizard_e2e::{browser::Browser, pages::StepPage};
use std::time::{Duration, Instant};

use crate::visitor::Visitor;

const PATIENCE: Duration = Duration::from_secs(10);

/// The address once it has this ending. It follows a moment after the typing.
async fn address_ending(browser: &Browser, ending: &str) -> Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let address = browser.address().await?;
        if address.ends_with(ending) {
            return Ok(address);
        }
        ensure!(Instant::now() < deadline, "{address} does not end with {ending}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_link_gives_somebody_else_the_same_answers() -> Result<()> {
    let first = Visitor::new("link-made").await?;
    let step = first.local_k3d().await?;
    step.fill("Namespace", "shop & co/é").await?;
    address_ending(&first.browser, "?v=1&namespace=shop%20%26%20co/%C3%A9").await?;
    step.fill("Namespace", "shop").await?;
    let address = address_ending(&first.browser, "?v=1&namespace=shop").await?;
    first.browser.click("button", "Copy link to this setup").await?;
    ensure!(first.browser.clipboard().await? == address);

    // The address leads through the pages along with the answers, and back shows the answers of now.
    first.browser.click("button", "Continue").await?;
    address_ending(&first.browser, "?v=1&namespace=shop").await?;
    let title = first.browser.title().await?;
    first.browser.click("button", "Back").await?;
    let step = StepPage::shown(&first.browser);
    step.fill("Namespace", "shop-two").await?;
    address_ending(&first.browser, "namespace=shop-two").await?;
    first.browser.go_back().await?;
    let is_back = format!("return document.title === {}", serde_json::to_string(&title)?);
    first.browser.comes_true(&is_back).await?;
    address_ending(&first.browser, "namespace=shop-two").await?;
    first.browser.reload().await?;
    address_ending(&first.browser, "namespace=shop-two").await?;
    ensure!(
        !first.browser.text().await?.contains("A link filled in"),
        "a reload is no link"
    );
    first.leave().await?;

    let second = Visitor::new("link-opened").await?;
    let (_, hash) = address.split_once('#').expect("a hash");
    second.start_page().await?;
    let step = second.turn_to(&format!("#{hash}")).await?;
    ensure!(step.value("Namespace").await? == "shop");
    step.says("A link filled in one answer.").await?;
    second.inspect(&step.title().await?).await?;
    second.browser.click("button", "Close this note").await?;
    second.browser.gone("A link filled in").await?;
    second.leave().await
}

#[tokio::test]
async fn a_hostile_link_does_no_harm_and_costs_no_answer() -> Result<()> {
    let visitor = Visitor::new("link-hostile").await?;
    let step = visitor.local_k3d().await?;
    step.fill("Namespace", "my-own").await?;
    let password = visitor.browser.address().await?;
    address_ending(&visitor.browser, "namespace=my-own").await?;
    visitor
        .browser
        .evaluate(
            "location.hash = arguments[0]",
            vec![
                "#/k3d/names?v=9&namespace=%3Cimg%20src=x%20onerror=alert(1)%3E&%3Cscript%3Ealert(1)%3C/script%3E=1\
                 &password=known&cluster=%FF"
                    .into(),
            ],
        )
        .await?;
    let step = StepPage::shown(&visitor.browser);
    for words in [
        "made by a newer version",
        "There is no question “<script>alert(1)</script>” here.",
        "is secret, and never taken from a link",
        "A part of the link is damaged.",
    ] {
        step.says(words).await?;
    }
    ensure!(step.value("Namespace").await? == "<img src=x onerror=alert(1)>");
    step.says("These of its answers have to be mended:").await?;
    // Where the preview would be, too, because nothing else says what it waits for.
    let waits = "return document.querySelector('.preview__waits').innerText";
    let waits = visitor.browser.evaluate(waits, Vec::new()).await?;
    ensure!(waits.to_string().starts_with("\"Namespace: "), "{waits}");
    ensure!(!password.contains("password="));
    visitor.inspect("hostile link").await?;
    visitor.browser.click("button", "Bring back my own answers").await?;
    ensure!(step.value("Namespace").await? == "my-own");
    address_ending(&visitor.browser, "?v=1&namespace=my-own").await?;
    visitor.leave().await
}
