//! Starting and ending a browser, and what it can be asked to do.

use super::{
    engine::{Driver, Engine, capabilities},
    network::{NetworkRequest, read_network_log},
    profile::{ImportedCertificates, Profile, finished_download, is_finished},
};
use anyhow::{Context, Result, anyhow, bail, ensure};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    time::Duration,
};
use thirtyfour::WebDriver;
use tokio::time::{Instant, sleep};

/// How a browser is set up before its first page.
#[derive(Debug, Clone, Default)]
pub struct BrowserOptions {
    pub engine: Engine,
    /// What the person has imported; into Chromium only.
    pub certificates: ImportedCertificates,
    /// Hosts with a port, for example `example.com:443`, and where they really are; in Chromium only. No other name
    /// resolves.
    pub hosts: Vec<(String, SocketAddr)>,
}

/// A browser that nobody sees, with a fresh profile. End it with [`Browser::quit`]; dropping it also ends it.
pub struct Browser {
    pub(super) driver: WebDriver,
    pub(super) engine: Engine,
    // Before the processes and files below: it is dropped first, and the browser ends with its session.
    session: Session,
    process: Driver,
    profile: Profile,
}

/// A WebDriver session, ended when dropped. The library's own clean-up waits for a connection that lives in the very
/// runtime which it blocks, so that every failing test would hang until a time-out.
struct Session {
    port: u16,
    id: String,
    ended: bool,
}

impl Session {
    fn end(&mut self) -> std::io::Result<()> {
        if std::mem::replace(&mut self.ended, true) {
            return Ok(());
        }
        let mut connection = TcpStream::connect(("127.0.0.1", self.port))?;
        connection.set_read_timeout(Some(PATIENCE))?;
        let Self { id, port, .. } = self;
        write!(
            connection,
            "DELETE /session/{id} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
        )?;
        // The answer comes when the browser has ended; chromedriver keeps the connection open after it.
        let mut status = [0; 12];
        connection.read_exact(&mut status)?;
        match &status {
            b"HTTP/1.1 200" => Ok(()),
            other => Err(std::io::Error::other(String::from_utf8_lossy(other))),
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("the browser could not be ended: {error}");
        }
    }
}

/// How long anything on a page may take before the test fails.
pub const PATIENCE: Duration = Duration::from_secs(15);

// Runs in every page before its own scripts. What a page may not do must reach the log, where a navigation cannot lose it.
const OBSERVER: &str = r#"
addEventListener("securitypolicyviolation", (event) => {
  console.error(`CSP violation: ${event.effectiveDirective} blocked ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
});
addEventListener("unhandledrejection", (event) => console.error(`Unhandled rejection: ${event.reason}`));
window.observedLongTasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.observedLongTasks.push([entry.startTime, entry.duration]);
}).observe({ type: "longtask", buffered: true });
"#;

impl Browser {
    /// Starts the browser and its driver.
    pub async fn start(options: &BrowserOptions) -> Result<Self> {
        let engine = options.engine;
        let profile = Profile::new(&options.certificates)?;
        let (process, port) = driver(engine, &profile).await?;
        let capabilities = capabilities(options, &profile)?;
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), capabilities)
            .await
            .map_err(|error| anyhow!("{error}\n{}", process.log()))
            .with_context(|| format!("starting {engine}"))?;
        let session = Session {
            port,
            id: driver.handle().session_id().to_string(),
            ended: false,
        };
        // From here on the session is ended by `Session` alone.
        driver
            .clone()
            .leak()
            .map_err(|_| anyhow!("the session has ended already"))?;
        let browser = Self {
            driver,
            engine,
            session,
            process,
            profile,
        };
        if engine == Engine::Chromium {
            browser.before_each_page(OBSERVER).await?;
        }
        Ok(browser)
    }

    /// Which browser this is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Opens a page.
    ///
    /// # Errors
    /// The page cannot be loaded; the message holds Chromium's name of the error, `ERR_…`.
    pub async fn open(&self, url: &str) -> Result<()> {
        self.driver.goto(url).await.with_context(|| format!("opening {url}"))?;
        if self.engine != Engine::Chromium {
            return self.observe().await;
        }
        // chromedriver reports only some of the failures; the frame knows of all.
        let tree = self.command("Page.getFrameTree", json!({})).await?;
        if tree["frameTree"]["frame"]["unreachableUrl"].is_string() {
            let text = self.text().await?;
            let reason = text
                .split_whitespace()
                .find(|word| word.starts_with("ERR_"))
                .unwrap_or("no reason given");
            bail!("opening {url}: {reason}");
        }
        Ok(())
    }

    /// The title of the page.
    pub async fn title(&self) -> Result<String> {
        Ok(self.driver.title().await?)
    }

    /// The address of the page.
    pub async fn address(&self) -> Result<String> {
        Ok(self.driver.current_url().await?.to_string())
    }

    /// Reloads the page.
    pub async fn reload(&self) -> Result<()> {
        self.driver.refresh().await?;
        self.observe().await
    }

    /// Goes back in the history.
    pub async fn go_back(&self) -> Result<()> {
        Ok(self.driver.back().await?)
    }

    /// Turns to a frame of the page, counted from 0.
    pub async fn enter_frame(&self, index: u16) -> Result<()> {
        Ok(self.driver.enter_frame(index).await?)
    }

    /// Turns back to the page itself.
    pub async fn leave_frames(&self) -> Result<()> {
        Ok(self.driver.enter_default_frame().await?)
    }

    /// The visible text of the page.
    pub async fn text(&self) -> Result<String> {
        let text = self.evaluate("return document.body.innerText", vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// The content of a page that is plain text or JSON rather than HTML.
    pub async fn plain_content(&self) -> Result<String> {
        let text = self
            .evaluate("return document.querySelector('pre')?.textContent", vec![])
            .await?;
        text.as_str().map(str::to_owned).context("the page is not plain text")
    }

    /// Runs a script in the page, outside its Content-Security-Policy, and returns what the script returns.
    pub async fn evaluate(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute(script, arguments).await?.json().clone())
    }

    /// Like [`Browser::evaluate`] for a script that calls its last argument when it is done.
    pub async fn evaluate_async(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.driver.execute_async(script, arguments).await?.json().clone())
    }

    /// Waits for a download to end. Only one file may be downloaded in a browser's life.
    pub async fn downloaded_file(&self) -> Result<PathBuf> {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(file) = finished_download(&self.profile.downloads())? {
                return Ok(file);
            }
            sleep(Duration::from_millis(50)).await;
        }
        bail!("nothing was downloaded")
    }

    /// Waits for the download of a file with this name to end.
    pub async fn downloaded(&self, name: &str) -> Result<PathBuf> {
        let deadline = Instant::now() + PATIENCE;
        let file = self.profile.downloads().join(name);
        while Instant::now() < deadline {
            if is_finished(&file) {
                return Ok(file);
            }
            sleep(Duration::from_millis(50)).await;
        }
        bail!("{name} was not downloaded")
    }

    /// Ends the browser and returns every request of its pages and workers, whether or not it was answered. Only Chromium
    /// keeps account of them; for others see [`Browser::loaded`].
    pub fn quit(self) -> Result<Vec<NetworkRequest>> {
        let mut browser = self;
        browser.session.end()?;
        if browser.engine != Engine::Chromium {
            return Ok(Vec::new());
        }
        read_network_log(&browser.profile.network_log())
    }

    /// What the driver and the browser have written.
    pub(super) fn log(&self) -> String {
        self.process.log()
    }

    /// Runs a script in every page that is opened from now on, before the page's own.
    pub async fn before_each_page(&self, script: &str) -> Result<()> {
        self.command("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script }))
            .await?;
        Ok(())
    }

    /// Sends a command of the Chrome DevTools Protocol.
    pub(super) async fn command(&self, method: &str, parameters: Value) -> Result<Value> {
        ensure!(self.engine == Engine::Chromium, "{} has no {method}", self.engine);
        self.driver
            .cdp()
            .send_raw(method, parameters)
            .await
            .with_context(|| method.to_owned())
    }
}

/// ChromeDriver ends where the port that it was given on IPv4 is taken on IPv6: then it gets another one.
async fn driver(engine: Engine, profile: &Profile) -> Result<(Driver, u16)> {
    for _ in 0..2 {
        let mut process = Driver::start(engine, profile)?;
        if let Ok(port) = driver_port(&mut process).await {
            return Ok((process, port));
        }
    }
    let mut process = Driver::start(engine, profile)?;
    let port = driver_port(&mut process).await?;
    Ok((process, port))
}

async fn driver_port(driver: &mut Driver) -> Result<u16> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(port) = driver.listens()? {
            return Ok(port);
        }
        if Instant::now() > deadline {
            bail!("the driver did not start: {}", driver.log());
        }
        sleep(Duration::from_millis(20)).await;
    }
}
