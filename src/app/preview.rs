//! The manifests of the present answers, and which of their lines the last change touched.

use leptos::prelude::*;

use super::dom::live;
use super::planned::planned_from;
use super::state::App;
use crate::plan::Planned;
use crate::render::diff::changed_lines;
use crate::render::{foretold, yaml};
use crate::wizard::Draft;

/// What the live preview shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    pub files: Vec<PreviewFile>,
    /// Whether `files` are those of the present answers; if not, they are those of the last ones that were right.
    pub is_current: bool,
    /// What is wrong with the present answers.
    pub waits_for: Vec<String>,
}

/// One manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreviewFile {
    pub path: String,
    pub text: String,
    /// One flag a line.
    pub changed: Vec<bool>,
}

/// Follows the draft.
pub fn follow(app: App) -> RwSignal<Preview> {
    let preview = RwSignal::new(Preview::default());
    live::follow(move || {
        let files = app
            .stage
            .with(|stage| stage.editing().map_or(Err(Vec::new()), |editing| files(&editing.draft)));
        let next = preview.with_untracked(|shown| match files {
            Ok(files) => shown.followed_by(files),
            Err(waits_for) => Preview {
                is_current: false,
                waits_for,
                ..shown.clone()
            },
        });
        if preview.with_untracked(|shown| *shown != next) {
            preview.set(next);
        }
    });
    preview
}

/// Path and text of every manifest, or what is wrong with the answers.
fn files(draft: &Draft) -> Result<Vec<(String, String)>, Vec<String>> {
    let planned = planned_from(draft);
    let planned = planned.map_err(|errors| errors.into_iter().map(|error| error.message).collect::<Vec<_>>())?;
    let files = match planned {
        Planned::Gateway(plan) => plan
            .manifests
            .iter()
            .map(|manifest| Some((manifest.path(), shortened(yaml::manifest(manifest).ok()?))))
            .collect(),
        Planned::Certificates(plan) => Some(foretold::certificates(&plan.requests)),
    };
    files.ok_or_else(Vec::new)
}

/// The most lines of a manifest that are drawn anew while somebody types.
const LINES: usize = 120;

/// A policy for five hundred clients has a line for each.
fn shortened(text: String) -> String {
    let Some((end, _)) = text.match_indices('\n').nth(LINES - 1) else {
        return text;
    };
    let more = text[end..].lines().count().saturating_sub(1);
    match more {
        0 => text,
        _ => [&text[..end], "\n# … and ", &more.to_string(), " more lines\n"].concat(),
    }
}

impl Preview {
    /// The next state. An answer that no manifest shows leaves the marks of the last one that did.
    fn followed_by(&self, files: Vec<(String, String)>) -> Self {
        let same = self.files.len() == files.len()
            && self
                .files
                .iter()
                .zip(&files)
                .all(|(old, (path, text))| old.path == *path && old.text == *text);
        if same {
            return Self {
                is_current: true,
                waits_for: Vec::new(),
                ..self.clone()
            };
        }
        let first = self.files.is_empty();
        let mark = |(position, (path, text)): (usize, (String, String))| {
            // A renamed resource keeps its place, so files are compared by position.
            let old = self.files.get(position).map_or("", |file| &file.text);
            let changed = if first { Vec::new() } else { changed_lines(old, &text) };
            PreviewFile { path, text, changed }
        };
        Self {
            files: files.into_iter().enumerate().map(mark).collect(),
            is_current: true,
            waits_for: Vec::new(),
        }
    }
}
