//! Hosts and browsers that are not as they should be.

use crate::{
    archive::Archive,
    visitor::{LOCAL_K3D, Visitor},
};
use anyhow::Result;
use mtls_wizard_e2e::{pages::StepPage, process::run, site::Trouble};
use std::process::Command;

#[tokio::test]
async fn without_the_worker_the_bundle_is_made_all_the_same() -> Result<()> {
    let visitor = Visitor::at_a_site_with(Trouble::NoWorkers, "no-worker").await?;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    archive.assert_contract()?;
    let (bundle, password) = archive.client_bundle()?;
    let opened = run(Command::new("openssl")
        .args(["pkcs12", "-nokeys", "-clcerts", "-passin", "env:BUNDLE_PASSWORD", "-in"])
        .arg(&bundle)
        .env("BUNDLE_PASSWORD", &password))?;
    let certificate = std::fs::read_to_string(archive.client()?.certificate)?;
    assert!(
        opened.contains(certificate.trim()),
        "the bundle holds the client's certificate: {opened}"
    );
    let problems = visitor.browser.problems().await?;
    assert!(
        problems.iter().all(|problem| problem.contains("/app-")),
        "{problems:#?}"
    );
    visitor.leave_despite(&["app.js"])
}

const WAY_OUT: [&str; 2] = ["https://", "http://localhost"];

#[tokio::test]
async fn over_plain_http_the_app_says_what_to_do() -> Result<()> {
    let visitor = Visitor::by_plain_http("wizard.example", "plain-http").await?;
    let start = visitor.start_page().await?;
    let said = visitor.browser.text().await?;
    for word in WAY_OUT {
        assert!(said.contains(word), "the start page does not say {word}: {said}");
    }
    visitor.inspect("start").await?;
    let review = start
        .choose(LOCAL_K3D)
        .await?
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Namespace").await? {
                step.fill("Namespace", "kept-namespace").await?;
            }
            Ok(())
        })
        .await?;
    let before = review.text().await?;
    let said = review.generate().await?.failed().await?;
    for word in WAY_OUT {
        assert!(said.contains(word), "the review does not say {word}: {said}");
    }
    let after = visitor.browser.text().await?;
    assert!(
        before.contains("kept-namespace") && after.contains("kept-namespace"),
        "{after}"
    );
    visitor.inspect("review").await?;
    visitor.leave().await
}
