//! The recipes of docs/hosting.md: the headers fit the page, and the app works with them.

use crate::{proof, visitor::Visitor};
use anyhow::{Context, Result};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use mtls_wizard_e2e::process::repository;
use std::fs;

/// A file of docs/hosting.
pub fn recipe(name: &str) -> Result<String> {
    Ok(fs::read_to_string(repository().join("docs/hosting").join(name))?)
}

/// The headers for all files, the first block of `_headers`.
pub fn headers() -> Result<HeaderMap> {
    let text = recipe("_headers")?;
    let (block, _) = text.split_once("\n\n").context("no second block")?;
    let mut lines = block.lines();
    assert_eq!(lines.next(), Some("/*"));
    lines
        .map(|line| {
            let (name, value) = line.trim().split_once(": ").context("a header")?;
            Ok((HeaderName::try_from(name)?, HeaderValue::from_str(value)?))
        })
        .collect()
}

#[tokio::test]
async fn the_app_works_with_the_headers() -> Result<()> {
    let headers = headers()?;
    let page = fs::read_to_string(repository().join("dist/index.html"))?;
    let policy = headers["content-security-policy"].to_str()?;
    let own = policy
        .strip_suffix("; frame-ancestors 'none'")
        .context("frame-ancestors")?;
    assert!(
        page.contains(&format!("content=\"{own}\"")),
        "the page's policy is another"
    );
    let nginx = recipe("nginx.conf")?;
    for (name, value) in &headers {
        let (name, value) = (name.as_str(), value.to_str()?);
        let found = nginx.lines().map(str::trim).any(|line| {
            let line = line.to_ascii_lowercase();
            let rest = line.strip_prefix(&format!("add_header {name} "));
            rest.is_some_and(|rest| name == "cache-control" || rest.contains(&value.to_ascii_lowercase()))
        });
        assert!(found, "nginx.conf has no {name}: {value}");
    }

    let visitor = Visitor::at_a_host_with(headers, "hosted-headers").await?;
    visitor.browser.before_each_page(crate::single_file::LISTEN).await?;
    proof::nothing_is_asked_for(&visitor).await?;
    let heard = visitor.browser.evaluate("return window.heard", vec![]).await?;
    let heard: Vec<String> = serde_json::from_value(heard)?;
    assert!(
        heard.contains(&"file".into()),
        "the header's policy stops workers: {heard:?}"
    );
    visitor.leave().await
}
