//! Using a page by keyboard alone.

use super::{elements::Described, session::Browser};
use anyhow::{Result, bail};
use serde_json::json;
use thirtyfour::Key;

/// More stops than any page of ours has.
const STOPS: usize = 400;

impl Browser {
    /// Presses a key, or several together, where the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) -> Result<()> {
        Ok(self.driver.active_element().await?.send_keys(keys).await?)
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

    /// Whether this has the focus.
    pub async fn has_focus(&self, role: &str, name: &str) -> Result<bool> {
        let Described {
            role: found,
            name: called,
            ..
        } = self.focused().await?;
        Ok(found == role && called == name)
    }

    /// Whether a person sees where the focus is: an outline of at least two pixels around what has it, or around its label
    /// where the control itself is invisible.
    pub async fn focus_is_visible(&self) -> Result<bool> {
        let script = "const focused = document.activeElement; \
             return [focused, ...(focused.parentElement?.children ?? [])].some((element) => { \
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
