//! The journey of a person whose company has a CA: it comes as an encrypted `.p12`, and signs the client here.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::Result;
use mtls_wizard_e2e::{openssl::Authority, pages::StepPage, process::run};
use serde_json::json;
use std::{fs, process::Command};

const CA_SOURCE: &str = "Where does the client CA come from?";
const CA_KEY: &str = "Client CA private key (PEM)";
const PASSWORD_FIELD: &str = "Password of the file for Client CA certificate (PEM)";
const OPEN: &str = "Open the file for Client CA certificate (PEM)";
const PASSWORD: &str = "Grüße vom CA-Team";

/// Drops a file onto a field, as the browser would tell the page; WebDriver cannot drag from outside.
pub async fn drop_file(visitor: &Visitor, id: &str, octets: &[u8]) -> Result<()> {
    let script = "const data = new DataTransfer(); \
         data.items.add(new File([new Uint8Array(arguments[1])], 'company-ca.p12')); \
         document.getElementById(arguments[0]).dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
    visitor.browser.evaluate(script, vec![json!(id), json!(octets)]).await?;
    Ok(())
}

#[tokio::test]
async fn an_encrypted_ca_is_dropped_and_signs_the_client() -> Result<()> {
    let root = Authority::root("/O=Partners/CN=Partners Root")?;
    let issuing = root.intermediate("/O=Partners/CN=Partners Issuing")?;
    let bundle = fs::read(issuing.identity().pkcs12(PASSWORD)?)?;
    let visitor = Visitor::new("authority-p12").await?;
    let browser = &visitor.browser;
    let step = visitor.start_page().await?.choose("Local k3d").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for(CA_SOURCE).await? {
                step.select(CA_SOURCE, "My own, with its key").await?;
                drop_file(&visitor, "client-ca-chain", &bundle).await?;
                step.says("company-ca.p12").await?;
                step.fill(PASSWORD_FIELD, "wrong").await?;
                browser.click("button", OPEN).await?;
                step.says("This password is not the right one").await?;
                browser.focus_comes_to(PASSWORD_FIELD).await?;
                visitor.inspect("wrong password").await?;
                step.fill(PASSWORD_FIELD, PASSWORD).await?;
                browser.click("button", OPEN).await?;
                step.says("Read: O=Partners, CN=Partners Issuing").await?;
                assert!(!browser.has("button", OPEN).await?);
                assert!(
                    browser.has("button", &format!("Remove {CA_KEY}")).await?,
                    "the key came along"
                );
                assert_eq!(step.value(CA_KEY).await?, "", "the key is out of sight");
                // This CA ends in thirty days.
                step.fill("Server and client certificates valid for", "20").await?;
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    let mut traces = vec![review.text().await?, browser.traces().await?];
    assert!(
        traces[0].contains("The client CA is the one you brought"),
        "{}",
        traces[0]
    );
    let result = review.generate().await?.finished().await?;
    traces.extend([browser.traces().await?, browser.text().await?]);
    traces.extend(browser.console().await?);
    assert!(
        traces.iter().all(|trace| !trace.contains(PASSWORD)),
        "the password left a trace"
    );
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    assert!(!archive.file("certificates/client-root-ca.key").exists());
    let verified = run(Command::new("openssl")
        .args(["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile"])
        .arg(root.identity().certificate)
        .arg("-untrusted")
        .arg(archive.file("certificates/client-root-ca.crt"))
        .arg(archive.file("certificates/clients/ml-client-curl/client.crt")))?;
    assert!(
        verified.ends_with("client.crt: OK\n") || verified.trim().ends_with(": OK"),
        "{verified}"
    );
    visitor.leave().await
}
