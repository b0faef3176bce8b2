//! The tutorial with the user's values: why, what to run, what success looks like.

use std::sync::Arc;

use leptos::prelude::*;

use super::SectionHeading;
use crate::app::components::code::{CodeBlock, Language};
use crate::app::components::icon::{Glyph, Icon};
use crate::app::components::prose::Prose;
use crate::app::made::Made;
use crate::plan::Plan;
use crate::plan::guide::GuideStep;
use crate::render::{markdown, shell};

#[component]
pub fn Guide(made: Arc<Made>) -> impl IntoView {
    let steps = made
        .plan
        .guide
        .iter()
        .enumerate()
        .map(|(index, step)| guide_step(&made.plan, index + 1, step));
    let quick = [
        shell::unpack(&made.plan),
        ["./apply.sh", "./verify.sh"].map(str::to_owned).to_vec(),
    ]
    .concat()
    .join("\n");
    view! {
        <section class="result__section" aria-labelledby="guide">
            <SectionHeading anchor="guide" text="Guide" />
            <p class="measure">
                <Prose text="In a hurry? Download the archive, then run this where it landed. `./apply.sh` shows the cluster and asks before it changes anything; `./verify.sh` proves that your client gets in and nobody else." />
            </p>
            <CodeBlock title="All in one go" text=quick language=Language::Shell wrap=true />
            <p class="measure">"Or step by step, with the reasons:"</p>
            <ol class="guide">{steps.collect_view()}</ol>
        </section>
    }
}

fn guide_step(plan: &Plan, number: usize, step: &GuideStep) -> impl IntoView + use<> {
    let blocks = markdown::commands(plan, step);
    let several = blocks.len() > 1;
    let block = move |(index, (caption, commands)): (usize, (Option<String>, Vec<String>))| {
        let part = if several {
            format!(", part {}", index + 1)
        } else {
            String::new()
        };
        view! {
            {caption.map(|caption| view! { <p><Prose text=caption /></p> })}
            <CodeBlock
                title=format!("Commands of step {number}{part}")
                text=commands.join("\n")
                language=Language::Shell
                wrap=true
            />
        }
    };
    view! {
        <li class="guide__step card card__body" id=format!("step-{}", step.id)>
            <h3 class="guide__title">{step.title.clone()}</h3>
            <div class="guide__content">
                <p>
                    <Prose text=step.why.clone() />
                </p>
                {blocks.into_iter().enumerate().map(block).collect_view()}
                <p class="guide__expect">
                    <Glyph icon=Icon::CheckCircle />
                    <span>
                        <strong>"You should see: "</strong>
                        <Prose text=step.expect.clone() />
                    </span>
                </p>
            </div>
        </li>
    }
}
