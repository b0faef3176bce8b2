//! The browser harness itself: a page with known faults, each of which must be noticed, and one without any.

use anyhow::Result;
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, ColourScheme, Described, Engine, PATIENCE},
    site::Site,
};
use std::{
    fs,
    net::TcpListener,
    path::Path,
    time::{Duration, Instant},
};
use tempfile::TempDir;

const POLICY: &str = "default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:*; worker-src 'self'";

fn write_page(folder: &Path, script: &str, body: &str) -> Result<()> {
    let page = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><title>Page</title>\
         <meta http-equiv=Content-Security-Policy content=\"{POLICY}\"><script src=page.js defer></script></head>\
         <body><main><h1>Page</h1>{body}</main></body></html>"
    );
    fs::write(folder.join("index.html"), page)?;
    Ok(fs::write(folder.join("page.js"), script)?)
}

async fn page(script: &str, body: &str) -> Result<(TempDir, Site, Browser)> {
    let folder = tempfile::tempdir()?;
    write_page(folder.path(), script, body)?;
    open(folder).await
}

// Everything is in the folder before the browser sees any of it: a file that changes within the second in which it was
// fetched is “not modified” to the browser.
async fn open(folder: TempDir) -> Result<(TempDir, Site, Browser)> {
    let site = Site::start(folder.path(), "/some/base").await?;
    let browser = Browser::start(&BrowserOptions::default()).await?;
    browser.open(&site.address()).await?;
    Ok((folder, site, browser))
}

const GOOD_BODY: &str = "<label>Parent domain <input id=d></label><label>Algorithm <select><option>RSA 2048</option>\
     <option>ECDSA P-384</option></select></label><button>Continue</button><button hidden>Back</button>";

#[tokio::test]
async fn a_faultless_page_has_no_problems() -> Result<()> {
    let script = "document.querySelector('button').onclick = () => document.querySelector('h1').textContent = 'Next'";
    let (_folder, site, browser) = page(script, GOOD_BODY).await?;

    browser.fill("Parent domain", "bücher.example").await?;
    browser.fill("Parent domain", "example.com").await?;
    assert_eq!(browser.value("Parent domain").await?, "example.com");
    assert_eq!(
        browser.focused().await?,
        Described {
            role: "textbox".into(),
            name: "Parent domain".into(),
            description: String::new(),
        }
    );
    browser.select("Algorithm", "ECDSA P-384").await?;
    assert!(!browser.has("button", "Back").await?, "hidden elements are not there");
    browser.click("button", "Continue").await?;
    browser.by_role("heading", "Next").await?;
    assert_eq!(browser.all_by_role("button").await?, ["Continue"]);

    for scheme in [ColourScheme::Light, ColourScheme::Dark] {
        browser.prefer(scheme).await?;
        let violations = browser.accessibility_violations().await?;
        assert!(
            violations.iter().all(|violation| violation.id == "target-size"),
            "{violations:?}"
        );
    }
    browser.resize(320).await?;
    assert_eq!(browser.sideways_overflow().await?, 0);
    assert!(fs::metadata(browser.screenshot("harness").await?)?.len() > 1000);
    assert_eq!(browser.problems().await?, Vec::<String>::new());
    assert_eq!(browser.measure("work").await?, None);
    assert!(!browser.leave().await?, "nothing to lose, nothing to warn of");

    let served = site.served();
    let script = served.iter().find(|file| file.path == "/some/base/page.js");
    assert_eq!(
        script.map(|file| file.content_type.as_str()),
        Some("text/javascript"),
        "{served:?}"
    );
    let requests = browser.quit()?;
    assert!(
        requests.iter().any(|request| request.url.ends_with("/page.js")),
        "{requests:?}"
    );
    assert!(
        requests.iter().all(|request| request.is_within(&site.origin())),
        "{requests:?}"
    );
    Ok(())
}

async fn problems_of(script: &str) -> Result<String> {
    let (_folder, _site, browser) = page(script, "").await?;
    let mut problems = String::new();
    for _ in 0..100 {
        problems.push_str(&browser.problems().await?.join("\n"));
        if !problems.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(problems)
}

#[tokio::test]
async fn faults_are_noticed() -> Result<()> {
    for (script, sign) in [
        ("throw new Error('broken page')", "broken page"),
        ("Promise.reject('lost promise')", "Unhandled rejection: lost promise"),
        ("console.error('said so')", "said so"),
        ("document.body.setAttribute('style', 'color: red')", "style-src"),
        ("try { eval('1') } catch {}", "script-src"),
        ("fetch('missing.json')", "404"),
    ] {
        let problems = problems_of(script).await?;
        assert!(problems.contains(sign), "{script}: {problems:?}");
    }
    Ok(())
}

#[tokio::test]
async fn requests_of_pages_and_workers_to_other_origins_are_noticed() -> Result<()> {
    // Nobody listens there any more, so the requests fail at once; a name would have to be looked up first, and takes as
    // long as the machine's resolver likes.
    let other = format!("http://{}", TcpListener::bind("127.0.0.1:0")?.local_addr()?);
    let script = format!(
        "fetch('{other}/from-page').catch(() => {{}}); \
         new Worker('worker.js').onmessage = () => document.querySelector('h1').textContent = 'Done'"
    );
    let folder = tempfile::tempdir()?;
    write_page(folder.path(), &script, "")?;
    let worker = format!("fetch('{other}/from-worker').catch(() => postMessage(1))");
    fs::write(folder.path().join("worker.js"), worker)?;
    let (_folder, site, browser) = open(folder).await?;
    browser.by_role("heading", "Done").await?;
    let requests = browser.quit()?;
    let origin = site.origin();
    let strange: Vec<&str> = requests
        .iter()
        .filter(|request| !request.is_within(&origin))
        .map(|request| request.url.as_str())
        .collect();
    assert_eq!(strange, [format!("{other}/from-page"), format!("{other}/from-worker")]);
    Ok(())
}

#[tokio::test]
async fn long_tasks_and_warnings_on_leaving_are_noticed() -> Result<()> {
    let script = "document.querySelector('button').onclick = () => { \
         performance.mark('begin'); const end = performance.now() + 200; while (performance.now() < end); \
         performance.measure('work', 'begin'); \
         addEventListener('beforeunload', (event) => event.preventDefault()); \
         setTimeout(() => document.querySelector('h1').textContent = 'Done') }";
    let (_folder, _site, browser) = page(script, GOOD_BODY).await?;
    browser.click("button", "Continue").await?;
    browser.by_role("heading", "Done").await?;
    let work = browser.measure("work").await?.expect("the page measures its work");
    assert!(work.duration >= Duration::from_millis(199), "{work:?}");
    let tasks = browser.long_tasks().await?;
    let during: Vec<_> = tasks.iter().filter(|task| task.overlaps(&work)).collect();
    assert!(
        matches!(during.as_slice(), [task] if task.duration >= work.duration),
        "{tasks:?} during {work:?}"
    );
    assert!(browser.leave().await?);
    Ok(())
}

#[tokio::test]
async fn inaccessible_pages_are_noticed() -> Result<()> {
    let (_folder, _site, browser) = page("", "<input><img src=data:,x>").await?;
    let violations = browser.accessibility_violations().await?;
    let rules: Vec<&str> = violations.iter().map(|violation| violation.id.as_str()).collect();
    assert!(rules.contains(&"label") && rules.contains(&"image-alt"), "{rules:?}");
    Ok(())
}

#[tokio::test]
async fn downloads_arrive() -> Result<()> {
    let script = "document.querySelector('button').onclick = () => { const link = document.createElement('a'); \
         link.href = URL.createObjectURL(new Blob(['content'])); link.download = 'file.zip'; link.click() }";
    let (_folder, _site, browser) = page(script, GOOD_BODY).await?;
    browser.click("button", "Continue").await?;
    let file = browser.downloaded_file().await?;
    assert_eq!(file.file_name().and_then(|name| name.to_str()), Some("file.zip"));
    assert_eq!(fs::read_to_string(file)?, "content");
    Ok(())
}

#[tokio::test]
async fn firefox_and_webkit_notice_faults() -> Result<()> {
    const WORDS: [&str; 4] = ["thrown", "rejected", "complained", "img-src blocked"];
    let script = "document.querySelector('button').onclick = () => { setTimeout(() => { throw new Error('thrown') }); \
         Promise.reject('rejected'); console.error('complained'); \
         const picture = new Image(); picture.src = 'http://127.0.0.1:9/blocked.png'; }";
    for engine in [Engine::Firefox, Engine::WebKit] {
        if !engine.is_there()? {
            continue;
        }
        let folder = tempfile::tempdir()?;
        write_page(folder.path(), script, GOOD_BODY)?;
        let site = Site::start(folder.path(), "/some/base").await?;
        let options = BrowserOptions {
            engine,
            ..BrowserOptions::default()
        };
        let browser = Browser::start(&options).await?;
        browser.open(&site.address()).await?;
        assert_eq!(browser.problems().await?, Vec::<String>::new(), "{engine}");
        assert!(
            !browser.has("button", "Back").await?,
            "{engine}: hidden elements are not there"
        );
        browser.click("button", "Continue").await?;
        let mut problems = String::new();
        let deadline = Instant::now() + PATIENCE;
        while !WORDS.iter().all(|word| problems.contains(word)) {
            assert!(
                Instant::now() < deadline,
                "{engine}: not all of {WORDS:?} in {problems}"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
            problems += &browser.problems().await?.join("\n");
        }
    }
    Ok(())
}
