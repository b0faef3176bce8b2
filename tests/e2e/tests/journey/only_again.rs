//! The journey of a person who made certificates only, without any cluster: made, renewed, and one client revoked.

use crate::renew::{LIMIT, choose, downloaded};
use crate::{archive::Archive, visitor::Visitor};
use anyhow::{Context, Result, bail};
use mtls_wizard_e2e::{pages::Next, process::run};
use std::path::Path;
use std::process::Command;

const CLIENTS: [&str; 2] = ["orders", "shipping"];

/// What `openssl verify` says of a client of an archive.
fn verified(archive: &Archive, client: &Path, list: Option<&Path>) -> Result<(bool, String)> {
    let mut command = Command::new("openssl");
    command.args(["verify", "-x509_strict", "-purpose", "sslclient"]);
    if let Some(list) = list {
        command.args(["-crl_check", "-CRLfile"]).arg(list);
    }
    let output = command
        .arg("-CAfile")
        .arg(archive.file("certificates/client-root-ca.crt"))
        .arg(client)
        .output()?;
    let said = [output.stdout, output.stderr].concat();
    Ok((output.status.success(), String::from_utf8_lossy(&said).into_owned()))
}

#[tokio::test]
async fn certificates_without_a_cluster_are_renewed_and_revoked() -> Result<()> {
    let visitor = Visitor::new("only-again").await?;
    let browser = &visitor.browser;
    let folder = tempfile::tempdir()?;
    let step = visitor.start_page().await?.choose("Only certificates").await?;
    let Next::Step(step) = step.accepted().await? else {
        bail!("there is no second step");
    };
    step.fill("List of clients", &CLIENTS.join("\n")).await?;
    let review = step.accept_defaults(async |_| Ok(())).await?;
    let result = review.generate().await?.finished().await?;
    result.download().await?;
    let earlier = downloaded(browser, folder.path()).await?;
    let before = Archive::unpack(&earlier, "mtls-certificates")?;

    // In another tab: nothing is known but the file.
    visitor.start_page().await?;
    browser.reload().await?;
    browser.click("link", "Renew and rotate").await?;
    browser.says_within(LIMIT, "The earlier archive").await?;
    choose(browser, &[&earlier]).await?;
    let text = browser.says_within(LIMIT, "What expires when").await?;
    assert!(text.contains("mtls-certificates: 1 authority, "), "{text}");
    assert!(text.contains("2 clients"), "{text}");
    visitor.inspect("timeline").await?;
    for client in CLIENTS {
        browser.click("checkbox", client).await?;
    }
    browser.fill("Valid for days", "300").await?;
    browser.click("button", "Make new certificates").await?;
    browser.says_within(LIMIT, "Hand out the clients’ files").await?;
    visitor.inspect("renewed").await?;
    browser
        .click("button", "Download mtls-certificates-renewed.zip")
        .await?;
    let renewed_file = downloaded(browser, folder.path()).await?;
    let renewed = Archive::unpack(&renewed_file, "mtls-certificates")?;
    for client in CLIENTS {
        let certificate = format!("certificates/clients/{client}/client.crt");
        let (is_good, said) = verified(&before, &renewed.file(&certificate), None)?;
        assert!(is_good, "{said}");
        assert_ne!(before.text(&certificate)?, renewed.text(&certificate)?);
    }

    // The old certificate of one is revoked.
    visitor.start_page().await?;
    browser.reload().await?;
    browser.click("link", "Revoke clients").await?;
    browser.says_within(LIMIT, "The earlier archive").await?;
    choose(browser, &[&earlier]).await?;
    browser.says_within(LIMIT, "Who shall no longer get in").await?;
    browser.click("checkbox", CLIENTS[0]).await?;
    browser.click("button", "Make the revocation list").await?;
    browser.says_within(LIMIT, "Make the next list in time").await?;
    visitor.inspect("revoked").await?;
    browser
        .click("button", "Download mtls-certificates-revoked.zip")
        .await?;
    let revoked = Archive::unpack(&downloaded(browser, folder.path()).await?, "mtls-certificates")?;
    let list = revoked.file("certificates/client-ca.crl");
    for (archive, client, is_revoked) in [
        (&before, CLIENTS[0], true),
        (&before, CLIENTS[1], false),
        (&renewed, CLIENTS[0], false),
    ] {
        let certificate = archive.file(&format!("certificates/clients/{client}/client.crt"));
        let (is_good, said) = verified(&before, &certificate, Some(&list))?;
        assert_eq!(is_good, !is_revoked, "{client}: {said}");
        assert_eq!(said.contains("certificate revoked"), is_revoked, "{said}");
    }

    // A list that was changed on the way is not carried on.
    let forged = folder.path().join("forged.crl");
    run(Command::new("openssl")
        .args(["crl", "-outform", "DER", "-in"])
        .arg(&list)
        .arg("-out")
        .arg(&forged))?;
    let mut der = std::fs::read(&forged)?;
    // The last octet belongs to the signature.
    *der.last_mut().context("an empty file")? ^= 1;
    std::fs::write(&forged, der)?;
    choose(browser, &[&earlier, &forged]).await?;
    browser
        .says_within(LIMIT, "the signature is not of that authority’s key")
        .await?;
    browser.click("checkbox", CLIENTS[1]).await?;
    browser.click("button", "Make the revocation list").await?;
    browser
        .says_within(LIMIT, "Without the right one it is not known who is revoked already")
        .await?;
    visitor.inspect("forged").await?;
    visitor.leave().await
}
