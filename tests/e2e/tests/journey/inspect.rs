//! The journeys through the inspector: whatever is pasted or dropped is decoded, with what is wrong with it.

use anyhow::Result;
use mtls_wizard_e2e::browser::Browser;

use crate::visitor::Visitor;

const TEXT: &str = "Text to inspect";
const LINK: &str = "Inspect a certificate, key, Secret or header";

/// What the core's tests have made with openssl and the tutorials' commands.
fn fixture(name: &str) -> Vec<u8> {
    let path = format!("{}/../core/fixtures/inspect/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn text(name: &str) -> String {
    String::from_utf8(fixture(name)).unwrap()
}

pub async fn opened(journey: &'static str) -> Result<Visitor> {
    open(Visitor::new(journey).await?).await
}

pub async fn open(visitor: Visitor) -> Result<Visitor> {
    visitor.start_page().await?;
    visitor.browser.click("link", LINK).await?;
    visitor.browser.says("Inspect certificates").await?;
    Ok(visitor)
}

#[tokio::test]
async fn the_tutorials_output_has_findings() -> Result<()> {
    inspect_the_tutorial(Visitor::new("inspect-tutorial").await?).await
}

/// Pasted certificates, decoded and judged.
pub async fn inspect_the_tutorial(visitor: Visitor) -> Result<()> {
    let visitor = open(visitor).await?;
    let browser = &visitor.browser;
    visitor.inspect("empty").await?;
    put(browser, &text("tutorial.txt")).await?;
    browser.says("3 certificates, 6 problems").await?;
    for words in [
        "Version 1, no SAN: Chrome and Go will refuse it",
        "The serial number is 0",
        "Who issued whom",
        "signature checked",
        "CN=ML Client Curl, O=ML Client Org",
    ] {
        browser.says(words).await?;
    }
    visitor.inspect("found").await?;
    browser
        .click("DisclosureTriangle", "Every field, explained 17 fields")
        .await?;
    browser.says("Subject as Envoy prints it").await?;
    visitor.inspect("fields").await?;
    browser.click("button", "Clear").await?;
    browser.gone("Who issued whom").await?;
    assert_eq!(browser.value(TEXT).await?, "");
    browser.click("button", "Show an example").await?;
    browser.says("2 certificates, ").await?;
    visitor.leave().await
}

#[tokio::test]
async fn what_was_found_leads_to_the_page_that_goes_on_with_it() -> Result<()> {
    for (name, link, heading) in [
        ("client.csr", "Sign requests", "Sign a request"),
        ("list.crl", "Make a newer revocation list", "Revoke clients"),
        (
            "weak.crt",
            "Renew certificates, or rotate their authority",
            "Renew and rotate",
        ),
    ] {
        let visitor = opened("inspect-onward").await?;
        let browser = &visitor.browser;
        put(browser, &text(name)).await?;
        browser.says("Here in the app:").await?;
        browser.click("link", link).await?;
        browser.says(heading).await?;
        visitor.leave().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_bundle_opens_with_its_password() -> Result<()> {
    inspect_a_bundle(Visitor::new("inspect-bundle").await?).await
}

/// A bundle that is dropped, opened with its password.
pub async fn inspect_a_bundle(visitor: Visitor) -> Result<()> {
    let visitor = open(visitor).await?;
    let browser = &visitor.browser;
    drop_file(browser, "client.p12", &fixture("client.p12")).await?;
    browser.says("1 PKCS#12 file").await?;
    browser.says("It is encrypted").await?;
    visitor.inspect("closed").await?;
    browser.fill("Password", "wrong").await?;
    browser.click("button", "Open").await?;
    browser.says("The password does not open it").await?;
    browser.fill("Password", "tutorial").await?;
    browser.click("button", "Open").await?;
    browser.says("2 certificates, 1 private key, 1 PKCS#12 file").await?;
    browser.says("certificate CN=ML Client Curl, O=ML Client Org").await?;
    visitor.inspect("open").await?;
    browser.click("button", "Remove client.p12").await?;
    browser.gone("PKCS#12 file").await?;
    visitor.leave().await
}

#[tokio::test]
async fn a_secret_whose_key_does_not_belong() -> Result<()> {
    let visitor = opened("inspect-secret").await?;
    let browser = &visitor.browser;
    let indented = |name: &str| {
        text(name)
            .lines()
            .map(|line| format!("    {line}\n"))
            .collect::<String>()
    };
    let secret = format!(
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: kyma-mtls-certs\n  namespace: istio-system\nstringData:\n  tls.crt: |\n{}  tls.key: |\n{}",
        indented("server.crt"),
        indented("client.key")
    );
    put(browser, &secret).await?;
    browser.says("The key does not belong to the certificate").await?;
    browser
        .says("This key belongs to none of the certificates here")
        .await?;
    browser.says("missing here").await?;
    visitor.inspect("found").await?;
    visitor.leave().await
}

#[tokio::test]
async fn the_headers_of_a_workload() -> Result<()> {
    let visitor = opened("inspect-headers").await?;
    let browser = &visitor.browser;
    let encoded = text("client.crt")
        .replace('\n', "%0A")
        .replace(' ', "%20")
        .replace('+', "%2B")
        .replace('/', "%2F");
    let answer = format!(
        "{{\n  \"headers\": {{\n    \"Host\": \"httpbin.example.com\",\n    \"X-Client-Ssl-Cn\": \"CN=admin\",\n    \"X-Client-Ssl-Issuer\": \"CN=ML Client Root CA,O=ML Client Org\",\n    \"X-Client-Ssl-San\": \"\",\n    \"X-Forwarded-Client-Cert\": \"Cert=\\\"{encoded}\\\";Subject=\\\"O=ML Client Org,CN=ML Client Curl\\\";URI=\"\n  }}\n}}\n"
    );
    put(browser, &answer).await?;
    browser.says("1 certificate, 2 sets of headers").await?;
    browser.says("The subject is not that of the certificate").await?;
    visitor.inspect("found").await?;
    visitor.leave().await
}

/// Puts a text into the text area at once, as pasting does.
pub async fn put(browser: &Browser, text: &str) -> Result<()> {
    const PUT: &str = "const area = document.querySelector('textarea'); area.value = arguments[0]; \
         area.dispatchEvent(new Event('input', { bubbles: true }));";
    browser.evaluate(PUT, vec![text.into()]).await?;
    Ok(())
}

/// Pastes a text as a person does: the page may keep the browser from taking it over.
pub async fn paste(browser: &Browser, text: &str) -> Result<()> {
    const PASTE: &str = "const area = document.querySelector('textarea'); const data = new DataTransfer(); \
         data.setData('text/plain', arguments[0]); \
         const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }); \
         if (area.dispatchEvent(event)) { area.value = arguments[0]; area.dispatchEvent(new Event('input', { bubbles: true })); }";
    browser.evaluate(PASTE, vec![text.into()]).await?;
    Ok(())
}

/// Drops a file on the page.
pub async fn drop_file(browser: &Browser, name: &str, octets: &[u8]) -> Result<()> {
    const DROP: &str = "const given = new DataTransfer(); \
         given.items.add(new File([new Uint8Array(arguments[1])], arguments[0])); \
         document.querySelector('textarea').dispatchEvent( \
         new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true }));";
    browser.evaluate(DROP, vec![name.into(), octets.into()]).await?;
    Ok(())
}

/// What the app makes has no findings of its own, and need not be downloaded to be looked at.
#[tokio::test]
async fn what_was_made_is_inspected_from_the_result() -> Result<()> {
    let visitor = Visitor::new("inspect-made").await?;
    let browser = &visitor.browser;
    let result = visitor.defaults().await?.generate().await?.finished().await?;
    result.download().await?;
    browser.click("link", "Inspect the certificates").await?;
    browser.says("4 certificates, no problems").await?;
    for words in ["Who issued whom", "signature checked", "client-root-ca.crt"] {
        browser.says(words).await?;
    }
    visitor.inspect("made").await?;
    visitor.leave().await
}
