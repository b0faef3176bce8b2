//! axe-core over every page of the app, in every theme, with results and with everything that can be wrong.

use std::cell::RefCell;

use anyhow::{Result, ensure};
use mtls_wizard::{
    tutorial::{REGISTRY, Tutorial},
    wizard::Field,
};
use mtls_wizard_e2e::browser::Browser;
use serde_json::json;

use crate::visitor::Visitor;

/// A visit during which every page is looked at in every theme; what is found is told at its end, all at once.
pub struct Inspection {
    pub visitor: Visitor,
    found: RefCell<Vec<String>>,
    /// The addresses that were looked at.
    seen: RefCell<Vec<String>>,
}

/// At most so many elements are told of each violation.
const TOLD: usize = 3;

impl Inspection {
    /// Begins at the start page.
    pub async fn begin(journey: &'static str) -> Result<Self> {
        let visitor = Visitor::new(journey).await?;
        visitor.start_page().await?;
        visitor.browser.resize(1280).await?;
        // Every change of colours would take its time otherwise.
        visitor.browser.prefer_reduced_motion().await?;
        Ok(Self {
            visitor,
            found: RefCell::default(),
            seen: RefCell::default(),
        })
    }

    fn browser(&self) -> &Browser {
        &self.visitor.browser
    }

    /// Turns to an address without loading the page anew, and opens all that is folded there.
    pub async fn turn_to(&self, hash: &str) -> Result<()> {
        const TURN: &str = "const [hash, done] = arguments; location.hash = hash; \
            setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 50)";
        self.browser().evaluate_async(TURN, vec![json!(hash)]).await?;
        self.settle().await
    }

    /// Waits until the page is there, and opens all that is folded on it.
    pub async fn settle(&self) -> Result<()> {
        let is_there = "return !document.title.startsWith('Loading') && !!document.querySelector('main h1')";
        self.browser().comes_true(is_there).await?;
        self.unfold().await
    }

    /// Opens all that is folded: nobody sees the colours of what is not shown.
    async fn unfold(&self) -> Result<()> {
        const UNFOLD: &str = "for (const part of document.querySelectorAll('main details:not([open])')) part.open = true; \
            const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done))";
        self.browser().evaluate_async(UNFOLD, vec![]).await?;
        Ok(())
    }

    /// Looks at the page as it is now.
    pub async fn look(&self, state: &str) -> Result<()> {
        let address = self.browser().address().await?;
        let hash = address.split_once('#').map_or("", |(_, hash)| hash);
        self.seen.borrow_mut().push(hash.to_owned());
        for verdict in self.browser().verdicts_in_themes("Theme", "system").await? {
            for violation in verdict.violations {
                let nodes = violation.nodes.iter().take(TOLD);
                let nodes: Vec<String> = nodes
                    .map(|node| format!("{}\n{}", node.html, node.failure_summary.as_deref().unwrap_or_default()))
                    .collect();
                let (theme, count) = (&verdict.theme, violation.nodes.len());
                let told = format!("#{hash} ({state}), {theme}: {} ({count}): {nodes:#?}", violation.help);
                self.found.borrow_mut().push(told);
            }
        }
        self.visitor.no_problems(state).await
    }

    /// Turns to an address and looks at the page.
    pub async fn look_at(&self, hash: &str) -> Result<()> {
        self.turn_to(hash).await?;
        self.look("as it is").await
    }

    /// Ends the visit: nothing may have been found. Returns the addresses that were looked at.
    pub async fn end(self) -> Result<Vec<String>> {
        let found = self.found.into_inner();
        ensure!(found.is_empty(), "{} violations:\n{}", found.len(), found.join("\n\n"));
        self.visitor.leave().await?;
        Ok(self.seen.into_inner())
    }
}

/// Answers that make a gateway of every variant that needs no more than a domain.
fn answers(tutorial: &Tutorial) -> &'static str {
    match tutorial.id {
        "k3d" | "certificates" => "",
        _ => "?v=1&parent-domain=c12345.kyma.ondemand.com",
    }
}

/// What no field with rules of its own takes, in all text fields that are shown.
const SPOIL: &str = r#"
for (const field of document.querySelectorAll("main :is(input[type=text], input:not([type]), input[type=number], textarea)")) {
  if (!field.checkVisibility()) continue;
  field.value = field.type === "number" ? "-1" : "-!?-";
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
"#;

#[tokio::test]
async fn every_question_in_every_theme() -> Result<()> {
    let inspection = Inspection::begin("every-question").await?;
    let mut asked = Vec::new();
    let mut refused = 0;
    for tutorial in REGISTRY {
        let id = tutorial.id;
        inspection.turn_to(&format!("#/{id}{}", answers(tutorial))).await?;
        for step in tutorial.form.steps {
            // What several variants ask looks the same in all of them.
            let before = asked.len();
            asked.extend(step.fields());
            let is_new = |field: &Field| !asked[..before].contains(field);
            if !asked[before..].iter().any(is_new) {
                continue;
            }
            inspection.look_at(&format!("#/{id}/{}", step.id)).await?;
            inspection.browser().evaluate(SPOIL, vec![]).await?;
            let address = inspection.browser().address().await?;
            inspection.browser().click("button", "Continue").await?;
            inspection.settle().await?;
            let title = inspection.browser().title().await?;
            if title.starts_with("Error:") {
                refused += 1;
                inspection.look("refused").await?;
            } else {
                ensure!(
                    inspection.browser().address().await? != address,
                    "{title}: nothing happens"
                );
            }
        }
        inspection.look_at(&format!("#/{id}/review")).await?;
    }
    ensure!(refused >= 8, "only {refused} steps refused anything");
    inspection.end().await.map(drop)
}
