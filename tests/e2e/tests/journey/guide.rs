//! Reading the guide in the form of one's choice, by keyboard.

use crate::{
    archive::Archive,
    visitor::{LOCAL_K3D, Visitor},
};
use anyhow::Result;
use mtls_wizard_e2e::{
    browser::PATIENCE,
    markdown::blocks,
    pages::{Guide, ResultPage, StepPage},
};
use std::time::Duration;
use thirtyfour::Key;
use tokio::time::{Instant, sleep};

const OPTIONS: [&str; 4] = ["kubectl", "Kyma dashboard", "bash", "PowerShell"];

/// What only bash understands.
const BASH: [&str; 4] = ["unzip ", "/dev/null", "./apply.sh\n", " \\\n"];

#[tokio::test]
async fn the_guide_of_local_k3d_in_all_forms() -> Result<()> {
    let in_dashboard = [
        "Kyma dashboard has no form for what comes next.",
        "Configuration > Config Maps",
        "Enable Sidecar Injection",
        "manifests/07-deployment-httpbin.yaml",
        "Access Strategy",
    ];
    read_in_all_forms(LOCAL_K3D, "mtls-k3d-test", "guide-k3d", &in_dashboard).await
}

#[tokio::test]
async fn the_guide_of_chosen_clients_in_all_forms() -> Result<()> {
    let in_dashboard = [
        "Istio > Authorization Policies",
        "Principals",
        "O=ML Client Org,CN=ML Client Curl",
        "Istio > Virtual Services",
        "Port Number",
    ];
    read_in_all_forms(
        "Restrict by certificate",
        "mtls-restrict-test",
        "guide-restrict",
        &in_dashboard,
    )
    .await
}

async fn read_in_all_forms(variant: &str, folder: &str, journey: &'static str, in_dashboard: &[&str]) -> Result<()> {
    let visitor = Visitor::new(journey).await?;
    let step = visitor.start_page().await?.choose(variant).await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            // Of these variants only one has a default that leads to a cluster.
            if variant != LOCAL_K3D && step.asks_for("Parent domain").await? {
                step.fill("Parent domain", "c12345.kyma.ondemand.com").await?;
            }
            Ok(())
        })
        .await?;
    let result: ResultPage<'_> = review.generate().await?.finished().await?;
    let archive = Archive::unpack(&result.download().await?, folder)?;
    let guide = result.guide();
    let browser = &visitor.browser;

    browser.by_role("group", "Steps for").await?;
    browser.by_role("group", "Shell").await?;
    assert_eq!(guide.chosen(&OPTIONS).await?, ["kubectl", "bash"]);
    assert_shows(&guide, &commands(&archive.text("README.md")?), &[]).await?;

    browser.tab_to("radio", "kubectl").await?;
    assert!(browser.focus_is_visible().await?, "the focus on “kubectl”");
    browser.press(Key::Tab + "").await?;
    assert!(browser.has_focus("radio", "bash").await?, "a group is one stop");
    let before = place(&visitor).await?;
    browser.press(Key::Right + "").await?;
    assert!(browser.has_focus("radio", "PowerShell").await?);
    assert!(browser.focus_is_visible().await?, "the focus on “PowerShell”");
    assert_eq!(guide.chosen(&OPTIONS).await?, ["kubectl", "PowerShell"]);
    assert_eq!(place(&visitor).await?, before, "the choice moves away under the reader");
    assert_shows(&guide, &commands(&archive.text("guide-powershell.md")?), &BASH).await?;
    visitor.inspect("powershell").await?;

    browser.press(Key::Shift + Key::Tab).await?;
    assert!(browser.has_focus("radio", "kubectl").await?, "back to the first group");
    browser.press(Key::Right + "").await?;
    assert_eq!(guide.chosen(&OPTIONS).await?, ["Kyma dashboard", "PowerShell"]);
    assert_shows(&guide, &strings(in_dashboard), &BASH).await?;
    browser.press(Key::Tab + "").await?;
    browser.press(Key::Left + "").await?;
    assert_eq!(guide.chosen(&OPTIONS).await?, ["Kyma dashboard", "bash"]);
    let document = archive.text("guide-dashboard.md")?;
    assert_shows(&guide, &[commands(&document), fields(&document)].concat(), &[]).await?;
    guide.copy_value("Credential Name").await?;
    wait_for_copy(&visitor, "kyma-mtls").await?;
    visitor.inspect("dashboard").await?;

    browser.go_back().await?;
    browser.evaluate("history.forward()", vec![]).await?;
    browser.by_role("button", ResultPage::DOWNLOAD).await?;
    assert_eq!(guide.chosen(&OPTIONS).await?, ["Kyma dashboard", "bash"]);
    // What was made is gone after that, the choice is not.
    browser.reload().await?;
    browser.click("button", "Generate").await?;
    browser.by_role("button", ResultPage::DOWNLOAD).await?;
    assert_eq!(guide.chosen(&OPTIONS).await?, ["Kyma dashboard", "bash"]);
    visitor.leave().await
}

/// Where on the screen the focus is.
async fn place(visitor: &Visitor) -> Result<String> {
    let script = "const { top } = document.activeElement.getBoundingClientRect(); return String(Math.round(top))";
    Ok(visitor.browser.evaluate(script, vec![]).await?.to_string())
}

async fn wait_for_copy(visitor: &Visitor, expected: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let copied = visitor.browser.clipboard().await?;
        if copied == expected {
            return Ok(());
        }
        assert!(Instant::now() < deadline, "copied: “{copied}”");
        sleep(Duration::from_millis(50)).await;
    }
}

/// All of `shown` stands in the guide, and none of `absent`. White space counts as one space: lines wrap.
async fn assert_shows(guide: &Guide<'_>, shown: &[String], absent: &[&str]) -> Result<()> {
    assert!(!shown.is_empty(), "nothing to look for");
    let text = guide.text().await?;
    let flat = flatten(&text);
    for part in shown {
        assert!(flat.contains(&flatten(part)), "{part}\nis not in\n{text}");
    }
    for part in absent {
        assert!(!text.contains(part), "{part}\nis in\n{text}");
    }
    Ok(())
}

fn flatten(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// The commands in a document's steps.
fn commands(markdown: &str) -> Vec<String> {
    let steps = markdown
        .split("\n## ")
        .find(|part| part.contains("\n### 1. "))
        .unwrap_or(markdown);
    blocks(steps)
}

/// The values of a document's forms.
fn fields(markdown: &str) -> Vec<String> {
    let lines = markdown
        .lines()
        .filter(|line| line.trim_start().starts_with("- **") && line.ends_with('`'));
    lines
        .filter_map(|line| line.split('`').nth(1).map(str::to_owned))
        .collect()
}
