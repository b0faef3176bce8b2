//! The journeys about APIRules: an older one is converted, and the rules of a new one are changed.

use crate::visitor::Visitor;
use anyhow::Result;
use mtls_wizard_e2e::pages::Next;
use thirtyfour::Key;

const TEXT: &str = "APIRule (YAML)";

/// What kubectl shows of an APIRule that was made in v1beta1, and a Service after it.
const PASTED: &str = r#"apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata:
  annotations:
    gateway.kyma-project.io/original-version: v1beta1
    gateway.kyma-project.io/v1beta1-spec: '{"host":"shelf.local.kyma.dev","service":{"name":"shelf","port":8000},"gateway":"kyma-gateway.kyma-system","rules":[{"path":"/.*","methods":["GET"],"accessStrategies":[{"handler":"noop"}]}]}'
  creationTimestamp: "2025-02-03T10:00:00Z"
  name: shelf
  namespace: test
  uid: 0b1a9e0c-0000-4000-8000-000000000000
spec:
  hosts:
  - shelf.local.kyma.dev
status:
  state: Warning
---
apiVersion: v1
kind: Service
metadata:
  name: shelf
"#;

#[tokio::test]
async fn an_older_rule_becomes_v2_with_every_change_explained() -> Result<()> {
    convert(Visitor::new("converter").await?).await
}

/// An older APIRule in v2, copied and downloaded.
pub async fn convert(visitor: Visitor) -> Result<()> {
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Convert an older APIRule").await?;
    browser.fill(TEXT, PASTED).await?;
    browser.click("button", "Convert").await?;
    browser.says("Result: 1 converted, 1 left alone.").await?;
    let page = browser.text().await?;
    for words in [
        "apiVersion: gateway.kyma-project.io/v2",
        "gateway: kyma-system/kyma-gateway",
        "path: /*",
        "spec.rules[0].path",
        "kubectl apply -f apirule-1-shelf.yaml",
        "Left as it is: only APIRules are converted.",
    ] {
        assert!(page.contains(words), "{words:?} is not in: {page}");
    }
    visitor.inspect("converted").await?;

    browser.click("button", "Copy apirule-1-shelf.yaml").await?;
    browser.says("Copied").await?;
    let area = browser.by_role("textbox", TEXT).await?;
    area.send_keys(Key::Control + "a").await?;
    area.send_keys(Key::Control + "v").await?;
    let copied = browser.value(TEXT).await?;
    assert!(
        copied.starts_with("apiVersion: gateway.kyma-project.io/v2\nkind: APIRule\n"),
        "{copied}"
    );
    assert!(copied.contains("noAuth: true") && !copied.contains("uid"), "{copied}");
    browser.says("The text has changed since it was converted.").await?;
    browser.click("button", "Convert").await?;
    browser.says("Result: 1 in v2 already and right.").await?;

    browser.click("button", "Download apirule-shelf.yaml").await?;
    assert_eq!(std::fs::read_to_string(browser.downloaded_file().await?)?, copied);
    visitor.leave().await
}

#[tokio::test]
async fn what_cannot_be_converted_is_said_and_stays() -> Result<()> {
    let visitor = Visitor::new("not-converted").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.click("link", "Convert an APIRule").await?;
    browser.click("button", "Convert").await?;
    browser.says("There is nothing to convert.").await?;
    visitor.inspect("empty").await?;

    let wrong = "apiVersion: gateway.kyma-project.io/v1beta1\nkind: APIRule\nmetadata: {name: a, namespace: b}\nspec:\n  host: a.example.com\n  gateway: kyma-system/kyma-gateway\n  service: {name: a, port: 80}\n  rules:\n  - {path: '/a[0-9]+', methods: [GET], accessStrategies: [{handler: oauth2_introspection}]}\n";
    browser.fill(TEXT, wrong).await?;
    browser.click("button", "Convert").await?;
    browser.says("Result: 1 not converted.").await?;
    let page = browser.text().await?;
    for words in [
        "spec.rules[0].path",
        "spec.rules[0].accessStrategies",
        "nothing of it is shown",
    ] {
        assert!(page.contains(words), "{words:?} is not in: {page}");
    }
    assert_eq!(browser.value(TEXT).await?, wrong, "what was typed is lost");
    assert!(!browser.has("button", "Download apirule-a.yaml").await?);
    visitor.inspect("not-converted").await?;

    // A file takes the place of what was typed, and is converted at once.
    assert!(
        browser
            .all_by_role("button")
            .await?
            .contains(&"Choose files for APIRule (YAML)".to_owned())
    );
    let right = wrong
        .replace("/a[0-9]+", "/.*")
        .replace("oauth2_introspection", "no_auth");
    for (give, name) in [(CHOOSE, "chosen"), (DROP, "dropped")] {
        let file = right.replace("name: a,", &format!("name: {name},"));
        browser.evaluate(give, vec![file.clone().into()]).await?;
        browser.says(&format!("APIRule {name} in b")).await?;
        assert_eq!(browser.value(TEXT).await?, file);
    }
    let large = "#".repeat((1 << 20) + 1);
    let before = browser.value(TEXT).await?;
    browser.evaluate(CHOOSE, vec![large.into()]).await?;
    browser
        .says("rule.yaml is larger than 1 MiB, so it was not read.")
        .await?;
    assert_eq!(browser.value(TEXT).await?, before);
    visitor.leave().await
}

/// Chooses a file with this content, as the browser's own dialogue would.
const CHOOSE: &str = "const given = new DataTransfer(); given.items.add(new File([arguments[0]], 'rule.yaml')); \
     const input = document.querySelector('input[type=file]'); input.files = given.files; \
     input.dispatchEvent(new Event('change', { bubbles: true }));";

/// Drops a file with this content on the text.
const DROP: &str = "const given = new DataTransfer(); given.items.add(new File([arguments[0]], 'rule.yaml')); \
     document.querySelector('textarea').dispatchEvent( \
     new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true }));";

const FOLDED: &str = "Rules of the APIRule Optional";
const RULES: &str = "Rules for HTTPBin";

#[tokio::test]
async fn the_rules_of_a_new_one_are_changed() -> Result<()> {
    let visitor = Visitor::new("rules").await?;
    let browser = &visitor.browser;
    let mut step = visitor.local_k3d().await?;
    while !step.asks_for("What runs behind the gateway?").await? {
        match step.accepted().await? {
            Next::Step(next) => step = next,
            Next::Review(_) => panic!("no step asks for the workload"),
        }
    }
    assert!(!step.asks_for(RULES).await?, "the rules are not folded away");
    browser.click("DisclosureTriangle", FOLDED).await?;
    step.fill(RULES, "GET,HEAD /headers\nGET /orders*").await?;
    step.fill("Further request headers (optional)", "X-CLIENT-SSL-CN: CN=admin")
        .await?;
    let links = step.refused().await?;
    assert_eq!(links.len(), 2, "{links:?}");
    assert!(
        links[0].starts_with("Rules for HTTPBin: line 2: an asterisk stands in braces"),
        "{links:?}"
    );
    assert!(links[1].contains("from the client’s certificate"), "{links:?}");
    visitor.inspect("mistakes").await?;

    // The link opens what is folded.
    browser.click("DisclosureTriangle", FOLDED).await?;
    assert!(!step.asks_for(RULES).await?);
    browser.click("link", &links[0]).await?;
    let field = browser.focus_comes_to(RULES).await?;
    assert!(field.description.contains("n asterisk stands in braces"), "{field:?}");

    step.fill(RULES, "GET,HEAD /headers\nGET /orders/{*}").await?;
    step.fill("Further request headers (optional)", "X-Team: orders")
        .await?;
    step.select("Version of the APIRule", "v2alpha1 (API Gateway modules before 3.0)")
        .await?;
    for yaml in [
        "path: /orders/{*}",
        "X-Team: orders",
        "gateway.kyma-project.io/v2alpha1",
    ] {
        browser.says(yaml).await?;
    }
    visitor.inspect("rules").await?;
    let Next::Review(review) = step.accepted().await? else {
        panic!("the workload is the last step");
    };
    let answers = review.text().await?;
    assert!(
        answers.contains("GET /orders/{*}") && answers.contains("deprecated version"),
        "{answers}"
    );
    visitor.inspect("review").await?;

    // "Change" leads into the folded part.
    let step = review.change("Timeout in seconds").await?;
    browser.focus_comes_to("Timeout in seconds").await?;
    step.fill("Timeout in seconds", "60").await?;
    visitor.leave().await
}
