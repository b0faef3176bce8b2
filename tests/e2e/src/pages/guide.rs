//! The guide on the result page, and the form in which it is read.

use super::ResultPage;
use crate::browser::Browser;
use anyhow::Result;

/// The guide.
pub struct Guide<'browser> {
    browser: &'browser Browser,
}

impl<'browser> ResultPage<'browser> {
    /// The guide of the page.
    pub fn guide(&self) -> Guide<'browser> {
        Guide { browser: self.browser }
    }
}

impl Guide<'_> {
    /// Everything that the guide says, in lines.
    pub async fn text(&self) -> Result<String> {
        Ok(self.browser.by_role("region", "Guide").await?.text().await?)
    }

    /// Which of these radio buttons are chosen.
    pub async fn chosen<'a>(&self, options: &[&'a str]) -> Result<Vec<&'a str>> {
        let mut chosen = Vec::new();
        for option in options {
            if self.browser.by_role("radio", option).await?.is_selected().await? {
                chosen.push(*option);
            }
        }
        Ok(chosen)
    }

    /// Copies the value of the one field with this label.
    pub async fn copy_value(&self, label: &str) -> Result<()> {
        self.browser
            .click("button", &format!("Copy the value of {label}"))
            .await
    }
}
