//! The app in frames of another page: the example of the documentation, at another origin.

use anyhow::{Context, Result, ensure};
use mtls_wizard::wizard::appearance::Theme;
use mtls_wizard_e2e::{
    browser::{Browser, Engine},
    process::repository,
    site::Site,
};
use std::time::{Duration, Instant};

use crate::visitor::Visitor;

/// Where the example expects the app.
const EXPECTED: &str = "http://127.0.0.1:8080/";
/// How long a page in a frame may take to say what is wrong.
const SOON: Duration = Duration::from_secs(10);

/// The example with the app's real address, and what it needs.
async fn host_page(app: &Site) -> Result<(tempfile::TempDir, Site)> {
    let folder = tempfile::tempdir()?;
    let source = repository().join("docs/embed");
    let page = std::fs::read_to_string(source.join("example.html"))?;
    ensure!(page.matches(EXPECTED).count() == 2, "the example has other frames");
    std::fs::write(folder.path().join("index.html"), page.replace(EXPECTED, &app.address()))?;
    std::fs::copy(
        source.join("mtls-wizard-frames.js"),
        folder.path().join("mtls-wizard-frames.js"),
    )?;
    let site = Site::start(folder.path(), "/docs").await?;
    Ok((folder, site))
}

async fn heights(browser: &Browser) -> Result<Vec<f64>> {
    let script = "return [...document.querySelectorAll('iframe')].map((frame) => frame.getBoundingClientRect().height)";
    let heights = browser.evaluate(script, vec![]).await?;
    heights
        .as_array()
        .context("no list")?
        .iter()
        .map(|height| height.as_f64().context("no number"))
        .collect()
}

/// The heights once both frames have told theirs.
async fn told_heights(browser: &Browser) -> Result<Vec<f64>> {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let heights = heights(browser).await?;
        // 20 rem and the border until then.
        if heights.iter().all(|height| (height - 320.0).abs() > 3.0) {
            return Ok(heights);
        }
        ensure!(Instant::now() < deadline, "the frames keep {heights:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn documentation_shows_a_manifest_and_a_step_in_frames() -> Result<()> {
    let visitor = Visitor::new("embed").await?;
    let (_folder, host) = host_page(&visitor.site).await?;
    let browser = &visitor.browser;
    browser.open(&host.address()).await?;
    told_heights(browser).await?;
    browser.screenshot("embed-host").await?;

    browser.enter_frame(0).await?;
    let text = browser.text().await?;
    ensure!(
        text.contains("kind: Gateway") && text.contains("namespace: shop"),
        "{text}"
    );
    ensure!(
        !text.contains("kind: APIRule"),
        "only the kind that was asked for: {text}"
    );
    let around = browser
        .evaluate("return document.querySelectorAll('header, footer').length", vec![])
        .await?;
    ensure!(around == 0, "a header or footer is shown");
    let theme = browser
        .evaluate("return document.documentElement.dataset.theme", vec![])
        .await?;
    ensure!(theme == "light", "{theme}");
    let scrolls = browser
        .evaluate("return document.scrollingElement.scrollHeight - innerHeight", vec![])
        .await?;
    ensure!(
        scrolls.as_f64().is_some_and(|rest| rest <= 1.0),
        "{scrolls} px do not fit into the frame"
    );
    browser.leave_frames().await?;

    browser.enter_frame(1).await?;
    let theme = browser
        .evaluate("return document.documentElement.dataset.theme", vec![])
        .await?;
    ensure!(theme == "dark", "{theme}");
    // The tree of accessible names is that of the host page, so fields are found by their identifiers here.
    let typing = "const field = document.getElementById('namespace');
        const before = field.value;
        field.value = 'orders';
        field.dispatchEvent(new Event('input', { bubbles: true }));
        return before";
    let before = browser.evaluate(typing, vec![]).await?;
    ensure!(before == "shop", "{before}");
    let buttons = "return [...document.querySelectorAll('button')].map((button) => button.innerText.trim())";
    let buttons = browser.evaluate(buttons, vec![]).await?.to_string();
    ensure!(
        buttons.contains("defaults") && !buttons.contains("Continue"),
        "nothing leads to keys in a frame: {buttons}"
    );
    let whole = browser
        .evaluate("return document.querySelector('.framed__whole a').href", vec![])
        .await?;
    let expected = format!("{}#/k3d/names?v=1&namespace=orders", visitor.site.address());
    ensure!(whole == expected, "{whole} is not {expected}");
    let hash = "location.hash = '#/k3d/review'";
    browser.evaluate(hash, vec![]).await?;
    browser.says_within(SOON, "is not shown within other pages").await?;
    browser.leave_frames().await?;
    visitor.no_problems("the host page").await?;
    visitor.browser.quit()?;
    Ok(())
}

#[tokio::test]
async fn frames_are_accessible_in_every_theme_and_narrow() -> Result<()> {
    let visitor = Visitor::new("embed-alone").await?;
    let browser = &visitor.browser;
    for (name, hash, words) in [
        ("manifests", "#/k3d/manifests?v=1&namespace=shop", "istio-system"),
        ("step", "#/k3d/names?v=1&namespace=shop", "defaults"),
        (
            "wrong",
            "#/k3d/manifests/gateway?v=1&namespace=Not%20one",
            "cannot be used yet",
        ),
    ] {
        for theme in Theme::ALL.into_iter().filter(|theme| *theme != Theme::System) {
            let address = format!("{}?embed=1&theme={}{hash}", visitor.site.address(), theme.id());
            browser.open(&address).await?;
            browser.says_within(SOON, words).await?;
            let shown = browser
                .evaluate("return document.documentElement.dataset.theme", vec![])
                .await?;
            ensure!(shown == theme.id(), "{name}: {shown}");
            let violations = browser.accessibility_violations().await?;
            ensure!(violations.is_empty(), "{name}, {theme:?}: {violations:#?}");
        }
        visitor.inspect(name).await?;
    }
    visitor.leave().await
}

#[tokio::test]
async fn themes_are_chosen_kept_and_followed() -> Result<()> {
    choose_themes(Visitor::new("themes").await?).await
}

/// Every theme, and the last one after a reload.
pub async fn choose_themes(visitor: Visitor) -> Result<()> {
    visitor.start_page().await?;
    let browser = &visitor.browser;
    let ground = "return getComputedStyle(document.body).backgroundColor";
    for (name, id, colour) in [
        ("Light", "light", "rgb(245, 246, 247)"),
        ("High contrast, white", "contrast-light", "rgb(255, 255, 255)"),
        ("High contrast, black", "contrast-dark", "rgb(0, 0, 0)"),
        ("Dark", "dark", "rgb(18, 23, 28)"),
    ] {
        browser.select("Theme", name).await?;
        let theme = browser
            .evaluate("return document.documentElement.dataset.theme", vec![])
            .await?;
        ensure!(theme == id, "{name}: {theme}");
        let shown = browser.evaluate(ground, vec![]).await?;
        ensure!(shown == colour, "{name}: {shown}");
        let violations = browser.accessibility_violations().await?;
        ensure!(violations.is_empty(), "{name}: {violations:#?}");
        if browser.engine() == Engine::Chromium {
            browser.screenshot(&format!("themes-{id}")).await?;
        }
    }
    browser.reload().await?;
    browser.by_role("heading", "Mutual TLS on Kyma, ready to apply").await?;
    let theme = browser
        .evaluate("return document.documentElement.dataset.theme", vec![])
        .await?;
    ensure!(theme == "dark", "kept over a reload: {theme}");
    visitor.leave().await
}
