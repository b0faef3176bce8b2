//! The longest tasks on the main thread while the page does what takes long.

use anyhow::{Result, ensure};
use mtls_wizard_e2e::{
    browser::Browser,
    heavy,
    openssl::Authority,
    pages::{StartPage, StepPage},
    site::Site,
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::time::sleep;

const ROUNDS: u32 = 600_000;
const PASSWORD: &str = "long derivation";
const LIMIT: Duration = Duration::from_secs(120);
const INSPECTOR: &str = "Inspect a certificate, key, Secret or header";
const FIELD: &str = "Client CA certificate (PEM)";

/// Measures everything once and prints it.
pub async fn measure(browser: &Browser, site: &Site) -> Result<()> {
    eprintln!("measuring large and slow files");
    let certificates = heavy::certificates(heavy::LARGEST).await?;
    let count = certificates.matches("BEGIN CERTIFICATE").count();
    let root = Authority::root("/O=Example/CN=Heavy Root")?;
    let bundle = heavy::bundle(&root.identity(), PASSWORD, ROUNDS)?;
    println!(
        "Large and slow files: time until the result, and the longest main-thread task (0: none over 50 ms), in ms"
    );

    inspector(browser, site).await?;
    let title = format!("1 MiB of certificates ({count}), pasted into the inspector");
    row(
        browser,
        &title,
        PASTE,
        json!(certificates),
        &format!("Show more ({count} in all)"),
    )
    .await?;
    inspector(browser, site).await?;
    let words = format!("Show more ({count} in all)");
    row(
        browser,
        "the same as a file",
        DROP,
        json!(certificates.as_bytes()),
        &words,
    )
    .await?;
    inspector(browser, site).await?;
    row(
        browser,
        "the same text in an area of the browser alone",
        BARE,
        json!(certificates),
        "done",
    )
    .await?;
    inspector(browser, site).await?;
    row(
        browser,
        "10 MiB pasted into the inspector",
        PASTE,
        json!(null),
        "so it was not taken",
    )
    .await?;
    form(browser, site).await?;
    row(
        browser,
        "10 MiB pasted into a form",
        PASTE,
        json!(null),
        "so it was not taken",
    )
    .await?;

    inspector(browser, site).await?;
    row(
        browser,
        "a .p12 of 600,000 rounds, dropped on the inspector",
        DROP,
        json!(bundle),
        "It is encrypted",
    )
    .await?;
    browser.fill("Password", PASSWORD).await?;
    row(browser, "and opened", CLICK, json!("Open"), "1 private key").await?;
    form(browser, site).await?;
    row(
        browser,
        "the same, dropped on a form",
        DROP,
        json!(bundle),
        "Password of the file",
    )
    .await?;
    browser
        .fill(&format!("Password of the file for {FIELD}"), PASSWORD)
        .await?;
    row(
        browser,
        "and opened",
        CLICK,
        json!("Open the file"),
        "Read: O=Example, CN=Heavy Root",
    )
    .await
}

async fn inspector(browser: &Browser, site: &Site) -> Result<()> {
    browser.leave().await?;
    StartPage::open(browser, &site.address()).await?;
    browser.click("link", INSPECTOR).await?;
    browser.by_role("button", "Show an example").await.map(drop)
}

async fn form(browser: &Browser, site: &Site) -> Result<()> {
    browser.leave().await?;
    let step: StepPage<'_> = StartPage::open(browser, &site.address())
        .await?
        .choose("Only certificates")
        .await?;
    step.select("Where does the client CA come from?", "My own, with its key")
        .await
}

/// What is brought is made beforehand; nothing as an argument stands for 10 MiB.
const PREPARE: &str = "const area = [...document.querySelectorAll('textarea')].find(area => area.offsetParent); \
     const [argument, words] = arguments; const data = new DataTransfer(); \
     if (Array.isArray(argument)) data.items.add(new File([new Uint8Array(argument)], 'heavy.p12')); \
     else data.setData('text/plain', argument ?? 'x'.repeat(10 << 20)); \
     const event = { clipboardData: data, dataTransfer: data, bubbles: true, cancelable: true };";
/// An area like the inspector's, to which nobody listens.
const BARE: &str = "const bare = document.createElement('textarea'); bare.className = area.className; bare.rows = 10; \
     area.after(bare); bare.value = argument; \
     requestAnimationFrame(() => setTimeout(() => bare.after('done'), 100));";
const PASTE: &str = "area.dispatchEvent(new ClipboardEvent('paste', event));";
const DROP: &str = "area.dispatchEvent(new DragEvent('drop', event));";
const CLICK: &str =
    "[...document.querySelectorAll('button')].find(button => button.textContent.startsWith(argument)).click();";
/// Waits in the page for the words, among what is added: reading all of it again and again would be long tasks of our own.
const WATCH: &str = "window.hasCome = false; const watch = new MutationObserver((changes) => { \
     const nodes = changes.flatMap(({ type, target, addedNodes }) => type === 'characterData' ? [target] : [...addedNodes]); \
     if (nodes.some((node) => node.textContent.includes(words))) { window.hasCome = true; watch.disconnect(); } }); \
     watch.observe(document.body, { childList: true, characterData: true, subtree: true });";
/// The longest frames, with the time of their scripts: the rest of a frame is style, layout and paint.
const FRAMES: &str = "window.longFrames = []; new PerformanceObserver((list) => { for (const frame of list.getEntries()) \
     window.longFrames.push([frame.duration, frame.scripts.reduce((sum, script) => sum + script.duration, 0), \
     frame.scripts.map(({ invoker, duration, forcedStyleAndLayoutDuration }) => \
     `${invoker} ${Math.round(duration)} (layout ${Math.round(forcedStyleAndLayoutDuration)})`).join(', ')]); }) \
     .observe({ type: 'long-animation-frame' });";
/// What a script itself takes is a task of the driver's, so it is put off.
const SOON: &str = "setTimeout(() => { window.observedLongTasks.length = 0;";

/// Does something and waits until the page says what came of it.
async fn row(browser: &Browser, title: &str, script: &str, argument: serde_json::Value, words: &str) -> Result<()> {
    // What came before must have come to rest.
    sleep(Duration::from_secs(1)).await;
    let script = format!("{PREPARE} {WATCH} {FRAMES} {SOON} {script} }}, 500);");
    browser.evaluate(&script, vec![argument, json!(words)]).await?;
    let start = Instant::now() + Duration::from_millis(500);
    while browser.evaluate("return window.hasCome", vec![]).await?.as_bool() != Some(true) {
        ensure!(start.elapsed() < LIMIT, "{title}: {words:?} does not come");
        sleep(Duration::from_millis(100)).await;
    }
    let elapsed = start.elapsed();
    sleep(Duration::from_millis(500)).await;
    let tasks = browser.long_tasks().await?;
    let longest = tasks.iter().map(|task| task.duration).max().unwrap_or_default();
    let milliseconds = |duration: Duration| duration.as_secs_f64() * 1000.0;
    println!(
        "{title:54}{:>14.0}{:>14.1}",
        milliseconds(elapsed),
        milliseconds(longest)
    );
    let frames = browser.evaluate("return window.longFrames", vec![]).await?;
    let mut frames: Vec<(f64, f64, String)> = serde_json::from_value(frames)?;
    frames.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (all, scripts, which) in frames.iter().take(2) {
        println!("    a frame of {all:.0} ms, {scripts:.0} of it scripts: {which}");
    }
    Ok(())
}
