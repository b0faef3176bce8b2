//! Using a page by keyboard alone.

use super::{elements::Described, session::Browser};
use anyhow::{Result, bail, ensure};
use serde_json::json;
use thirtyfour::Key;

/// More stops than any page of ours has.
const STOPS: usize = 400;

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

    /// Presses Tab until this has the focus.
    ///
    /// # Errors
    /// It is no stop of the keyboard.
    pub async fn tab_to(&self, role: &str, name: &str) -> Result<()> {
        for _ in 0..STOPS {
            self.press(Key::Tab + "").await?;
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
