//! What every page is inspected for.

use anyhow::Result;
use mtls_wizard_e2e::browser::{ColourScheme, Engine};

use super::Visitor;

/// The variable by which people ask for pictures of every page that is inspected.
const PICTURES: &str = "MTLS_WIZARD_PICTURES";
const WIDTHS: [u32; 2] = [1280, 320];
/// The widest screens that the page is made for, in pixels.
const WIDEST: u32 = 2560;
/// How many characters a line may have there. The Web Content Accessibility Guidelines have 80 (1.4.8, level AAA); hints are
/// written in smaller letters.
const LONGEST_LINE: u32 = 100;

impl Visitor {
    /// Inspects the page as it is now: accessible at both widths, without sideways scrolling, and with lines that can be read on
    /// the widest screens. The other themes are looked at by `every_page` and `every_view`. `page` goes into the names of pictures.
    pub async fn inspect(&self, page: &str) -> Result<()> {
        self.pages.set(self.pages.get() + 1);
        if self.disk.is_some() {
            // The page looks as it does on a host, where it is inspected in the same journey.
            return self.no_problems(page).await;
        }
        // Titles name the page first, then the tutorial and the app.
        let page = page.split(" – ").next().unwrap_or(page);
        let name = format!("{}-{:02}-{}", self.journey, self.pages.get(), file_name(page));
        if self.browser.engine() != Engine::Chromium {
            return self.look_at(&name).await;
        }
        for width in WIDTHS {
            self.browser.resize(width).await?;
            let name = format!("{name}-{width}");
            self.judge(&name).await?;
            self.fits(&name).await?;
        }
        self.look_widely(&name).await?;
        self.browser.resize(WIDTHS[0]).await?;
        self.no_problems(&name).await
    }

    async fn look_widely(&self, name: &str) -> Result<()> {
        self.browser.resize(WIDEST).await?;
        let name = format!("{name}-{WIDEST}");
        if pictures_are_wanted() {
            self.browser.screenshot(&name).await?;
        }
        self.fits(&name).await?;
        let long = self.browser.lines_longer_than(LONGEST_LINE).await?;
        assert!(long.is_empty(), "{name}: {long:#?}");
        Ok(())
    }

    async fn fits(&self, name: &str) -> Result<()> {
        let overflow = self.browser.sideways_overflow().await?;
        assert_eq!(overflow, 0, "{name} is {overflow} px too wide");
        Ok(())
    }

    // Pictures are for people: of what is wrong, and of everything when they ask for it.
    async fn judge(&self, name: &str) -> Result<()> {
        let violations = self.browser.accessibility_violations().await?;
        if pictures_are_wanted() {
            self.browser.prefer(ColourScheme::Dark).await?;
            self.browser.screenshot(&format!("{name}-dark")).await?;
            self.browser.prefer(ColourScheme::Light).await?;
        }
        if !violations.is_empty() || pictures_are_wanted() {
            self.browser.screenshot(name).await?;
        }
        assert!(violations.is_empty(), "{name}: {violations:#?}");
        Ok(())
    }

    // What every browser can: one width, one colour scheme.
    async fn look_at(&self, name: &str) -> Result<()> {
        self.browser.plain_screenshot(name).await?;
        let violations = self.browser.accessibility_violations().await?;
        assert!(violations.is_empty(), "{name}: {violations:#?}");
        self.fits(name).await?;
        self.no_problems(name).await
    }
}

fn pictures_are_wanted() -> bool {
    std::env::var_os(PICTURES).is_some()
}

fn file_name(title: &str) -> String {
    let words: Vec<String> = title
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    words.join("-")
}
