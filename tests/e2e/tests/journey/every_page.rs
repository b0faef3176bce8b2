//! axe-core over every page beside the forms, in every theme: with results, refused files, broken links.

use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{browser::PATIENCE, process::repository};
use std::{fs, path::Path};

use crate::{
    every_view::Inspection,
    inspect,
    mistakes::HOLD_KEYS,
    renew::{choose, downloaded},
};

/// The addresses that `src/app/route.rs` knows, by the constants in it.
fn known_places() -> Result<Vec<String>> {
    let source = fs::read_to_string(repository().join("src/app/route.rs"))?;
    let places = source.lines().filter_map(|line| {
        let (name, value) = line.strip_prefix("const ")?.split_once(": &str = \"")?;
        // It names a question, behind the `?`.
        (name != "CHANGE").then(|| value.trim_end_matches("\";").to_owned())
    });
    let places: Vec<String> = places.collect();
    ensure!(places.len() > 10, "the addresses are written otherwise now: {places:?}");
    Ok(places)
}

const UNKNOWN_CA: &str = "curl: (35) OpenSSL/3.0.19: error:0A000418:SSL routines::tlsv1 alert unknown ca";
const APIRULE: &str = "apiVersion: gateway.kyma-project.io/v1beta1\nkind: APIRule\nmetadata: {name: a, namespace: b}\nspec:\n  \
    host: a.example.com\n  gateway: kyma-system/kyma-gateway\n  service: {name: a, port: 80}\n  rules:\n  \
    - {path: /a, methods: [GET], accessStrategies: [{handler: HANDLER}]}\n";

/// Presses a button, and looks at what has come of it.
async fn press(inspection: &Inspection, button: &str, words: &str) -> Result<()> {
    inspection.visitor.browser.click("button", button).await?;
    inspection.visitor.browser.says_within(PATIENCE * 4, words).await?;
    inspection.settle().await?;
    inspection.look(words).await
}

/// Presses a button too early, and looks at what is said about that.
async fn refused(inspection: &Inspection, button: &str) -> Result<()> {
    inspection.visitor.browser.click("button", button).await?;
    let has_failed = "return document.title.startsWith('Error:')";
    inspection.visitor.browser.comes_true(has_failed).await?;
    inspection.look(button).await
}

#[test]
fn no_address_is_left_out() -> Result<()> {
    let journeys = [include_str!("every_page.rs"), include_str!("every_view.rs")].concat();
    for place in known_places()? {
        let is_looked_at = ["#/", "}/", "k3d/"].map(|before| journeys.contains(&[before, &place].concat()));
        ensure!(is_looked_at.contains(&true), "nobody looks at {place}");
    }
    Ok(())
}

#[tokio::test]
async fn every_page_in_every_theme() -> Result<()> {
    let inspection = Inspection::begin("every-page").await?;
    let browser = &inspection.visitor.browser;
    inspection.look_at("#/").await?;
    browser
        .click("DisclosureTriangle", "Nothing leaves this page")
        .await
        .context("the promise")?;
    inspection.look("the promise opened").await?;
    inspection.look_at("#/nowhere").await?;
    inspection.look_at("#/offline").await?;
    inspection.look_at("#/glossary").await?;

    inspection.look_at("#/convert").await?;
    press(&inspection, "Convert", "There is nothing to convert.").await?;
    for (handler, words) in [("noop", "Result: 1 converted"), ("unknown", "Result: 1 not converted.")] {
        browser
            .fill("APIRule (YAML)", &APIRULE.replace("HANDLER", handler))
            .await?;
        press(&inspection, "Convert", words).await?;
    }

    inspection.look_at("#/diagnose").await?;
    press(&inspection, "Find the cause", "There is no message yet").await?;
    for (message, words) in [(UNKNOWN_CA, "3 likely causes"), ("eels", "not in the list")] {
        browser.fill("Message", message).await?;
        press(&inspection, "Find the cause", words).await?;
    }

    inspection.look_at("#/inspect").await?;
    press(&inspection, "Show an example", "2 certificates, ").await?;
    let text = inspect::text("tutorial.txt");
    inspect::put(browser, &text).await?;
    browser.says_within(PATIENCE * 4, "3 certificates, 6 problems").await?;
    inspection.settle().await?;
    inspection.look("problems").await?;
    inspect::put(browser, "hello").await?;
    inspection.settle().await?;
    inspection.look("nothing found").await?;

    // A link with all that can be wrong with it.
    let hostile = "#/k3d/names?v=9&namespace=Not%20one&nonsense=1&password=known&cluster=%FF";
    inspection.look_at(hostile).await?;
    inspection.end().await.map(drop)
}

#[tokio::test]
async fn requests_and_signing_in_every_theme() -> Result<()> {
    let inspection = Inspection::begin("every-request").await?;
    let browser = &inspection.visitor.browser;
    inspection.look_at("#/request").await?;
    browser.fill("Subject", "").await?;
    browser.fill("Alternative names", "not a name").await?;
    refused(&inspection, "Make key and request").await?;
    refused(&inspection, "Check and complete").await?;
    browser.fill("Subject", "/O=Example/CN=client").await?;
    browser.fill("Alternative names", "DNS:me.example.com").await?;
    press(&inspection, "Make key and request", "Your key and your request").await?;
    browser.click("button", "Download the private key").await?;
    browser.downloaded("private.key").await?;
    browser.click("button", "Download the request").await?;
    let request = fs::read_to_string(browser.downloaded("request.csr").await?)?;

    inspection.look_at("#/sign").await?;
    refused(&inspection, "Sign").await?;
    browser.fill("Requests", &request).await?;
    browser.says_within(PATIENCE * 4, "Its signature is right").await?;
    browser
        .select("Who signs", "A new CA, made here in the same go")
        .await?;
    browser.fill("Subject", "/CN=granted").await?;
    browser.fill("Valid for", "30").await?;
    inspection.look("asked").await?;
    // Somebody looks a word up, and finds everything as it was.
    inspection.turn_to("#/glossary/csr").await?;
    inspection.turn_to("#/sign").await?;
    for (label, typed) in [
        ("Requests", request.trim_end()),
        ("Subject", "/CN=granted"),
        ("Alternative names", "DNS:me.example.com"),
        ("Valid for", "30"),
    ] {
        let kept = browser.value(label).await?;
        ensure!(kept.trim_end() == typed, "{label} is {kept}");
    }
    browser.says_within(PATIENCE * 4, "Name of the new CA").await?;
    press(&inspection, "Sign", "The certificate is signed").await?;
    inspection.end().await.map(drop)
}

#[tokio::test]
async fn results_in_every_theme() -> Result<()> {
    let inspection = Inspection::begin("every-result").await?;
    let browser = &inspection.visitor.browser;
    let folder = tempfile::tempdir()?;
    inspection.turn_to("#/k3d/review").await?;
    browser.evaluate(HOLD_KEYS, vec![]).await?;
    browser.click("button", "Generate").await?;
    browser.by_role("button", "Cancel").await?;
    browser
        .comes_true("return location.hash.includes('/k3d/generating')")
        .await?;
    inspection.look("being made").await?;
    browser.evaluate("window.releaseKeys()", vec![]).await?;
    browser
        .comes_true("return location.hash.includes('/k3d/result')")
        .await?;
    inspection.settle().await?;
    inspection.look("made").await?;
    browser.click("radio", "Kyma dashboard").await?;
    browser.click("radio", "PowerShell").await?;
    inspection.look("in the dashboard").await?;
    browser.click("button", "Download everything (.zip)").await?;
    let archive = downloaded(browser, folder.path()).await?;
    inspection.look_at("#/k3d/guide").await?;
    inspection.look_at("#/k3d/manifests").await?;
    inspection.look_at("#/k3d/manifests/gateway").await?;
    inspection.turn_to("#/k3d/names").await?;
    browser.click("radio", "Trust map").await?;
    inspection.look("the map").await?;

    let broken = folder.path().join("cut.zip");
    fs::write(&broken, "PK\u{3}\u{4}")?;
    // In another tab nothing is known but the file.
    browser.reload().await?;
    for (page, make) in [
        ("#/renew", "Make new certificates"),
        ("#/revoke", "Make the revocation list"),
    ] {
        inspection.look_at(page).await?;
        take(&inspection, &broken, "cut off on the way").await?;
        take(&inspection, &archive, "ML Client Curl").await?;
        press(&inspection, make, " is chosen. Tick").await?;
        browser.click("checkbox", "ML Client Curl").await?;
        press(&inspection, make, "Download mtls-k3d-test-re").await?;
    }
    inspection.end().await.map(drop)
}

async fn take(inspection: &Inspection, file: &Path, words: &str) -> Result<()> {
    choose(&inspection.visitor.browser, &[file]).await?;
    inspection.visitor.browser.says_within(PATIENCE * 4, words).await?;
    inspection.settle().await?;
    inspection.look(words).await
}
