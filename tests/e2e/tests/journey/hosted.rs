//! What must hold wherever the app is hosted: every file as it was built, with the headers of the documentation, and an app that works.

use crate::hosting::headers;
use anyhow::{Result, ensure};
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions},
    pages::{StartPage, StepPage},
    process::{repository, run},
};
use std::{collections::BTreeMap, fs, process::Command};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Where the app is, as curl and Chromium are told.
pub struct Place {
    /// With a slash at the end.
    pub address: String,
    /// What curl must be told besides.
    pub curl: Vec<String>,
}

/// What curl received: the head, and the body as it was before compression.
struct Answer {
    status: String,
    headers: BTreeMap<String, Vec<String>>,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        match self.headers.get(name).map(Vec::as_slice) {
            Some([value]) => Some(value),
            None => None,
            several => panic!("{name} is there more than once: {several:?}"),
        }
    }
}

impl Place {
    fn get(&self, name: &str) -> Result<Answer> {
        let body = tempfile::NamedTempFile::new()?;
        let head = run(Command::new("curl")
            .args([
                "-q",
                "-sS",
                "--noproxy",
                "*",
                "--compressed",
                "--dump-header",
                "-",
                "--output",
            ])
            .arg(body.path())
            .args(&self.curl)
            .arg(format!("{}{name}", self.address)))?;
        let mut lines = head.lines().map(str::trim);
        let status = lines.next().unwrap_or_default().to_owned();
        let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            headers
                .entry(name.to_ascii_lowercase())
                .or_default()
                .push(value.to_owned());
        }
        Ok(Answer {
            status,
            headers,
            body: fs::read(body.path())?,
        })
    }

    /// Every file of the app: its octets, type, compression, how long it is kept, and the headers of the documentation.
    pub fn serves_everything(&self) -> Result<()> {
        let expected = headers()?;
        let mut compressed = 0;
        for entry in fs::read_dir(repository().join("dist"))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let answer = self.get(&name)?;
            ensure!(answer.status.contains(" 200"), "{name}: {}", answer.status);
            ensure!(answer.body == fs::read(entry.path())?, "{name} has other octets");
            for (header, value) in &expected {
                let value = value.to_str()?;
                let expected = match header.as_str() {
                    "cache-control" if has_digest(&name) => Some(IMMUTABLE),
                    // It has a policy of its own.
                    "content-security-policy" if name == "mtls-wizard.html" => None,
                    _ => Some(value),
                };
                let found = answer.header(header.as_str());
                ensure!(found == expected, "{name}: {header} is {found:?}, not {expected:?}");
            }
            if name == "mtls-wizard.html" {
                ensure!(
                    answer.header("content-disposition") == Some("attachment"),
                    "{name} opens in the page"
                );
            }
            let Some((types, is_text)) = name.rsplit_once('.').and_then(|(_, ending)| types(ending)) else {
                ensure!(name == "SHA256SUMS", "what type is {name}?");
                continue;
            };
            let found = answer.header("content-type").unwrap_or_default();
            ensure!(types.contains(&found), "{name} is {found}");
            let is_large = answer.body.len() > 1024;
            let encoding = answer.header("content-encoding");
            if is_text && is_large {
                ensure!(encoding == Some("gzip"), "{name} is not compressed");
                ensure!(
                    answer.header("vary") == Some("Accept-Encoding"),
                    "{name}: caches mix up what is compressed"
                );
                compressed += 1;
            }
            ensure!(is_text || encoding.is_none(), "{name} is compressed once more");
        }
        ensure!(compressed >= 5, "{compressed} files are compressed");
        let page = self.get("")?;
        ensure!(
            page.body == fs::read(repository().join("dist/index.html"))?,
            "another page"
        );
        ensure!(
            self.get("none.js")?.status.contains(" 404"),
            "what is not there is found"
        );
        Ok(())
    }

    /// Chromium makes keys and downloads the archive; nothing is blocked, missing, or asked of others.
    pub async fn works(&self, options: BrowserOptions) -> Result<()> {
        let browser = Browser::start(&options).await?;
        let start = StartPage::open(&browser, &self.address).await?;
        let review = start
            .choose("Local k3d")
            .await?
            .accept_defaults(async |_: &StepPage<'_>| Ok(()))
            .await?;
        let archive = review.generate().await?.finished().await?.download().await?;
        ensure!(fs::metadata(archive)?.len() > 10_000, "the archive is too small");
        let problems = browser.problems().await?;
        ensure!(problems.is_empty(), "{problems:#?}");
        let requests = browser.quit()?;
        let strange: Vec<_> = requests
            .iter()
            .filter(|request| !request.url.starts_with(&self.address))
            .collect();
        ensure!(
            !requests.is_empty() && strange.is_empty(),
            "{strange:#?} of {requests:#?}"
        );
        Ok(())
    }
}

/// Whether the name changes with the content: `-` and 16 hexadecimal digits before the ending.
fn has_digest(name: &str) -> bool {
    let digest = name.rsplit_once('.').and_then(|(stem, _)| stem.rsplit_once('-'));
    digest.is_some_and(|(_, digest)| digest.len() == 16 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The types that files with this ending may have, and whether they get smaller.
fn types(ending: &str) -> Option<(&'static [&'static str], bool)> {
    Some(match ending {
        "wasm" => (&["application/wasm"], true),
        "js" => (&["application/javascript", "text/javascript"], true),
        "css" => (&["text/css"], true),
        "html" => (&["text/html"], true),
        "json" => (&["application/json"], true),
        "svg" => (&["image/svg+xml"], true),
        "txt" => (&["text/plain"], true),
        "png" => (&["image/png"], false),
        _ => return None,
    })
}
