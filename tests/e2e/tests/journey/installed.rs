//! The hosted app, kept by the browser: it starts without its host, and is replaced only when a person asks for that.

use crate::{
    archive::Archive,
    visitor::{Visitor, sha256},
};
use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{
    browser::{Browser, PATIENCE},
    pages::StepPage,
    process::repository,
    site::Trouble,
};
use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};
use tokio::time::{Instant, sleep};

const NOTICE: &str = "A new version is ready.";

/// Waits until this build, and no other, is kept whole by an active service worker.
async fn kept(browser: &Browser) -> Result<Vec<String>> {
    let script = "const done = arguments[arguments.length - 1]; \
         navigator.serviceWorker.ready.then(() => caches.keys()).then(done, (error) => done([String(error)]))";
    let names = browser.evaluate_async(script, vec![]).await?;
    Ok(serde_json::from_value(names)?)
}

#[tokio::test]
async fn it_starts_without_its_host() -> Result<()> {
    starts_without_its_host(Visitor::new("kept").await?).await
}

/// The app after its host is gone.
pub async fn starts_without_its_host(mut visitor: Visitor) -> Result<()> {
    visitor.start_page().await?;
    assert_eq!(kept(&visitor.browser).await?.len(), 1);
    visitor.site.stop().await?;

    // Every part comes from what was kept, also at an address with something behind it.
    let review = visitor.defaults().await?;
    let result = review.generate().await?.finished().await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    archive.assert_contract()?;
    visitor
        .browser
        .open(&format!("{}index.html?from=a-bookmark#/convert", visitor.address()))
        .await?;
    visitor.browser.by_role("button", "Convert").await?;
    let controlled = visitor
        .browser
        .evaluate("return navigator.serviceWorker.controller !== null", vec![])
        .await?;
    assert_eq!(controlled, true);
    visitor.browser.problems().await?;
    visitor.leave().await
}

/// Makes another build of the one in the folder: a page that says so, and a service worker that lists it.
fn update(folder: &Path) -> Result<()> {
    let read = |name: &str| fs::read_to_string(folder.join(name));
    let page = read("index.html")?;
    let newer = page.replace("<title>", "<meta name=\"build\" content=\"newer\"><title>");
    let service = read("service.js")?;
    let file = folder.join("index.html");
    let before = sha256(&file)?;
    fs::write(&file, newer)?;
    let after = sha256(&file)?;
    ensure!(service.contains(&before), "service.js does not list the page");
    let cache = service
        .split_once("CACHE=PREFIX+\"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .context("service.js names no build")?
        .0;
    let newer_service = service.replace(&before, &after).replace(cache, &after[..16]);
    fs::write(folder.join("service.js"), newer_service)?;
    // Hosts tell changes by the second.
    for name in ["index.html", "service.js"] {
        fs::File::options()
            .write(true)
            .open(folder.join(name))?
            .set_modified(SystemTime::now() + Duration::from_secs(5))?;
    }
    Ok(())
}

/// Which build the page is of.
async fn is_newer(browser: &Browser) -> Result<bool> {
    let script = "return document.querySelector('meta[name=build]')?.content === 'newer'";
    browser.evaluate(script, vec![]).await?.as_bool().context("no answer")
}

#[tokio::test]
async fn a_newer_build_waits_until_it_is_asked_for() -> Result<()> {
    let (visitor, folder) = Visitor::of_a_copy("update").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    let old = kept(browser).await?;
    // Another app under the same origin, with a cache of its own.
    browser
        .evaluate("caches.open('mtls-wizard http://elsewhere.example/ 1')", vec![])
        .await?;
    update(folder.path())?;

    let step = visitor.local_k3d().await?;
    step.fill("Parent domain", "kept.example").await?;
    browser.evaluate("window.isUndisturbed = true", vec![]).await?;
    browser.says(NOTICE).await?;
    assert!(!is_newer(browser).await?, "the page came from what was kept");
    visitor.inspect("notice").await?;
    // Whoever does not care goes on with the build that they have.
    sleep(Duration::from_secs(2)).await;
    assert_eq!(browser.evaluate("return window.isUndisturbed", vec![]).await?, true);
    assert_eq!(step.value("Parent domain").await?, "kept.example");
    assert!(kept(browser).await?.contains(&old[0]), "what is in use stays");

    browser.click("button", "Load the new version").await?;
    browser.comes_true("return window.isUndisturbed === undefined").await?;
    browser.by_role("button", "Continue").await?;
    assert!(is_newer(browser).await?);
    assert_eq!(StepPage::shown(browser).value("Parent domain").await?, "kept.example");
    assert!(!browser.text().await?.contains(NOTICE));
    let names = kept(browser).await?;
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(!names.contains(&old[0]), "the old build is gone: {names:?}");
    assert!(names.iter().any(|name| name.contains("elsewhere")), "{names:?}");
    visitor.leave().await
}

#[tokio::test]
async fn a_build_is_kept_whole_or_not_at_all() -> Result<()> {
    let (visitor, folder) = Visitor::of_a_copy("half-updated").await?;
    // The page is of another build than the service worker: the host is being updated.
    let page = fs::read_to_string(folder.path().join("index.html"))?;
    fs::write(folder.path().join("index.html"), page + "<!-- newer -->")?;
    visitor.start_page().await?;
    let deadline = Instant::now() + PATIENCE;
    let state = "const done = arguments[arguments.length - 1]; \
         navigator.serviceWorker.getRegistration().then((registration) => done(registration ? 'registered' : 'none'))";
    while visitor.browser.evaluate_async(state, vec![]).await? != "none"
        || !visitor
            .site
            .served()
            .iter()
            .any(|file| file.path.ends_with("/service.js"))
    {
        ensure!(Instant::now() < deadline, "half a build is kept");
        sleep(Duration::from_millis(50)).await;
    }
    works(&visitor).await?;
    visitor.browser.problems().await?;
    visitor.leave().await
}

#[tokio::test]
async fn a_host_without_the_service_worker_is_good_enough() -> Result<()> {
    let visitor = Visitor::at_a_site_with(Trouble::Fails("service.js"), "not-kept").await?;
    visitor.start_page().await?;
    let deadline = Instant::now() + PATIENCE;
    while !visitor
        .site
        .served()
        .iter()
        .any(|file| file.path.ends_with("/service.js"))
    {
        ensure!(Instant::now() < deadline, "nobody asked for it");
        sleep(Duration::from_millis(50)).await;
    }
    works(&visitor).await?;
    let problems = visitor.browser.problems().await?;
    assert!(
        problems.iter().all(|problem| problem.contains("(503)")),
        "{problems:#?}"
    );
    visitor.leave_despite(&["service.js"])
}

async fn works(visitor: &Visitor) -> Result<()> {
    visitor.browser.click("link", "Convert an APIRule").await?;
    visitor.browser.by_role("button", "Convert").await.map(drop)
}

#[tokio::test]
async fn chromium_would_install_it() -> Result<()> {
    let visitor = Visitor::new("install").await?;
    visitor.start_page().await?;
    kept(&visitor.browser).await?;
    let errors = visitor.browser.installability_errors().await?;
    assert_eq!(errors, Vec::<String>::new());
    let dist = repository().join("dist");
    let manifest: serde_json::Value = serde_json::from_slice(&fs::read(dist.join("manifest.json"))?)?;
    for icon in manifest["icons"].as_array().context("icons")? {
        let source = icon["src"].as_str().context("an address")?;
        let octets = fs::read(dist.join(source))?;
        // PNG (W3C, section 11.2.1): width and height begin the first chunk.
        let number = |at: usize| u32::from_be_bytes([octets[at], octets[at + 1], octets[at + 2], octets[at + 3]]);
        assert_eq!(
            format!("{}x{}", number(16), number(20)),
            icon["sizes"].as_str().unwrap_or_default()
        );
    }
    visitor.leave().await
}
