//! The journey of a person who lost a client's key: from the archive to a list that openssl obeys, and to the next list.

use crate::renew::{LIMIT, choose, downloaded};
use crate::{archive::Archive, visitor::Visitor};
use anyhow::Result;
use mtls_wizard_e2e::process::run;
use std::process::Command;

#[tokio::test]
async fn a_client_is_revoked_and_the_next_list_carries_on() -> Result<()> {
    revoke_a_client(Visitor::new("revoke").await?).await
}

/// A revocation list, and the next one.
pub async fn revoke_a_client(visitor: Visitor) -> Result<()> {
    let browser = &visitor.browser;
    let folder = tempfile::tempdir()?;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    result.download().await?;
    let earlier = downloaded(browser, folder.path()).await?;
    browser.click("link", "revoke clients").await?;
    browser.says_within(LIMIT, "Who shall no longer get in").await?;
    // The page announces itself.
    browser.focus_comes_to("Revoke clients").await?;
    browser.click("button", "Make the revocation list").await?;
    browser.says_within(LIMIT, "Nobody is chosen").await?;
    browser.click("checkbox", "ML Client Curl").await?;
    browser
        .select("Reason for ML Client Curl", "The key was lost or stolen")
        .await?;
    visitor.inspect("chosen").await?;
    browser.click("button", "Make the revocation list").await?;
    let text = browser.says_within(LIMIT, "Make the next list in time").await?;
    assert!(text.contains("--from-file=crl=certificates/client-ca.crl"), "{text}");
    visitor.inspect("made").await?;
    browser.click("button", "Download mtls-k3d-test-revoked.zip").await?;
    let file = downloaded(browser, folder.path()).await?;
    let revoked = Archive::unpack(&file, "mtls-k3d-test")?;
    let before = Archive::unpack(&earlier, "mtls-k3d-test")?;
    let list = revoked.file("certificates/client-ca.crl");
    let shown = run(Command::new("openssl")
        .args(["crl", "-noout", "-text", "-in"])
        .arg(&list))?;
    assert!(
        shown.contains("Key Compromise") && shown.contains("X509v3 CRL Number"),
        "{shown}"
    );
    let verdict = Command::new("openssl")
        .args(["verify", "-crl_check", "-CAfile"])
        .arg(before.file("certificates/client-root-ca.crt"))
        .arg("-CRLfile")
        .arg(&list)
        .arg(before.client()?.certificate)
        .output()?;
    let said = String::from_utf8_lossy(&verdict.stderr).into_owned();
    assert!(
        !verdict.status.success() && said.contains("certificate revoked"),
        "{said}"
    );

    // Later, with the earlier archive and the list.
    visitor.start_page().await?;
    browser.click("link", "Revoke clients").await?;
    browser.says_within(LIMIT, "The earlier archive").await?;
    choose(browser, &[&earlier, &list]).await?;
    browser
        .says_within(LIMIT, "revoked already (the key was lost or stolen)")
        .await?;
    visitor.inspect("again").await?;
    visitor.leave().await
}
