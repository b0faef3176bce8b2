//! Roles and names where there is no DevTools Protocol: a script proposes elements, and the browser's own accessibility tree
//! has the last word (WebDriver, sections 12.4.9 “Get Computed Role” and 12.4.10 “Get Computed Label”).

use super::{
    elements::{Described, Found, Place},
    session::Browser,
};
use crate::process::repository;
use anyhow::{Context, Result, ensure};
use axum::http::Method;
use serde_json::{Value, json};
use std::{fs, sync::Arc};
use thirtyfour::{RequestData, SessionId, WebElement, common::command::FormatRequestData};

// axe-core knows roles and names by the same specifications as browsers, and needs one round trip for the whole page.
const FIND: &str = r#"
const [role, name, focused] = arguments;
const { aria, dom, text } = axe.commons;
const names = [], elements = [];
axe.setup(document.documentElement);
try {
  for (const element of (focused ? document.activeElement : document).querySelectorAll("*")) {
    const found = element.matches("input[type=file]") ? "button" : aria.getRole(element);
    if (found === null || (role !== null && found !== role) || !dom.isVisibleToScreenReaders(element)) continue;
    const called = text.accessibleText(element).replace(/\s+/g, " ").trim();
    if (name !== null && called !== name) continue;
    names.push(called);
    elements.push(element);
  }
} finally {
  axe.teardown();
}
return [names, elements];
"#;

const DESCRIBE_FOCUS: &str = r#"
const element = document.activeElement;
axe.setup(document.documentElement);
try {
  const described = (element.getAttribute("aria-describedby") ?? "").split(/\s+/).filter(Boolean);
  const description = described.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const name = axe.commons.text.accessibleText(element).replace(/\s+/g, " ").trim();
  return [axe.commons.aria.getRole(element) ?? "", name, description];
} finally {
  axe.teardown();
}
"#;

/// A question to the browser's accessibility tree about an element.
#[derive(Debug)]
struct ComputedLabel(String);

impl FormatRequestData for ComputedLabel {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let element = &self.0;
        let path = format!("session/{session}/element/{element}/computedlabel");
        RequestData::new(Method::GET, path)
    }
}

impl Browser {
    pub(super) async fn elements(&self, role: Option<&str>, name: Option<&str>, in_focus: bool) -> Result<Vec<Found>> {
        self.load_axe().await?;
        let arguments = vec![json!(role), json!(name), json!(in_focus)];
        let (names, elements): (Vec<String>, Vec<Value>) =
            serde_json::from_value(self.evaluate(FIND, arguments).await?)?;
        names
            .into_iter()
            .zip(elements)
            .map(|(name, element)| {
                let element = WebElement::from_json(element, Arc::clone(self.driver.handle()))?;
                Ok(Found {
                    name,
                    place: Place::Element(element),
                })
            })
            .collect()
    }

    /// Fails unless the browser itself gives the element this name.
    pub(super) async fn confirm(&self, element: &WebElement, name: &str) -> Result<()> {
        let answer = self
            .driver
            .handle()
            .cmd(ComputedLabel(element.element_id().to_string()))
            .await?;
        let called = answer.value_json()?;
        let called = called.as_str().unwrap_or_default();
        ensure!(
            called.split_whitespace().eq(name.split_whitespace()),
            "{} calls it “{called}”, not “{name}”",
            self.engine
        );
        Ok(())
    }

    pub(super) async fn focused_element(&self) -> Result<Described> {
        self.load_axe().await?;
        let (role, name, description) = serde_json::from_value(self.evaluate(DESCRIBE_FOCUS, vec![]).await?)?;
        Ok(Described {
            role,
            name,
            description,
        })
    }

    /// Loads axe-core into the page, unless it is there.
    pub(super) async fn load_axe(&self) -> Result<()> {
        if self.evaluate("return typeof window.axe", vec![]).await? == "object" {
            return Ok(());
        }
        let file = repository().join("tools/node_modules/axe-core/axe.min.js");
        let axe = fs::read_to_string(&file).with_context(|| format!("{} (tools/setup.sh test)", file.display()))?;
        self.evaluate(&axe, vec![]).await.context("loading axe-core")?;
        Ok(())
    }
}
