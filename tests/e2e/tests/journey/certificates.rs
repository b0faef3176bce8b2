//! The journeys of people who want certificates and no cluster, or many clients, or clients that keep their keys.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::{Result, bail};
use mtls_wizard_e2e::{
    pages::{Next, StepPage},
    process::{repository, run},
};
use std::process::Command;

const ONLY: &str = "Only certificates";
const LIST: &str = "List of clients";

/// Goes on to the step with this title.
async fn next<'browser>(visitor: &'browser Visitor, title: &str) -> Result<StepPage<'browser>> {
    visitor.browser.click("button", "Continue").await?;
    visitor.browser.by_role("heading", title).await?;
    Ok(StepPage::shown(&visitor.browser))
}

#[tokio::test]
async fn only_certificates_from_start_to_archive() -> Result<()> {
    only_certificates(Visitor::new("certificates").await?).await
}

/// Certificates without a cluster, with an intermediate CA and a list of clients.
pub async fn only_certificates(visitor: Visitor) -> Result<()> {
    let step = visitor.start_page().await?.choose(ONLY).await?;
    visitor.inspect("authority").await?;
    visitor
        .browser
        .click("checkbox", "Sign the clients with an intermediate CA")
        .await?;
    step.says("Intermediate CA common name").await?;
    let step = next(&visitor, "Certificates").await?;
    step.fill(LIST, "name,OU,password\norders,Team A;Shop,MARKED secret\npayments,,")
        .await?;
    step.says("2 clients. Envoy will print the subject of the first as O=ML Client Org,OU=Shop,OU=Team A,CN=orders")
        .await?;
    // By keyboard: the rows of the same value.
    let browser = &visitor.browser;
    browser.click("button", &format!("Edit as rows of {LIST}")).await?;
    assert!(
        !step.value(LIST).await?.contains("MARKED"),
        "the password is out of sight"
    );
    let add = browser.by_role("button", "Add a client").await?;
    add.send_keys(thirtyfour::Key::Enter + "").await?;
    // The new row's first input has the focus.
    browser.write_here("shipping").await?;
    step.says("3 clients.").await?;
    let list = step.value(LIST).await?;
    assert!(
        list.starts_with("name,OU,password\norders,\"Team A;Shop\",•••"),
        "{list}"
    );
    assert!(list.ends_with("\npayments,,\nshipping,,"), "{list}");
    visitor.inspect("rows").await?;
    browser.click("button", "Remove client 2").await?;
    step.says("2 clients.").await?;
    browser.click("checkbox", "Also make a server certificate").await?;
    visitor.inspect("filled").await?;
    let step = next(&visitor, "Keys and formats").await?;
    visitor.inspect("formats").await?;
    let Next::Review(review) = step.accepted().await? else {
        bail!("there is a fourth step");
    };
    visitor.inspect("review").await?;
    assert!(!browser.text().await?.contains("MARKED"));
    let result = review.generate().await?.finished().await?;
    for words in [
        "whoever checks the clients: the gateway",
        "kubectl create secret generic my-gateway-cacert",
    ] {
        browser.says(words).await?;
    }
    visitor.inspect("result").await?;
    assert!(!browser.text().await?.contains("MARKED"));
    let file = result.download().await?;
    let archive = Archive::unpack(&file, "mtls-certificates")?;
    for name in ["orders", "shipping"] {
        let folder = archive.file(&format!("certificates/clients/{name}"));
        run(Command::new("openssl")
            .args(["verify", "-purpose", "sslclient", "-CAfile"])
            .arg(archive.file("certificates/client-root-ca.crt"))
            .arg("-untrusted")
            .arg(folder.join("client-chain.pem"))
            .arg(folder.join("client.crt")))?;
    }
    assert_eq!(
        archive.text("certificates/clients/orders/p12-password.txt")?,
        "MARKED secret\n"
    );
    visitor.leave().await
}

#[tokio::test]
async fn sixty_clients_by_upload_cancelled_and_made() -> Result<()> {
    let visitor = Visitor::new("sixty").await?;
    let browser = &visitor.browser;
    let folder = tempfile::tempdir()?;
    let table = folder.path().join("clients.csv");
    let rows: String = (1..=60)
        .map(|number| format!("client {number};Team {}\r\n", number % 7))
        .collect();
    std::fs::write(&table, format!("\u{FEFF}Common Name;OU\r\n{rows}"))?;
    visitor.start_page().await?.choose(ONLY).await?;
    let step = next(&visitor, "Certificates").await?;
    step.choose_files(LIST, &[table]).await?;
    step.says("60 clients.").await?;
    browser.click("button", &format!("Edit as rows of {LIST}")).await?;
    step.says("Show 10 of 50 more").await?;
    let step = next(&visitor, "Keys and formats").await?;
    step.select("Key algorithm", "ECDSA P-256").await?;
    let Next::Review(review) = step.accepted().await? else {
        bail!("there is a fourth step");
    };
    assert!(review.text().await?.contains("and 55 more"));
    let review = review.generate().await?.cancel().await?;
    let result = review.generate().await?.finished().await?;
    assert!(browser.text().await?.contains("And 55 more"));
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-certificates")?;
    let list = archive.text("certificates/clients.csv")?;
    assert_eq!(list.lines().count(), 61, "{list}");
    visitor.leave().await
}

#[tokio::test]
async fn a_client_of_a_request_keeps_its_key() -> Result<()> {
    let visitor = Visitor::new("request").await?;
    let browser = &visitor.browser;
    let step = visitor.local_k3d().await?;
    let Next::Step(step) = step.accepted().await? else {
        bail!("there is no second step");
    };
    browser
        .evaluate(
            "for (const part of document.querySelectorAll('main details')) part.open = true",
            vec![],
        )
        .await?;
    let request = std::fs::read_to_string(repository().join("tests/core/fixtures/requests/openssl-p256.csr"))?;
    step.fill("Certificate requests (CSR)", &request).await?;
    let review = step.accept_defaults(async |_: &StepPage<'_>| Ok(())).await?;
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    let folder = archive.file("certificates/clients/a-b-c-d");
    assert!(folder.join("client.crt").is_file() && folder.join("client-chain.pem").is_file());
    assert!(!folder.join("client.key").exists() && !folder.join("client.p12").exists());
    visitor.leave().await
}
