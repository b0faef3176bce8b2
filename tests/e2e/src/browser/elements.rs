//! Finding elements as assistive technology does: by role and accessible name.

use super::{
    engine::Engine,
    pointer::reveal,
    session::{Browser, PATIENCE},
    tree::Node,
};
use anyhow::{Context, Result, bail, ensure};
use std::time::Duration;
use thirtyfour::{WebElement, components::SelectElement};
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

/// An element that was found, before anything is done with it.
pub(super) struct Found {
    pub(super) name: String,
    pub(super) place: Place,
}

/// Where an element is, as its browser says it.
pub(super) enum Place {
    /// In Chromium's accessibility tree.
    Node(Node),
    Element(WebElement),
}

impl Browser {
    /// Waits for the one element with this role and this exact accessible name.
    ///
    /// # Errors
    /// None appears in time, or several have the same role and name; the message lists what the page offers instead.
    pub async fn by_role(&self, role: &str, name: &str) -> Result<WebElement> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let nodes = self.found(Some(role), Some(name)).await?;
            if let [node] = nodes.as_slice()
                && let Ok(element) = self.element(node).await
            {
                if self.engine == Engine::Chromium || name.is_empty() {
                    return Ok(element);
                }
                // A browser's own tree follows the page, at times a moment later.
                match self.confirm(&element, name).await {
                    Ok(()) => return Ok(element),
                    Err(error) if Instant::now() > deadline => return Err(error),
                    Err(_) => {}
                }
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
            for found in self.found(Some("button"), None).await? {
                let name = &found.name;
                if (name.starts_with("Choose file") || name.starts_with("Upload")) && name.ends_with(&end) {
                    return self.element(&found).await;
                }
            }
            ensure!(Instant::now() < deadline, "no file can be chosen for “{label}”");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// The accessible names of all elements with a role, in document order.
    pub async fn all_by_role(&self, role: &str) -> Result<Vec<String>> {
        Ok(self
            .found(Some(role), None)
            .await?
            .into_iter()
            .map(|found| found.name)
            .collect())
    }

    /// Whether an element with this role and name is there now.
    pub async fn has(&self, role: &str, name: &str) -> Result<bool> {
        Ok(!self.found(Some(role), Some(name)).await?.is_empty())
    }

    /// Replaces the content of a text field as a person does: select everything, type.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.by_role("textbox", name).await?;
        reveal(&field).await?;
        field.click().await.with_context(|| format!("clicking into “{name}”"))?;
        self.write(&field, text)
            .await
            .with_context(|| format!("filling “{name}”"))
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
        match self.engine {
            Engine::Chromium => self.focused_node().await,
            _ => self.focused_element().await,
        }
    }

    /// The accessible names of the links within the element that has the focus.
    pub async fn links_in_focus(&self) -> Result<Vec<String>> {
        let links = match self.engine {
            Engine::Chromium => self.link_nodes_in_focus().await?,
            _ => self.elements(Some("link"), None, true).await?,
        };
        Ok(links.into_iter().map(|link| link.name).collect())
    }

    async fn found(&self, role: Option<&str>, name: Option<&str>) -> Result<Vec<Found>> {
        match self.engine {
            Engine::Chromium => self.nodes(role, name).await,
            _ => self.elements(role, name, false).await,
        }
    }

    async fn element(&self, found: &Found) -> Result<WebElement> {
        match &found.place {
            Place::Node(node) => self.element_of(node).await,
            Place::Element(element) => Ok(element.clone()),
        }
    }
}
