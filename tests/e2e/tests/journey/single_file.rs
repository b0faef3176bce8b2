//! The app in one file, opened from a disk: the journeys that need no host are the same.

use crate::{
    certificates, exposure, inspect, journeys, proof, renew, request, revoke, sign,
    visitor::{SINGLE_FILE, Visitor, sha256},
};
use anyhow::{Context, Result};
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions},
    process::repository,
};
use std::fs;
use tempfile::TempDir;

/// Each with a browser of its own.
macro_rules! journeys {
    ($($name:ident: $journey:path,)+) => {$(
        #[tokio::test]
        async fn $name() -> Result<()> {
            $journey(Visitor::of_the_single_file(concat!("single-", stringify!($name))).await?).await
        }
    )+};
}

journeys! {
    k3d: journeys::k3d_with_every_default,
    only_certificates: certificates::only_certificates,
    inspect_text: inspect::inspect_the_tutorial,
    inspect_bundle: inspect::inspect_a_bundle,
    sign_a_request: sign::sign_by_own_authority,
    request_a_certificate: request::request_and_complete,
    renew_and_rotate: renew::renew_and_rotate,
    revoke_a_client: revoke::revoke_a_client,
    convert_a_rule: exposure::convert,
}

#[tokio::test]
async fn nothing_is_asked_for() -> Result<()> {
    let visitor = Visitor::of_the_single_file("single-proof").await?;
    proof::nothing_is_asked_for(&visitor).await?;
    visitor.leave().await
}

/// Notes what the page's workers say first, `ready` of `FromWorker`, and what they have done.
pub const LISTEN: &str = r#"
window.heard = [];
const Original = Worker;
window.Worker = class extends Original {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => window.heard.push(data[0]));
  }
};
"#;

#[tokio::test]
async fn bundles_are_made_in_workers() -> Result<()> {
    let visitor = Visitor::of_the_single_file("single-workers").await?;
    visitor.browser.before_each_page(LISTEN).await?;
    visitor.defaults().await?.generate().await?.finished().await?;
    let heard = visitor.browser.evaluate("return window.heard", vec![]).await?;
    let heard: Vec<String> = serde_json::from_value(heard)?;
    assert!(
        heard.contains(&"ready".into()) && heard.contains(&"file".into()),
        "{heard:?}"
    );
    visitor.leave().await
}

#[tokio::test]
async fn without_webcrypto_it_says_so() -> Result<()> {
    let visitor = Visitor::of_the_single_file("single-no-webcrypto").await?;
    let withhold = "Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined }); \
         Object.defineProperty(globalThis, 'isSecureContext', { get: () => false });";
    visitor.browser.before_each_page(withhold).await?;
    visitor.start_page().await?;
    visitor
        .browser
        .says("this browser makes no keys on pages that were opened as a file")
        .await?;
    let review = visitor.defaults().await?;
    let said = review.generate().await?.failed().await?;
    assert!(said.contains("opened as a file"), "{said}");
    visitor.leave().await
}

#[tokio::test]
async fn what_was_changed_does_not_run() -> Result<()> {
    let folder = TempDir::new()?;
    let file = folder.path().join(SINGLE_FILE);
    let built = fs::read_to_string(repository().join("dist").join(SINGLE_FILE))?;
    let changed = built.replace("<script>mtlsWizardParts=", "<script>mtlsWizardParts= ");
    assert_ne!(built, changed);
    fs::write(&file, changed)?;
    let browser = Browser::start(&BrowserOptions::default()).await?;
    browser.open(&format!("file://{}", file.display())).await?;
    let problems = browser.problems().await?.join("\n");
    assert!(
        problems.contains("Content Security Policy") && problems.contains("script-src"),
        "{problems}"
    );
    Ok(())
}

#[tokio::test]
async fn it_is_offered_with_its_digest() -> Result<()> {
    let visitor = Visitor::new("offline-page").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Use it offline").await?;
    let built = repository().join("dist").join(SINGLE_FILE);
    browser.says(&sha256(&built)?).await?;
    visitor.inspect("offered").await?;
    let asked = |name: &str| visitor.site.served().iter().any(|file| file.path.contains(name));
    assert!(!asked(SINGLE_FILE), "it is fetched only when it is wanted");
    browser.click("link", &format!("Download {SINGLE_FILE}")).await?;
    let file = browser.downloaded(SINGLE_FILE).await?;
    assert_eq!(sha256(&file)?, sha256(&built)?);
    assert!(asked(SINGLE_FILE));
    visitor.leave().await
}

#[tokio::test]
async fn in_the_single_file_nothing_is_offered() -> Result<()> {
    let visitor = Visitor::of_the_single_file("single-offline-page").await?;
    visitor.start_page().await?;
    visitor.browser.click("link", "Use it offline").await?;
    visitor.browser.says("This is the single file").await?;
    assert!(!visitor.browser.has("link", &format!("Download {SINGLE_FILE}")).await?);
    visitor.leave().await
}

#[test]
fn the_build_lists_what_is_in_it() -> Result<()> {
    let dist = repository().join("dist");
    let sums = fs::read_to_string(dist.join("SHA256SUMS"))?;
    let mut listed = Vec::new();
    for line in sums.lines() {
        let (sum, name) = line.split_once("  ").context("a line of sha256sum")?;
        assert_eq!(sum, sha256(&dist.join(name))?, "{name}");
        listed.push(name.to_owned());
    }
    let mut files: Vec<String> = fs::read_dir(&dist)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<Result<_>>()?;
    files.retain(|name| name != "SHA256SUMS");
    files.sort();
    assert_eq!(listed, files);
    Ok(())
}
