//! The app comes in two parts: a small first one, and the rest as soon as the first page is shown.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::{Result, ensure};
use mtls_wizard_e2e::{
    browser::PATIENCE,
    download,
    site::{Site, Trouble},
};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// In octets, compressed with brotli.
const FIRST_LOAD_LIMIT: usize = 300_000;

#[tokio::test]
async fn the_first_load_is_small() -> Result<()> {
    let download = download::measure().await?;
    let first: usize = download.first.iter().map(|file| file.brotli).sum();
    assert!(first <= FIRST_LOAD_LIMIT, "{first} octets: {:#?}", download.first);
    Ok(())
}

#[tokio::test]
async fn without_the_host_everything_works_once_it_is_loaded() -> Result<()> {
    let mut visitor = Visitor::new("offline").await?;
    visitor.start_page().await?;
    everything_loaded(&visitor.site).await?;
    visitor.site.stop().await?;

    let step = visitor.turn_to("#/k3d/names").await?;
    let review = step.accept_defaults(async |_| Ok(())).await?;
    let result = review.generate().await?.finished().await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    archive.assert_contract()?;
    visitor.browser.click("link", "Convert an APIRule").await?;
    visitor.browser.by_role("button", "Convert").await?;
    visitor.leave().await
}

/// Waits until the later part was served, and after it nothing more for a while.
pub async fn everything_loaded(site: &Site) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let mut before = 0;
    loop {
        let served = site.served();
        if before == served.len() && served.iter().any(|file| file.path.contains("/later-")) {
            return Ok(());
        }
        ensure!(Instant::now() < deadline, "still loading: {served:#?}");
        before = served.len();
        sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test]
async fn a_page_of_the_later_part_waits_for_it() -> Result<()> {
    let visitor = Visitor::at_a_site_with(Trouble::Holds("later-"), "waiting").await?;
    visitor.start_page().await?;
    visitor.browser.click("link", "Convert an APIRule").await?;
    visitor.browser.says("Loading …").await?;
    assert!(visitor.browser.has("status", "").await?);
    visitor.inspect("waiting").await?;
    visitor.site.mend();
    visitor.browser.by_role("button", "Convert").await?;
    visitor.browser.focus_comes(|focused| focused.role == "heading").await?;
    visitor.leave().await
}

#[tokio::test]
async fn a_part_that_fails_to_load_can_be_tried_again() -> Result<()> {
    let visitor = Visitor::at_a_site_with(Trouble::Fails("later-"), "not-loaded").await?;
    visitor.start_page().await?;
    visitor.browser.click("link", "Convert an APIRule").await?;
    visitor.browser.by_role("button", "Try again").await?;
    visitor.browser.says("could not be loaded").await?;
    let problems = visitor.browser.problems().await?;
    assert!(
        problems.iter().all(|problem| problem.contains("/later-")),
        "{problems:#?}"
    );
    visitor.inspect("not-loaded").await?;
    // Another attempt that fails must not be the last one.
    visitor.browser.click("button", "Try again").await?;
    visitor.browser.by_role("button", "Try again").await?;
    visitor.site.mend();
    visitor.browser.click("button", "Try again").await?;
    visitor.browser.by_role("button", "Convert").await?;
    visitor.leave_despite(&["later.wasm"])
}
