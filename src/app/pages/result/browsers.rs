//! How the client's bundle gets into browsers.

use super::section;
use crate::app::components::disclosure::{Summary, disclosure};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element};
use crate::plan::browser::{IMPORT_HELP, ImportHelp};

/// One disclosure for each browser.
pub fn browsers(own_root: bool) -> Element {
    let intro = element("p").class("measure").child(prose(match own_root {
        true => "Import `client.p12` so that the browser can show who you are, and `server-root-ca.crt` so that it believes the gateway.",
        false => "Import `client.p12` so that the browser can show who you are. It believes the gateway where it knows the root of its certificate, as it does for a public one.",
    }));
    section("browsers", "Use it in a browser").child(intro).child(
        element("div")
            .class("file-list")
            .children(IMPORT_HELP.iter().map(|help| instructions(help, own_root))),
    )
}

fn instructions(help: &'static ImportHelp, own_root: bool) -> Element {
    let summary = Summary {
        title: help.title.to_owned(),
        ..Summary::default()
    };
    disclosure(summary, move || steps(help, own_root))
}

fn steps(help: &ImportHelp, own_root: bool) -> View {
    let steps = help.steps(own_root).map(|step| element("li").child(prose(step)));
    element("div")
        .class("prose")
        .child(element("ol").children(steps))
        .into()
}
