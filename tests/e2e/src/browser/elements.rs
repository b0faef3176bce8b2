//! Finding elements as assistive technology does: by role and accessible name.

use super::session::{Browser, PATIENCE};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;
use thirtyfour::{Key, TypingData, WebElement, components::SelectElement};
use tokio::time::{Instant, sleep};

/// An element as assistive technology sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// ARIA role, for example `button`.
    pub role: String,
    /// Accessible name.
    pub name: String,
    /// Accessible description: the hints and errors that belong to it.
    pub description: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tree {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Node {
    ignored: bool,
    role: Option<Text>,
    name: Option<Text>,
    description: Option<Text>,
    #[serde(rename = "backendDOMNodeId")]
    backend_node: Option<u64>,
}

#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    value: String,
}

impl Node {
    fn described(&self) -> Described {
        let text = |text: &Option<Text>| text.as_ref().map(|text| text.value.clone()).unwrap_or_default();
        Described {
            role: text(&self.role),
            name: text(&self.name),
            description: text(&self.description),
        }
    }
}

// The property by which a node that the DevTools Protocol found is handed over to WebDriver.
const HANDOVER: &str = "foundByRole";

impl Browser {
    /// Waits for the one element with this role and this exact accessible name.
    ///
    /// # Errors
    /// None appears in time, or several have the same role and name; the message lists what the page offers instead.
    pub async fn by_role(&self, role: &str, name: &str) -> Result<WebElement> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let nodes = self.nodes(Some(role), Some(name)).await?;
            if let [node] = nodes.as_slice()
                && let Ok(element) = self.element(node).await
            {
                return Ok(element);
            }
            if Instant::now() > deadline {
                let offered = self.all_by_role(role).await?;
                bail!(
                    "{} elements are a {role} named “{name}”; the page has {offered:?}",
                    nodes.len()
                );
            }
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for the file input whose name begins with “Choose file” or “Upload” and ends with “for” and this label.
    ///
    /// Chromium lists file inputs by that name, but does not find them when it is asked for the name.
    pub async fn file_input(&self, label: &str) -> Result<WebElement> {
        let deadline = Instant::now() + PATIENCE;
        let end = format!(" for {label}");
        loop {
            for node in self.nodes(Some("button"), None).await? {
                let name = node.described().name;
                if (name.starts_with("Choose file") || name.starts_with("Upload")) && name.ends_with(&end) {
                    return self.element(&node).await;
                }
            }
            ensure!(Instant::now() < deadline, "no file can be chosen for “{label}”");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The accessible names of all elements with a role, in document order.
    pub async fn all_by_role(&self, role: &str) -> Result<Vec<String>> {
        Ok(self
            .nodes(Some(role), None)
            .await?
            .iter()
            .map(|node| node.described().name)
            .collect())
    }

    /// Whether an element with this role and name is there now.
    pub async fn has(&self, role: &str, name: &str) -> Result<bool> {
        Ok(!self.nodes(Some(role), Some(name)).await?.is_empty())
    }

    /// The accessible names of the links within the element that has the focus.
    pub async fn links_in_focus(&self) -> Result<Vec<String>> {
        let focused = self
            .command("Runtime.evaluate", json!({ "expression": "document.activeElement" }))
            .await?;
        let query = json!({ "objectId": focused["result"]["objectId"], "role": "link" });
        Ok(self
            .query(query)
            .await?
            .iter()
            .map(|node| node.described().name)
            .collect())
    }

    /// Presses a button or follows a link.
    pub async fn click(&self, role: &str, name: &str) -> Result<()> {
        let element = self.by_role(role, name).await?;
        reveal(&element).await?;
        element
            .click()
            .await
            .with_context(|| format!("clicking the {role} “{name}”"))
    }

    /// Replaces the content of a text field as a person does: select everything, type.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.by_role("textbox", name).await?;
        reveal(&field).await?;
        field.click().await.with_context(|| format!("clicking into “{name}”"))?;
        field.send_keys(Key::Control + "a").await?;
        field.send_keys(TypingData::from(Key::Delete)).await?;
        if !text.is_empty() {
            field.send_keys(text).await?;
        }
        ensure!(self.value(name).await? == text, "“{name}” did not take the text");
        Ok(())
    }

    /// What a text field holds.
    pub async fn value(&self, name: &str) -> Result<String> {
        Ok(self
            .by_role("textbox", name)
            .await?
            .prop("value")
            .await?
            .unwrap_or_default())
    }

    /// Chooses from a drop-down list by the visible text.
    pub async fn select(&self, name: &str, option: &str) -> Result<()> {
        let list = SelectElement::new(&self.by_role("combobox", name).await?).await?;
        list.select_by_exact_text(option)
            .await
            .with_context(|| format!("choosing “{option}” for “{name}”"))
    }

    /// The element that has the focus.
    pub async fn focused(&self) -> Result<Described> {
        let element = self
            .command("Runtime.evaluate", json!({ "expression": "document.activeElement" }))
            .await?;
        let object = &element["result"]["objectId"];
        let tree = self
            .command(
                "Accessibility.getPartialAXTree",
                json!({ "objectId": object, "fetchRelatives": false }),
            )
            .await?;
        let tree: Tree = serde_json::from_value(tree)?;
        Ok(tree.nodes.first().context("nothing has the focus")?.described())
    }

    async fn nodes(&self, role: Option<&str>, name: Option<&str>) -> Result<Vec<Node>> {
        let document = self
            .command("Runtime.evaluate", json!({ "expression": "document" }))
            .await?;
        let mut query = json!({ "objectId": document["result"]["objectId"] });
        if let Some(role) = role {
            query["role"] = json!(role);
        }
        if let Some(name) = name {
            query["accessibleName"] = json!(name);
        }
        self.query(query).await
    }

    async fn query(&self, query: Value) -> Result<Vec<Node>> {
        let tree: Tree = serde_json::from_value(self.command("Accessibility.queryAXTree", query).await?)?;
        // Hidden elements have roles and names too, but nobody meets them.
        Ok(tree.nodes.into_iter().filter(|node| !node.ignored).collect())
    }

    async fn object(&self, node: &Node) -> Result<Value> {
        let backend_node = node.backend_node.context("the node is not an element")?;
        let mut resolved = self
            .command("DOM.resolveNode", json!({ "backendNodeId": backend_node }))
            .await?;
        Ok(resolved["object"]["objectId"].take())
    }

    async fn element(&self, node: &Node) -> Result<WebElement> {
        let object = self.object(node).await?;
        let hand_over = format!("function () {{ window.{HANDOVER} = this }}");
        self.command(
            "Runtime.callFunctionOn",
            json!({ "objectId": object, "functionDeclaration": hand_over }),
        )
        .await?;
        let take = format!("const found = window.{HANDOVER}; delete window.{HANDOVER}; return found");
        Ok(self.driver.execute(take, Vec::new()).await?.element()?)
    }
}

/// Scrolls as a person would who wants to see what they press. WebDriver stops as soon as the element's edge is in the
/// window, even if something that sticks there covers it.
async fn reveal(element: &WebElement) -> Result<()> {
    Ok(element.scroll_into_view().await?)
}
