//! The guide's forms: whatever the reader chooses, no task of a step is left out.

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::cluster::{Clusters, Role};
use mtls_wizard::plan::guide::{GuideStep, StepBody};
use mtls_wizard::plan::names::ContextName;
use mtls_wizard::plan::task::Task;
use mtls_wizard::render::guide::{Form, NO_FORM, Part, Reading, Shell, expectation, parts};
use mtls_wizard::render::shell::Style;
use mtls_wizard::render::{dashboard, markdown, powershell, shell};
use mtls_wizard::tutorial::restrict;
use mtls_wizard::wizard::Field;

use crate::sample::{draft, draft_of, plan, with_gateway};

const READINGS: [Reading; 4] = [
    reading(Form::Kubectl, Shell::Bash),
    reading(Form::Kubectl, Shell::PowerShell),
    reading(Form::Dashboard, Shell::Bash),
    reading(Form::Dashboard, Shell::PowerShell),
];

const fn reading(form: Form, shell: Shell) -> Reading {
    Reading { form, shell }
}

fn plans() -> Vec<Plan> {
    with_gateway().map(|tutorial| plan(&draft_of(tutorial))).collect()
}

fn commands(parts: &[Part]) -> Vec<String> {
    let of_part = |part: &Part| match part {
        Part::Commands(commands) => commands.clone(),
        Part::Text(_) | Part::Instruction(_) => Vec::new(),
    };
    parts.iter().flat_map(of_part).collect()
}

fn written(task: &Task, context: Option<&str>, shell: Shell) -> Vec<String> {
    match shell {
        Shell::Bash => shell::task(task, context.map_or(Style::Guide, Style::On)),
        Shell::PowerShell => powershell::task(task, context),
    }
}

fn context(plan: &Plan, step: &GuideStep) -> Option<String> {
    matches!(plan.clusters, Clusters::Two { .. })
        .then(|| plan.clusters.context(step.cluster))
        .flatten()
}

/// Every task of the step is there, once: as an instruction or as commands, in order.
fn assert_complete(plan: &Plan, step: &GuideStep, reading: Reading) {
    let StepBody::Tasks(tasks) = &step.body else {
        panic!("{} has no tasks", step.id);
    };
    let found = parts(plan, step, reading);
    let context = context(plan, step);
    let is_in_dashboard =
        |task: &&Task| reading.form == Form::Dashboard && dashboard::instruction(task, &plan.provided).is_some();
    let instructions: Vec<_> = tasks
        .iter()
        .filter(is_in_dashboard)
        .filter_map(|task| dashboard::instruction(task, &plan.provided))
        .collect();
    let shown: Vec<_> = found
        .iter()
        .filter_map(|part| match part {
            Part::Instruction(instruction) => Some(instruction.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(shown, instructions, "{}: {reading:?}", step.id);
    let expected: Vec<String> = tasks
        .iter()
        .filter(|task| !is_in_dashboard(task))
        .flat_map(|task| written(task, context.as_deref(), reading.shell))
        .collect();
    assert_eq!(commands(&found), expected, "{}: {reading:?}", step.id);
}

#[test]
fn no_task_is_left_out_in_any_form() {
    let mut seen = 0;
    for plan in plans() {
        for reading in READINGS {
            for (step, _) in plan.task_steps() {
                assert_complete(&plan, step, reading);
                seen += 1;
            }
        }
    }
    assert!(seen >= 4 * 10, "{seen} steps");
}

#[test]
fn every_step_says_something_in_every_form() {
    for plan in plans() {
        for reading in READINGS {
            for step in &plan.guide {
                let found = parts(&plan, step, reading);
                let does = |part: &Part| !matches!(part, Part::Text(_));
                assert!(found.iter().any(does), "{}: {reading:?}", step.id);
                let by_dashboard = found.iter().any(|part| matches!(part, Part::Instruction(_)));
                let is_said = matches!(&found[0], Part::Text(text) if text == NO_FORM);
                let cluster = matches!(step.body, StepBody::ChooseCluster);
                let expected = reading.form == Form::Dashboard && !by_dashboard;
                assert_eq!(is_said || (cluster && expected), expected, "{}: {reading:?}", step.id);
            }
        }
    }
}

/// Each form has its own expectation: what kubectl prints is nothing to look for in the dashboard.
#[test]
fn what_to_see_fits_the_form() {
    for plan in plans() {
        for reading in READINGS {
            for step in &plan.guide {
                let found = parts(&plan, step, reading);
                let of_kubectl = expectation(step, &found) == step.expect;
                assert_eq!(of_kubectl, !commands(&found).is_empty(), "{}: {reading:?}", step.id);
            }
        }
    }
}

#[test]
fn powershell_is_no_bash() {
    for plan in plans() {
        for form in [Form::Kubectl, Form::Dashboard] {
            for step in &plan.guide {
                let lines = commands(&parts(&plan, step, reading(form, Shell::PowerShell))).join("\n");
                // What a pod's curl is told is for the pod's Linux.
                let lines = lines
                    .replace(" '--output' '/dev/null' ", " ")
                    .replace(" --output '/dev/null' ", " ");
                for word in ["/dev/null", "||", "&&", "unzip", "until ", " \\\n"] {
                    assert!(!lines.contains(word), "{}: {word} in {lines}", step.id);
                }
            }
        }
    }
}

/// Of two clusters, each step names its own in every form.
#[test]
fn of_two_clusters_every_step_names_its_own() {
    let mut plan = plan(&draft_of(&restrict::TUTORIAL));
    let context = |name: &str| ContextName::parse(name).expect("a context");
    plan.clusters = Clusters::Two {
        target: context("the-target"),
        egress: context("the-caller"),
    };
    for (index, step) in plan.guide.iter_mut().enumerate() {
        step.cluster = if index % 2 == 0 { Role::Egress } else { Role::Target };
    }
    for (step, _) in plan.task_steps() {
        let (name, other) = match step.cluster {
            Role::Egress => ("the-caller", "the-target"),
            _ => ("the-target", "the-caller"),
        };
        for reading in READINGS {
            assert_complete(&plan, step, reading);
            let found = parts(&plan, step, reading);
            for line in commands(&found) {
                assert!(
                    line.contains(&format!("--context {name} ")) && !line.contains(other),
                    "{line}"
                );
            }
            let said = |part: &Part| matches!(part, Part::Text(text) if text.contains(&format!("cluster `{name}`")));
            let by_dashboard = found.iter().any(|part| matches!(part, Part::Instruction(_)));
            assert_eq!(
                found.iter().filter(|part| said(part)).count(),
                usize::from(by_dashboard)
            );
        }
    }
}

/// A value stays one code span, whatever quotes are in it.
#[test]
fn values_are_shown_as_they_are_in_markdown() {
    let mut draft = draft_of(&restrict::TUTORIAL);
    draft.set(Field::AllowedClients, "a `quoted` ``name``".to_owned());
    let text = markdown::dashboard_guide(&plan(&draft));
    let expected = "- **Values**: ``` O=ML Client Org,CN=a `quoted` ``name`` ```\n";
    assert!(text.contains(expected), "{text}");
    let text = markdown::dashboard_guide(&plan(&crate::sample::draft()));
    assert!(text.contains("- **Name**: `kyma-mtls-gateway`\n"), "{text}");
}

#[test]
fn the_documents_hold_all_steps() {
    let plan = plan(&draft());
    for text in [markdown::powershell_guide(&plan), markdown::dashboard_guide(&plan)] {
        for (index, step) in plan.guide.iter().enumerate() {
            assert!(
                text.contains(&format!("\n### {}. {}\n", index + 1, step.title)),
                "{text}"
            );
        }
    }
}
