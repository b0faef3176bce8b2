//! Every file of the archive: to read, to copy, to download alone.

use std::sync::Arc;

use leptos::prelude::*;

use super::SectionHeading;
use super::certificate::CertificateFacts;
use super::download::size_text;
use crate::app::components::code::{CodeBlock, Language};
use crate::app::components::copy::CopyButton;
use crate::app::components::disclosure::Disclosure;
use crate::app::components::icon::{Glyph, Icon};
use crate::app::made::Made;
use crate::pki::certificate::Certificate;
use crate::plan::certificates;
use crate::platform::download;
use crate::render::archive::{ArchiveFile, Content};

/// The groups of the list, and what belongs in them.
const GROUPS: [(&str, &[Content]); 3] = [
    ("Manifests", &[Content::Manifest]),
    ("Certificates and keys", &[Content::Certificate, Content::Secret]),
    ("Scripts and documents", &[Content::Script, Content::Document]),
];

#[component]
pub fn Files(made: Arc<Made>) -> impl IntoView {
    let group = |(title, contents): (&'static str, &'static [Content])| {
        let in_group = |(_, file): &(usize, &ArchiveFile)| contents.contains(&file.content);
        let files = made.files.iter().enumerate().filter(in_group);
        let files = files.map(|(index, _)| view! { <FileEntry made=made.clone() index /> });
        view! {
            <div class="stack stack--tight">
                <h3>{title}</h3>
                <div class="file-list">{files.collect_view()}</div>
            </div>
        }
    };
    view! {
        <section class="result__section" aria-labelledby="files">
            <SectionHeading anchor="files" text="Files" />
            {GROUPS.map(group).collect_view()}
        </section>
    }
}

#[component]
fn FileEntry(made: Arc<Made>, index: usize) -> impl IntoView {
    let Some(file) = made.files.get(index) else {
        return ().into_any();
    };
    let name = file.name().to_owned();
    let secret = file.content == Content::Secret;
    let icon = match file.content {
        Content::Certificate => Icon::Certificate,
        Content::Secret => Icon::Key,
        Content::Manifest | Content::Script | Content::Document => Icon::File,
    };
    let aside = size_text(file.bytes.len());
    view! {
        <Disclosure title=name mono=true aside icon secret>
            <FileBody made=made.clone() index />
        </Disclosure>
    }
    .into_any()
}

#[component]
fn FileBody(made: Arc<Made>, index: usize) -> impl IntoView {
    let Some(file) = made.files.get(index) else {
        return ().into_any();
    };
    let shown = match file.content {
        Content::Secret => view! { <Hidden file=file.clone() /> }.into_any(),
        content => {
            let facts = certificate(&made, file)
                .map(|certificate| view! { <CertificateFacts certificate=certificate.clone() /> });
            let text = file.text().unwrap_or_default().to_owned();
            let language = language(content, file.name());
            let wrap = content == Content::Document;
            view! {
                {facts}
                <CodeBlock title=file.name().to_owned() text language wrap tall=true />
            }
            .into_any()
        }
    };
    view! {
        <div class="file__tools">
            <DownloadFile file=file.clone() />
        </div>
        {shown}
    }
    .into_any()
}

/// A secret is copied or downloaded without being shown to whoever looks over the shoulder.
#[component]
fn Hidden(file: ArchiveFile) -> impl IntoView {
    let name = file.name().to_owned();
    // Bundles are binary: they are only downloaded.
    let copy = file.text().is_some().then(|| {
        let text = move || file.text().unwrap_or_default().to_owned();
        view! { <CopyButton text what=name /> }
    });
    view! {
        <div class="file__tools">
            <p class="muted">"Secret, so it is not shown here."</p>
            {copy}
        </div>
    }
}

#[component]
fn DownloadFile(file: ArchiveFile) -> impl IntoView {
    let failure = RwSignal::new(None::<String>);
    let name = file.name().to_owned();
    let start = move |_| {
        let base = file.path.rsplit('/').next().unwrap_or(&file.path);
        failure.set(
            download::start(base, "application/octet-stream", &file.bytes)
                .err()
                .map(|error| error.to_string()),
        );
    };
    view! {
        <button type="button" class="button button--compact" on:click=start>
            <Glyph icon=Icon::Download />
            <span>"Download" <span class="visually-hidden">" " {name}</span></span>
        </button>
        <span role="status">{move || failure.get()}</span>
    }
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
