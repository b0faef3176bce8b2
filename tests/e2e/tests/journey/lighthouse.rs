//! Lighthouse, by which many judge pages: all that it says of accessibility and of best practices, on a phone and at a desk.

use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{
    browser::CHROMIUM_SWITCHES,
    process::{program, repository, run},
    site::Site,
};
use serde_json::Value;
use std::process::Command;
use tempfile::TempDir;

const COMMAND: &str = "tools/node_modules/lighthouse/cli/index.js";
const CATEGORIES: [&str; 2] = ["accessibility", "best-practices"];
/// Fewer audits than apply to any of our pages. A page that is hardly looked at gets a full score, too.
const FEWEST: usize = 8;

#[tokio::test]
async fn the_start_page_on_a_phone() -> Result<()> {
    has_full_scores("", &[]).await
}

#[tokio::test]
async fn a_form_at_a_desk() -> Result<()> {
    has_full_scores("#/k3d/certificates", &["--preset=desktop"]).await
}

async fn has_full_scores(hash: &str, options: &[&str]) -> Result<()> {
    let site = Site::of_the_app("/some/base").await?;
    let address = format!("{}{}/{hash}", site.origin(), site.base());
    let home = TempDir::new()?;
    let mut command = Command::new("node");
    command
        .arg(repository().join(COMMAND))
        .arg(&address)
        .args(options)
        .arg(format!("--only-categories={}", CATEGORIES.join(",")))
        .arg(format!("--chrome-flags={}", CHROMIUM_SWITCHES.join(" ")))
        // Nothing is measured in time, so nothing has to be slowed down.
        .args([
            "--throttling-method=provided",
            "--no-enable-error-reporting",
            "--quiet",
            "--output=json",
        ])
        .env("CHROME_PATH", program("chromium")?)
        .env("HOME", home.path());
    // The site is served by this thread.
    let report = tokio::task::spawn_blocking(move || run(&mut command)).await??;
    let report: Value = serde_json::from_str(&report).context("Lighthouse's report")?;
    ensure!(
        report["finalDisplayedUrl"] == address,
        "{}",
        report["finalDisplayedUrl"]
    );
    let category = |name: &str| &report["categories"][name];
    let audits = |name: &str| category(name)["auditRefs"].as_array().cloned().unwrap_or_default();
    for name in CATEGORIES {
        let score = |audit: &Value| report["audits"][audit["id"].as_str().unwrap_or_default()]["score"].as_f64();
        let scores: Vec<f64> = audits(name).iter().filter_map(score).collect();
        let failed: Vec<_> = audits(name)
            .into_iter()
            .filter(|audit| score(audit).is_some_and(|score| score < 1.0))
            .collect();
        ensure!(
            category(name)["score"] == 1,
            "{name}: {} {failed:#?}",
            category(name)["score"]
        );
        ensure!(scores.len() >= FEWEST, "{name}: only {} audits", scores.len());
    }
    Ok(())
}
