//! Two clusters: from the start page to an archive that names the right one on every command.

use anyhow::Result;
use mtls_wizard_e2e::pages::StepPage;

use crate::archive::Archive;
use crate::handshake::assert_handshakes;
use crate::visitor::Visitor;

const TARGET: &str = "Kube context of the target cluster";
const EGRESS: &str = "Kube context of the egress cluster";
const HOST: &str = "httpbin.mtls.c12345.kyma.ondemand.com";

#[tokio::test]
async fn two_clusters_are_kept_apart() -> Result<()> {
    let visitor = Visitor::new("egress").await?;
    let step = visitor.start_page().await?.choose("Egress").await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for(TARGET).await? {
                step.fill(TARGET, "garden-shop--target").await?;
                step.fill(EGRESS, "garden-shop--target").await?;
                step.fill("Parent domain", "c12345.kyma.ondemand.com").await?;
                let errors = step.refused().await?;
                assert!(errors.len() == 1 && errors[0].starts_with(EGRESS), "{errors:?}");
                step.fill(EGRESS, "garden-shop--caller").await?;
            }
            visitor.inspect(&step.title().await?).await
        })
        .await?;
    visitor.inspect("review").await?;
    let answers = review.text().await?;
    for check in [
        "The two clusters are two",
        "The target’s identity is checked",
        "The egress gateway finds the client’s certificate",
    ] {
        assert!(answers.contains(check), "{check} is not in: {answers}");
    }
    let result = review.generate().await?.finished().await?;
    visitor.inspect("result").await?;
    let guide = visitor.browser.text().await?;
    assert!(
        guide.contains("Egress cluster, kube context garden-shop--caller"),
        "{guide}"
    );

    let predicted = result.predicted_headers().await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-egress-test")?;
    archive.assert_contract()?;
    let rule = archive.text("manifests/16-destinationrule-mtls-egress-test.yaml")?;
    for line in [
        format!("sni: {HOST}\n"),
        format!("subjectAltNames:\n        - {HOST}\n"),
        "credentialName: client-credential\n".to_owned(),
    ] {
        assert!(rule.contains(&line), "{line} is not in:\n{rule}");
    }
    let readme = archive.text("README.md")?;
    for (commands, context) in [
        ("create secret generic kyma-mtls-certs", "target"),
        ("exec -n test", "caller"),
    ] {
        let command = format!("kubectl --context garden-shop--{context} {commands} ");
        assert!(readme.contains(&command), "{command} is not in:\n{readme}");
    }
    // The target's gateway by itself.
    assert_handshakes(&archive, &predicted).await?;
    visitor.leave().await
}
