//! The app without its host: in one file, or kept by the browser.

use crate::app::components::card::{page_head, titled_card};
use crate::app::components::copy::copy_button;
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element, several};
use crate::app::pages::result::download::size_text;
use crate::app::title;
use crate::locale::say;
use crate::platform::origin::{self, SingleFile};

/// What the file is called on a person's disk.
const NAME: &str = "mtls-wizard.html";

/// Draws the page.
pub fn offline_page() -> View {
    title::set(say!("Use it offline"), None);
    let head = page_head(
        say!("Use it offline"),
        say!(
            "After it is loaded, the app needs no network. So it can be kept: for a train, or for a machine that has no network at all."
        ),
    );
    let file = match origin::single_file() {
        Some(file) => offered(&file),
        None => titled_card(say!("This is the single file")).child(element("p").child(prose(
            say!("You have opened the whole app as one file. It asks for nothing: its policy forbids every request. Copy it wherever you like; `sha256sum` tells whether it is the one that was published."),
        ))),
    };
    let kept = origin::single_file().map(|_| {
        titled_card(say!("In this browser")).child(element("p").child(
            say!("The browser keeps the app after your first visit: its address opens without a network, too, and the browser’s menu can install it like a program. When there is a new version, a notice says so, and you decide when to load it."),
        ))
    });
    let content = element("div").class("stack").child(file).children(kept);
    several([head.into(), content.into()])
}

fn offered(file: &SingleFile) -> Element {
    let link = element("a")
        .class("button button--primary button--large")
        .attribute("href", &file.address)
        .attribute("download", NAME)
        .child(glyph(Icon::Download))
        .child(say!("Download {file}", file = NAME));
    let size = element("p").class("muted").child(say!(
        "{size_text}. Open it from your disk, in any current browser.",
        size_text = size_text(file.size).as_str()
    ));
    let digest = element("code").class("value").child(file.sha256.as_str());
    let text = file.sha256.clone();
    let sha256 = element("p")
        .class("digest")
        .child(element("span").child(say!("SHA-256 of the file:")))
        .child(digest)
        .child(element("span").child(copy_button(say!("the SHA-256"), None, move || text.clone())));
    let compare = element("p").child(prose(
        say!("Compare it on the other machine: `sha256sum mtls-wizard.html` (Linux), `shasum -a 256 mtls-wizard.html` (macOS), `Get-FileHash mtls-wizard.html` (PowerShell)."),
    ));
    let content = element("div")
        .class("stack")
        .child(element("p").child(
            say!("Everything is in one HTML file: carry it to a machine without a network, or keep the version that you have checked."),
        ))
        .child(element("div").class("download__row").child(link).child(size))
        .child(sha256)
        .child(compare);
    titled_card(say!("In one file")).child(content)
}
