//! The journeys that end well.

use crate::{
    archive::Archive,
    handshake::assert_handshakes,
    visitor::{LOCAL_K3D, Visitor},
};
use anyhow::Result;
use mtls_wizard_e2e::pages::{ResultPage, StepPage};
use std::collections::BTreeSet;

#[tokio::test]
async fn every_default_works_untouched() -> Result<()> {
    k3d_with_every_default(Visitor::new("defaults").await?).await
}

/// With every default, to a handshake by the archive.
pub async fn k3d_with_every_default(visitor: Visitor) -> Result<()> {
    let start = visitor.start_page().await?;
    visitor.inspect("start").await?;
    let step = start.choose(LOCAL_K3D).await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| visitor.inspect(&step.title().await?).await)
        .await?;
    visitor.inspect("review").await?;
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    visitor.browser.window_picture("readme-result").await?;

    let predicted = result.predicted_headers().await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;
    result.open_everything().await?;
    visitor.inspect("result-opened").await?;
    archive.assert_contract()?;
    assert_handshakes(&archive, &predicted).await?;
    visitor.leave().await
}

#[tokio::test]
async fn clients_are_told_apart() -> Result<()> {
    let visitor = Visitor::new("restrict").await?;
    let step = visitor.start_page().await?.choose("Restrict by certificate").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Parent domain").await? {
                step.fill("Parent domain", "c12345.kyma.ondemand.com").await?;
            }
            if step.asks_for("Allowed clients").await? {
                step.fill("Allowed clients", "Order Service\n\"Billing, nightly\"")
                    .await?;
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    visitor.inspect("review").await?;
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-restrict-test")?;
    let policy = archive.text("manifests/06-authorizationpolicy-httpbin-mtls.yaml")?;
    for subject in [
        "O=ML Client Org,CN=Order Service",
        "O=ML Client Org,CN=Billing\\, nightly",
    ] {
        assert!(policy.contains(subject), "{policy}");
    }
    assert!(!policy.contains("ML Client Other"), "{policy}");
    for folder in ["order-service", "billing-nightly", "ml-client-other"] {
        archive.text(&format!("certificates/clients/{folder}/client.crt"))?;
    }
    visitor.leave().await
}

/// Everything that a person may change and that ends in a certificate, a manifest or a bundle.
const CHANGES: [(&str, &str); 5] = [
    ("Parent domain", "bücher.example"),
    ("Namespace", "shop-test"),
    ("Workload name", "shelf"),
    ("Client organization", "Müller, Söhne + Co"),
    ("Client common name", "Ångström \"A\" #1"),
];
const CHOICES: [(&str, &str); 2] = [
    ("Key algorithm", "ECDSA P-384"),
    ("Encryption of the .p12 file", "For older importers (3DES)"),
];

#[tokio::test]
async fn changed_answers_arrive_in_the_handshake() -> Result<()> {
    let visitor = Visitor::new("changed").await?;
    let step = visitor.local_k3d().await?;
    let mut open: BTreeSet<&str> = CHANGES.iter().chain(&CHOICES).map(|(label, _)| *label).collect();
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            for (label, text) in CHANGES {
                if step.asks_for(label).await? {
                    step.fill(label, text).await?;
                    open.remove(label);
                }
            }
            if step.asks_for("Parent domain").await? {
                visitor.browser.window_picture("readme-step").await?;
            }
            for (label, option) in CHOICES {
                if step.asks_for(label).await? {
                    step.select(label, option).await?;
                    open.remove(label);
                }
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    assert!(open.is_empty(), "no step asked for {open:?}");
    let answers = review.text().await?;
    assert!(
        answers.contains("xn--bcher-kva.example"),
        "the review shows the domain as it will be used: {answers}"
    );
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;

    let predicted = result.predicted_headers().await?;
    assert!(
        predicted["x-client-ssl-cn"].contains("O=M\\C3\\BCller\\, S\\C3\\B6hne \\+ Co"),
        "{predicted:?}"
    );
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-shop-test")?;
    archive.assert_contract()?;
    assert_handshakes(&archive, &predicted).await?;
    visitor.leave().await
}

#[tokio::test]
async fn leaving_warns_until_the_keys_are_downloaded() -> Result<()> {
    for download in [false, true] {
        let visitor = Visitor::new("leaving").await?;
        let result: ResultPage<'_> = visitor.defaults().await?.generate().await?.finished().await?;
        if download {
            result.download().await?;
        }
        let warned = visitor.browser.leave().await?;
        assert_eq!(warned, !download, "downloaded: {download}, warned: {warned}");
    }
    Ok(())
}
