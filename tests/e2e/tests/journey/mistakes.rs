//! The journeys on which something goes wrong, and nothing is lost.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::Result;
use mtls_wizard_e2e::pages::{Next, StepPage};

/// A field and what a person might wrongly type into it.
type Mistake = (&'static str, &'static str);

const MISTAKES: [Mistake; 7] = [
    ("Parent domain", "https://Local_Kyma.dev:443"),
    ("Namespace", "Not A Label"),
    ("Workload name", "-x-"),
    ("Client common name", ""),
    ("Password of the .p12 file", "päss🔑"),
    ("Service", "My_Service"),
    ("Service port", "70000"),
];

/// The questions about an own Service stand behind this choice.
const OWN_SERVICE: (&str, &str) = ("What runs behind the gateway?", "My own Service");

#[tokio::test]
async fn mistakes_are_named_and_nothing_typed_is_lost() -> Result<()> {
    let visitor = Visitor::new("mistakes").await?;
    let mut step = visitor.local_k3d().await?;
    let mut made = Vec::new();
    loop {
        if step.asks_for(OWN_SERVICE.0).await? {
            step.select(OWN_SERVICE.0, OWN_SERVICE.1).await?;
        }
        let mut mistakes = Vec::new();
        for mistake in MISTAKES {
            if step.asks_for(mistake.0).await? {
                mistakes.push(mistake);
            }
        }
        let title = step.title().await?;
        assert!(!mistakes.is_empty(), "no mistake was made on “{title}”");
        assert_refused(&visitor, &step, &mistakes).await?;
        assert_eq!(step.title().await?, title, "all is mended");
        made.extend(mistakes);
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
        let field = browser.focus_comes_to(label).await?;
        // The field's own label is left out there, so what follows it begins the sentence.
        let reason = link
            .strip_prefix(&format!("{label}: "))
            .expect("the link begins with the label");
        let after_its_first_letter = reason.chars().skip(1).collect::<String>();
        assert!(
            field.description.contains(&after_its_first_letter),
            "{field:?} is not said to be wrong"
        );
    }
    for (label, value) in good {
        step.fill(label, &value).await?;
    }
    Ok(())
}

/// Makes keys wait until the person has changed their mind.
pub const HOLD_KEYS: &str = r#"
const generateKey = crypto.subtle.generateKey.bind(crypto.subtle);
const gate = new Promise((open) => { window.releaseKeys = open; });
window.madeKeys = 0;
crypto.subtle.generateKey = async (...parameters) => {
  await gate;
  const pair = await generateKey(...parameters);
  window.madeKeys += 1;
  return pair;
};
"#;

#[tokio::test]
async fn cancelling_returns_to_the_review_with_every_answer() -> Result<()> {
    let visitor = Visitor::new("cancelled").await?;
    let step = visitor.local_k3d().await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Namespace").await? {
                step.fill("Namespace", "kept-namespace").await?;
            }
            if step.asks_for("Key algorithm").await? {
                step.select("Key algorithm", "ECDSA P-384").await?;
            }
            Ok(())
        })
        .await?;
    let before = review.text().await?;
    assert!(
        before.contains("kept-namespace") && before.contains("ECDSA P-384"),
        "{before}"
    );

    let browser = &visitor.browser;
    browser.evaluate(HOLD_KEYS, vec![]).await?;
    let generating = review.generate().await?;
    generating.shown().await?;
    visitor.inspect("generating").await?;
    let review = generating.cancel().await?;
    assert_eq!(review.text().await?, before);
    visitor.inspect("review").await?;

    // The keys that nobody waits for any more come too late to change anything.
    browser.evaluate("window.releaseKeys()", vec![]).await?;
    browser.comes_true("return window.madeKeys === 4").await?;
    assert_eq!(review.text().await?, before);

    let result = review.generate().await?.finished().await?;
    Archive::unpack(&result.download().await?, "mtls-k3d-kept-namespace")?.assert_contract()?;
    visitor.leave().await
}
