//! The trust map beside the form: by keyboard, while typing, and in words.

use anyhow::{Result, ensure};
use std::time::Duration;
use thirtyfour::Key;

use crate::visitor::Visitor;

#[tokio::test]
async fn the_map_follows_what_is_typed_and_answers_the_keyboard() -> Result<()> {
    map_follows_and_answers(Visitor::new("trust-map").await?).await
}

/// The map while a person types, and by keyboard.
pub async fn map_follows_and_answers(visitor: Visitor) -> Result<()> {
    let step = visitor.local_k3d().await?;
    let browser = &visitor.browser;
    browser.click("radio", "Trust map").await?;
    browser
        .by_role(
            "button",
            "Secret kyma-mtls-cacert, in istio-system, whom the gateway trusts",
        )
        .await?;
    step.fill("Gateway Secret", "orders-tls").await?;
    let secret = "Secret orders-tls-cacert, in istio-system, whom the gateway trusts";
    browser.by_role("button", secret).await?;
    ensure!(
        !browser
            .has(
                "button",
                "Secret kyma-mtls, in istio-system, the gateway’s key and certificate"
            )
            .await?
    );

    browser.tab_to("button", secret).await?;
    browser.press(Key::Enter + "").await?;
    visitor
        .browser
        .says_within(
            Duration::from_secs(10),
            "The certificate of the authority ML Client Root CA is in the Secret orders-tls-cacert.",
        )
        .await?;
    visitor.inspect("trust map").await?;
    // What cannot be used changes nothing.
    step.fill("Gateway Secret", "!").await?;
    ensure!(browser.has("button", secret).await?);
    visitor.leave().await
}
