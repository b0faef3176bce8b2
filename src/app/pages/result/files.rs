//! Every file of the archive: to read, to copy, to download alone.

use std::sync::Arc;

use leptos::prelude::*;

use super::certificate::certificate_facts;
use super::download::size_text;
use super::section;
use crate::app::components::button::{compact_button, named};
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::copy::copy_button;
use crate::app::components::disclosure::{Summary, disclosure};
use crate::app::components::icon::{Icon, glyph};
use crate::app::dom::{Element, View, element, live, several};
use crate::app::made::Made;
use crate::locale::{Text, say, text};
use crate::pki::certificate::Certificate;
use crate::plan::certificates;
use crate::platform::download;
use crate::render::archive::{ArchiveFile, Content};

/// The groups of the list, and what belongs in them.
const GROUPS: [(Text, &[Content]); 3] = [
    (text("Manifests"), &[Content::Manifest]),
    (text("Certificates and keys"), &[Content::Certificate, Content::Secret]),
    (text("Scripts and documents"), &[Content::Script, Content::Document]),
];

/// The groups, each a list of disclosures.
pub fn files(made: &Arc<Made>) -> Element {
    let is_there = |contents: &[Content]| made.files.iter().any(|file| contents.contains(&file.content));
    let groups = GROUPS.into_iter().filter(|(_, contents)| is_there(contents));
    section("files", say!("Files")).children(groups.map(|(title, contents)| group(made, title.here(), contents)))
}

fn group(made: &Arc<Made>, title: &str, contents: &'static [Content]) -> Element {
    let limit = RwSignal::new(SHOWN);
    let made = made.clone();
    let list = live::region(
        move || limit.get(),
        move |limit_now| listing(&made, contents, limit, *limit_now),
    );
    let class = match contents.contains(&Content::Document) {
        true => "stack stack--tight files--text",
        false => "stack stack--tight",
    };
    element("div")
        .class(class)
        .child(element("h3").child(title))
        .child(list)
}

/// How many files of a group are listed at first, and how many more each time: five hundred clients have thousands.
const SHOWN: usize = 60;

fn listing(made: &Arc<Made>, contents: &[Content], limit: RwSignal<usize>, shown: usize) -> View {
    let of_group = || {
        made.files
            .iter()
            .enumerate()
            .filter(|(_, file)| contents.contains(&file.content))
    };
    let mut list = element("div").class("file-list");
    for (index, file) in of_group().take(shown) {
        list = list.child(entry(made.clone(), file, index));
    }
    let left = of_group().count().saturating_sub(shown);
    let more = (left > 0).then(|| {
        let text = say!("Show {next} of {left} more files", next = left.min(SHOWN), left);
        let more = compact_button()
            .child(text)
            .on("click", move |_| limit.update(|limit| *limit += SHOWN));
        element("div").class("file__tools").child(more).into()
    });
    several([list.into()].into_iter().chain(more))
}

fn entry(made: Arc<Made>, file: &ArchiveFile, index: usize) -> Element {
    let icon = match file.content {
        Content::Certificate => Icon::Certificate,
        Content::Secret => Icon::Key,
        Content::Manifest | Content::Script | Content::Document => Icon::File,
    };
    let summary = Summary {
        title: file.name().to_owned(),
        mono: true,
        aside: size_text(file.bytes.len()),
        icon: Some(icon),
        secret: file.content == Content::Secret,
    };
    disclosure(summary, move || {
        several(made.files.get(index).map(|file| body(&made, file)))
    })
}

fn body(made: &Made, file: &ArchiveFile) -> View {
    let tools = element("div").class("file__tools").child(download_button(file.clone()));
    if file.content == Content::Secret {
        return several([tools.into(), hidden(file.clone()).into()]);
    }
    let fit = Fit {
        wrap: file.content == Content::Document,
        tall: true,
    };
    let text = beginning(file.text().unwrap_or_default());
    let language = language(file.content, file.name());
    let facts = certificate(made, file).map(|certificate| certificate_facts(certificate).into());
    let code = code_block(file.name(), text, language, fit);
    several([tools.into()].into_iter().chain(facts).chain([code.into()]))
}

/// The most octets of a file that are drawn; the download has all of it.
const DRAWN: usize = 60_000;

fn beginning(text: &str) -> String {
    let end = text
        .match_indices('\n')
        .map(|(end, _)| end)
        .take_while(|end| *end < DRAWN)
        .last();
    match end {
        Some(end) if text.len() > DRAWN => [&text[..end], "\n# … the rest is in the file\n"].concat(),
        _ => text.to_owned(),
    }
}

/// A secret is copied or downloaded without being shown to whoever looks over the shoulder.
fn hidden(file: ArchiveFile) -> Element {
    let tools = element("div").class("file__tools").child(
        element("p")
            .class("muted")
            .child(say!("Secret, so it is not shown here.")),
    );
    // Bundles are binary: they are only downloaded.
    if file.text().is_none() {
        return tools;
    }
    let name = file.name().to_owned();
    tools.child(copy_button(&name, None, move || {
        file.text().unwrap_or_default().to_owned()
    }))
}

fn download_button(file: ArchiveFile) -> View {
    let failure = RwSignal::new(String::new());
    let button = compact_button()
        .child(glyph(Icon::Download))
        .child(named(say!("Download"), file.name()))
        .on("click", move |_| {
            let name = file.path.rsplit('/').next().unwrap_or(&file.path);
            let started = download::start(name, "application/octet-stream", &file.bytes);
            failure.set(started.err().map(|error| error.to_string()).unwrap_or_default());
        });
    let status = element("span")
        .attribute("role", "status")
        .child(live::text(move || failure.get()));
    several([button.into(), status.into()])
}

/// The certificate that a file holds; for a chain, its first one.
fn certificate<'a>(made: &'a Made, file: &ArchiveFile) -> Option<&'a Certificate> {
    let credentials = &made.issued.credentials;
    let found = credentials
        .iter()
        .find(|one| file.name() == format!("{}.crt", certificates::path(&one.id)));
    found.map(|credential| &credential.certificate)
}

fn language(content: Content, name: &str) -> Language {
    match content {
        Content::Manifest => Language::Yaml,
        Content::Script => Language::Shell,
        Content::Document if name.ends_with(".json") => Language::Yaml,
        Content::Document | Content::Certificate | Content::Secret => Language::Plain,
    }
}
