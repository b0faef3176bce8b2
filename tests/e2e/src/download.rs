//! What a browser downloads of the app: for the first page, and later.

use anyhow::{Context, Result, ensure};
use std::{collections::BTreeSet, process::Command};

use crate::{
    browser::{Browser, BrowserOptions},
    pages::{StartPage, StepPage},
    process::run,
    site::{Site, Trouble},
};

/// A file as a browser asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Downloaded {
    pub name: String,
    /// In octets, without compression.
    pub size: usize,
    /// In octets, compressed with brotli at quality 11, as a host would keep it.
    pub brotli: usize,
}

/// Everything that a visit downloads.
#[derive(Debug, Clone, Default)]
pub struct Download {
    /// What it takes until the first page can be used, and a form filled in with its preview.
    pub first: Vec<Downloaded>,
    /// What is fetched after that.
    pub later: Vec<Downloaded>,
}

/// How the files begin that are fetched later. Whether the first page needs them is tried out: they are withheld.
const LATER: &str = "later-";

/// Loads the app in Chromium twice: while its host holds back what is to come later, and undisturbed.
///
/// # Errors
/// The app cannot be used with what it gets first, or never asks for the rest.
pub async fn measure() -> Result<Download> {
    let site = Site::of_the_app_with(Trouble::Holds(LATER), "/first").await?;
    let first = requests(&site, async |_| Ok(())).await?;
    let (held, first): (BTreeSet<String>, BTreeSet<String>) =
        first.into_iter().partition(|name| name.starts_with(LATER));
    ensure!(!held.is_empty(), "nothing was held back of {first:?}");

    let site = Site::of_the_app("/all").await?;
    let all = requests(&site, async |browser: &Browser| {
        browser.click("link", "Convert an APIRule").await?;
        browser.by_role("button", "Convert").await.map(drop)
    })
    .await?;
    ensure!(all.is_superset(&first), "{all:?} does not hold all of {first:?}");
    ensure!(all.is_superset(&held), "{all:?} does not hold all of {held:?}");
    Ok(Download {
        first: weigh(&site, first.iter()).await?,
        later: weigh(&site, all.difference(&first)).await?,
    })
}

/// The files that Chromium asked for while somebody began with the first variant and then did more.
async fn requests(site: &Site, more: impl AsyncFnOnce(&Browser) -> Result<()>) -> Result<BTreeSet<String>> {
    let browser = Browser::start(&BrowserOptions::default()).await?;
    let step: StepPage<'_> = StartPage::open(&browser, &site.address())
        .await?
        .choose("Local k3d")
        .await?;
    step.fill("Parent domain", "first.example").await?;
    // In the preview of a manifest, not only in the field.
    step.says("'*.mtls.first.example'").await?;
    more(&browser).await?;
    let requests = browser.quit()?;
    let folder = site.address();
    // The log leaves out the address that was typed.
    std::iter::once(folder.as_str())
        .chain(requests.iter().map(|request| request.url.as_str()))
        .map(|url| {
            let name = url.strip_prefix(folder.as_str());
            name.map(str::to_owned).with_context(|| format!("a request for {url}"))
        })
        .collect()
}

async fn weigh(site: &Site, names: impl Iterator<Item = &String>) -> Result<Vec<Downloaded>> {
    let mut files = Vec::new();
    for name in names {
        let answer = reqwest::get(format!("{}{name}", site.address()))
            .await?
            .error_for_status()?;
        let content = answer.bytes().await?;
        files.push(Downloaded {
            name: if name.is_empty() { "index.html" } else { name }.to_owned(),
            size: content.len(),
            brotli: brotli_size(&content)?,
        });
    }
    Ok(files)
}

// Node's is the encoder that hosts use, and as fast in a test as elsewhere.
fn brotli_size(content: &[u8]) -> Result<usize> {
    const SIZE: &str = "const { readFileSync } = require('fs'); \
         console.log(require('zlib').brotliCompressSync(readFileSync(process.argv[1])).length)";
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), content)?;
    let size = run(Command::new("node").args(["-e", SIZE]).arg(file.path()))?;
    Ok(size.trim().parse()?)
}
