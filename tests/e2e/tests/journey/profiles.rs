//! The journeys of people who want more than the usual certificates: authorities in between, names of workloads, bundles for
//! several importers, and clients that were on hold.

use crate::renew::{LIMIT, choose, downloaded};
use crate::{archive::Archive, handshake::assert_handshakes, visitor::Visitor};
use anyhow::Result;
use mtls_wizard_e2e::browser::Browser;
use mtls_wizard_e2e::pages::StepPage;
use mtls_wizard_e2e::process::run;
use std::process::Command;
use thirtyfour::Key;

const URI: &str = "Client URI name (optional)";
const SPIFFE: &str = "SPIFFE ID of a service account";

/// Opens the form for this field by keyboard.
async fn open_form(browser: &Browser, field: &str) -> Result<()> {
    let button = browser.by_role("button", &format!("{SPIFFE} {field}")).await?;
    Ok(button.send_keys(Key::Enter + "").await?)
}

async fn enter_in(browser: &Browser, label: &str) -> Result<()> {
    let input = browser.by_role("textbox", label).await?;
    Ok(input.send_keys(Key::Enter + "").await?)
}

#[tokio::test]
async fn intermediates_a_workloads_name_and_two_bundles() -> Result<()> {
    let visitor = Visitor::new("profiles").await?;
    let browser = &visitor.browser;
    let step = visitor.local_k3d().await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if !step.asks_for(URI).await? {
                return Ok(());
            }
            for what in ["clients", "server’s certificate"] {
                let name = format!("Sign the {what} with an intermediate CA");
                browser.click("checkbox", &name).await?;
            }
            step.says("Server intermediate CA common name").await?;
            browser.click("checkbox", "For older importers (3DES)").await?;

            open_form(browser, URI).await?;
            assert_eq!(browser.value("Trust domain").await?, "cluster.local");
            browser.fill("Namespace", "My_Space").await?;
            enter_in(browser, "Namespace").await?;
            step.says("Type my-space").await?;
            step.says("Type a name such as my-client").await?;
            // The first part that is wrong.
            browser.focus_comes_to("Namespace").await?;
            assert_eq!(browser.value(URI).await?, "", "nothing is added yet");
            visitor.inspect("part-refused").await?;
            browser.fill("Namespace", "my-space").await?;
            browser.fill("Service account", "caller").await?;
            enter_in(browser, "Service account").await?;
            step.says("Added spiffe://cluster.local/ns/my-space/sa/caller").await?;
            assert_eq!(
                browser.value(URI).await?,
                "spiffe://cluster.local/ns/my-space/sa/caller"
            );
            visitor.inspect("added").await
        })
        .await?;
    let answers = review.text().await?;
    for shown in ["ML Server Issuing CA", "sa/caller", "For older importers (3DES)"] {
        assert!(answers.contains(shown), "{shown} is not in {answers}");
    }
    let result = review.generate().await?.finished().await?;
    browser.says_within(LIMIT, "client-older-importers.p12").await?;
    visitor.inspect("result").await?;
    let predicted = result.predicted_headers().await?;
    assert_eq!(
        predicted["x-client-ssl-san"],
        "spiffe://cluster.local/ns/my-space/sa/caller"
    );
    assert_eq!(
        predicted["x-client-ssl-issuer"],
        "CN=ML Client Issuing CA,O=ML Client Org"
    );
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    archive.assert_contract()?;
    assert_handshakes(&archive, &predicted).await?;
    let (bundle, password) = archive.client_bundle()?;
    let older = bundle.with_file_name("client-older-importers.p12");
    let shown = Command::new("openssl")
        .args([
            "pkcs12",
            "-info",
            "-noout",
            "-passin",
            &format!("pass:{password}"),
            "-in",
        ])
        .arg(&older)
        .output()?;
    let said = String::from_utf8_lossy(&shown.stderr).into_owned();
    assert!(shown.status.success() && said.contains("3-KeyTripleDES-CBC"), "{said}");
    visitor.leave().await
}

#[tokio::test]
async fn names_of_workloads_in_rows_and_requests() -> Result<()> {
    let visitor = Visitor::new("spiffe").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?.choose("Only certificates").await?;
    browser.click("button", "Continue").await?;
    browser.by_role("heading", "Certificates").await?;
    let step = StepPage::shown(browser);
    step.fill("List of clients", "name,SANs\none,DNS:one.example.com")
        .await?;
    browser.click("button", "Edit as rows of List of clients").await?;
    open_form(browser, "Client 1").await?;
    browser.fill("Namespace", "shop").await?;
    browser.fill("Service account", "orders").await?;
    browser.click("button", "Add this name").await?;
    step.says("Added spiffe://cluster.local/ns/shop/sa/orders").await?;
    let list = step.value("List of clients").await?;
    let expected = "one,DNS:one.example.com URI:spiffe://cluster.local/ns/shop/sa/orders";
    assert!(list.contains(expected), "{list}");
    visitor.inspect("row").await?;

    visitor.start_page().await?;
    browser.click("link", "Request a certificate").await?;
    browser.by_role("heading", "Request a certificate").await?;
    browser.fill("Alternative names", "DNS:me.example.com").await?;
    open_form(browser, "Alternative names").await?;
    browser.fill("Trust domain", "").await?;
    browser.fill("Namespace", "shop").await?;
    browser.fill("Service account", "orders").await?;
    browser.click("button", "Add this name").await?;
    browser.says("Type cluster.local").await?;
    browser.fill("Trust domain", "td1").await?;
    browser.click("button", "Add this name").await?;
    browser.says("Added spiffe://td1/ns/shop/sa/orders").await?;
    let names = browser.value("Alternative names").await?;
    assert_eq!(names, "DNS:me.example.com\nURI:spiffe://td1/ns/shop/sa/orders");
    visitor.inspect("request").await?;
    visitor.leave().await
}

#[tokio::test]
async fn a_client_comes_off_hold() -> Result<()> {
    let visitor = Visitor::new("hold").await?;
    let browser = &visitor.browser;
    let folder = tempfile::tempdir()?;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    result.download().await?;
    let earlier = downloaded(browser, folder.path()).await?;
    browser.click("link", "revoke clients").await?;
    browser.says_within(LIMIT, "Who shall no longer get in").await?;
    browser.click("checkbox", "ML Client Curl").await?;
    browser.select("Reason for ML Client Curl", "On hold for now").await?;
    browser.click("button", "Make the revocation list").await?;
    browser.says_within(LIMIT, "Make the next list in time").await?;
    browser.click("button", "Download mtls-k3d-test-revoked.zip").await?;
    let revoked = Archive::unpack(&downloaded(browser, folder.path()).await?, "mtls-k3d-test")?;
    let list = revoked.file("certificates/client-ca.crl");

    visitor.start_page().await?;
    browser.click("link", "Revoke clients").await?;
    browser.says_within(LIMIT, "The earlier archive").await?;
    choose(browser, &[&earlier, &list]).await?;
    browser.says_within(LIMIT, "On hold for now.").await?;
    browser.click("checkbox", "Let ML Client Curl in again").await?;
    visitor.inspect("lifting").await?;
    browser.click("button", "Make the revocation list").await?;
    browser.says_within(LIMIT, "No longer on hold: ML Client Curl").await?;
    visitor.inspect("lifted").await?;
    browser.click("button", "Download mtls-k3d-test-revoked.zip").await?;
    let lifted = Archive::unpack(&downloaded(browser, folder.path()).await?, "mtls-k3d-test")?;
    let before = Archive::unpack(&earlier, "mtls-k3d-test")?;
    run(Command::new("openssl")
        .args(["verify", "-crl_check", "-CAfile"])
        .arg(before.file("certificates/client-root-ca.crt"))
        .arg("-CRLfile")
        .arg(lifted.file("certificates/client-ca.crl"))
        .arg(before.client()?.certificate))?;

    // New keys, each kind of the algorithm that was chosen for it.
    visitor.start_page().await?;
    browser.click("link", "Renew and rotate").await?;
    browser.says_within(LIMIT, "The earlier archive").await?;
    choose(browser, &[&earlier]).await?;
    browser.says_within(LIMIT, "What to make anew").await?;
    browser.click("checkbox", "ML Client Curl").await?;
    browser.click("radio", "A new key").await?;
    browser
        .select("Algorithm of the clients’ new keys", "ECDSA P-256")
        .await?;
    visitor.inspect("algorithms").await?;
    browser.click("button", "Make new certificates").await?;
    browser.says_within(LIMIT, "Hand out the clients’ files").await?;
    browser.click("button", "Download mtls-k3d-test-renewed.zip").await?;
    let renewed = Archive::unpack(&downloaded(browser, folder.path()).await?, "mtls-k3d-test")?;
    let text = run(Command::new("openssl")
        .args(["x509", "-noout", "-text", "-in"])
        .arg(renewed.client()?.certificate))?;
    assert!(text.contains("ASN1 OID: prime256v1"), "{text}");
    visitor.leave().await
}
