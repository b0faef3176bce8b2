//! The tutorial with the user's values: why, what to run, what success looks like.

use super::section;
use crate::app::components::code::{Fit, Language, code_block};
use crate::app::components::icon::{Icon, glyph};
use crate::app::components::prose::prose;
use crate::app::dom::{Element, element};
use crate::app::made::Made;
use crate::plan::Plan;
use crate::plan::guide::GuideStep;
use crate::render::{markdown, shell};

/// The quick way, then the steps.
pub fn guide(made: &Made) -> Element {
    let plan = &made.plan;
    let mut commands = shell::unpack(plan);
    commands.extend(["./apply.sh", "./verify.sh"].map(str::to_owned));
    let quick = element("p").class("measure").child(prose(
        "In a hurry? Download the archive, then run this where it landed. `./apply.sh` shows the cluster and asks before it changes anything; `./verify.sh` proves that your client gets in and nobody else.",
    ));
    let mut steps = element("ol").class("guide");
    for (index, step) in plan.guide.iter().enumerate() {
        steps = steps.child(guide_step(plan, index + 1, step));
    }
    section("guide", "Guide")
        .child(quick)
        .child(shell_block("All in one go", &commands))
        .child(
            element("p")
                .class("measure")
                .child("Or step by step, with the reasons:"),
        )
        .child(steps)
}

fn guide_step(plan: &Plan, number: usize, step: &GuideStep) -> Element {
    let blocks = markdown::commands(plan, step);
    let mut content = element("div")
        .class("guide__content")
        .children(
            markdown::cluster(plan, step).map(|cluster| element("p").child(element("strong").child(prose(&cluster)))),
        )
        .child(element("p").child(prose(&step.why)));
    for (index, (caption, commands)) in blocks.iter().enumerate() {
        let mut title = format!("Commands of step {number}");
        if blocks.len() > 1 {
            title.push_str(&format!(", part {}", index + 1));
        }
        let caption = caption.as_deref().map(|caption| element("p").child(prose(caption)));
        content = content.children(caption).child(shell_block(&title, commands));
    }
    let expect = element("span")
        .child(element("strong").child("You should see: "))
        .child(prose(&step.expect));
    let expect = element("p")
        .class("guide__expect")
        .child(glyph(Icon::CheckCircle))
        .child(expect);
    element("li")
        .class("guide__step card card__body")
        .id(&["step-", step.id].concat())
        .child(element("h3").class("guide__title").child(step.title.as_str()))
        .child(content.child(expect))
}

fn shell_block(title: &str, commands: &[String]) -> Element {
    let fit = Fit {
        wrap: true,
        tall: false,
    };
    code_block(title, commands.join("\n"), Language::Shell, fit)
}
