//! Which browsers there are, and how each is started: its driver, and what the driver is asked for.

use super::{profile::Profile, session::BrowserOptions};
use crate::process::{OwnedProcess, program};
use anyhow::{Result, bail, ensure};
use serde_json::{Value, json};
use std::{fmt, net::TcpListener, path::PathBuf, process::Command};
use thirtyfour::Capabilities;

/// A browser of its own make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Engine {
    /// Watched closest, through the DevTools Protocol.
    #[default]
    Chromium,
    Firefox,
    /// WebKitGTK's MiniBrowser, the closest there is to Safari on Linux.
    WebKit,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKitGTK",
        })
    }
}

/// Debian's name first.
const FIREFOX: [&str; 2] = ["firefox-esr", "firefox"];

impl Engine {
    /// Whether this browser can be started.
    ///
    /// # Errors
    /// Something is missing though `CI` is set, where nothing may be.
    pub fn is_there(self) -> Result<bool> {
        let Err(missing) = self.programs() else {
            return Ok(true);
        };
        ensure!(std::env::var_os("CI").is_none(), "no journey in {self}: {missing:#}");
        eprintln!("SKIPPED: this journey in {self}, because {missing:#}");
        Ok(false)
    }

    fn programs(self) -> Result<()> {
        match self {
            Self::Chromium => program("chromium").and(program("chromedriver")),
            Self::Firefox => firefox().and(program("geckodriver")),
            Self::WebKit => program("WebKitWebDriver").and(program("Xvfb")),
        }
        .map(drop)
    }
}

fn firefox() -> Result<PathBuf> {
    let [debian, others] = FIREFOX.map(program);
    debian.or(others)
}

/// A running driver, and what it needs to run.
pub(super) struct Driver {
    process: OwnedProcess,
    port: Port,
    _screen: Option<Screen>,
}

enum Port {
    /// Given to it.
    Known(u16),
    /// Chosen by itself, and said after these words.
    SaidAfter(&'static str),
}

impl Driver {
    pub(super) fn start(engine: Engine, profile: &Profile) -> Result<Self> {
        let (mut command, port, screen) = match engine {
            Engine::Chromium => {
                let mut command = Command::new(program("chromedriver")?);
                command.arg("--port=0");
                (command, Port::SaidAfter("started successfully on port "), None)
            }
            Engine::Firefox => {
                let mut command = Command::new(program("geckodriver")?);
                command.args(["--host=127.0.0.1", "--port=0", "--websocket-port=0"]);
                (command, Port::SaidAfter("Listening on 127.0.0.1:"), None)
            }
            Engine::WebKit => {
                let screen = Screen::start(profile)?;
                let port = free_port()?;
                let mut command = Command::new(program("WebKitWebDriver")?);
                command
                    .arg(format!("--port={port}"))
                    .env("DISPLAY", &screen.name)
                    // Its sandbox does not work for root and in containers; every page here is of our own make.
                    .env("WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS", "1")
                    .env("LIBGL_ALWAYS_SOFTWARE", "1");
                (command, Port::Known(port), Some(screen))
            }
        };
        command
            .env("HOME", profile.home())
            .env("XDG_CONFIG_HOME", profile.home().join(".config"))
            .env("TMPDIR", profile.temporary())
            .current_dir(profile.downloads());
        Ok(Self {
            process: OwnedProcess::start(command, &profile.driver_log())?,
            port,
            _screen: screen,
        })
    }

    /// Where it listens, once it does.
    pub(super) fn listens(&mut self) -> Result<Option<u16>> {
        let log = self.process.log();
        let port = match self.port {
            Port::Known(port) => std::net::TcpStream::connect(("127.0.0.1", port))
                .is_ok()
                .then_some(port),
            Port::SaidAfter(words) => log.lines().find_map(|line| {
                let (_, rest) = line.split_once(words)?;
                rest.trim_end_matches('.').parse().ok()
            }),
        };
        if let (None, Some(status)) = (port, self.process.ended()?) {
            bail!("the driver ended ({status}): {log}");
        }
        Ok(port)
    }

    pub(super) fn log(&self) -> String {
        self.process.log()
    }
}

// WebKitWebDriver takes no 0. Somebody else may take the port in between, which the driver then says.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// A screen that nobody sees: WebKitGTK has no headless mode.
struct Screen {
    name: String,
    _server: OwnedProcess,
}

impl Screen {
    fn start(profile: &Profile) -> Result<Self> {
        let log = profile.temporary().join("screen.log");
        let mut command = Command::new(program("Xvfb")?);
        // It takes a free display and says which on its standard output, which is the log.
        command.args(["-displayfd", "1", "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]);
        let mut server = OwnedProcess::start(command, &log)?;
        let deadline = std::time::Instant::now() + super::session::PATIENCE;
        loop {
            let said = server.log();
            let number = said
                .lines()
                .find(|line| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()));
            if let (Some(number), true) = (number, said.ends_with('\n')) {
                return Ok(Self {
                    name: format!(":{number}"),
                    _server: server,
                });
            }
            if let Some(status) = server.ended()? {
                bail!("Xvfb ended ({status}): {said}");
            }
            ensure!(std::time::Instant::now() < deadline, "Xvfb did not start: {said}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }
}

/// How Chromium is started. Two pages that the address bar would draw its suggestions in are a fifth of the work of that.
pub const CHROMIUM_SWITCHES: [&str; 10] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--window-size=1280,900",
];

/// What the driver is asked for.
pub(super) fn capabilities(options: &BrowserOptions, profile: &Profile) -> Result<Capabilities> {
    let capabilities = match options.engine {
        Engine::Chromium => chromium(options, profile)?,
        Engine::Firefox => json!({
            "browserName": "firefox",
            "moz:firefoxOptions": {
                "binary": firefox()?,
                "args": ["-headless", "-width", "1280", "-height", "1000"],
                "prefs": {
                    "browser.download.dir": profile.downloads(),
                    // The folder above.
                    "browser.download.folderList": 2,
                    "browser.download.useDownloadDir": true,
                    "browser.download.always_ask_before_handling_new_types": false,
                    "browser.download.alwaysOpenPanel": false,
                    "network.dns.disabled": true,
                },
            },
        }),
        Engine::WebKit => json!({ "webkitgtk:browserOptions": { "args": ["--automation"] } }),
    };
    match capabilities {
        Value::Object(map) => Ok(map.into()),
        _ => bail!("capabilities are an object"),
    }
}

fn chromium(options: &BrowserOptions, profile: &Profile) -> Result<Value> {
    let mut rules: Vec<String> = options
        .hosts
        .iter()
        .map(|(host, address)| format!("MAP {host} {address}"))
        .collect();
    rules.extend(["MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1", "EXCLUDE localhost"].map(String::from));
    let mut arguments: Vec<String> = CHROMIUM_SWITCHES.map(String::from).to_vec();
    arguments.push(format!("--user-data-dir={}", profile.user_data().display()));
    arguments.push(format!("--log-net-log={}", profile.network_log().display()));
    arguments.push(format!("--host-resolver-rules={}", rules.join(", ")));
    Ok(json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": program("chromium")?,
            "args": arguments,
            "perfLoggingPrefs": { "enableNetwork": false, "enablePage": true },
        },
        "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
    }))
}
