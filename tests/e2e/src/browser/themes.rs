//! axe-core over one page in every theme that the page itself offers.

use super::{
    appearance::{RULES, Violation},
    session::Browser,
};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

/// What axe-core says of a page in one theme.
#[derive(Debug, Clone, Deserialize)]
pub struct Verdict {
    /// The theme as the list of the page calls it.
    pub theme: String,
    pub violations: Vec<Violation>,
    passes: usize,
}

/// The rules whose outcome is another with other colours.
const OF_COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

// A theme changes colours and nothing else, so the other rules are asked once. Colours that are on their way to others have
// contrasts of their own, which nobody reads.
const RUN: &str = r#"
const [list, follows, all, ofColours, done] = arguments;
const settled = () => Promise.allSettled(
  document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished));
const choose = async (value) => {
  list.value = value;
  list.dispatchEvent(new Event("change", { bubbles: true }));
  await new Promise(requestAnimationFrame);
  await settled();
};
(async () => {
  const before = list.value;
  const verdicts = [];
  for (const { value, text } of list.options) {
    if (value === follows) continue;
    await choose(value);
    if (document.documentElement.dataset.theme !== value) throw new Error(`${text} does not become the theme`);
    const runOnly = verdicts.length ? { type: "rule", values: ofColours } : { type: "tag", values: all };
    const { violations, passes } = await axe.run(document, { runOnly, resultTypes: ["violations"], preload: verdicts.length === 0 });
    verdicts.push({ theme: text, violations, passes: passes.length });
  }
  await choose(before);
  return verdicts;
})().then(done, (error) => done({ error: String(error) }));
"#;

impl Browser {
    /// Runs axe-core over the page as it is now, in each of the themes of this drop-down list but the one with the value
    /// `follows`, which is one of the others: all rules in the first theme, those about colours in the rest.
    ///
    /// # Errors
    /// axe-core is not installed, it found nothing to check in one of the themes, or the list has fewer than two.
    pub async fn verdicts_in_themes(&self, list: &str, follows: &str) -> Result<Vec<Verdict>> {
        // Where the page happens to be scrolled to, half of a control may be under the header, which axe takes for its size.
        self.evaluate("scrollTo({ top: 0, behavior: 'instant' })", vec![])
            .await?;
        self.load_axe().await?;
        let list = self.by_role("combobox", list).await?.to_json()?;
        let arguments = vec![list, json!(follows), json!(RULES), json!(OF_COLOURS)];
        let said = self.evaluate_async(RUN, arguments).await?;
        let verdicts: Vec<Verdict> =
            serde_json::from_value(said.clone()).with_context(|| format!("axe-core: {said}"))?;
        ensure!(verdicts.len() > 1, "the page has one theme: {verdicts:?}");
        for verdict in &verdicts {
            ensure!(
                verdict.passes > 0,
                "axe-core checked nothing in the theme {}",
                verdict.theme
            );
        }
        Ok(verdicts)
    }
}
