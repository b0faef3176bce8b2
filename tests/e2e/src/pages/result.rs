//! The page with the guide, the files and the promise of what the backend will see.

use crate::browser::Browser;
use anyhow::{Context, Result, ensure};
use std::{collections::BTreeMap, path::PathBuf};

/// The result page.
pub struct ResultPage<'browser> {
    pub(super) browser: &'browser Browser,
}

/// What the app says a backend will receive: header names in lower case and their values.
pub type PredictedHeaders = BTreeMap<String, String>;

impl<'browser> ResultPage<'browser> {
    /// The button that downloads the archive.
    pub const DOWNLOAD: &'static str = "Download everything (.zip)";
    /// The accessible name of the panel with the predicted headers.
    pub const PREDICTION: &'static str = "What your backend will see";
    /// The headers that the panel predicts.
    pub const HEADERS: [&'static str; 3] = ["X-CLIENT-SSL-CN", "X-CLIENT-SSL-ISSUER", "X-CLIENT-SSL-SAN"];

    pub(super) fn new(browser: &'browser Browser) -> Self {
        Self { browser }
    }

    /// Downloads the archive and waits until it has arrived.
    pub async fn download(&self) -> Result<PathBuf> {
        self.browser.click("button", Self::DOWNLOAD).await?;
        self.browser.downloaded_file().await
    }

    /// Opens every part of the page that can be opened.
    pub async fn open_everything(&self) -> Result<()> {
        let script = "for (const part of document.querySelectorAll('main details')) part.open = true; \
             return document.querySelectorAll('main details').length";
        let opened = self.browser.evaluate(script, vec![]).await?;
        ensure!(opened.as_u64() > Some(0), "there is nothing to open: {opened}");
        Ok(())
    }

    /// Reads the panel: each header's name in a line of its own, and its value in the next one.
    pub async fn predicted_headers(&self) -> Result<PredictedHeaders> {
        let panel = self.browser.by_role("region", Self::PREDICTION).await?;
        let text = panel.text().await?;
        Self::HEADERS
            .iter()
            .map(|name| {
                let value = text
                    .lines()
                    .map(str::trim)
                    .skip_while(|line| line != name)
                    .nth(1)
                    .with_context(|| format!("{name} is not in: {text}"))?;
                Ok((name.to_ascii_lowercase(), value.to_owned()))
            })
            .collect()
    }
}
