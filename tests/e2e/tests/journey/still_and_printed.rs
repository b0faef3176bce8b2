//! For those who want nothing to move, and for paper.

use crate::{archive::Archive, mistakes::HOLD_KEYS, visitor::Visitor};
use anyhow::{Context, Result, bail, ensure};
use mtls_wizard_e2e::{
    browser::Browser,
    pages::StepPage,
    process::{repository, run},
};
use std::{fs, process::Command};

/// What moves now, and what would move if it changed.
const MOVING: &str = r#"
const told = (element) => element?.className?.baseVal ?? element?.className ?? String(element);
const moving = document.getAnimations().map((one) => `${told(one.effect?.target)} moves`);
for (const element of document.querySelectorAll("*")) {
  const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
  if (animationName !== "none") moving.push(`${told(element)}: ${animationName}`);
  if (transitionDuration.split(",").some((time) => parseFloat(time) > 0)) moving.push(`${told(element)}: ${transitionDuration}`);
  if (scrollBehavior === "smooth") moving.push(`${told(element)}: scrolls smoothly`);
}
return moving;
"#;

async fn moving(browser: &Browser) -> Result<Vec<String>> {
    Ok(serde_json::from_value(browser.evaluate(MOVING, vec![]).await?)?)
}

#[tokio::test]
async fn nothing_moves_for_those_who_want_that() -> Result<()> {
    let visitor = Visitor::new("still").await?;
    let browser = &visitor.browser;
    let step = visitor.local_k3d().await?;
    ensure!(!moving(browser).await?.is_empty(), "others see buttons fade");
    browser.prefer_reduced_motion().await?;
    let none = async |place: &str| -> Result<()> {
        let moving = moving(browser).await?;
        ensure!(moving.is_empty(), "{place}: {moving:#?}");
        Ok(())
    };
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| none(&step.title().await?).await)
        .await?;
    none("review").await?;
    browser.evaluate(HOLD_KEYS, vec![]).await?;
    let generating = review.generate().await?;
    generating.shown().await?;
    none("being made").await?;
    browser.evaluate("window.releaseKeys()", vec![]).await?;
    generating.finished().await?.download().await?;
    none("result").await?;
    browser.click("link", "Glossary").await?;
    browser
        .comes_true("return document.title.startsWith('Glossary')")
        .await?;
    none("glossary").await?;
    visitor.leave().await
}

/// What stands on the paper, line by line, and how many sheets there are.
async fn paper(browser: &Browser, name: &str) -> Result<(String, usize)> {
    let file = browser.print(name).await?;
    let text = run(Command::new("pdftotext").arg("-layout").arg(&file).arg("-"))?;
    let pages = text.matches('\u{c}').count();
    Ok((text, pages))
}

/// A word on a sheet: where it stands, in points from the upper left corner, and what it says.
struct Word<'a> {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    text: &'a str,
}

impl<'a> Word<'a> {
    /// Reads `<word xMin="1" yMin="2" xMax="3" yMax="4">text</word>`.
    fn read(line: &'a str) -> Option<Self> {
        let (attributes, text) = line.trim().strip_prefix("<word ")?.split_once('>')?;
        let mut numbers = attributes.split('"').skip(1).step_by(2).map(str::parse);
        let mut number = || numbers.next()?.ok();
        Some(Self {
            left: number()?,
            top: number()?,
            right: number()?,
            bottom: number()?,
            text: text.strip_suffix("</word>")?,
        })
    }

    /// Whether the two have more than the edges of their letters in common.
    fn covers(&self, other: &Self) -> bool {
        let width = self.right.min(other.right) - self.left.max(other.left);
        let height = self.bottom.min(other.bottom) - self.top.max(other.top);
        width > 2.0 && height > 4.0
    }
}

/// Fails if words are printed over one another.
fn assert_legible(name: &str) -> Result<()> {
    let file = repository().join("test-output").join(format!("{name}.pdf"));
    let sheets = run(Command::new("pdftotext").arg("-bbox").arg(&file).arg("-"))?;
    let mut seen = 0;
    for (number, sheet) in sheets.split("<page ").enumerate().skip(1) {
        let words: Vec<Word<'_>> = sheet.lines().filter_map(Word::read).collect();
        seen += words.len();
        for (index, word) in words.iter().enumerate() {
            if let Some(other) = words[index + 1..].iter().find(|other| word.covers(other)) {
                bail!(
                    "{name}, sheet {number}: “{}” is printed over “{}”",
                    other.text,
                    word.text
                );
            }
        }
    }
    ensure!(seen > 100, "{name} has {seen} words");
    Ok(())
}

/// What only a screen has a use for.
const CONTROLS: [&str; 9] = [
    "Skip to the content",
    "Theme",
    "Nothing leaves this page",
    "Use it offline",
    "Copy",
    "Continue",
    "Download everything",
    "Something went wrong?",
    "Kyma dashboard",
];

#[tokio::test]
async fn paper_has_the_guide_and_no_secret() -> Result<()> {
    let visitor = Visitor::new("paper").await?;
    let browser = &visitor.browser;
    let mut password = String::new();
    let review = visitor
        .local_k3d()
        .await?
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Password of the .p12 file").await? {
                browser.click("button", "Show password").await?;
                password = step.value("Password of the .p12 file").await?;
                let (text, _) = paper(browser, "paper-form").await?;
                ensure!(text.contains("Password of the .p12 file"), "{text}");
                ensure!(!text.contains(&password), "the password is on paper: {text}");
            }
            Ok(())
        })
        .await?;
    ensure!(password.len() > 8, "no password was shown");
    let result = review.generate().await?.finished().await?;
    let archive = Archive::unpack(&result.download().await?, "mtls-k3d-test")?;

    let (result_text, result_pages) = paper(browser, "paper-result").await?;
    browser.evaluate("location.hash = '#/k3d/guide'", vec![]).await?;
    browser.by_role("heading", "Unpack the archive").await?;
    let (guide_text, guide_pages) = paper(browser, "paper-guide").await?;
    for (name, text) in [("result", &result_text), ("guide", &guide_text)] {
        assert_legible(&format!("paper-{name}"))?;
        for words in [
            "Unpack the archive",
            "kubectl apply -f manifests/",
            "Test the connection",
        ] {
            ensure!(
                text.contains(words),
                "{words} is not on the paper of the {name}: {text}"
            );
        }
        for words in CONTROLS {
            ensure!(!text.contains(words), "{words} is on the paper of the {name}: {text}");
        }
    }
    // What can be folded on the screen lies open, but scripts and documents would be fifty sheets.
    for words in [
        "Serial number",
        "kind: APIRule",
        "The authority ML Client Root CA signs",
    ] {
        ensure!(result_text.contains(words), "{words} is not in {result_text}");
    }
    ensure!(
        (4..=12).contains(&guide_pages) && (8..=30).contains(&result_pages),
        "{guide_pages} and {result_pages} sheets"
    );

    let mut secrets = vec![password];
    let keys = run(Command::new("find").arg(archive.root()).args(["-name", "*.key"]))?;
    for file in keys.lines() {
        let pem = fs::read_to_string(file).with_context(|| file.to_owned())?;
        secrets.extend(pem.lines().map(str::to_owned));
    }
    ensure!(secrets.len() > 20, "no keys in the archive");
    for secret in &secrets {
        let is_told = result_text.contains(secret.as_str()) || guide_text.contains(secret.as_str());
        ensure!(!is_told, "{secret} is on paper");
    }
    visitor.leave().await
}
