//! Using a page by keyboard alone.

use super::{
    elements::Described,
    engine::Engine,
    session::{Browser, PATIENCE},
};
use anyhow::{Result, bail, ensure};
use serde_json::json;
use std::time::Duration;
use thirtyfour::{Key, TypingData, WebElement};
use tokio::time::{Instant, sleep};

/// More stops than any page of ours has.
const STOPS: usize = 400;

/// A key that has had no effect after this time has none. Taken for lost too early, it moves the focus away from where the
/// next key has brought it.
const LOST: Duration = Duration::from_secs(8);

// An invisible control is where its label is. What is taller than the window is in sight if a part of it is.
const STOP: &str = r#"
const now = document.activeElement, before = window.lastStop;
const told = (element) => element.outerHTML.slice(0, 200);
if (!now || now === document.body) return `nothing has the focus after ${before && told(before)}`;
const follows = (one, other) => (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
if (before?.isConnected && before !== document.body && !follows(before, now)) return `${told(now)} comes after ${told(before)}`;
const shown = now.closest("label") ?? now;
const { left, right, top, bottom } = shown.getBoundingClientRect();
const [first, last] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
const points = [0.1, 0.5, 0.9].map((share) => [(left + right) / 2, first + (last - first) * share]);
const isHit = ([x, y]) => { const hit = document.elementFromPoint(x, y); return hit && (shown.contains(hit) || hit.contains(shown)); };
return last > first && points.some(isHit) ? null : `${told(now)} cannot be seen`;
"#;

impl Browser {
    /// Presses a key, or several together, where the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Result<()> {
        let focused = self.driver.active_element().await?;
        if focused.prop("type").await?.as_deref() == Some("file") {
            // Keys that are sent to such a control itself are the paths of files.
            return Ok(self.driver.action_chain().send_keys(keys).perform().await?);
        }
        Ok(focused.send_keys(keys).await?)
    }

    /// Replaces the content of the text field that has the focus, or gets it soon.
    ///
    /// # Errors
    /// None has, or it did not take the text.
    pub async fn write_here(&self, text: &str) -> Result<()> {
        self.comes_true("return document.activeElement.matches('input, textarea')")
            .await?;
        let focused = self.driver.active_element().await?;
        self.write(&focused, text).await
    }

    /// Replaces the content of a text field as a person does: select everything, type.
    pub(super) async fn write(&self, field: &WebElement, text: &str) -> Result<()> {
        // WebKit's driver loses keys now and then while the page is busy; a person would type again, too.
        let tries = if self.engine == Engine::WebKit { 4 } else { 1 };
        let mut taken = None;
        for _ in 0..tries {
            taken = self.write_once(field, text).await?;
            if taken.as_deref() == Some(text) {
                return Ok(());
            }
        }
        bail!("the field did not take the text {text:?}, but has {taken:?}")
    }

    /// Types into a field; what it holds then.
    async fn write_once(&self, field: &WebElement, text: &str) -> Result<Option<String>> {
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(TypingData::from(Key::Delete)).await?;
        if self.engine == Engine::WebKit {
            // WebKitWebDriver leaves out line breaks, but not the key.
            field
                .send_keys(text.replace('\n', &Key::Enter.value().to_string()))
                .await?;
        } else if !text.is_empty() {
            field.send_keys(text).await?;
        }
        let deadline = Instant::now() + PATIENCE;
        loop {
            let taken: Option<String> = field.prop("value").await?;
            // WebKit's driver goes on while the keys are still on their way.
            if taken.as_deref() == Some(text) || self.engine != Engine::WebKit || Instant::now() >= deadline {
                return Ok(taken);
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses Tab once; the focus is elsewhere then, or the key was lost.
    async fn tab(&self) -> Result<()> {
        if self.engine != Engine::WebKit {
            return self.press(Key::Tab + "").await;
        }
        // WebKit's driver goes on while the key is still on its way: the next look at the focus would come too early.
        self.evaluate("window.focusBefore = document.activeElement", vec![])
            .await?;
        self.press(Key::Tab + "").await?;
        let deadline = Instant::now() + LOST;
        let moved = "return document.activeElement !== window.focusBefore";
        while self.evaluate(moved, vec![]).await? != true && Instant::now() < deadline {
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Presses Tab until this has the focus.
    ///
    /// # Errors
    /// It is no stop of the keyboard.
    pub async fn tab_to(&self, role: &str, name: &str) -> Result<()> {
        for _ in 0..STOPS {
            self.tab().await?;
            if self.has_focus(role, name).await? {
                return Ok(());
            }
        }
        bail!("the keyboard does not reach the {role} “{name}”")
    }

    /// Presses Tab until this has the focus, and looks at every stop on the way: something has the focus, it is further on in
    /// the document than the stop before, it is in sight, and the browser shows where it is (WCAG 2.4.3, 2.4.7, 2.4.11).
    ///
    /// # Errors
    /// One of the stops is not so, or this is none.
    pub async fn walk_to(&self, role: &str, name: &str) -> Result<()> {
        for _ in 0..STOPS {
            self.evaluate("window.lastStop = document.activeElement", vec![])
                .await?;
            self.press(Key::Tab + "").await?;
            let wrong = self.evaluate(STOP, vec![]).await?;
            ensure!(wrong.is_null(), "on the way to the {role} “{name}”: {wrong}");
            ensure!(
                self.focus_is_visible().await?,
                "on the way to the {role} “{name}”: no outline around {:?}",
                self.focused().await?
            );
            if self.has_focus(role, name).await? {
                return Ok(());
            }
        }
        bail!("the keyboard does not reach the {role} “{name}”")
    }

    /// Whether this has the focus.
    pub async fn has_focus(&self, role: &str, name: &str) -> Result<bool> {
        let Described {
            role: found,
            name: called,
            ..
        } = self.focused().await?;
        Ok(found == role && called == name)
    }

    /// Whether a person sees where the focus is: an outline of at least two pixels around what has it, around its label where
    /// the control itself is invisible, or around the entry of a list that is one big link.
    pub async fn focus_is_visible(&self) -> Result<bool> {
        let script = "const focused = document.activeElement; \
             return [focused, focused.closest('label, li') ?? focused, ...(focused.parentElement?.children ?? [])].some((element) => { \
               const style = getComputedStyle(element); \
               return style.opacity > 0 && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; })";
        Ok(self.evaluate(script, vec![]).await?.as_bool() == Some(true))
    }

    /// What a person would paste now.
    pub async fn clipboard(&self) -> Result<String> {
        let permissions = json!({ "permissions": ["clipboardReadWrite"] });
        self.command("Browser.grantPermissions", permissions).await?;
        let script = "const done = arguments[arguments.length - 1]; \
             navigator.clipboard.readText().then(done, (error) => done(`not read: ${error}`))";
        let text = self.evaluate_async(script, vec![]).await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }
}
