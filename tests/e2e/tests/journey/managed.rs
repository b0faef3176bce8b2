//! The journeys for clusters that are managed by Gardener.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::Result;
use mtls_wizard_e2e::pages::StepPage;

#[tokio::test]
async fn the_default_domain_is_pasted_as_kubectl_prints_it() -> Result<()> {
    let visitor = Visitor::new("default-domain").await?;
    let step = visitor.start_page().await?.choose("Default domain").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Parent domain").await? {
                step.fill("Parent domain", "[\"*.c12345.kyma.ondemand.com\"]").await?;
                assert!(
                    visitor
                        .browser
                        .text()
                        .await?
                        .contains("httpbin.mtls.c12345.kyma.ondemand.com")
                );
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    visitor.inspect("review").await?;
    let checked = review.text().await?;
    assert!(checked.contains("Gardener puts the certificate and its key into the Secret kyma-mtls"));
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-default-domain-test")?;
    let certificate = archive.text("manifests/02-certificate-kyma-mtls.yaml")?;
    assert!(
        certificate.contains("commonName: '*.mtls.c12345.kyma.ondemand.com'"),
        "{certificate}"
    );
    archive.client()?;
    assert!(!archive.file("certificates/server.key").exists());
    visitor.leave().await
}

/// What only this journey types, and what must never be seen outside its field and the archive.
const SECRET: &str = "MARKED7K7MDENGbPxRfiCYEXAMPLEKEY";

#[tokio::test]
async fn credentials_of_a_dns_provider_stay_in_the_archive() -> Result<()> {
    let visitor = Visitor::new("custom-domain").await?;
    let step = visitor.start_page().await?.choose("Custom domain").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Parent domain").await? {
                step.fill("Parent domain", "shop.example.com").await?;
            }
            if step.asks_for("DNS provider").await? {
                step.select("Credentials of the DNS provider", "I type them here")
                    .await?;
                assert!(step.asks_for("AWS_ACCESS_KEY_ID").await?);
                step.select("DNS provider", "Alibaba Cloud DNS").await?;
                assert!(!step.asks_for("AWS_ACCESS_KEY_ID").await?);
                step.fill("ACCESS_KEY_ID", "LTAI5tExample").await?;
                step.fill("ACCESS_KEY_SECRET", SECRET).await?;
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    visitor.inspect("review").await?;
    assert!(!review.text().await?.contains(SECRET));
    let stored = visitor
        .browser
        .evaluate(
            "return JSON.stringify([{...sessionStorage}, {...localStorage}, location.href])",
            vec![],
        )
        .await?;
    assert!(!stored.to_string().contains(SECRET), "{stored}");
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    assert!(!visitor.browser.text().await?.contains(SECRET));
    let archive = Archive::unpack(&result.download().await?, "mtls-custom-domain-test")?;
    assert_eq!(archive.text("credentials/dns/ACCESS_KEY_SECRET")?, SECRET);
    let provider = archive.text("manifests/02-dnsprovider-kyma-mtls-dns.yaml")?;
    assert!(
        provider.contains("type: alicloud-dns") && provider.contains("- shop.example.com"),
        "{provider}"
    );
    visitor.leave().await
}
