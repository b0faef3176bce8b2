//! Tasks as commands, in words and not yet in any shell's syntax: what bash and PowerShell have in common.

use crate::plan::Manifest;
use crate::plan::task::{Condition, MODULE_RELEASES, SecretContent, SecretFromFiles, Task, Wait};

/// A program and its arguments, unquoted.
pub type Words = Vec<String>;

/// One line of a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    Run(Words),
    /// Run `make` unless `find`, a `kubectl get`, finds something.
    Unless {
        find: Words,
        make: Words,
    },
    /// Ask every two seconds until this `kubectl get` finds something.
    Until(Words),
    /// What the first prints is the second's input.
    Pipe(Words, Words),
}

/// Words from literals and values.
macro_rules! words {
    ($($word:expr),* $(,)?) => { vec![$(String::from($word)),*] };
}

/// The commands of a task, in their order.
pub fn task(task: &Task) -> Vec<Command> {
    match task {
        Task::CreateK3dCluster(cluster) => {
            let create = words![
                "k3d",
                "cluster",
                "create",
                cluster.as_str(),
                "-p",
                "80:80@loadbalancer",
                "-p",
                "443:443@loadbalancer",
                "--k3s-arg",
                "--disable=traefik@server:*",
            ];
            // An existing cluster makes the first command fail; the second keeps what follows off other clusters.
            let choose = words!["kubectl", "config", "use-context", cluster.context()];
            vec![Command::Run(create), Command::Run(choose)]
        }
        Task::Apply(manifest) => vec![apply(manifest.path())],
        Task::AddTo(manifest) => add_to(manifest),
        Task::ApplyModule(file) => vec![apply([MODULE_RELEASES, "/", &file.path()].concat())],
        Task::WaitForCrd(name) => {
            let established = words![
                "kubectl",
                "wait",
                "--for=condition=Established",
                ["crd/", name].concat(),
                "--timeout=120s",
            ];
            let exists = words!["kubectl", "get", "crd", *name];
            vec![Command::Until(exists), Command::Run(established)]
        }
        Task::WaitFor(wait) => vec![Command::Run(wait_for(wait))],
        Task::Secret(secret) => vec![self::secret(secret)],
    }
}

fn apply(file: String) -> Command {
    Command::Run(words!["kubectl", "apply", "-f", file])
}

/// A merge patch leaves alone what others put into the resource; `apply` would take away what an earlier archive applied.
fn add_to(manifest: &Manifest) -> Vec<Command> {
    let metadata = manifest.resource.metadata();
    let with = |verb: &str| {
        let kind = manifest.resource.kind().to_ascii_lowercase();
        let mut words = words!["kubectl", verb, kind, metadata.name.as_str()];
        if let Some(namespace) = &metadata.namespace {
            words.extend(words!["-n", namespace.as_str()]);
        }
        words
    };
    let mut patch = with("patch");
    // From a file: Windows PowerShell 5.1 takes the quotes out of JSON in an argument.
    patch.extend(words!["--type=merge", "--patch-file", manifest.path()]);
    vec![
        Command::Unless {
            find: with("get"),
            make: with("create"),
        },
        Command::Run(patch),
    ]
}

fn wait_for(wait: &Wait) -> Words {
    let target = [wait.kind, "/", &wait.name].concat();
    let mut words = match wait.condition {
        Condition::Condition(kind) => words!["kubectl", "wait", ["--for=condition=", kind].concat(), target],
        Condition::State(state) => {
            let state = ["--for=jsonpath={.status.state}=", state].concat();
            words!["kubectl", "wait", state, target]
        }
        Condition::Exists => words!["kubectl", "get", target],
    };
    if let Some(namespace) = &wait.namespace {
        words.extend(words!["-n", namespace.as_str()]);
    }
    if wait.condition != Condition::Exists {
        words.push(format!("--timeout={}s", wait.timeout_seconds));
    }
    words
}

/// `create` alone fails the second time, and `apply` alone would need the keys in a manifest.
fn secret(secret: &SecretFromFiles) -> Command {
    let kind = match secret.content {
        SecretContent::Tls { .. } => "tls",
        SecretContent::Files(_) => "generic",
    };
    let (name, namespace) = (secret.name.as_str(), secret.namespace.as_str());
    let mut create = words!["kubectl", "create", "secret", kind, name, "-n", namespace];
    match &secret.content {
        SecretContent::Tls { certificate, key } => {
            create.extend([["--cert=", certificate].concat(), ["--key=", key].concat()]);
        }
        SecretContent::Files(files) => {
            for (key, path) in files {
                create.push(["--from-file=", key, "=", path].concat());
            }
        }
    }
    create.extend(words!["--dry-run=client", "-o", "yaml"]);
    Command::Pipe(create, words!["kubectl", "apply", "-f", "-"])
}
