//! Waiting for what a page says.

use super::elements::Described;
use super::session::{Browser, PATIENCE};
use anyhow::{Context, Result, bail, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long to wait before looking again.
const PAUSE: Duration = Duration::from_millis(50);

impl Browser {
    /// Waits until the page says this, and returns all that it says then.
    ///
    /// # Errors
    /// It does not within [`PATIENCE`]; the message holds what it says instead.
    pub async fn says(&self, words: &str) -> Result<String> {
        self.says_within(PATIENCE, words).await
    }

    /// Like [`Browser::says`] for what may take shorter or longer.
    pub async fn says_within(&self, limit: Duration, words: &str) -> Result<String> {
        self.text_within(limit, |text| text.contains(words), words, "is not in")
            .await
    }

    /// Waits until the page says this no more, and returns what it still says.
    pub async fn gone(&self, words: &str) -> Result<String> {
        self.text_within(PATIENCE, |text| !text.contains(words), words, "is still in")
            .await
    }

    async fn text_within(
        &self,
        limit: Duration,
        is_enough: impl Fn(&str) -> bool,
        words: &str,
        otherwise: &str,
    ) -> Result<String> {
        let deadline = Instant::now() + limit;
        loop {
            let text = self.text().await?;
            if is_enough(&text) {
                return Ok(text);
            }
            if Instant::now() > deadline {
                bail!("{words:?} {otherwise} {text}");
            }
            sleep(PAUSE).await;
        }
    }

    /// What has the focus, once this is true of it. Focus can follow what was done with the next frame.
    pub async fn focus_comes(&self, to: impl Fn(&Described) -> bool) -> Result<Described> {
        self.focus_comes_within(PATIENCE, to).await
    }

    /// Like [`Browser::focus_comes`] for what may take longer.
    pub async fn focus_comes_within(&self, limit: Duration, to: impl Fn(&Described) -> bool) -> Result<Described> {
        let deadline = Instant::now() + limit;
        loop {
            let focused = self.focused().await?;
            if to(&focused) {
                return Ok(focused);
            }
            ensure!(
                Instant::now() < deadline,
                "the focus is not where it belongs: {focused:?}"
            );
            sleep(PAUSE).await;
        }
    }

    /// Waits until what has this accessible name has the focus.
    pub async fn focus_comes_to(&self, name: &str) -> Result<Described> {
        self.focus_comes(|focused| focused.name == name)
            .await
            .with_context(|| format!("it belongs on “{name}”"))
    }

    /// Waits until a script that is run in the page returns `true`.
    pub async fn comes_true(&self, condition: &str) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.evaluate(condition, vec![]).await? != true {
            if Instant::now() > deadline {
                bail!("never came true: {condition}");
            }
            sleep(PAUSE).await;
        }
        Ok(())
    }
}
