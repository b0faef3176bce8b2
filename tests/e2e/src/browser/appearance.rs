//! How a page is shown: width, colour scheme, pictures of it, and whether axe-core finds it accessible.

use super::session::Browser;
use crate::process::repository;
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;
use std::{fs, path::PathBuf};

/// The colour scheme that the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourScheme {
    Light,
    Dark,
}

/// A rule of axe-core that the page breaks.
#[derive(Debug, Clone, Deserialize)]
pub struct Violation {
    /// The rule, for example `color-contrast`.
    pub id: String,
    pub help: String,
    pub nodes: Vec<ViolatingNode>,
}

/// An element that breaks a rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ViolatingNode {
    pub html: String,
    pub failure_summary: Option<String>,
}

/// The rules that apply: WCAG 2.2, levels A and AA, and axe-core's best practices.
pub(super) const RULES: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// A change of the colour scheme reaches the page's own script with the next frame, and what that does is drawn with the one
// after it. Colours that are on their way to others have contrasts of their own, which nobody reads.
const RUN_AXE: &str = r#"
const [only, done] = [arguments[0], arguments[arguments.length - 1]];
const frame = () => Promise.race([new Promise(requestAnimationFrame), new Promise((late) => setTimeout(late, 200))]);
const settled = async () => {
  for (let drawn = 0; drawn < 3; drawn++) await frame();
  // What inherits a colour on its way is on its way a little longer.
  const deadline = performance.now() + 15000;
  while (performance.now() < deadline) {
    const transitions = document.getAnimations().filter((animation) => animation instanceof CSSTransition && animation.playState === "running");
    if (transitions.length === 0) return;
    await Promise.race([Promise.allSettled(transitions.map((transition) => transition.finished)), new Promise((late) => setTimeout(late, 1000))]);
    await frame();
  }
  const moving = document.getAnimations().map(({ effect, playState, transitionProperty }) => [transitionProperty, playState, effect.target.outerHTML.slice(0, 80)]);
  throw new Error(`the page keeps moving: ${JSON.stringify(moving)}`);
};
settled()
  .then(() => axe.run(document, { runOnly: only, resultTypes: ["violations"] }))
  .then((result) => done({ violations: result.violations, passes: result.passes.length }), (error) => done({ error: String(error) }));
"#;

// Boxes of one line end at the same height, up to a few pixels: code is smaller than the text around it. A character is about
// half as wide as its letters are high. Values are no prose.
const LONG_LINES: &str = r#"
const [most] = arguments, long = [];
for (const element of document.querySelectorAll("main :is(p, li, dd, td, label, summary, legend):not(.value)")) {
  if (element.querySelector("p, li, dd, td, div, pre, table, h2, h3, h4")) continue;
  const range = document.createRange(), lines = new Map(), texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const around = texts.currentNode.parentElement, size = parseFloat(getComputedStyle(around).fontSize);
    // What is for screen readers only is a dot.
    if (around.offsetWidth < 3) continue;
    range.selectNodeContents(texts.currentNode);
    for (const { left, right, bottom } of range.getClientRects()) {
      const place = Math.round(bottom / 8), line = lines.get(place) ?? { left, right, size };
      lines.set(place, { left: Math.min(line.left, left), right: Math.max(line.right, right), size: Math.max(line.size, size) });
    }
  }
  const longest = Math.max(...[...lines.values()].map(({ left, right, size }) => (right - left) / size / 0.5));
  // Whatever stands at the other end of a row does not make one line of it.
  const characters = Math.min(longest, element.textContent.length);
  if (characters > most) long.push(`${Math.round(characters)} characters in <${element.localName} class="${element.className}">: ${element.textContent}`);
}
return long;
"#;

#[derive(Deserialize)]
struct AxeResult {
    violations: Vec<Violation>,
    passes: usize,
}

impl Browser {
    /// Asks the page for a colour scheme, as the operating system would.
    pub async fn prefer(&self, scheme: ColourScheme) -> Result<()> {
        let value = match scheme {
            ColourScheme::Light => "light",
            ColourScheme::Dark => "dark",
        };
        let features = [
            json!({ "name": "prefers-color-scheme", "value": value }),
            json!({ "name": "prefers-reduced-motion", "value": "reduce" }),
        ];
        self.command("Emulation.setEmulatedMedia", json!({ "features": features }))
            .await?;
        Ok(())
    }

    /// Asks the page for as little motion as it can do with, as the operating system would.
    pub async fn prefer_reduced_motion(&self) -> Result<()> {
        let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        self.command("Emulation.setEmulatedMedia", features).await?;
        Ok(())
    }

    /// Sets the width of the page in CSS pixels.
    pub async fn resize(&self, width: u32) -> Result<()> {
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.command("Emulation.setDeviceMetricsOverride", metrics).await?;
        Ok(())
    }

    /// By how many CSS pixels the page is wider than its window; a reader would have to scroll sideways (WCAG 1.4.10).
    pub async fn sideways_overflow(&self) -> Result<u64> {
        let script = "const root = document.scrollingElement; return Math.max(0, root.scrollWidth - root.clientWidth)";
        self.evaluate(script, vec![]).await?.as_u64().context("no document")
    }

    /// Texts of the page with a line of more characters than this, with their number.
    pub async fn lines_longer_than(&self, characters: u32) -> Result<Vec<String>> {
        let long = self.evaluate(LONG_LINES, vec![json!(characters)]).await?;
        Ok(serde_json::from_value(long)?)
    }

    /// Saves a picture of what the window shows, as every browser can, as `test-output/<name>.png`.
    pub async fn plain_screenshot(&self, name: &str) -> Result<()> {
        let picture = self.driver.screenshot_as_png().await?;
        save(&format!("{name}.png"), &picture).map(drop)
    }

    /// Saves a picture of the whole page as `test-output/<name>.png` and returns its path.
    pub async fn screenshot(&self, name: &str) -> Result<PathBuf> {
        // Elsewhere, what sticks to the window's edge would stand in the middle of the picture.
        self.evaluate("scrollTo({ top: 0, behavior: 'instant' })", vec![])
            .await?;
        let metrics = self.command("Page.getLayoutMetrics", json!({})).await?;
        let size = &metrics["cssContentSize"];
        let clip = json!({ "x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1 });
        let parameters = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        self.picture(name, parameters).await
    }

    /// Saves a picture of what a window of 1280 by 900 pixels shows of the top of the page, twice as fine as the screen and
    /// without the scroll bar, for documentation, as `test-output/<name>.png`.
    pub async fn window_picture(&self, name: &str) -> Result<PathBuf> {
        self.resize(1280).await?;
        self.evaluate("scrollTo({ top: 0, behavior: 'instant' })", vec![])
            .await?;
        let metrics = self.command("Page.getLayoutMetrics", json!({})).await?;
        let size = &metrics["cssLayoutViewport"];
        let clip = json!({ "x": 0, "y": 0, "width": size["clientWidth"], "height": size["clientHeight"], "scale": 2 });
        self.picture(name, json!({ "format": "png", "clip": clip })).await
    }

    async fn picture(&self, name: &str, parameters: serde_json::Value) -> Result<PathBuf> {
        let picture = self.command("Page.captureScreenshot", parameters).await?;
        let bytes = decode_base64(picture["data"].as_str().context("no picture")?)?;
        save(&format!("{name}.png"), &bytes)
    }

    /// Prints the page on A4, and saves that as `test-output/<name>.pdf`.
    pub async fn print(&self, name: &str) -> Result<PathBuf> {
        let paper = json!({ "paperWidth": 8.27, "paperHeight": 11.69 });
        let printed = self.command("Page.printToPDF", paper).await?;
        let octets = decode_base64(printed["data"].as_str().context("no document")?)?;
        save(&format!("{name}.pdf"), &octets)
    }

    /// Runs axe-core over the page as it is now.
    ///
    /// # Errors
    /// axe-core is not installed, or it found nothing to check, which would make its silence worthless.
    pub async fn accessibility_violations(&self) -> Result<Vec<Violation>> {
        let rules = json!({ "type": "tag", "values": RULES });
        // Where the page happens to be scrolled to, half of a control may be under the header, which axe takes for its size.
        self.evaluate("scrollTo({ top: 0, behavior: 'instant' })", vec![])
            .await?;
        self.load_axe().await?;
        let result = self.evaluate_async(RUN_AXE, vec![rules]).await?;
        let result: AxeResult =
            serde_json::from_value(result.clone()).with_context(|| format!("axe-core: {result}"))?;
        anyhow::ensure!(result.passes > 0, "axe-core checked nothing");
        Ok(result.violations)
    }
}

fn save(name: &str, octets: &[u8]) -> Result<PathBuf> {
    let folder = repository().join("test-output");
    fs::create_dir_all(&folder)?;
    let file = folder.join(name);
    fs::write(&file, octets)?;
    Ok(file)
}

fn decode_base64(text: &str) -> Result<Vec<u8>> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    Ok(STANDARD.decode(text)?)
}
