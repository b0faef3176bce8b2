//! Pressing what is on a page.

use super::{
    engine::Engine,
    session::{Browser, PATIENCE},
};
use anyhow::{Context, Result, bail};
use std::time::Duration;
use thirtyfour::WebElement;
use tokio::time::{Instant, sleep};

/// How often something is pressed before it is given up.
const TRIES: usize = 3;
/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(20);

// The page may be gone after the click, and with it the count.
const COUNT: &str = r#"
window.clicksHeard ??= 0;
addEventListener("click", () => window.clicksHeard++, { capture: true, once: true });
return window.clicksHeard;
"#;
const HEARD: &str = "return window.clicksHeard ?? null";

impl Browser {
    /// Presses a button or follows a link.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        let element = self.by_role(role, name).await?;
        reveal(&element).await?;
        self.press_surely(&element)
            .await
            .with_context(|| format!("clicking the {role} “{name}”"))
    }

    /// WebKit's driver loses clicks now and then while the page is busy; a person would press again, too.
    async fn press_surely(&self, element: &WebElement) -> Result<()> {
        if self.engine != Engine::WebKit {
            return Ok(element.click().await?);
        }
        for _ in 0..TRIES {
            let before = self.evaluate(COUNT, vec![]).await?;
            element.click().await?;
            let deadline = Instant::now() + PATIENCE;
            while Instant::now() < deadline {
                if self.evaluate(HEARD, vec![]).await? != before {
                    return Ok(());
                }
                sleep(PAUSE).await;
            }
        }
        bail!("the page heard nothing of it, {TRIES} times")
    }
}

/// Scrolls as a person would who wants to see what they press. WebDriver stops as soon as the element's edge is in the
/// window, even if something that sticks there covers it.
pub(super) async fn reveal(element: &WebElement) -> Result<()> {
    Ok(element.scroll_into_view().await?)
}
