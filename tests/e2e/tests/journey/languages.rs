//! The interface in German, and that no text of it is forgotten.

use crate::{
    archive::Archive,
    authority::drop_file,
    parts::everything_loaded,
    visitor::{Visitor, built},
};
use anyhow::{Context, Result};
use mtls_wizard::locale::{Catalogue, key};
use mtls_wizard::native;
use mtls_wizard::tutorial::REGISTRY;
use mtls_wizard_e2e::{openssl::Authority, process::repository};
use std::{fs, path::Path, time::Duration};
use tokio::time::sleep;

/// The German texts, as they are served.
fn german() -> Result<&'static Catalogue<'static>> {
    let octets = fs::read(built(&repository().join("dist"), "texts-de-", ".txt")?)?.leak();
    Ok(Box::leak(Box::new(Catalogue::parse(octets)?)))
}

#[tokio::test]
async fn in_german_from_the_start_page_to_the_archive() -> Result<()> {
    let visitor = Visitor::new("german").await?;
    let browser = &visitor.browser;
    let german = german()?;
    let de = |english: &str| german.find(english).with_context(|| format!("{english:?} in German"));
    visitor.start_page().await?;
    browser.by_role("link", "Local k3d").await?;
    browser
        .comes_true("return performance.getEntriesByType('resource').some(({ name }) => name.includes('/texts-de-'))")
        .await?;
    everything_loaded(&visitor.site).await?;
    let asked = visitor.site.served().len();

    browser.select("Language", "Deutsch").await?;
    browser
        .comes_true("return document.documentElement.lang === 'de'")
        .await?;
    browser.by_role("combobox", de("Language")?).await?;
    // It stays where it was, a frame after everything is drawn anew.
    browser
        .comes_true("return document.activeElement.id === 'language'")
        .await?;
    browser.focus_comes_to(de("Language")?).await?;
    assert_eq!(
        visitor.site.served().len(),
        asked,
        "choosing a language asks nothing of the network"
    );
    visitor.inspect("start").await?;

    browser.click("link", de("Local k3d")?).await?;
    browser.by_role("button", de("Continue")?).await?;
    assert!(visitor.browser.title().await?.starts_with(de("Names and domains")?));
    browser.fill(de("Namespace")?, "Falsch").await?;
    browser.click("button", de("Continue")?).await?;
    browser
        .by_role(
            "heading",
            plural(german, "There is a problem", "There are {count} problems")?,
        )
        .await?;
    visitor.inspect("mistake").await?;
    browser.select(de("Language")?, "English").await?;
    browser
        .comes_true("return document.documentElement.lang === 'en'")
        .await?;
    assert_eq!(
        browser.value("Namespace").await?,
        "Falsch",
        "what was typed outlives the language"
    );
    browser.select("Language", "Deutsch").await?;
    browser
        .comes_true("return document.documentElement.lang === 'de'")
        .await?;
    browser.fill(de("Namespace")?, "test").await?;
    for _ in 0..3 {
        browser.click("button", de("Continue")?).await?;
    }
    browser.click("button", de("Generate")?).await?;
    browser.click("button", de("Download everything (.zip)")?).await?;
    visitor.inspect("result").await?;
    let archive = Archive::unpack(&browser.downloaded("mtls-k3d-test.zip").await?, "mtls-k3d-test")?;
    archive.assert_contract()?;
    let readme = archive.text("README.md")?;
    assert!(
        !readme.contains("Zertifikat") && readme.contains("certificate"),
        "files stay English:\n{readme}"
    );

    browser.reload().await?;
    browser
        .comes_true("return document.documentElement.lang === 'de'")
        .await?;
    visitor.leave().await
}

fn plural(german: &'static Catalogue<'static>, one: &str, many: &str) -> Result<&'static str> {
    german
        .find_plural(one, many, 0)
        .with_context(|| format!("{one:?} in German"))
}

#[tokio::test]
async fn a_link_or_the_browser_says_which_language() -> Result<()> {
    let visitor = Visitor::new("wanted-language").await?;
    let browser = &visitor.browser;
    browser
        .open(&format!("{}?lang=de#/k3d/names", visitor.address()))
        .await?;
    browser
        .comes_true("return document.documentElement.lang === 'de'")
        .await?;
    browser
        .by_role("button", german()?.find("Continue").context("German")?)
        .await?;
    // A link's wish is for that visit.
    browser.open(&format!("{}?x#/k3d/names", visitor.address())).await?;
    browser.by_role("button", "Continue").await?;
    browser
        .before_each_page("Object.defineProperty(navigator, 'languages', { get: () => ['fr', 'de-AT', 'en'] })")
        .await?;
    browser.open(&format!("{}?y#/k3d/names", visitor.address())).await?;
    browser
        .comes_true("return document.documentElement.lang === 'de'")
        .await?;
    visitor.leave().await
}

/// Texts in a language of which every text is its English in brackets: what has none was not marked.
const UNMARKED: &str = r#"
  const own = "code, pre, script, style, noscript, [lang=en], .value, .answer__value, option[lang]";
  const inline = "a, abbr, em, option, small, span, strong, tspan";
  const bare = (text) => {
    for (let next; (next = text.replace(/⟦[^⟦⟧]*⟧/gu, "")) !== text; ) text = next;
    return text;
  };
  const isOpen = (text) => /\p{L}{2}/u.test(bare(text)) && !/^\S+[./]\S+$/.test(text);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const blocks = new Set();
  while (walker.nextNode()) {
    let block = walker.currentNode.parentElement;
    if (block.closest(own)) continue;
    while (block.matches(inline) && block.parentElement) block = block.parentElement;
    blocks.add(block);
  }
  const found = [];
  for (const block of blocks) {
    const copy = block.cloneNode(true);
    for (const part of copy.querySelectorAll(`${own}, div, p, ul, ol, dl, table, section, details, label, button`)) part.replaceWith("");
    const text = copy.textContent.trim();
    if (isOpen(text)) found.push(text);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]")) {
    if (element.closest(own)) continue;
    for (const name of ["aria-label", "placeholder", "title"]) {
      const text = element.getAttribute(name) ?? "";
      if (isOpen(text)) found.push(`${name}: ${text}`);
    }
  }
  return [...new Set(found)];
"#;

/// What is the same in every language: names, what the app makes, and what was typed.
const SAME: [&str; 3] = [
    "mTLS Wizard⟦ for Kyma⟧",
    "RSA 2048RSA 3072RSA 4096ECDSA P-256ECDSA P-384",
    "EnglishDeutsch",
];

#[tokio::test]
async fn no_text_is_forgotten() -> Result<()> {
    let (visitor, folder) = Visitor::of_a_copy("brackets").await?;
    bracketed(folder.path())?;
    let browser = &visitor.browser;
    browser.open(&format!("{}?lang=de", visitor.address())).await?;
    browser
        .comes_true("return document.documentElement.lang === 'de' && document.querySelector('h1') !== null")
        .await?;
    let mut addresses: Vec<String> = [
        "#/",
        "#/glossary",
        "#/offline",
        "#/inspect",
        "#/sign",
        "#/request",
        "#/renew",
        "#/revoke",
        "#/convert",
        "#/diagnose",
        "#/nowhere",
    ]
    .map(str::to_owned)
    .to_vec();
    for tutorial in REGISTRY {
        for step in tutorial.form.steps {
            addresses.push(format!("#/{}/{}", tutorial.id, step.id));
        }
        addresses.push(format!("#/{}/review", tutorial.id));
    }
    let mut forgotten = Vec::new();
    for address in addresses {
        browser
            .evaluate("location.hash = arguments[0]", vec![address.as_str().into()])
            .await?;
        browser
            .comes_true("return document.querySelector('h1') !== null && document.title.includes('⟦')")
            .await?;
        sleep(Duration::from_millis(150)).await;
        let found = browser.evaluate(UNMARKED, vec![]).await?;
        for text in found.as_array().into_iter().flatten().filter_map(|text| text.as_str()) {
            if !SAME.contains(&text) {
                forgotten.push(format!("{address}: {text}"));
            }
        }
    }
    assert!(forgotten.is_empty(), "without a mark: {forgotten:#?}");
    Ok(())
}

/// Puts a catalogue in place of the German one in which every translation is its text in brackets.
fn bracketed(folder: &Path) -> Result<()> {
    let list = polib::po_file::parse(&repository().join("locales/mtls-wizard.pot"))?;
    let mut texts = Vec::new();
    for text in list.messages() {
        let one = text.msgid();
        texts.push(match text.is_plural() {
            false => (key(one), format!("⟦{one}⟧")),
            true => {
                let many = text
                    .msgid_plural()
                    .map_err(|_| anyhow::anyhow!("{one} has no plural"))?;
                (key(&format!("{one}\0{many}")), format!("⟦{one}⟧\0⟦{many}⟧"))
            }
        });
    }
    let file = native::catalogue(texts);
    anyhow::ensure!(Catalogue::parse(&file).is_ok(), "the catalogue of the test is none");
    Ok(fs::write(built(folder, "texts-de-", ".txt")?, file)?)
}

#[tokio::test]
async fn what_a_worker_says_is_german_too() -> Result<()> {
    let bundle = fs::read(Authority::root("/CN=Firma")?.identity().pkcs12("geheim")?)?;
    let visitor = Visitor::new("german-worker").await?;
    let browser = &visitor.browser;
    let german = german()?;
    let de = |english: &str| german.find(english).with_context(|| format!("{english:?} in German"));
    let named = |form: &str| Ok::<_, anyhow::Error>(de(form)?.replace("{label}", de("Client CA certificate (PEM)")?));
    let address = format!("{}?lang=de#/k3d/certificates", visitor.address());
    browser.open(&address).await?;
    browser.click("radio", de("My own, with its key")?).await?;
    drop_file(&visitor, "client-ca-chain", &bundle).await?;
    let field = format!("{} {}", de("Password of the file")?, named("for {label}")?);
    browser.fill(&field, "falsch").await?;
    let open = format!("{} {}", de("Open")?, named("the file for {label}")?);
    browser.click("button", &open).await?;
    let said = de("this password is not the right one. Type the one with which it was exported.")?;
    // It begins a sentence here.
    browser.says(said.trim_start_matches('d')).await?;
    visitor.leave().await
}
