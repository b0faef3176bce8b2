//! The journey of a person who sees no mouse and no screen: from the start page to the archive by keys alone, with what a
//! screen reader is told on the way.

use crate::{archive::Archive, visitor::Visitor};
use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::browser::{Browser, PATIENCE};
use thirtyfour::Key;

/// Waits for a page with this heading: it has the focus, and the window is called so.
async fn arrives(browser: &Browser, heading: &str, title: &str) -> Result<()> {
    browser
        .focus_comes_within(PATIENCE * 4, |focused| {
            focused.role == "heading" && focused.name == heading
        })
        .await
        .with_context(|| format!("“{heading}” does not take the focus"))?;
    let shown = browser.title().await?;
    ensure!(
        shown.starts_with(title),
        "the window is called “{shown}”, not “{title} …”"
    );
    Ok(())
}

/// Waits until this has the focus; removed controls hand it on with the next frame.
async fn has_focus(browser: &Browser, role: &str, name: &str) -> Result<()> {
    browser
        .focus_comes(|focused| focused.role == role && focused.name == name)
        .await
        .with_context(|| format!("the {role} “{name}” does not get the focus"))?;
    ensure!(browser.focus_is_visible().await?, "the focus on the {role} “{name}”");
    Ok(())
}

/// Goes to a control by Tab, and presses Enter there.
async fn enter(browser: &Browser, role: &str, name: &str) -> Result<()> {
    browser.walk_to(role, name).await?;
    browser.press(Key::Enter + "").await
}

#[tokio::test]
async fn local_k3d_by_keys_and_ears_alone() -> Result<()> {
    let visitor = Visitor::new("keys-and-ears").await?;
    let browser = &visitor.browser;
    visitor.start_page().await?;
    browser.listen().await?;

    browser.press(Key::Tab + "").await?;
    has_focus(browser, "link", "Skip to the content").await?;
    browser.press(Key::Enter + "").await?;
    browser.focus_comes(|focused| focused.role == "main").await?;
    enter(browser, "link", "Local k3d").await?;

    arrives(browser, "Names and domains", "Names and domains – Local k3d").await?;
    mistakes(browser).await?;
    arrives(browser, "Certificates", "Certificates – Local k3d").await?;
    choices(browser).await?;
    rows(browser).await?;
    enter(browser, "button", "Continue").await?;
    arrives(browser, "Workload", "Workload – Local k3d").await?;
    enter(browser, "button", "Continue").await?;

    arrives(browser, "Review your answers", "Review").await?;
    enter(browser, "link", "Change Namespace").await?;
    has_focus(browser, "textbox", "Namespace").await?;
    enter(browser, "button", "Continue").await?;
    arrives(browser, "Review your answers", "Review").await?;
    browser.walk_to("button", "Generate").await?;
    browser.press(" ").await?;
    arrives(browser, "Your gateway is ready to apply", "Result – Local k3d").await?;
    browser.hears("steps done").await?;

    enter(browser, "button", "Download everything (.zip)").await?;
    let archive = browser.downloaded_file().await?;
    browser.hears("mtls-k3d-shop.zip").await?;
    guide(browser).await?;
    Archive::unpack(&archive, "mtls-k3d-shop")?.assert_contract()?;
    visitor.leave().await
}

/// A name that cannot be used, and the way from the summary to the field.
async fn mistakes(browser: &Browser) -> Result<()> {
    browser.walk_to("textbox", "Namespace").await?;
    // Tab has selected what was there.
    browser.press("Not A Label").await?;
    enter(browser, "button", "Continue").await?;
    browser.focus_comes(|focused| focused.role == "alert").await?;
    let title = browser.title().await?;
    ensure!(title.starts_with("Error: Names and domains"), "{title}");
    let links = browser.links_in_focus().await?;
    ensure!(links.len() == 1 && links[0].starts_with("Namespace: "), "{links:?}");
    enter(browser, "link", &links[0]).await?;
    has_focus(browser, "textbox", "Namespace").await?;
    let field = browser.focused().await?;
    ensure!(field.description.contains("Error: Spaces are not allowed"), "{field:?}");
    browser.write_here("shop").await?;
    enter(browser, "button", "Continue").await
}

/// Radio buttons are one stop, and arrows choose.
async fn choices(browser: &Browser) -> Result<()> {
    let every = "Every client of the client CA";
    browser.walk_to("radio", every).await?;
    browser.press(Key::Down + "").await?;
    has_focus(browser, "radio", "Only the clients that I name").await?;
    browser.press(Key::Up + "").await?;
    has_focus(browser, "radio", every).await
}

/// A row that comes and goes hands the focus on.
async fn rows(browser: &Browser) -> Result<()> {
    enter(browser, "DisclosureTriangle", "More names, more clients Optional").await?;
    enter(browser, "button", "Edit as rows of List of clients").await?;
    enter(browser, "button", "Add a client").await?;
    browser.focus_comes(|focused| focused.role == "textbox").await?;
    browser.write_here("orders").await?;
    enter(browser, "button", "Remove client 1").await?;
    has_focus(browser, "button", "Add a client").await
}

/// Copying and ticking are told; the button that takes all ticks back hands the focus on.
async fn guide(browser: &Browser) -> Result<()> {
    enter(browser, "button", "Copy All in one go").await?;
    browser.hears("Copied").await?;
    browser.walk_to("checkbox", "Done Unpack the archive").await?;
    browser.press(" ").await?;
    browser.hears("1 of 10 steps done").await?;
    for _ in 0..20 {
        browser.press(Key::Shift + Key::Tab).await?;
        if browser.has_focus("button", "Untick all").await? {
            browser.press(Key::Enter + "").await?;
            browser.hears("0 of 10 steps done").await?;
            browser.focus_comes(|focused| focused.role == "status").await?;
            return Ok(());
        }
    }
    anyhow::bail!("“Untick all” is no stop")
}
