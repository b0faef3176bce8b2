//! The tutorial with the user's values, in the form that the reader chose: why, what to do, what success looks like.

use std::sync::Arc;

use super::section;
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::instruction::instruction;
use crate::app::components::prose::prose;
use crate::app::components::segments::segments;
use crate::app::dom::{Element, View, element, live, several};
use crate::app::made::Made;
use crate::app::reading::{FORMS, Reader, SHELLS};
use crate::app::route::Route;
use crate::app::state::App;
use crate::plan::Plan;
use crate::plan::guide::GuideStep;
use crate::plan::verification::Anonymous;
use crate::render::guide::{self, Part, Reading, Shell};

/// The choice of the form, the quick way, then the steps.
pub fn guide(made: &Arc<Made>, plan: &Plan) -> Element {
    let reader = App::expect().reader;
    let quick = {
        let made = made.clone();
        live::region(
            move || reader.reading().shell,
            move |shell| several(made.gateway().map(|plan| quick(plan, *shell))),
        )
    };
    let mut steps = element("ol").class("guide");
    for (index, step) in plan.guide.iter().enumerate() {
        steps = steps.child(guide_step(made.clone(), plan, reader, index, step));
    }
    section("guide", "Guide")
        .child(choices(reader))
        .child(quick)
        .child(steps)
}

fn choices(reader: Reader) -> Element {
    let form = segments("form", "Form", FORMS, reader.in_dashboard);
    let shell = segments("shell", "Shell", SHELLS, reader.in_powershell);
    element("div").class("guide__choices").child(form).child(shell)
}

fn quick(plan: &Plan, shell: Shell) -> View {
    let sentence = |text: &str| element("p").class("measure").child(prose(text)).into();
    match shell {
        Shell::Bash => {
            let mut commands = guide::unpack(plan, shell);
            commands.extend(guide::scripts(plan));
            several([
                sentence(match plan.verification.anonymous {
                    Anonymous::Refused => {
                        "In a hurry? Download the archive, then run this where it landed. `./apply.sh` shows the cluster and asks before it changes anything; `./verify.sh` proves that your clients get in and nobody else."
                    }
                    Anonymous::Admitted => {
                        "In a hurry? Download the archive, then run this where it landed. `./apply.sh` shows the cluster and asks before it changes anything; `./verify.sh` proves that your clients and callers without a certificate get in, and those with another one do not."
                    }
                }),
                shell_block("All in one go", &commands).into(),
                sentence("Or step by step, with the reasons:"),
            ])
        }
        Shell::PowerShell => sentence(
            "The archive’s scripts need bash, for example in WSL. The steps work in Windows PowerShell 5.1 and in PowerShell 7:",
        ),
    }
}

fn guide_step(made: Arc<Made>, plan: &Plan, reader: Reader, index: usize, step: &GuideStep) -> Element {
    let title = element("h3").class("guide__title").child(step.title.as_str());
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
            several(made.gateway().and_then(step))
        },
    );
    element("li")
        .class("guide__step card card__body")
        .id(&id)
        .child(title)
        .child(
            element("div")
                .class("guide__content")
                .children(cluster)
                .child(why)
                .child(content),
        )
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
                let mut title = format!("Commands of step {number}");
                if blocks > 1 {
                    title.push_str(&format!(", part {block}"));
                }
                shell_block(&title, commands).into()
            }
        });
    }
    let expect = element("span")
        .child(element("strong").child("You should see: "))
        .child(prose(guide::expectation(step, &parts)));
    let expect = element("p")
        .class("guide__expect")
        .child(glyph(Icon::CheckCircle))
        .child(expect);
    views.push(expect.into());
    let trouble = element("a")
        .attribute("href", &Route::Diagnose.hash())
        .child("Something went wrong?")
        .child(
            element("span")
                .class("visually-hidden")
                .child([" (step ", &number.to_string(), ")"].concat()),
        );
    views.push(element("p").class("guide__trouble").child(trouble).into());
    several(views)
}

fn shell_block(title: &str, commands: &[String]) -> Element {
    let fit = Fit {
        wrap: true,
        tall: false,
    };
    code_block(title, commands.join("\n"), Language::Shell, fit)
}
