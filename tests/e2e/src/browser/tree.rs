//! Chromium's accessibility tree, read through the DevTools Protocol.

use super::{
    elements::{Described, Found, Place},
    session::Browser,
};
use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::WebElement;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tree {
    nodes: Vec<Node>,
}

/// A node of the tree.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Node {
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
    pub(super) async fn link_nodes_in_focus(&self) -> Result<Vec<Found>> {
        let focused = self
            .command("Runtime.evaluate", json!({ "expression": "document.activeElement" }))
            .await?;
        let query = json!({ "objectId": focused["result"]["objectId"], "role": "link" });
        self.query(query).await
    }

    /// The element that has the focus.
    pub(super) async fn focused_node(&self) -> Result<Described> {
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

    pub(super) async fn nodes(&self, role: Option<&str>, name: Option<&str>) -> Result<Vec<Found>> {
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

    async fn query(&self, query: Value) -> Result<Vec<Found>> {
        let tree: Tree = serde_json::from_value(self.command("Accessibility.queryAXTree", query).await?)?;
        // Hidden elements have roles and names too, but nobody meets them.
        Ok(tree
            .nodes
            .into_iter()
            .filter(|node| !node.ignored)
            .map(|node| Found {
                name: node.described().name,
                place: Place::Node(node),
            })
            .collect())
    }

    async fn object(&self, node: &Node) -> Result<Value> {
        let backend_node = node.backend_node.context("the node is not an element")?;
        let mut resolved = self
            .command("DOM.resolveNode", json!({ "backendNodeId": backend_node }))
            .await?;
        Ok(resolved["object"]["objectId"].take())
    }

    pub(super) async fn element_of(&self, node: &Node) -> Result<WebElement> {
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
