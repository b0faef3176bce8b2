//! A person in front of the app, and everything that must hold on every page that they see.

mod inspecting;

use anyhow::{Context, Result, bail};
use axum::http::HeaderMap;
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, Engine},
    pages::{ReviewPage, StartPage, StepPage},
    process::{repository, run},
    site::{Site, Trouble},
};
use std::{
    cell::Cell,
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// The name of the variant on the start page.
pub const LOCAL_K3D: &str = "Local k3d";

/// A browser at the app, which is hosted under a path of its own, or is a file on a disk.
pub struct Visitor {
    pub browser: Browser,
    /// The host; of the single file, one that nobody may ask for anything.
    pub site: Site,
    origin: String,
    /// Where the single file is, if this is a visit to that: alone in a folder.
    disk: Option<TempDir>,
    journey: &'static str,
    pages: Cell<u32>,
}

const BASE: &str = "/some/base";
/// The app in one file, as the build names it.
pub const SINGLE_FILE: &str = "mtls-wizard.html";

impl Visitor {
    /// Starts the site and the browser; `journey` names the pictures that are taken.
    pub async fn new(journey: &'static str) -> Result<Self> {
        Self::at(journey, Site::of_the_app(BASE).await?).await
    }

    /// At a site that has trouble.
    pub async fn at_a_site_with(trouble: Trouble, journey: &'static str) -> Result<Self> {
        Self::at(journey, Site::of_the_app_with(trouble, BASE).await?).await
    }

    /// In a browser that may be missing on this machine.
    pub async fn in_engine(engine: Engine, journey: &'static str) -> Result<Option<Self>> {
        if !engine.is_there()? {
            return Ok(None);
        }
        Self::by(engine, journey, Site::of_the_app(BASE).await?).await.map(Some)
    }

    async fn at(journey: &'static str, site: Site) -> Result<Self> {
        Self::by(Engine::Chromium, journey, site).await
    }

    async fn by(engine: Engine, journey: &'static str, site: Site) -> Result<Self> {
        let options = BrowserOptions {
            engine,
            ..BrowserOptions::default()
        };
        let browser = Browser::start(&options).await?;
        Ok(Self {
            browser,
            origin: site.origin(),
            site,
            disk: None,
            journey,
            pages: Cell::new(0),
        })
    }

    /// At a host of a copy of the app, which the test may change: the folder is that of the host.
    pub async fn of_a_copy(journey: &'static str) -> Result<(Self, TempDir)> {
        let folder = TempDir::new()?;
        for entry in fs::read_dir(repository().join("dist")).context("dist/ is missing; run make build")? {
            let entry = entry?;
            fs::copy(entry.path(), folder.path().join(entry.file_name()))?;
        }
        let site = Site::start(folder.path(), BASE).await?;
        Ok((Self::at(journey, site).await?, folder))
    }

    /// At a host that sends these headers.
    pub async fn at_a_host_with(headers: HeaderMap, journey: &'static str) -> Result<Self> {
        let site = Site::start_with(&repository().join("dist"), BASE, headers).await?;
        Self::at(journey, site).await
    }

    /// With the app in one file, opened from a disk.
    pub async fn of_the_single_file(journey: &'static str) -> Result<Self> {
        Self::new(journey).await?.on_a_disk()
    }

    /// The same browser, but at the app in one file instead of at a host.
    pub fn on_a_disk(mut self) -> Result<Self> {
        let disk = TempDir::new()?;
        let built = repository().join("dist").join(SINGLE_FILE);
        fs::copy(&built, disk.path().join(SINGLE_FILE)).with_context(|| built.display().to_string())?;
        self.disk = Some(disk);
        Ok(self)
    }

    /// At a site that is reached by `host`, without https, as if it were another machine.
    pub async fn by_plain_http(host: &str, journey: &'static str) -> Result<Self> {
        let site = Site::of_the_app(BASE).await?;
        let browser = Browser::start(&BrowserOptions {
            hosts: vec![(format!("{host}:80"), site.listens_at())],
            ..BrowserOptions::default()
        })
        .await?;
        Ok(Self {
            browser,
            origin: format!("http://{host}"),
            site,
            disk: None,
            journey,
            pages: Cell::new(0),
        })
    }

    /// The address of the start page.
    pub fn address(&self) -> String {
        match &self.disk {
            Some(folder) => format!("file://{}/{SINGLE_FILE}", folder.path().display()),
            None => format!("{}{}/", self.origin, self.site.base()),
        }
    }

    /// Opens the start page.
    pub async fn start_page(&self) -> Result<StartPage<'_>> {
        StartPage::open(&self.browser, &self.address()).await
    }

    /// Turns to a variant by its address, without loading the page anew.
    pub async fn turn_to(&self, hash: &str) -> Result<StepPage<'_>> {
        StepPage::turn_to(&self.browser, hash).await
    }

    /// Opens the app and begins the tutorial for k3d.
    pub async fn local_k3d(&self) -> Result<StepPage<'_>> {
        self.start_page().await?.choose(LOCAL_K3D).await
    }

    /// Begins the tutorial for k3d and accepts what the app proposes, up to the review.
    pub async fn defaults(&self) -> Result<ReviewPage<'_>> {
        self.local_k3d()
            .await?
            .accept_defaults(async |_: &StepPage<'_>| Ok(()))
            .await
    }

    /// Fails if the page has complained since the last call: errors, warnings, Content-Security-Policy.
    pub async fn no_problems(&self, place: &str) -> Result<()> {
        let problems = self.browser.problems().await?;
        assert!(problems.is_empty(), "{place}: {problems:#?}");
        Ok(())
    }

    /// Ends the visit; nothing may have been asked of another origin, and nothing may have been missing.
    pub async fn leave(self) -> Result<()> {
        self.no_problems("the end").await?;
        if self.browser.engine() != Engine::Chromium {
            return self.leave_others().await;
        }
        self.leave_despite(&[])
    }

    async fn leave_others(self) -> Result<()> {
        let loaded = self.browser.loaded().await?;
        self.browser.quit()?;
        let strange = |address: &&String| match &self.disk {
            // Only of its own making.
            Some(_) => !address.starts_with("blob:") && !address.starts_with("data:"),
            None => !address.starts_with(&format!("{}/", self.origin)) && !address.starts_with("blob:"),
        };
        let strange: Vec<_> = loaded.iter().filter(strange).collect();
        assert!(strange.is_empty(), "requests to other origins: {strange:#?}");
        let served = self.site.served();
        assert_eq!(served.is_empty(), self.disk.is_some(), "{served:#?}");
        let missing: Vec<_> = served.iter().filter(|file| file.status >= 400).collect();
        assert!(missing.is_empty(), "{missing:#?}");
        Ok(())
    }

    /// Ends a visit during which exactly the files `missing` were not to be had, which the console may have complained of.
    /// Their names are without what the build adds to them, for example `app.js`.
    pub fn leave_despite(self, missing: &[&str]) -> Result<()> {
        let requests = self.browser.quit()?;
        if self.disk.is_some() {
            // That the network log sees requests, and the site records them, is what the hosted journeys rely on.
            assert!(requests.is_empty(), "the single file asked for {requests:#?}");
            assert_eq!(self.site.served(), []);
            return Ok(());
        }
        assert!(
            !requests.is_empty(),
            "the app loaded nothing, so that nothing was watched"
        );
        let strange: Vec<_> = requests
            .iter()
            .filter(|request| !request.is_within(&self.origin))
            .collect();
        assert!(strange.is_empty(), "requests to other origins: {strange:#?}");
        let served = self.site.served();
        let not_served: BTreeSet<String> = served
            .iter()
            .filter(|file| file.status != 200 && file.status != 304)
            .map(|file| without_digest(&file.path))
            .collect();
        let expected: BTreeSet<String> = missing.iter().map(|name| format!("{BASE}/{name}")).collect();
        assert_eq!(not_served, expected, "{served:#?}");
        Ok(())
    }
}

/// The one file of a build whose name begins and ends so.
pub fn built(folder: &Path, beginning: &str, ending: &str) -> Result<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with(beginning) && name.ends_with(ending) {
            found.push(folder.join(name));
        }
    }
    match found.as_slice() {
        [file] => Ok(file.clone()),
        _ => bail!("{beginning}…{ending} is {found:?}"),
    }
}

/// The SHA-256 of a file as openssl says it, in hexadecimal digits.
pub fn sha256(file: &Path) -> Result<String> {
    let said = run(Command::new("openssl").args(["dgst", "-sha256", "-r"]).arg(file))?;
    Ok(said
        .split_whitespace()
        .next()
        .context("openssl said nothing")?
        .to_owned())
}

/// `/base/app-0123456789abcdef.js` as `/base/app.js`.
fn without_digest(path: &str) -> String {
    let parts = path
        .rsplit_once('-')
        .and_then(|(stem, rest)| Some((stem, rest.split_once('.')?)));
    match parts {
        Some((stem, (digest, ending))) if digest.len() == 16 => format!("{stem}.{ending}"),
        _ => path.to_owned(),
    }
}
