//! Page objects of the app: what a person sees and does, in the app's own words. Nothing here knows the DOM.

mod guide;
mod result;

pub use guide::Guide;
pub use result::{PredictedHeaders, ResultPage};

use crate::browser::{Browser, PATIENCE};
use anyhow::{Result, bail, ensure};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// How long the app may take to make keys and certificates; RSA 4096 on a slow machine is the worst case.
const GENERATION_LIMIT: Duration = Duration::from_secs(120);

/// The first page.
pub struct StartPage<'browser> {
    browser: &'browser Browser,
}

/// A page with questions.
pub struct StepPage<'browser> {
    browser: &'browser Browser,
}

/// The page that shows all answers.
pub struct ReviewPage<'browser> {
    browser: &'browser Browser,
}

/// The page shown while keys and certificates are made.
pub struct GeneratingPage<'browser> {
    browser: &'browser Browser,
}

/// Where “Continue” leads.
pub enum Next<'browser> {
    Step(StepPage<'browser>),
    Review(ReviewPage<'browser>),
}

impl<'browser> StartPage<'browser> {
    /// Opens the app at the address where it is hosted, and waits until it has started.
    pub async fn open(browser: &'browser Browser, address: &str) -> Result<Self> {
        browser.open(address).await?;
        let deadline = Instant::now() + PATIENCE;
        while browser.all_by_role("heading").await?.is_empty() {
            ensure!(
                Instant::now() < deadline,
                "the app did not start: {:?}",
                browser.problems().await?
            );
            sleep(Duration::from_millis(50)).await;
        }
        Ok(Self { browser })
    }

    /// Chooses a variant by the name on its link or button, and waits for the first step.
    pub async fn choose(self, variant: &str) -> Result<StepPage<'browser>> {
        let browser = self.browser;
        wait_for(browser, &[("link", variant), ("button", variant)]).await?;
        let role = if browser.has("link", variant).await? {
            "link"
        } else {
            "button"
        };
        browser.click(role, variant).await?;
        browser.by_role("button", "Continue").await?;
        Ok(StepPage { browser })
    }
}

impl<'browser> StepPage<'browser> {
    /// Turns to the first step of a variant by its address, without loading the page anew.
    pub async fn turn_to(browser: &'browser Browser, hash: &str) -> Result<Self> {
        let before = browser.title().await?;
        browser
            .evaluate("location.hash = arguments[0]", vec![hash.into()])
            .await?;
        let deadline = Instant::now() + PATIENCE;
        while browser.title().await? == before {
            ensure!(Instant::now() < deadline, "{hash} shows nothing new");
            sleep(Duration::from_millis(20)).await;
        }
        browser.by_role("button", "Continue").await?;
        Ok(Self { browser })
    }

    /// The step that is shown.
    pub fn shown(browser: &'browser Browser) -> Self {
        Self { browser }
    }

    /// The title in the browser's tab, which names the step.
    pub async fn title(&self) -> Result<String> {
        self.browser.title().await
    }

    /// Replaces the content of a text field.
    pub async fn fill(&self, label: &str, text: &str) -> Result<()> {
        self.browser.fill(label, text).await
    }

    /// What a text field holds.
    pub async fn value(&self, label: &str) -> Result<String> {
        self.browser.value(label).await
    }

    /// Chooses files for a field that takes their text.
    pub async fn choose_files(&self, label: &str, files: &[std::path::PathBuf]) -> Result<()> {
        let input = self.browser.file_input(label).await?;
        let paths: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        Ok(input.send_keys(paths.join("\n")).await?)
    }

    /// Types into a field that takes the text out of sight once it is complete.
    pub async fn give(&self, label: &str, text: &str) -> Result<()> {
        let field = self.browser.by_role("textbox", label).await?;
        field.scroll_into_view().await?;
        field.click().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Waits until the page says this.
    pub async fn says(&self, words: &str) -> Result<()> {
        self.browser.says(words).await.map(drop)
    }

    /// Chooses from a list: a drop-down list or a group of radio buttons.
    pub async fn select(&self, label: &str, option: &str) -> Result<()> {
        if self.browser.has("combobox", label).await? {
            self.browser.select(label, option).await
        } else {
            self.browser.by_role("group", label).await?;
            let is_single = self.browser.has("radio", option).await?;
            let role = if is_single { "radio" } else { "checkbox" };
            self.browser.click(role, option).await
        }
    }

    /// Whether the step asks for this.
    pub async fn asks_for(&self, label: &str) -> Result<bool> {
        for role in ["textbox", "combobox", "group", "checkbox"] {
            if self.browser.has(role, label).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Continues with answers that the app accepts.
    pub async fn accepted(self) -> Result<Next<'browser>> {
        let browser = self.browser;
        let before = browser.title().await?;
        browser.click("button", "Continue").await?;
        let after = wait_for_title(browser, |title| title != before).await?;
        ensure!(
            !after.starts_with("Error:"),
            "the app refused the answers: {}",
            browser.text().await?
        );
        if browser.has("button", "Generate").await? {
            return Ok(Next::Review(ReviewPage { browser }));
        }
        browser.by_role("button", "Continue").await?;
        Ok(Next::Step(Self { browser }))
    }

    /// Continues with answers that the app does not accept; returns the links of the error summary, which must have
    /// the focus.
    pub async fn refused(&self) -> Result<Vec<String>> {
        let browser = self.browser;
        browser.click("button", "Continue").await?;
        wait_for_title(browser, |title| title.starts_with("Error:")).await?;
        browser.focus_comes(|focused| focused.role == "alert").await?;
        browser.links_in_focus().await
    }

    /// Goes back to the page before.
    pub async fn back(self) -> Result<Self> {
        let before = self.browser.title().await?;
        self.browser.click("button", "Back").await?;
        wait_for_title(self.browser, |title| title != before).await?;
        Ok(self)
    }

    /// Continues until the review without changing anything more; `visit` is called on every step before it is left.
    pub async fn accept_defaults(
        self,
        mut visit: impl AsyncFnMut(&Self) -> Result<()>,
    ) -> Result<ReviewPage<'browser>> {
        let mut step = self;
        loop {
            visit(&step).await?;
            match step.accepted().await? {
                Next::Step(next) => step = next,
                Next::Review(review) => return Ok(review),
            }
        }
    }
}

impl<'browser> ReviewPage<'browser> {
    /// Follows the link that leads to the question for changing it.
    pub async fn change(self, label: &str) -> Result<StepPage<'browser>> {
        self.browser.click("link", &format!("Change {label}")).await?;
        self.browser.by_role("button", "Continue").await?;
        Ok(StepPage { browser: self.browser })
    }

    /// Everything that the page says.
    pub async fn text(&self) -> Result<String> {
        self.browser.text().await
    }

    /// Starts making keys and certificates.
    pub async fn generate(self) -> Result<GeneratingPage<'browser>> {
        self.browser.click("button", "Generate").await?;
        Ok(GeneratingPage { browser: self.browser })
    }
}

impl<'browser> GeneratingPage<'browser> {
    /// Waits until the page is shown.
    pub async fn shown(&self) -> Result<()> {
        self.browser.by_role("button", "Cancel").await?;
        Ok(())
    }

    /// Waits until the app gives up and is back at the review; returns what it says there.
    pub async fn failed(self) -> Result<String> {
        self.browser.by_role("button", "Generate").await?;
        self.browser
            .by_role("alert", "")
            .await?
            .text()
            .await
            .map_err(Into::into)
    }

    /// Stops, and waits for the review to come back.
    pub async fn cancel(self) -> Result<ReviewPage<'browser>> {
        self.browser.click("button", "Cancel").await?;
        self.browser.by_role("button", "Generate").await?;
        Ok(ReviewPage { browser: self.browser })
    }

    /// Waits for the result.
    pub async fn finished(self) -> Result<ResultPage<'browser>> {
        self.finished_within(GENERATION_LIMIT).await
    }

    /// Waits for the result of a longer work.
    pub async fn finished_within(self, limit: Duration) -> Result<ResultPage<'browser>> {
        let deadline = Instant::now() + limit;
        while !self.browser.has("button", ResultPage::DOWNLOAD).await? {
            if Instant::now() > deadline {
                bail!("still generating after {limit:?}: {}", self.browser.text().await?);
            }
            sleep(Duration::from_millis(50)).await;
        }
        Ok(ResultPage::new(self.browser))
    }
}

async fn wait_for(browser: &Browser, wanted: &[(&str, &str)]) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        for (role, name) in wanted {
            if browser.has(role, name).await? {
                return Ok(());
            }
        }
        if Instant::now() > deadline {
            bail!("the page has none of {wanted:?}: {}", browser.text().await?);
        }
        sleep(Duration::from_millis(50)).await;
    }
}

async fn wait_for_title(browser: &Browser, accepts: impl Fn(&str) -> bool) -> Result<String> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let title = browser.title().await?;
        // The page that was wanted follows this one.
        let is_loading = title.starts_with("Loading");
        if !is_loading && accepts(&title) {
            return Ok(title);
        }
        if Instant::now() > deadline {
            bail!("the title stayed “{title}”: {}", browser.text().await?);
        }
        sleep(Duration::from_millis(50)).await;
    }
}
