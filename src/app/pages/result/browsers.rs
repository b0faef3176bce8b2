//! How the client's bundle gets into browsers.

use super::section;
use crate::app::components::disclosure::{Summary, disclosure};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, View, element};
use crate::locale::say;
use crate::plan::browser::{IMPORT_HELP, ImportHelp};
use crate::plan::verification::Client;

/// One disclosure for each browser.
pub fn browsers(own_root: bool, clients: &[Client]) -> Element {
    let second = clients.iter().find_map(|client| client.second_bundle);
    let other = second.map(|profile| {
        let text = say!(
            "`client{file_ending}` has the same content. {description}",
            file_ending = profile.file_ending(),
            description = profile.description()
        );
        element("p").child(prose(&text))
    });
    let intro = element("p").child(prose(match own_root {
        true => say!("Import `client.p12` so that the browser can show who you are, and `server-root-ca.crt` so that it believes the gateway."),
        false => say!("Import `client.p12` so that the browser can show who you are. It believes the gateway where it knows the root of its certificate, as it does for a public one."),
    }));
    let instructions = IMPORT_HELP
        .iter()
        .map(|help| instructions(help, own_root, second.is_some()));
    section("browsers", say!("Use it in a browser"))
        .child(intro)
        .children(other)
        .child(element("div").class("file-list").children(instructions))
}

fn instructions(help: &'static ImportHelp, own_root: bool, older_bundle: bool) -> Element {
    let summary = Summary {
        title: help.title.to_owned(),
        ..Summary::default()
    };
    disclosure(summary, move || steps(help, own_root, older_bundle))
}

fn steps(help: &ImportHelp, own_root: bool, older_bundle: bool) -> View {
    let steps = help
        .steps(own_root, older_bundle)
        .map(|step| element("li").child(prose(step)));
    element("div")
        .class("prose")
        .child(element("ol").children(steps))
        .into()
}
