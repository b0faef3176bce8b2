//! The guide's steps in the forms that a reader chooses from; what the app shows and the archive's documents say.

use super::dashboard::{self, Instruction};
use super::powershell;
use super::shell::{self, Style};
use crate::plan::Plan;
use crate::plan::cluster::Clusters;
use crate::plan::guide::{GuideStep, StepBody};
use crate::plan::task::Task;
use crate::plan::verification::{Anonymous, Client, Outcome};

/// With what a step is done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Kubectl,
    /// Kyma dashboard; commands for what it cannot do.
    Dashboard,
}

/// What the commands are written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shell {
    #[default]
    Bash,
    PowerShell,
}

/// What the reader chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    pub form: Form,
    pub shell: Shell,
}

/// A part of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A sentence about what comes next: plain text, `code` in backquotes.
    Text(String),
    /// Commands to run one after another.
    Commands(Vec<String>),
    /// Something to do in Kyma dashboard.
    Instruction(Instruction),
}

/// What stands before the commands of a step that is not done in the dashboard.
pub const NO_FORM: &str = "Kyma dashboard has no form for this step. Run in a terminal:";

/// As [`NO_FORM`], of a part of a step.
const NO_FORM_FOR_PART: &str = "Kyma dashboard has no form for what comes next. Run in a terminal:";

/// What the dashboard shows where kubectl would print something.
const LISTED: &str = "What you made, in the list of its page. An error keeps the form open and says why.";

/// What to do in a step.
pub fn parts(plan: &Plan, step: &GuideStep, reading: Reading) -> Vec<Part> {
    let Reading { form, shell } = reading;
    match (&step.body, form) {
        (StepBody::Tasks(tasks), Form::Dashboard) => in_dashboard(plan, step, tasks, shell),
        (StepBody::ChooseCluster, Form::Dashboard) => open_dashboard(plan, shell),
        (_, Form::Dashboard) => {
            let mut parts = vec![Part::Text(NO_FORM.to_owned())];
            parts.extend(commands(plan, step, shell));
            parts
        }
        (_, Form::Kubectl) => commands(plan, step, shell),
    }
}

/// What success of these parts looks like.
pub fn expectation<'a>(step: &'a GuideStep, parts: &[Part]) -> &'a str {
    let has_commands = parts.iter().any(|part| matches!(part, Part::Commands(_)));
    if has_commands { &step.expect } else { LISTED }
}

/// The commands that unpack the downloaded archive and go into its folder.
pub fn unpack(plan: &Plan, shell: Shell) -> Vec<String> {
    match shell {
        Shell::Bash => shell::unpack(plan),
        Shell::PowerShell => powershell::unpack(plan),
    }
}

fn choose_cluster(plan: &Plan, shell: Shell) -> Vec<String> {
    match shell {
        Shell::Bash => shell::choose_cluster(&plan.clusters),
        Shell::PowerShell => powershell::choose_cluster(&plan.clusters),
    }
}

fn commands(plan: &Plan, step: &GuideStep, shell: Shell) -> Vec<Part> {
    match &step.body {
        StepBody::Unpack => vec![Part::Commands(unpack(plan, shell))],
        StepBody::ChooseCluster => vec![Part::Commands(choose_cluster(plan, shell))],
        StepBody::Tasks(tasks) => {
            let context = context(plan, step);
            let commands = tasks.iter().flat_map(|task| run(task, context.as_deref(), shell));
            vec![Part::Commands(commands.collect())]
        }
        StepBody::Verify => verify(plan, shell),
    }
}

/// The context that every command of the step names: only where there is another cluster to mix it up with.
fn context(plan: &Plan, step: &GuideStep) -> Option<String> {
    match plan.clusters {
        Clusters::Two { .. } => plan.clusters.context(step.cluster),
        _ => None,
    }
}

fn run(task: &Task, context: Option<&str>, shell: Shell) -> Vec<String> {
    match shell {
        Shell::Bash => shell::task(task, context.map_or(Style::Guide, Style::On)),
        Shell::PowerShell => powershell::task(task, context),
    }
}

fn verify(plan: &Plan, shell: Shell) -> Vec<Part> {
    let verification = &plan.verification;
    let call = |client: Option<&Client>| {
        Part::Commands(match shell {
            Shell::Bash => vec![shell::curl(verification, client)],
            Shell::PowerShell => powershell::curl(verification, client),
        })
    };
    let anonymous = match verification.anonymous {
        Anonymous::Refused => "Without a certificate, which must fail:",
        Anonymous::Admitted => "Without a certificate:",
    };
    let mut parts = vec![Part::Text(anonymous.to_owned()), call(None)];
    for client in &verification.clients {
        let denied = match client.outcome {
            Outcome::Admitted => "`:",
            Outcome::Denied => "`, which must end with status 403:",
        };
        let caption = ["With the certificate of `", client.folder.as_str(), denied].concat();
        parts.extend([Part::Text(caption), call(Some(client))]);
    }
    parts
}

fn open_dashboard(plan: &Plan, shell: Shell) -> Vec<Part> {
    let commands = Part::Commands(choose_cluster(plan, shell));
    match &plan.clusters {
        Clusters::K3d { name } => {
            let connect = [
                "Then connect a Kyma dashboard on this machine to the cluster: `k3d kubeconfig get ",
                name.as_str(),
                "` prints the kubeconfig that it asks for.",
            ];
            vec![Part::Text(NO_FORM.to_owned()), commands, Part::Text(connect.concat())]
        }
        Clusters::One { .. } => {
            let open = "Open Kyma dashboard of the cluster that you mean. It has no form for some of the steps; for those, \
                        point kubectl at the same cluster:";
            vec![Part::Text(open.to_owned()), commands]
        }
        Clusters::Two { .. } => {
            let open = "Open Kyma dashboard of both clusters; every step says which one it is for. For the steps that it has no \
                        form for, look whether kubectl knows both:";
            vec![Part::Text(open.to_owned()), commands]
        }
    }
}

/// Instructions in the order of the tasks, and commands for the tasks that the dashboard cannot do or show.
fn in_dashboard(plan: &Plan, step: &GuideStep, tasks: &[Task], shell: Shell) -> Vec<Part> {
    let context = context(plan, step);
    let mut unsaid = context.as_ref();
    let mut parts = Vec::new();
    let mut left: Vec<String> = Vec::new();
    for task in tasks {
        match dashboard::instruction(task) {
            Some(instruction) => {
                in_terminal(&mut parts, &mut left, NO_FORM_FOR_PART);
                if let Some(context) = unsaid.take() {
                    let which = ["In Kyma dashboard of the cluster `", context, "`:"].concat();
                    parts.push(Part::Text(which));
                }
                parts.push(Part::Instruction(instruction));
            }
            None => left.extend(run(task, context.as_deref(), shell)),
        }
    }
    let caption = if parts.is_empty() { NO_FORM } else { NO_FORM_FOR_PART };
    in_terminal(&mut parts, &mut left, caption);
    parts
}

fn in_terminal(parts: &mut Vec<Part>, commands: &mut Vec<String>, caption: &str) {
    if !commands.is_empty() {
        parts.push(Part::Text(caption.to_owned()));
        parts.push(Part::Commands(std::mem::take(commands)));
    }
}
