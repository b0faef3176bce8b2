//! The journeys on which something goes wrong, and nothing is lost.

use crate::visitor::Visitor;
use anyhow::Result;
use mtls_wizard_e2e::pages::{Next, StepPage};

/// A field and what a person might wrongly type into it.
type Mistake = (&'static str, &'static str);

const MISTAKES: [Mistake; 5] = [
    ("Parent domain", "https://Local_Kyma.dev:443"),
    ("Namespace", "Not A Label"),
    ("Workload name", "-x-"),
    ("Client common name", ""),
    ("Password of the .p12 file", "päss🔑"),
];

#[tokio::test]
async fn mistakes_are_named_and_nothing_typed_is_lost() -> Result<()> {
    let visitor = Visitor::new("mistakes").await?;
    let mut step = visitor.local_k3d().await?;
    let mut made = Vec::new();
    loop {
        let mut mistakes = Vec::new();
        for mistake in MISTAKES {
            if step.asks_for(mistake.0).await? {
                mistakes.push(mistake);
            }
        }
        if !mistakes.is_empty() {
            assert_refused(&visitor, &step, &mistakes).await?;
            made.extend(mistakes);
        }
        match step.accepted().await? {
            Next::Step(next) => step = next,
            Next::Review(_) => break,
        }
    }
    assert_eq!(made.len(), MISTAKES.len(), "only these fields were met: {made:?}");
    visitor.leave().await
}

async fn assert_refused(visitor: &Visitor, step: &StepPage<'_>, mistakes: &[Mistake]) -> Result<()> {
    let browser = &visitor.browser;
    let mut good = Vec::new();
    for (label, mistake) in mistakes {
        good.push((*label, step.value(label).await?));
        step.fill(label, mistake).await?;
    }
    let links = step.refused().await?;
    assert_eq!(links.len(), mistakes.len(), "{mistakes:?} are answered with {links:?}");
    visitor.inspect("mistakes").await?;
    for ((label, mistake), link) in mistakes.iter().zip(&links) {
        assert_eq!(
            step.value(label).await?,
            *mistake,
            "what was typed into “{label}” is lost"
        );
        browser.click("link", link).await?;
        assert_eq!(
            browser.focused().await?.name,
            *label,
            "“{link}” does not lead to “{label}”"
        );
    }
    for (label, value) in good {
        step.fill(label, &value).await?;
    }
    Ok(())
}

#[tokio::test]
async fn cancelling_returns_to_the_review_with_every_answer() -> Result<()> {
    let visitor = Visitor::new("cancelled").await?;
    let step = visitor.local_k3d().await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Namespace").await? {
                step.fill("Namespace", "kept-namespace").await?;
            }
            // The slowest keys, so that there is time to change one's mind.
            if step.asks_for("Key algorithm").await? {
                step.select("Key algorithm", "RSA 4096").await?;
            }
            Ok(())
        })
        .await?;
    let before = review.text().await?;
    assert!(
        before.contains("kept-namespace") && before.contains("RSA 4096"),
        "{before}"
    );
    let review = review.generate().await?.cancel().await?;
    assert_eq!(review.text().await?, before);
    visitor.inspect("review").await?;
    visitor.leave().await
}
