//! The tutorial with the user's values, in the form that the reader chose: why, what to do, what success looks like.

use std::sync::Arc;

use leptos::prelude::{Get, RwSignal, Set, window};

use super::section;
use crate::app::components::button::{compact_button, named, quiet_button};
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::instruction::instruction;
use crate::app::components::prose::prose;
use crate::app::components::segments::segments;
use crate::app::components::sources::links;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::focus;
use crate::app::reading::{FORMS, Reader, SHELLS};
use crate::app::route::Route;
use crate::app::state::App;
use crate::app::ticks::Ticks;
use crate::guidance::sources;
use crate::locale::{Text, say};
use crate::plan::guide::GuideStep;
use crate::plan::verification::Anonymous;
use crate::plan::{Plan, Planned};
use crate::platform::download;
use crate::render::guide::{self, Part, Reading, Shell};
use crate::tutorial::Tutorial;

/// The choice of the form, how far the reader is, the quick way, then the steps.
pub fn guide(tutorial: &'static Tutorial, planned: &Arc<Planned>) -> Element {
    let reader = App::expect().reader;
    let guide = section("guide", say!("Guide"));
    let Some(plan) = planned.gateway() else { return guide };
    let ticks = Ticks::restore(tutorial);
    let quick = {
        let planned = planned.clone();
        live::region(
            move || reader.reading().shell,
            move |shell| several(planned.gateway().map(|plan| quick(plan, *shell))),
        )
    };
    let mut steps = element("ol").class("guide");
    for (index, step) in plan.guide.iter().enumerate() {
        steps = steps.child(guide_step(planned.clone(), plan, reader, index, step, ticks));
    }
    guide
        .child(choices(reader))
        .child(progress(ticks, plan.guide.len()))
        .child(quick)
        .child(steps)
        .child(export(planned.clone()))
}

/// How many steps are ticked off, and the way back.
fn progress(ticks: Ticks, steps: usize) -> Element {
    let text = move || {
        let done = ticks.count().min(steps);
        say!(
            "{done} of {steps} steps done",
            done = done.to_string(),
            steps = steps.to_string()
        )
    };
    let clear = live::when(
        move || ticks.count() > 0,
        move || {
            let button = compact_button().child(say!("Untick all"));
            let node = button.node().clone();
            button
                .on("click", move |_| {
                    focus::before(&node);
                    ticks.clear();
                })
                .into()
        },
    );
    element("div")
        .class("guide__progress")
        .child(
            element("p")
                .attributes(&[("role", "status"), ("tabindex", "-1")])
                .child(live::text(text)),
        )
        .child(clear)
}

/// The guide to take along, without keys.
fn export(planned: Arc<Planned>) -> Element {
    let failure = RwSignal::new(false);
    let name = planned
        .gateway()
        .map_or_else(String::new, |plan| [plan.folder.to_string().as_str(), ".md"].concat());
    let markdown = quiet_button()
        .child(glyph(Icon::Download))
        .child(say!("Download as Markdown"))
        .on("click", move |_| {
            let text = crate::render::tutorial::tutorial(&planned).unwrap_or_default();
            failure.set(download::start(&name, "text/markdown", text.as_bytes()).is_err());
        });
    let print = quiet_button().child(say!("Print")).on("click", |_| {
        // Where there is nothing to print with, nothing happens.
        let _ = window().print();
    });
    let failed = live::when(
        move || failure.get(),
        || {
            element("p")
                .attribute("role", "alert")
                .child(say!("The browser refused the download."))
                .into()
        },
    );
    element("div")
        .class("guide__export")
        .child(element("p").child(
            say!("The guide with your values as a page of documentation, with tabs for kubectl and Kyma dashboard, or on paper. Neither has keys or passwords."),
        ))
        .child(element("div").class("actions").child(markdown).child(print))
        .child(failed)
}

fn choices(reader: Reader) -> Element {
    let form = segments("form", say!("Steps for"), FORMS.map(Text::here), reader.in_dashboard);
    let shell = segments("shell", say!("Shell"), SHELLS, reader.in_powershell);
    element("div").class("guide__choices").child(form).child(shell)
}

fn quick(plan: &Plan, shell: Shell) -> View {
    let sentence = |text: &str| element("p").child(prose(text)).into();
    match shell {
        Shell::Bash => {
            let mut commands = guide::unpack(plan, shell);
            commands.extend(guide::scripts(plan));
            several([
                sentence(match plan.verification.anonymous {
                    Anonymous::Refused => {
                        say!(
                            "In a hurry? Download the archive, then run this where it landed. `./apply.sh` shows the cluster and asks before it changes anything; `./verify.sh` proves that your clients get in and nobody else."
                        )
                    }
                    Anonymous::Admitted => {
                        say!(
                            "In a hurry? Download the archive, then run this where it landed. `./apply.sh` shows the cluster and asks before it changes anything; `./verify.sh` proves that your clients and callers without a certificate get in, and those with another one do not."
                        )
                    }
                }),
                shell_block(say!("All in one go"), &commands).into(),
                sentence(say!("Or step by step, with the reasons:")),
            ])
        }
        Shell::PowerShell => sentence(say!(
            "The archive’s scripts need bash, for example in WSL. The steps work in Windows PowerShell 5.1 and in PowerShell 7:"
        )),
    }
}

fn guide_step(
    planned: Arc<Planned>,
    plan: &Plan,
    reader: Reader,
    index: usize,
    step: &GuideStep,
    ticks: Ticks,
) -> Element {
    let title = element("h3").class("guide__title").child(step.title.as_str());
    let title = element("div")
        .class("guide__head")
        .child(title)
        .child(tick(step, ticks));
    let cluster =
        guide::cluster(plan, step).map(|cluster| element("p").child(element("strong").child(prose(&cluster))));
    let why = element("p").child(prose(&step.why));
    let id = ["step-", step.id].concat();
    let content = live::region(
        move || reader.reading(),
        move |reading| {
            let step = |plan: &Plan| {
                let step = plan.guide.get(index)?;
                Some(parts(plan, step, index + 1, *reading))
            };
            several(planned.gateway().and_then(step))
        },
    );
    let step_id = step.id;
    element("li")
        .class_from(move || match ticks.is_done(step_id) {
            true => "guide__step guide__step--done card card__body",
            false => "guide__step card card__body",
        })
        .id(&id)
        .child(title)
        .child(
            element("div")
                .class("guide__content")
                .english()
                .children(cluster)
                .child(why)
                .children(links(&sources::of_step(step)))
                .child(content),
        )
}

/// The box that says that a step is done.
fn tick(step: &GuideStep, ticks: Ticks) -> Element {
    let id = step.id;
    let input = element("input")
        .attribute("type", "checkbox")
        .checked_from(move || ticks.is_done(id))
        .on_checked(move |done| ticks.set(id, done));
    element("label")
        .class("guide__tick")
        .child(input)
        .child(named(say!("Done"), &step.title))
}

fn parts(plan: &Plan, step: &GuideStep, number: usize, reading: Reading) -> View {
    let parts = guide::parts(plan, step, reading);
    let is_commands = |part: &&Part| matches!(part, Part::Commands(_));
    let blocks = parts.iter().filter(is_commands).count();
    let mut block = 0;
    let mut views: Vec<View> = Vec::new();
    for part in &parts {
        views.push(match part {
            Part::Text(text) => element("p").child(prose(text)).into(),
            Part::Instruction(todo) => instruction(todo).into(),
            Part::Commands(commands) => {
                block += 1;
                let mut title = say!("Commands of step {number}", number);
                if blocks > 1 {
                    title.push_str(&say!(", part {block}", block));
                }
                shell_block(&title, commands).into()
            }
        });
    }
    let expect = element("span")
        .child(element("strong").translated().child(say!("You should see: ")))
        .child(prose(guide::expectation(step, &parts)));
    let expect = element("p")
        .class("guide__expect")
        .child(glyph(Icon::CheckCircle))
        .child(expect);
    views.push(expect.into());
    let trouble = element("a")
        .attribute("href", &Route::Diagnose.hash())
        .child(say!("Something went wrong?"))
        .child(
            element("span")
                .class("visually-hidden")
                .child(say!(" (step {number})", number = number.to_string())),
        );
    views.push(element("p").class("guide__trouble").translated().child(trouble).into());
    several(views)
}

pub(super) fn shell_block(title: &str, commands: &[String]) -> Element {
    let fit = Fit {
        wrap: true,
        tall: false,
    };
    code_block(title, commands.join("\n"), Language::Shell, fit)
}
