//! What a test wants to know about a page besides what it shows: problems, pauses, warnings on leaving.

use super::{engine::Engine, session::Browser};
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;

#[derive(Deserialize)]
struct DriverEvent {
    message: DevToolsEvent,
}

#[derive(Deserialize)]
struct DevToolsEvent {
    method: String,
    #[serde(default)]
    params: serde_json::Value,
}

/// A stretch of time in the life of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Since the page began to load.
    pub start: Duration,
    pub duration: Duration,
}

impl Span {
    fn from_milliseconds((start, duration): (f64, f64)) -> Self {
        Self {
            start: Duration::from_secs_f64(start / 1000.0),
            duration: Duration::from_secs_f64(duration / 1000.0),
        }
    }

    /// Whether the two have a moment in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.start + other.duration && other.start < self.start + self.duration
    }
}

const TRACES: &str = r#"
const done = arguments[arguments.length - 1];
Promise.all([indexedDB.databases(), globalThis.caches ? caches.keys() : []]).then(([databases, cacheNames]) => done(JSON.stringify({
  address: location.href, title: document.title, state: history.state, name: window.name, cookie: document.cookie,
  session: { ...sessionStorage }, local: { ...localStorage }, databases, cacheNames,
})));
"#;

impl Browser {
    /// Errors and warnings on the console since the console was last read: exceptions, failed requests, blocked by the
    /// Content-Security-Policy, unhandled rejections.
    pub async fn problems(&self) -> Result<Vec<String>> {
        if self.engine != Engine::Chromium {
            return self.observed().await;
        }
        let mut entries = self.console().await?;
        entries.retain(|entry| entry.starts_with("SEVERE: ") || entry.starts_with("WARNING: "));
        Ok(entries)
    }

    /// Everything written to the console since it was last read, each entry after its level.
    pub async fn console(&self) -> Result<Vec<String>> {
        let entries = self.driver.handle().browser_log().await?;
        Ok(entries
            .into_iter()
            .map(|entry| format!("{}: {}", entry.level, entry.message))
            .collect())
    }

    /// Everything that the page has left where it outlives the page: its address and history state, storage, cookies,
    /// caches and databases. As text to search in.
    pub async fn traces(&self) -> Result<String> {
        let traces = self.evaluate_async(TRACES, vec![]).await?;
        traces.as_str().map(str::to_owned).context("the page has no traces")
    }

    /// Why Chromium would not install this page as an app; nothing if it would.
    pub async fn installability_errors(&self) -> Result<Vec<String>> {
        let answer = self.command("Page.getInstallabilityErrors", json!({})).await?;
        let errors = answer["installabilityErrors"].as_array().context("no answer")?;
        Ok(errors.iter().map(|error| error["errorId"].to_string()).collect())
    }

    /// The tasks on this page's main thread that took more than 50 ms (Long Tasks API), since it was loaded.
    pub async fn long_tasks(&self) -> Result<Vec<Span>> {
        let tasks = self.evaluate("return window.observedLongTasks", vec![]).await?;
        let tasks: Vec<(f64, f64)> = serde_json::from_value(tasks).context("the page is not observed")?;
        Ok(tasks.into_iter().map(Span::from_milliseconds).collect())
    }

    /// The latest `performance.measure` of this name, if the page has made one.
    pub async fn measure(&self, name: &str) -> Result<Option<Span>> {
        let script = "const last = performance.getEntriesByName(arguments[0], 'measure').at(-1); \
             return last ? [last.startTime, last.duration] : null";
        let measure: Option<(f64, f64)> = serde_json::from_value(self.evaluate(script, vec![json!(name)]).await?)?;
        Ok(measure.map(Span::from_milliseconds))
    }

    /// Leaves the page as a person would who closes it or types another address; returns whether the page asked to stay.
    pub async fn leave(&self) -> Result<bool> {
        self.driver_events().await?;
        self.driver.goto("about:blank").await?;
        Ok(self
            .driver_events()
            .await?
            .iter()
            .any(|event| event.method == "Page.javascriptDialogOpening" && event.params["type"] == "beforeunload"))
    }

    async fn driver_events(&self) -> Result<Vec<DevToolsEvent>> {
        let entries = self.driver.handle().get_log("performance").await?;
        entries
            .iter()
            .map(|entry| Ok(serde_json::from_str::<DriverEvent>(&entry.message)?.message))
            .collect()
    }
}
