//! The guide's steps in the forms that a reader chooses from; what the app shows and the archive's documents say.

use super::dashboard::{self, Instruction};
use super::egress;
use super::powershell;
use super::shell::{self, Style};
use crate::plan::Plan;
use crate::plan::cluster::{Clusters, Role};
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

/// How many clients the guide calls as, one by one.
const CALLS: usize = 5;

/// What the dashboard shows where kubectl would print something.
const LISTED: &str = "What you made, in the list of its page. An error keeps the form open and says why.";

/// What to do in a step.
pub fn parts(plan: &Plan, step: &GuideStep, reading: Reading) -> Vec<Part> {
    let mut text = Text {
        plan,
        shell: reading.shell,
        context: context(plan, step),
        parts: Vec::new(),
    };
    match (&step.body, reading.form) {
        (StepBody::Tasks(tasks), Form::Dashboard) => text.in_dashboard(tasks),
        (StepBody::ChooseCluster, Form::Dashboard) => text.open_dashboard(),
        (body, form) => {
            if form == Form::Dashboard {
                text.say(NO_FORM);
            }
            text.in_terminal(body);
        }
    }
    text.parts
}

/// What success of these parts looks like.
pub fn expectation<'a>(step: &'a GuideStep, parts: &[Part]) -> &'a str {
    let has_commands = parts.iter().any(|part| matches!(part, Part::Commands(_)));
    if has_commands { &step.expect } else { LISTED }
}

/// Which cluster a step is about, where there are two.
pub fn cluster(plan: &Plan, step: &GuideStep) -> Option<String> {
    let name = match step.cluster {
        Role::Only => return None,
        Role::Target => "Target cluster",
        Role::Egress => "Egress cluster",
    };
    match step.body {
        StepBody::Unpack | StepBody::ChooseCluster => None,
        StepBody::Tasks(_) | StepBody::Verify | StepBody::CallFromPod | StepBody::CallDirectly => {
            let context = plan.clusters.context(step.cluster).unwrap_or_default();
            Some([name, ", kube context `", &context, "`"].concat())
        }
    }
}

/// The scripts that set everything up and test it, as they are called.
pub fn scripts(plan: &Plan) -> [String; 2] {
    // Without a client in the archive, the test needs one of the user's.
    let verify = match plan.verification.callers().next().is_none() {
        true => "./verify.sh --cert client.crt --key client.key",
        false => "./verify.sh",
    };
    ["./apply.sh", verify].map(str::to_owned)
}

/// The commands that unpack the downloaded archive and go into its folder.
pub fn unpack(plan: &Plan, shell: Shell) -> Vec<String> {
    match shell {
        Shell::Bash => shell::unpack(plan),
        Shell::PowerShell => powershell::unpack(plan),
    }
}

/// The context that every command of the step names: only where there is another cluster to mix it up with.
fn context(plan: &Plan, step: &GuideStep) -> Option<String> {
    match plan.clusters {
        Clusters::Two { .. } => plan.clusters.context(step.cluster),
        _ => None,
    }
}

/// A step in the making.
struct Text<'a> {
    plan: &'a Plan,
    shell: Shell,
    context: Option<String>,
    parts: Vec<Part>,
}

impl Text<'_> {
    #[inline(never)]
    fn say(&mut self, text: &str) {
        self.parts.push(Part::Text(text.to_owned()));
    }

    #[inline(never)]
    fn run(&mut self, commands: Vec<String>) {
        self.parts.push(Part::Commands(commands));
    }

    fn in_terminal(&mut self, body: &StepBody) {
        match body {
            StepBody::Unpack => self.run(unpack(self.plan, self.shell)),
            StepBody::ChooseCluster => self.choose_cluster(),
            StepBody::Tasks(tasks) => {
                let mut commands = Vec::new();
                for task in tasks {
                    self.commands(task, &mut commands);
                }
                self.run(commands);
            }
            StepBody::Verify => self.verify(),
            StepBody::CallFromPod => self.calls(&egress::call_from_pod(self.plan)),
            StepBody::CallDirectly => self.calls(&egress::call_directly(self.plan)),
        }
    }

    fn choose_cluster(&mut self) {
        let clusters = &self.plan.clusters;
        self.run(match self.shell {
            Shell::Bash => shell::choose_cluster(clusters),
            Shell::PowerShell => powershell::choose_cluster(clusters),
        });
    }

    fn commands(&self, task: &Task, commands: &mut Vec<String>) {
        let context = self.context.as_deref();
        commands.extend(match self.shell {
            Shell::Bash => shell::task(task, context.map_or(Style::Guide, Style::On)),
            Shell::PowerShell => powershell::task(task, context),
        });
    }

    fn verify(&mut self) {
        let verification = &self.plan.verification;
        self.say(match verification.anonymous {
            Anonymous::Refused => "Without a certificate, which must fail:",
            Anonymous::Admitted => "Without a certificate:",
        });
        self.call(None);
        if verification.callers().next().is_none() {
            self.call_of_another();
        }
        for client in verification.callers().take(CALLS) {
            let denied = match client.outcome {
                Outcome::Admitted => "`:",
                Outcome::Denied => "`, which must end with status 403:",
                Outcome::Refused => "`, which must fail:",
            };
            self.say(&["With the certificate of `", client.folder.as_str(), denied].concat());
            self.call(Some(client));
        }
        if let Some(more) = verification.callers().count().checked_sub(CALLS + 1) {
            let more = (more + 1).to_string();
            self.say(&["And ", &more, " more clients: `./verify.sh` calls as each of them."].concat());
        }
    }

    /// Nobody's certificate is in the archive: the call is made with one of the user's.
    fn call_of_another(&mut self) {
        let verification = &self.plan.verification;
        self.say("With the certificate of a client of yours:");
        self.run(match self.shell {
            Shell::Bash => vec![shell::curl_with(
                verification,
                Some(["client.crt".to_owned(), "client.key".to_owned()]),
            )],
            Shell::PowerShell => powershell::curl_of_another(verification),
        });
    }

    fn calls(&mut self, calls: &[egress::Call]) {
        for (caption, words) in calls {
            self.say(caption);
            self.run(vec![match self.shell {
                Shell::Bash => shell::words(words),
                Shell::PowerShell => powershell::words(words),
            }]);
        }
    }

    fn call(&mut self, client: Option<&Client>) {
        let verification = &self.plan.verification;
        self.run(match self.shell {
            Shell::Bash => vec![shell::curl(verification, client)],
            Shell::PowerShell => powershell::curl(verification, client),
        });
    }

    fn open_dashboard(&mut self) {
        self.say(match self.plan.clusters {
            Clusters::K3d { .. } => NO_FORM,
            Clusters::One { .. } => {
                "Open Kyma dashboard of the cluster that you mean. It has no form for some of the steps; for those, point \
                 kubectl at the same cluster:"
            }
            Clusters::Two { .. } => {
                "Open Kyma dashboard of both clusters; every step says which one it is for. For the steps that it has no form \
                 for, look whether kubectl knows both:"
            }
        });
        self.choose_cluster();
        if let Clusters::K3d { name } = &self.plan.clusters {
            let connect = [
                "Then connect a Kyma dashboard on this machine to the cluster: `k3d kubeconfig get ",
                name.as_str(),
                "` prints the kubeconfig that it asks for.",
            ];
            self.say(&connect.concat());
        }
    }

    /// Instructions in the order of the tasks, and commands for the tasks that the dashboard cannot do or show.
    fn in_dashboard(&mut self, tasks: &[Task]) {
        let mut left: Vec<String> = Vec::new();
        let mut names_cluster = self.context.is_none();
        for task in tasks {
            let Some(instruction) = dashboard::instruction(task, &self.plan.provided) else {
                self.commands(task, &mut left);
                continue;
            };
            self.rest(&mut left, NO_FORM_FOR_PART);
            if !names_cluster && let Some(context) = &self.context {
                let which = ["In Kyma dashboard of the cluster `", context, "`:"].concat();
                self.say(&which);
                names_cluster = true;
            }
            self.parts.push(Part::Instruction(instruction));
        }
        let caption = if self.parts.is_empty() {
            NO_FORM
        } else {
            NO_FORM_FOR_PART
        };
        self.rest(&mut left, caption);
    }

    /// Commands between instructions.
    fn rest(&mut self, commands: &mut Vec<String>, caption: &str) {
        if !commands.is_empty() {
            self.say(caption);
            self.run(std::mem::take(commands));
        }
    }
}
