//! What helps to understand and to go on: why-notes, the glossary, ticks, the guide without keys, the guide as a document.

use anyhow::{Result, ensure};

use crate::visitor::Visitor;

#[tokio::test]
async fn ticks_and_answers_outlive_a_reload_and_the_guide_goes_on_without_keys() -> Result<()> {
    let visitor = Visitor::new("companion").await?;
    let browser = &visitor.browser;
    let step = visitor.local_k3d().await?;
    step.fill("Namespace", "shop").await?;
    browser.evaluate("location.hash = '#/k3d/guide'", vec![]).await?;
    visitor.browser.says("0 of ").await?;
    browser.click("checkbox", "Done Unpack the archive").await?;
    browser.click("checkbox", "Done Create the k3d cluster kyma").await?;
    visitor.browser.says("2 of ").await?;
    ensure!(
        browser.text().await?.contains("Create the namespace shop"),
        "the guide has the answers"
    );
    visitor.inspect("guide").await?;

    browser.click("button", "Download as Markdown").await?;
    let file = browser.downloaded("mtls-k3d-shop.md").await?;
    let text = std::fs::read_to_string(file)?;
    ensure!(
        text.contains("<!-- tabs:start -->") && text.contains("kubectl apply"),
        "{text}"
    );
    ensure!(!text.contains("PRIVATE KEY"));

    browser.reload().await?;
    visitor.browser.says("2 of ").await?;
    ensure!(
        browser.text().await?.contains("Create the namespace shop"),
        "the answers came back"
    );
    browser.evaluate("location.hash = '#/k3d/review'", vec![]).await?;
    visitor
        .browser
        .says("You have ticked off 2 steps of the guide.")
        .await?;
    browser.click("link", "Go on with the guide").await?;
    visitor.browser.says("2 of ").await?;
    browser.click("button", "Untick all").await?;
    visitor.browser.says("0 of ").await?;
    visitor.leave().await
}

#[tokio::test]
async fn starting_over_can_be_taken_back() -> Result<()> {
    let visitor = Visitor::new("start-over").await?;
    let browser = &visitor.browser;
    let step = visitor.local_k3d().await?;
    step.fill("Namespace", "shop").await?;
    browser.evaluate("location.hash = '#/k3d/review'", vec![]).await?;
    visitor.browser.says("Start over").await?;
    browser.click("button", "Start over").await?;
    visitor.browser.says("All answers are the defaults again.").await?;
    visitor.inspect("start over").await?;
    browser.click("button", "Bring back my own answers").await?;
    browser.click("link", "Change Namespace").await?;
    ensure!(browser.value("Namespace").await? == "shop");
    visitor.leave().await
}

#[tokio::test]
async fn every_page_says_why_and_words_are_explained() -> Result<()> {
    let visitor = Visitor::new("why").await?;
    let browser = &visitor.browser;
    visitor.local_k3d().await?;
    visitor.browser.says("Why this page?").await?;
    browser
        .evaluate(
            "document.querySelector('.wizard__form > .disclosure > summary').click()",
            vec![],
        )
        .await?;
    visitor.browser.says("One name leads to the next").await?;
    visitor.inspect("why").await?;
    browser.click("link", "What the words mean").await?;
    visitor.browser.says("Subject alternative name (SAN)").await?;
    visitor.inspect("glossary").await?;
    browser.evaluate("location.hash = '#/glossary/crl'", vec![]).await?;
    visitor.leave().await
}
