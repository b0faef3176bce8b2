//! The journeys of people who bring certificates and keys along.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::Result;
use mtls_wizard_e2e::{pages::StepPage, process::repository};
use serde_json::json;
use std::path::PathBuf;

const CHAIN: &str = "Gateway certificate chain (PEM)";
const KEY: &str = "Gateway private key (PEM)";
const CA_CHAIN: &str = "Client CA certificate (PEM)";
const CA_KEY: &str = "Client CA private key (PEM)";
const SERVER_SOURCE: &str = "Where does the gateway’s certificate come from?";
const CA_SOURCE: &str = "Where does the client CA come from?";

fn file(name: &str) -> PathBuf {
    repository().join("tests/core/fixtures/own").join(name)
}

fn text(name: &str) -> Result<String> {
    Ok(std::fs::read_to_string(file(name))?)
}

/// The lines of keys that stand in no certificate.
fn secrets() -> Result<Vec<String>> {
    let mut secrets = Vec::new();
    for name in ["server.key", "client-root.key"] {
        let pem = text(name)?;
        secrets.extend(pem.lines().filter(|line| !line.starts_with("--")).map(str::to_owned));
    }
    Ok(secrets)
}

/// Gives all files, after some that are wrong.
async fn give_files(visitor: &Visitor, step: &StepPage<'_>) -> Result<()> {
    let browser = &visitor.browser;
    step.select(SERVER_SOURCE, "Certificate and key files").await?;
    step.choose_files(CHAIN, &[file("make.sh")]).await?;
    step.says("make.sh").await?;
    step.choose_files(KEY, &[file("server-encrypted.key")]).await?;
    step.says("server-encrypted.key, 399 characters").await?;
    let refused = step.refused().await?;
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert!(refused[0].contains("this is not PEM text"), "{refused:?}");
    assert!(refused[1].contains("openssl pkey -in encrypted.key"), "{refused:?}");
    visitor.inspect("refused files").await?;
    step.choose_files(CHAIN, &[file("server.der")]).await?;
    step.says("Read: *.apps.example.com, apps.example.com, until 2125-12-31")
        .await?;

    browser.click("button", &format!("Remove {KEY}")).await?;
    browser.focus_comes_to(KEY).await?;
    step.choose_files(CHAIN, &["root.crt", "issuing.crt", "server.crt"].map(file))
        .await?;
    step.says("Read: *.apps.example.com, apps.example.com, until 2125-12-31; and 2 more")
        .await?;
    step.choose_files(KEY, &[file("server.key")]).await?;
    step.says("server.key, 241 characters").await?;
    assert_eq!(step.value(KEY).await?, "", "the key is out of sight");

    step.select(CA_SOURCE, "My own, with its key").await?;
    assert!(!step.asks_for("Client CA common name").await?);
    step.fill(CA_CHAIN, text("client-root.crt")?.trim()).await?;
    step.says("Read: O=Partners, CN=Partners Root").await?;
    step.give(CA_KEY, text("client-root.key")?.trim()).await?;
    step.says("240 characters").await?;
    assert_eq!(step.value(CA_KEY).await?, "", "the key is out of sight");
    Ok(())
}

#[tokio::test]
async fn files_are_chosen_and_pasted() -> Result<()> {
    let visitor = Visitor::new("own-files").await?;
    let browser = &visitor.browser;
    let step = visitor.start_page().await?.choose("Own gateway certificate").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Parent domain").await? {
                step.fill("Parent domain", "*.apps.example.com").await?;
                step.says("httpbin.apps.example.com").await?;
            }
            if step.asks_for(SERVER_SOURCE).await? {
                give_files(&visitor, step).await?;
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    visitor.inspect("review").await?;
    let checked = review.text().await?;
    for words in [
        "The gateway’s key belongs to its certificate",
        "put in order",
        "O=Partners, CN=Partners Root, until 2125-12-31",
    ] {
        assert!(checked.contains(words), "{words:?} is not in {checked}");
    }
    let mut traces = vec![checked, browser.traces().await?];
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    traces.extend([browser.traces().await?, browser.text().await?]);
    traces.extend(browser.console().await?);
    let archive = Archive::unpack(&result.download().await?, "mtls-own-test")?;
    assert_eq!(
        archive.text("certificates/server-chain.pem")?,
        [text("server.crt")?, text("issuing.crt")?].concat()
    );
    assert_eq!(
        archive.text("certificates/client-root-ca.crt")?,
        text("client-root.crt")?
    );
    assert!(!archive.file("certificates/client-root-ca.key").exists());
    archive.client()?;
    let answers = archive.text("answers.json")?;
    assert!(answers.contains("server-chain"), "{answers}");
    traces.push(answers);
    for secret in secrets()? {
        assert!(
            traces.iter().all(|trace| !trace.contains(&secret)),
            "{secret} is in a trace"
        );
    }
    let key = archive.text("certificates/server.key")?;
    let known = text("server.key")?;
    assert_eq!(key, known);
    visitor.leave().await
}

#[tokio::test]
async fn a_secret_and_an_authority_without_its_key_make_no_keys() -> Result<()> {
    let visitor = Visitor::new("own-secret").await?;
    let step = visitor.start_page().await?.choose("Own gateway certificate").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Parent domain").await? {
                step.fill("Parent domain", "apps.example.com").await?;
                step.select("TLS mode", "OPTIONAL_MUTUAL").await?;
            }
            if step.asks_for(CA_SOURCE).await? {
                step.select(CA_SOURCE, "My own, certificate only").await?;
                for gone in [
                    "Client common name",
                    "Key algorithm",
                    "Password of the .p12 file",
                    CA_KEY,
                ] {
                    assert!(!step.asks_for(gone).await?, "{gone}");
                }
                step.choose_files(CA_CHAIN, &[file("client-root.crt")]).await?;
                step.says("Read: O=Partners, CN=Partners Root").await?;
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    visitor.inspect("review").await?;
    let checked = review.text().await?;
    assert!(checked.contains("Callers without a certificate get in"), "{checked}");
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-own-test")?;
    assert!(
        archive
            .text("apply.sh")?
            .contains("kube get secret/kyma-mtls-certs -n istio-system")
    );
    for absent in [
        "certificates/make-certificates.sh",
        "certificates/clients",
        "certificates/server.key",
    ] {
        assert!(!archive.file(absent).exists(), "{absent}");
    }
    visitor.leave().await
}

/// Drops a file onto a field, as the browser would tell the page; WebDriver cannot drag from outside.
async fn drop_file(visitor: &Visitor, id: &str, text: &str) -> Result<()> {
    let script = "const data = new DataTransfer(); data.items.add(new File([arguments[1]], 'dropped.pem')); \
         document.getElementById(arguments[0]).dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";
    visitor.browser.evaluate(script, vec![json!(id), json!(text)]).await?;
    Ok(())
}

#[tokio::test]
async fn a_reload_keeps_certificates_but_no_key() -> Result<()> {
    let visitor = Visitor::new("own-reloaded").await?;
    let step = visitor.start_page().await?.choose("Own gateway certificate").await?;
    step.fill("Parent domain", "apps.example.com").await?;
    let mtls_wizard_e2e::pages::Next::Step(step) = step.accepted().await? else {
        panic!("the certificates come next");
    };
    step.select(SERVER_SOURCE, "Certificate and key files").await?;
    drop_file(&visitor, "server-chain", &text("server.crt")?).await?;
    step.says("dropped.pem").await?;
    step.says("Read: *.apps.example.com").await?;
    step.choose_files(KEY, &[file("server.key")]).await?;
    step.says("server.key, 241 characters").await?;
    visitor.browser.reload().await?;
    step.says("Read: *.apps.example.com").await?;
    assert!(!visitor.browser.has("button", &format!("Remove {KEY}")).await?);
    let refused = step.refused().await?;
    assert!(
        refused[0].contains("Gateway private key (PEM): this is empty"),
        "{refused:?}"
    );
    visitor.leave().await
}
