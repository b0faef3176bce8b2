//! What was made: the download, what to know, and the steps.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::controls::alert;
use crate::app::components::button::{primary_button, submit_button};
use crate::app::components::callout::{Tone, callout};
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::components::segments::segments;
use crate::app::dom::{Element, View, element, live, nothing, several};
use crate::app::focus;
use crate::app::reading::SHELLS;
use crate::app::state::App;
use crate::lifecycle::package::{Commands, Package, Step};
use crate::locale::say;
use crate::pki::clock::UnixTime;
use crate::platform::download;
use crate::platform::leave::LeaveGuard;
use crate::render::archive::Content;
use crate::render::guide::Shell;
use crate::render::zip;

/// What one part of a page makes, while it is made and after; `id` is its own on the page.
#[derive(Clone, Copy)]
pub struct Outcome {
    id: &'static str,
    is_busy: RwSignal<bool>,
    /// Why the last attempt made nothing.
    problem: RwSignal<String>,
    package: RwSignal<Option<(Arc<Package>, UnixTime)>>,
    /// Announced: what has become of the download.
    said: RwSignal<String>,
    /// Asks before the page is left, until the download was started.
    guard: StoredValue<Option<LeaveGuard>, LocalStorage>,
}

impl Outcome {
    /// Nothing yet.
    pub fn new(id: &'static str) -> Self {
        Self {
            id,
            is_busy: RwSignal::new(false),
            problem: RwSignal::new(String::new()),
            package: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            guard: StoredValue::new_local(None),
        }
    }

    /// The button that makes it, what is said meanwhile, and above them why nothing was made.
    pub fn actions(self, label: &'static str) -> [Element; 2] {
        let working = live::text(move || {
            if self.is_busy.get() {
                say!("Working …").to_owned()
            } else {
                String::new()
            }
        });
        let actions = element("div")
            .class("actions actions--inside")
            .child(submit_button().child(label))
            .child(element("span").attribute("role", "status").child(working));
        [alert(self.problem), actions]
    }

    /// Makes it and shows it, or why not; one at a time.
    pub fn make(self, making: impl Future<Output = Result<(Package, UnixTime), String>> + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.problem.set(String::new());
        self.is_busy.set(true);
        spawn_local(async move {
            match making.await {
                Ok((package, now)) => self.set(package, now),
                Err(problem) => {
                    self.problem.try_set(problem);
                }
            }
            self.is_busy.try_set(false);
        });
    }

    /// Shows what was made, and goes there.
    fn set(self, package: Package, now: UnixTime) {
        self.said.try_set(String::new());
        self.guard.try_update_value(|guard| *guard = LeaveGuard::arm().ok());
        if self.package.try_set(Some((Arc::new(package), now))).is_none() {
            let id = self.id;
            request_animation_frame(move || focus::move_to(id));
        }
    }

    /// The part of the page.
    pub fn view(self) -> View {
        let identity = move || {
            self.package
                .with(|made| made.as_ref().map(|(package, _)| Arc::as_ptr(package) as usize))
        };
        live::region(identity, move |_| match self.package.get_untracked() {
            Some((package, now)) => self.made(&package, now),
            None => nothing(),
        })
    }

    fn made(self, package: &Arc<Package>, now: UnixTime) -> View {
        let heading = element("h2")
            .id(self.id)
            .attribute("tabindex", "-1")
            .child(package.title.as_str());
        let warnings = package
            .warnings
            .iter()
            .map(|warning| callout(Tone::Warning, [element("p").child(prose(warning))]).into());
        let reader = App::expect().reader;
        let shell = segments(self.id_of_shells(), say!("Shell"), SHELLS, reader.in_powershell);
        let mut steps = element("ol").class("guide");
        for (index, step) in package.steps.iter().enumerate() {
            steps = steps.child(self.step(index + 1, step.clone()));
        }
        let parts = [heading.into(), self.download_card(package.clone(), now).into()];
        let after = [shell.into(), steps.into()];
        let all = several(parts.into_iter().chain(warnings).chain(after));
        element("section")
            .class("stack ring")
            .attribute("aria-labelledby", self.id)
            .child(all)
            .into()
    }

    fn id_of_shells(self) -> &'static str {
        match self.id {
            "renewed" => "renewed-shell",
            "rotated" => "rotated-shell",
            _ => "revoked-shell",
        }
    }

    fn download_card(self, package: Arc<Package>, now: UnixTime) -> Element {
        let name = package.file.clone();
        let secrets = match package.files.iter().any(|file| file.content == Content::Secret) {
            true => say!(", private keys included: keep it to yourself"),
            false => say!(", no private keys"),
        };
        let note = element("p")
            .class("muted")
            .child(element("code").child(name.as_str()))
            .child(say!(" · {files} files{secrets}", files = package.files.len(), secrets));
        let button = primary_button()
            .child(glyph(Icon::Download))
            .child(say!("Download {name}", name))
            .on("click", move |_| self.download(&package, now));
        element("section")
            .class("card card__body download")
            .attribute("aria-label", &say!("Download of {name}", name))
            .child(element("div").class("download__row").child(button).child(note))
            .child(
                element("p")
                    .class("converter__status")
                    .attribute("role", "status")
                    .child(live::text(move || self.said.get())),
            )
    }

    fn download(self, package: &Package, now: UnixTime) {
        let name = package.file.clone();
        let started = zip::write(&package.files, now)
            .map_err(|error| error.to_string())
            .and_then(|octets| download::start(&name, "application/zip", &octets).map_err(|error| error.to_string()));
        self.said.set(match started {
            Ok(()) => {
                self.guard.update_value(|guard| *guard = None);
                say!("{name} is on its way to your downloads.", name)
            }
            Err(reason) => say!("It was not downloaded: {reason}.", reason),
        });
    }

    fn step(self, number: usize, step: Step) -> Element {
        let reader = App::expect().reader;
        let title = element("h3").class("guide__title").english().child(step.title.as_str());
        let content = live::region(
            move || reader.reading().shell,
            move |shell| several(self.parts(number, &step, *shell)),
        );
        element("li")
            .class("guide__step card card__body")
            .child(title)
            .child(element("div").class("guide__content").english().child(content))
    }

    fn parts(self, number: usize, step: &Step, shell: Shell) -> Vec<View> {
        let mut parts = paragraphs(&step.text);
        let name = |what: &str| [what, " ", &number.to_string(), " (", self.id, ")"].concat();
        parts.extend(block(&name(say!("Commands of step")), &step.commands, shell));
        if !step.check.is_empty() {
            let check = element("span")
                .child(element("strong").translated().child(say!("Check: ")))
                .child(prose(&step.check));
            let check = element("p")
                .class("guide__expect")
                .child(glyph(Icon::CheckCircle))
                .child(check);
            parts.push(check.into());
            parts.extend(block(&name(say!("Check of step")), &step.check_commands, shell));
        }
        if !step.back.is_empty() {
            let back = element("p")
                .child(element("strong").translated().child(say!("To go back: ")))
                .child(prose(&step.back));
            parts.push(back.into());
            parts.extend(block(&name(say!("Way back of step")), &step.back_commands, shell));
        }
        parts
    }
}

/// Paragraphs, and lists whose lines begin with a hyphen.
fn paragraphs(text: &str) -> Vec<View> {
    let paragraph = |text: &str| match text.strip_prefix("- ") {
        Some(list) => {
            let items = list.split("\n- ").map(|item| element("li").child(prose(item)));
            element("ul").class("ring__list").children(items).into()
        }
        None => element("p").child(prose(text)).into(),
    };
    text.split("\n\n").map(paragraph).collect()
}

fn block(title: &str, commands: &Commands, shell: Shell) -> Option<View> {
    let lines = match shell {
        Shell::Bash => &commands.bash,
        Shell::PowerShell => &commands.powershell,
    };
    if lines.is_empty() {
        let only_bash = shell == Shell::PowerShell && !commands.bash.is_empty();
        return only_bash.then(|| {
            element("p")
                .class("muted")
                .child(say!("This needs bash, for example in WSL."))
                .into()
        });
    }
    let fit = Fit {
        wrap: true,
        tall: false,
    };
    Some(code_block(title, lines.join("\n"), Language::Shell, fit).into())
}
