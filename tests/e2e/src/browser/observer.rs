//! Noticing what a page complains of in browsers whose console cannot be read through WebDriver.

use super::{engine::Engine, session::Browser};
use anyhow::{Context, Result};

// Put into a page as soon as it is loaded: what it complained of before that is not seen. Scripts are already running then,
// so that a page that fails to start shows nothing, which every journey notices.
const OBSERVE: &str = r#"
if (window.observedProblems) return;
const problems = window.observedProblems = [];
addEventListener("error", (event) => problems.push(`Error: ${event.message ?? event.target} at ${event.filename}:${event.lineno}`), true);
addEventListener("unhandledrejection", (event) => problems.push(`Unhandled rejection: ${event.reason}`));
addEventListener("securitypolicyviolation", (event) => problems.push(`CSP violation: ${event.effectiveDirective} blocked ${event.blockedURI}`));
for (const level of ["error", "warn"]) {
  const original = console[level];
  console[level] = (...said) => { problems.push(`console.${level}: ${said.join(" ")}`); original.apply(console, said); };
}
"#;

impl Browser {
    /// Begins to listen to what the page complains of.
    pub(super) async fn observe(&self) -> Result<()> {
        self.evaluate(OBSERVE, vec![]).await.map(drop)
    }

    /// What the page has complained of since this was last asked; in Firefox, also the exceptions that the browser itself has
    /// written of since the start.
    pub(super) async fn observed(&self) -> Result<Vec<String>> {
        let problems = self
            .evaluate("return window.observedProblems?.splice(0) ?? null", vec![])
            .await?;
        let problems: Option<Vec<String>> = serde_json::from_value(problems)?;
        let mut problems = problems.context("the page is not observed")?;
        if self.engine == Engine::Firefox {
            let log = self.log();
            let exceptions = log.lines().filter(|line| is_of_a_page(line));
            problems.extend(exceptions.map(str::to_owned));
        }
        Ok(problems)
    }

    /// The addresses of everything that the page has loaded or tried to (Resource Timing).
    pub async fn loaded(&self) -> Result<Vec<String>> {
        let script = "return performance.getEntriesByType('resource').map((entry) => entry.name)";
        Ok(serde_json::from_value(self.evaluate(script, vec![]).await?)?)
    }
}

/// `JavaScript error: <address>, line <number>: <message>`; the browser's own scripts have addresses of their own.
fn is_of_a_page(line: &str) -> bool {
    line.strip_prefix("JavaScript error: ")
        .is_some_and(|rest| rest.starts_with("http") || rest.starts_with("file:") || rest.starts_with("blob:"))
}
