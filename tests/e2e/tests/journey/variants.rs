//! Going from one variant to another and back.

use crate::{
    mistakes::HOLD_KEYS,
    visitor::{LOCAL_K3D, Visitor},
};
use anyhow::Result;

#[tokio::test]
async fn looking_at_another_variant_loses_nothing() -> Result<()> {
    let visitor = Visitor::new("variants").await?;
    let step = visitor.local_k3d().await?;
    step.fill("Namespace", "shop").await?;
    let step = visitor.start_page().await?.choose("Default domain").await?;
    step.fill("Parent domain", "c12345.kyma.ondemand.com").await?;
    assert_eq!(
        step.value("Namespace").await?,
        "test",
        "each variant has answers of its own"
    );
    // Without loading the page anew, and with.
    for reload in [false, true] {
        for (variant, hash, label, value) in [
            (LOCAL_K3D, "#/k3d", "Namespace", "shop"),
            (
                "Default domain",
                "#/default-domain",
                "Parent domain",
                "c12345.kyma.ondemand.com",
            ),
        ] {
            let step = if reload {
                visitor.start_page().await?.choose(variant).await?
            } else {
                visitor.turn_to(hash).await?
            };
            assert_eq!(step.value(label).await?, value, "{variant}, loaded anew: {reload}");
        }
    }
    visitor.leave().await
}

#[tokio::test]
async fn keys_for_one_variant_do_not_end_up_in_another() -> Result<()> {
    let visitor = Visitor::new("turned-away").await?;
    let review = visitor.defaults().await?;
    visitor.browser.evaluate(HOLD_KEYS, vec![]).await?;
    review.generate().await?.shown().await?;
    let step = visitor.turn_to("#/default-domain").await?;
    step.fill("Parent domain", "c12345.kyma.ondemand.com").await?;
    visitor.browser.evaluate("window.releaseKeys()", vec![]).await?;
    visitor.browser.comes_true("return window.madeKeys === 4").await?;
    // Nothing came of them, here or there.
    assert!(
        step.title().await?.contains("Default domain"),
        "{}",
        step.title().await?
    );
    assert_eq!(step.value("Parent domain").await?, "c12345.kyma.ondemand.com");
    for variant in ["k3d", "default-domain"] {
        visitor
            .browser
            .evaluate(&format!("location.hash = '#/{variant}/result'"), vec![])
            .await?;
        visitor
            .browser
            .comes_true(&format!("return location.hash === '#/{variant}/review'"))
            .await?;
    }
    visitor.leave().await
}
