//! bash: quoting, and tasks as commands for a person to copy or for a script to run.

use super::command::{Command, Words};
use crate::plan::Plan;
use crate::plan::task::{Condition, Task, Wait};
use crate::plan::verification::{Client, Verification};

/// One word of a POSIX shell command, quoted only where it must be.
pub fn quote(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_./:=@%+,-".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Words as a command.
fn command<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

/// How commands name things that differ between a person's terminal and a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// To be copied: plain kubectl, real addresses.
    Guide,
    /// Inside `apply.sh`: the functions and variables that it defines.
    Script,
}

/// The commands of a task, one per entry.
pub fn task(task: &Task, style: Style) -> Vec<String> {
    let lines = super::command::task(task, None)
        .into_iter()
        .map(|command| line(&command, style));
    match (style, task) {
        // The script chooses its context itself.
        (Style::Script, Task::CreateK3dCluster(_)) => {
            lines.take(1).map(|create| format!("create_cluster {create}")).collect()
        }
        (Style::Script, Task::ApplyModule(file)) => vec![format!("kube apply -f \"$MODULE_RELEASES/{}\"", file.path())],
        (Style::Script, Task::WaitForCrd(name)) => vec![command(["wait_for_crd", name])],
        (Style::Script, Task::WaitFor(wait)) if wait.condition == Condition::Exists => {
            let advice = quote(&missing(wait));
            lines.map(|find| format!("{find} || die {advice}")).collect()
        }
        _ => lines.collect(),
    }
}

fn missing(wait: &Wait) -> String {
    format!(
        "{}/{} is missing. Deploy it (its pods need the Istio sidecar, so after the namespace was labelled) and run this again.",
        wait.kind, wait.name
    )
}

fn line(line: &Command, style: Style) -> String {
    let run = |words: &Words| {
        let name = |word| match word {
            "kubectl" if style == Style::Script => "kube",
            word => word,
        };
        command(words.iter().map(String::as_str).map(name))
    };
    match line {
        Command::Run(words) => run(words),
        Command::Unless { find, make } => format!("{} >/dev/null 2>&1 || {}", run(find), run(make)),
        Command::Until(words) => format!("until {} >/dev/null 2>&1; do sleep 2; done", run(words)),
        Command::Pipe(from, into) => format!("{} | {}", run(from), run(into)),
    }
}

/// The commands that unpack the downloaded archive.
pub fn unpack(plan: &Plan) -> Vec<String> {
    let folder = plan.folder.as_str();
    vec![command(["unzip", &format!("{folder}.zip")]), command(["cd", folder])]
}

/// The call of a client, or of a stranger without a certificate, to copy into a terminal.
pub fn curl(verification: &Verification, client: Option<&Client>) -> String {
    let mut lines = vec!["curl --include".to_owned()];
    if let Some(address) = verification.address {
        lines.push(format!(
            "--resolve {}",
            quote(&format!("{}:443:{address}", verification.host))
        ));
    }
    if let Some(authority) = &verification.server_ca {
        lines.push(format!("--cacert {}", quote(authority)));
    }
    if let Some(client) = client {
        lines.push(format!("--cert {}", quote(&format!("{}/client.crt", client.path()))));
        lines.push(format!("--key {}", quote(&format!("{}/client.key", client.path()))));
    }
    lines.push(quote(&format!("https://{}{}", verification.host, verification.path)));
    lines.join(" \\\n  ")
}
