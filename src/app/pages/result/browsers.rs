//! How the client's bundle gets into browsers.

use super::section;
use crate::app::components::disclosure::{Summary, disclosure};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element};
use crate::plan::browser::{IMPORT_HELP, ImportHelp};

/// One disclosure for each browser.
pub fn browsers() -> Element {
    let intro = element("p").class("measure").child(prose(
        "Import `client.p12` so that the browser can show who you are, and `server-root-ca.crt` so that it believes the gateway.",
    ));
    section("browsers", "Use it in a browser")
        .child(intro)
        .child(element("div").class("file-list").children(IMPORT_HELP.iter().map(help)))
}

fn help(help: &'static ImportHelp) -> Element {
    let summary = Summary {
        title: help.title.to_owned(),
        ..Summary::default()
    };
    disclosure(summary, move || steps(help.steps))
}

fn steps(steps: &[&str]) -> View {
    let steps = steps.iter().map(|step| element("li").child(prose(step)));
    element("div")
        .class("prose")
        .child(element("ol").children(steps))
        .into()
}
