//! What the app promises of secrets: they are on the page and in the archive, and nowhere else.

use crate::{
    archive::Archive,
    visitor::{LOCAL_K3D, Visitor},
};
use anyhow::Result;
use mtls_wizard_e2e::pages::StepPage;
use std::fs;

const PASSWORD: &str = "Password of the .p12 file";

#[tokio::test]
async fn secrets_leave_no_trace_but_the_archive() -> Result<()> {
    let visitor = Visitor::new("secrets").await?;
    let browser = &visitor.browser;
    let mut password = String::new();
    let mut traces = Vec::new();
    let review = visitor
        .local_k3d()
        .await?
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Namespace").await? {
                step.fill("Namespace", "not-secret").await?;
            }
            if step.asks_for(PASSWORD).await? {
                password = step.value(PASSWORD).await?;
            }
            traces.push(browser.traces().await?);
            Ok(())
        })
        .await?;
    let shown = review.text().await?;
    assert!(!shown.contains(&password), "the review shows the password: {shown}");
    traces.push(browser.traces().await?);
    let result = review.generate().await?.finished().await?;
    traces.push(browser.traces().await?);
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-not-secret")?;
    result.open_everything().await?;
    traces.push(browser.traces().await?);
    let shown = browser.text().await?;
    traces.push(shown.clone());
    traces.extend(browser.console().await?);

    assert!(
        traces[0].contains("not-secret"),
        "answers that are no secret are kept, or else this looks in the wrong place: {}",
        traces[0]
    );
    assert!(
        shown.contains("-----BEGIN CERTIFICATE-----"),
        "certificates are shown: {shown}"
    );
    let secrets = secrets_of(&archive)?;
    assert!(secrets.contains(&password), "the archive names the password");
    for secret in &secrets {
        for trace in &traces {
            assert!(!trace.contains(secret.as_str()), "a secret is in {trace}");
        }
    }
    visitor.leave().await
}

/// The password, and every line of every private key that stands in no certificate.
fn secrets_of(archive: &Archive) -> Result<Vec<String>> {
    let (_, password) = archive.client_bundle()?;
    let mut secrets = vec![password];
    let client = archive.client()?.private_key;
    let authorities = ["server-root-ca", "client-root-ca", "server"];
    let keys = authorities.map(|name| archive.file(&format!("certificates/{name}.key")));
    for key in keys.iter().chain([&client]) {
        let pem = fs::read_to_string(key)?;
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        assert!(lines.len() > 1, "{} is no key", key.display());
        secrets.extend(lines.into_iter().map(str::to_owned));
    }
    Ok(secrets)
}

const KEPT: &str =
    "#/k3d/certificates?change=password&v=1&namespace=kept-namespace&client-cn=Kept%20Client&key=ecdsa-p256";

#[tokio::test]
async fn a_reload_keeps_the_answers_but_no_secret() -> Result<()> {
    let visitor = Visitor::new("reloaded").await?;
    let browser = &visitor.browser;
    let step = visitor.start_page().await?.choose(LOCAL_K3D).await?;
    step.fill("Namespace", "kept-namespace").await?;
    browser.reload().await?;
    assert_eq!(step.value("Namespace").await?, "kept-namespace");

    let review = step.accept_defaults(async |_: &StepPage<'_>| Ok(())).await?;
    let step = review.change(PASSWORD).await?;
    browser.focus_comes_to(PASSWORD).await?;
    step.fill(PASSWORD, "typed by hand").await?;
    step.fill("Client common name", "Kept Client").await?;
    step.select("Key algorithm", "ECDSA P-256").await?;
    // At once, before the address has followed: what is kept counts, and the address catches up.
    browser.reload().await?;
    let caught_up = format!("return location.hash === '{KEPT}'");
    browser.comes_true(&caught_up).await?;
    assert_eq!(step.value("Client common name").await?, "Kept Client");
    let password = step.value(PASSWORD).await?;
    assert!(
        password != "typed by hand" && password.len() >= 20,
        "a reload makes a new password: {password}"
    );
    let answers = step
        .accept_defaults(async |_: &StepPage<'_>| Ok(()))
        .await?
        .text()
        .await?;
    for kept in ["kept-namespace", "Kept Client", "ECDSA P-256"] {
        assert!(answers.contains(kept), "{kept} is not in {answers}");
    }
    visitor.leave().await
}

const CALL_ANOTHER_ORIGIN: &str = "const done = arguments[arguments.length - 1]; \
     fetch('http://other.invalid/').then(() => done('answered'), () => done('refused'))";

#[tokio::test]
async fn the_page_cannot_talk_to_another_server() -> Result<()> {
    let visitor = Visitor::new("policy").await?;
    visitor.start_page().await?;
    visitor.no_problems("start").await?;
    let outcome = visitor.browser.evaluate_async(CALL_ANOTHER_ORIGIN, vec![]).await?;
    assert_eq!(outcome, "refused");
    let problems = visitor.browser.problems().await?.join("\n");
    assert!(problems.contains("CSP violation: connect-src"), "{problems}");
    // Refused before it was sent: the network log has no such request either.
    visitor.leave().await
}
