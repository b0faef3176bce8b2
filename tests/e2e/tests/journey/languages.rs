//! The interface in German, and that no text of it is forgotten.

use crate::{
    archive::Archive,
    visitor::{Visitor, built},
};
use anyhow::{Context, Result};
use mtls_wizard::locale::Catalogue;
use mtls_wizard::tutorial::REGISTRY;
use mtls_wizard_e2e::{
    browser::{Browser, PATIENCE},
    process::repository,
};
use std::{fs, path::Path, time::Duration};
use tokio::time::{Instant, sleep};

/// The German texts, as they are served.
fn german() -> Result<&'static Catalogue<'static>> {
    let octets = fs::read(built(&repository().join("dist"), "texts-de-", ".mo")?)?.leak();
    Ok(Box::leak(Box::new(Catalogue::parse(octets)?)))
}

/// Waits until something about the page holds.
async fn until(browser: &Browser, condition: &str) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    let script = format!("return {condition}");
    while browser.evaluate(&script, vec![]).await? != true {
        anyhow::ensure!(
            Instant::now() < deadline,
            "{condition} does not hold: {}",
            browser.text().await?
        );
        sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

#[tokio::test]
async fn in_german_from_the_start_page_to_the_archive() -> Result<()> {
    let visitor = Visitor::new("german").await?;
    let browser = &visitor.browser;
    let german = german()?;
    let de = |english: &str| german.find(english).with_context(|| format!("{english:?} in German"));
    visitor.start_page().await?;
    browser.by_role("link", "Local k3d").await?;
    until(
        browser,
        "performance.getEntriesByType('resource').some(({ name }) => name.includes('/texts-de-'))",
    )
    .await?;
    let asked = visitor.site.served().len();

    browser.select("Language", "Deutsch").await?;
    until(browser, "document.documentElement.lang === 'de'").await?;
    browser.by_role("combobox", de("Language")?).await?;
    assert_eq!(
        browser.focused().await?.name,
        de("Language")?,
        "the focus stays where it was"
    );
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
    until(browser, "document.documentElement.lang === 'en'").await?;
    assert_eq!(
        browser.value("Namespace").await?,
        "Falsch",
        "what was typed outlives the language"
    );
    browser.select("Language", "Deutsch").await?;
    until(browser, "document.documentElement.lang === 'de'").await?;
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
    until(browser, "document.documentElement.lang === 'de'").await?;
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
    until(browser, "document.documentElement.lang === 'de'").await?;
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
    until(browser, "document.documentElement.lang === 'de'").await?;
    visitor.leave().await
}

/// Texts in a language of which every text is its English in brackets: what has none was not marked.
const UNMARKED: &str = r#"
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const own = "code, pre, script, style, [lang=en], .value, .answer__value, option[lang]";
  const found = [];
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if (parent.closest(own) || !/\p{L}{2}/u.test(data.replace(/⟦[^]*⟧/u, ""))) continue;
    found.push(data.trim());
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]")) {
    if (element.closest(own)) continue;
    for (const name of ["aria-label", "placeholder", "title"]) {
      const text = element.getAttribute(name) ?? "";
      if (/\p{L}{2}/u.test(text.replace(/⟦[^]*⟧/u, ""))) found.push(`${name}: ${text}`);
    }
  }
  return [...new Set(found)];
"#;

/// What is the same in every language: names, what the app makes, and what was typed.
const SAME: [&str; 8] = [
    "mTLS Wizard",
    "English",
    "Deutsch",
    "bash",
    "PowerShell",
    "k3d",
    "kubectl",
    "curl",
];

#[tokio::test]
async fn no_text_is_forgotten() -> Result<()> {
    let (visitor, folder) = Visitor::of_a_copy("brackets").await?;
    bracketed(folder.path())?;
    let browser = &visitor.browser;
    browser.open(&format!("{}?lang=de", visitor.address())).await?;
    until(
        browser,
        "document.documentElement.lang === 'de' && document.querySelector('h1') !== null",
    )
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
        until(
            browser,
            "document.querySelector('h1') !== null && document.title.includes('⟦')",
        )
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
    let path = built(folder, "texts-de-", ".mo")?;
    let octets = fs::read(&path)?;
    let word = |at: usize| u32::from_le_bytes(octets[at..at + 4].try_into().expect("four octets")) as usize;
    let (count, english) = (word(8), word(12));
    let mut tables = [Vec::new(), Vec::new()];
    let mut texts = Vec::new();
    for index in 0..count {
        let (length, start) = (word(english + index * 8), word(english + index * 8 + 4));
        let text = std::str::from_utf8(&octets[start..start + length])?;
        let forms: Vec<String> = text.split('\0').map(|form| format!("⟦{form}⟧")).collect();
        for (table, text) in tables.iter_mut().zip([text.to_owned(), forms.join("\0")]) {
            table.extend([text.len() as u32, (28 + count * 16 + texts.len()) as u32]);
            texts.extend_from_slice(text.as_bytes());
            texts.push(0);
        }
    }
    let header = [0x9504_12de, 0, count as u32, 28, 28 + count as u32 * 8, 0, 0];
    let numbers = header.into_iter().chain(tables.into_iter().flatten());
    let mut file: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
    file.extend(texts);
    anyhow::ensure!(Catalogue::parse(&file).is_ok(), "the catalogue of the test is none");
    Ok(fs::write(path, file)?)
}
