//! What a screen reader says by itself while the focus is elsewhere: changes in live regions (WAI-ARIA, section 6.6.1).

use super::session::{Browser, PATIENCE};
use anyhow::{Result, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

// Only a region that was there before is listened to: a text that comes along with its region is often not read out.
const LISTEN: &str = r#"
const LIVE = '[role="status"], [role="alert"], [role="log"], [aria-live="polite"], [aria-live="assertive"]';
window.heard = [];
new MutationObserver((changes) => {
  const regions = new Set();
  for (const { target } of changes) {
    const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
    const region = element?.closest(LIVE);
    if (region?.isConnected && !region.closest('[aria-hidden="true"], [hidden]')) regions.add(region);
  }
  for (const region of regions) if (region.textContent.trim()) window.heard.push(region.textContent.trim());
}).observe(document, { subtree: true, childList: true, characterData: true });
"#;

impl Browser {
    /// Begins to listen to the live regions of the page that is open.
    pub async fn listen(&self) -> Result<()> {
        self.evaluate(LISTEN, vec![]).await.map(drop)
    }

    /// Waits until this was among what was said since [`Browser::listen`], or since this was last asked. The
    /// accessibility tree must have live regions, too.
    pub async fn hears(&self, words: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let mut heard: Vec<String> = Vec::new();
        while !heard.iter().any(|text| text.contains(words)) {
            ensure!(Instant::now() < deadline, "{words:?} is not said, but {heard:#?}");
            sleep(Duration::from_millis(20)).await;
            let more = self.evaluate("return window.heard.splice(0)", vec![]).await?;
            heard.extend(serde_json::from_value::<Vec<String>>(more)?);
        }
        ensure!(
            !self.all_by_role("status").await?.is_empty(),
            "the accessibility tree has no live region"
        );
        Ok(())
    }
}
