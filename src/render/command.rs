//! Tasks as commands, in words and not yet in any shell's syntax: what bash and PowerShell have in common.

use crate::plan::Manifest;
use crate::plan::cluster::Clusters;
use crate::plan::names::{ClusterName, ContextName};
use crate::plan::resource::Resource;
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
    /// Apply a file with an address added that only the cluster knows.
    WithAddress(WithAddress),
}

/// `find` prints an address, `patch` prints the file with the patch that follows it as its last word, `apply` reads that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithAddress {
    pub find: Words,
    pub patch: Words,
    pub apply: Words,
}

impl WithAddress {
    /// The patch around the address and its number of bits: a JSON patch (RFC 6902), in YAML because that needs no double quotes,
    /// which Windows PowerShell 5.1 takes out of arguments.
    pub const PATCH: [&'static str; 2] = [
        "[{op: add, path: /spec/egress/0/to/-, value: {ipBlock: {cidr: '",
        "'}}}]",
    ];
}

/// Words from literals and values.
macro_rules! words {
    ($($word:expr),* $(,)?) => { vec![$(String::from($word)),*] };
}

/// Makes a k3d cluster that publishes ports 80 and 443, without traefik.
pub fn create_k3d_cluster(cluster: &ClusterName) -> Words {
    words![
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
    ]
}

/// Points kubectl at a context.
fn use_context(context: &str) -> Words {
    words!["kubectl", "config", "use-context", context]
}

/// What points kubectl at the plan's cluster.
pub fn choose_cluster(clusters: &Clusters) -> Vec<Command> {
    let known = |context: &ContextName| Command::Run(words!["kubectl", "config", "get-contexts", context.as_str()]);
    match clusters {
        // An existing cluster makes the first command fail; the second keeps what follows off other clusters.
        Clusters::K3d { name } => vec![
            Command::Run(create_k3d_cluster(name)),
            Command::Run(use_context(&name.context())),
        ],
        Clusters::One { context: Some(context) } => vec![Command::Run(use_context(context.as_str()))],
        Clusters::One { context: None } => vec![Command::Run(words!["kubectl", "config", "current-context"])],
        Clusters::Two { target, egress } => vec![known(target), known(egress)],
    }
}

/// The commands of a task, in their order; with a context, every kubectl names it. None for what needs variables and
/// questions, which each shell has in its own way: [`Task::ProviderSecret`] and [`Task::DnsEntry`].
pub fn task(task: &Task, context: Option<&str>) -> Vec<Command> {
    let kubectl = Kubectl(context);
    match task {
        Task::Apply(manifest) => vec![Command::Run(kubectl.apply(manifest.path()))],
        Task::AddTo(manifest) => kubectl.add_to(manifest),
        Task::ApplyModule(file) => {
            let address = [MODULE_RELEASES, "/", &file.path()].concat();
            vec![Command::Run(kubectl.apply(address))]
        }
        Task::WaitForCrd(name) => {
            let target = ["crd/", name].concat();
            let established = words!["wait", "--for=condition=Established", target, "--timeout=120s"];
            vec![
                Command::Until(kubectl.run(words!["get", "crd", *name])),
                Command::Run(kubectl.run(established)),
            ]
        }
        Task::WaitFor(wait) => vec![Command::Run(kubectl.run(wait_for(wait)))],
        Task::ProviderSecret(_) | Task::DnsEntry(_) => Vec::new(),
        Task::WaitForMade(wait) => vec![
            Command::Until(kubectl.run(find(wait))),
            Command::Run(kubectl.run(wait_for(wait))),
        ],
        Task::ApplyWithClusterDns(manifest) => vec![Command::WithAddress(kubectl.with_cluster_dns(manifest))],
        Task::Secret(secret) => vec![Command::Pipe(
            kubectl.run(create_secret(secret)),
            kubectl.apply("-".to_owned()),
        )],
    }
}

/// kubectl on a context, or on the current one.
#[derive(Clone, Copy)]
struct Kubectl<'a>(Option<&'a str>);

impl Kubectl<'_> {
    fn run(self, arguments: Words) -> Words {
        let mut words = words!["kubectl"];
        if let Some(context) = self.0 {
            words.extend(words!["--context", context]);
        }
        words.extend(arguments);
        words
    }

    fn apply(self, file: String) -> Words {
        self.run(words!["apply", "-f", file])
    }

    fn with_cluster_dns(self, manifest: &Manifest) -> WithAddress {
        let address = "jsonpath={.spec.clusterIP}";
        let file = manifest.path();
        WithAddress {
            find: self.run(words!["get", "service", "kube-dns", "-n", "kube-system", "-o", address]),
            patch: self.run(words![
                "patch",
                "--local",
                "-f",
                file,
                "-o",
                "yaml",
                "--type=json",
                "-p"
            ]),
            apply: self.apply("-".to_owned()),
        }
    }

    /// A merge patch leaves alone what others put into the resource; `apply` would take away what an earlier archive
    /// applied.
    fn add_to(self, manifest: &Manifest) -> Vec<Command> {
        let metadata = manifest.resource.metadata();
        let with = |verb: &str| {
            let mut words = self.run(words![verb, kind_of(&manifest.resource), metadata.name.as_str()]);
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
                make: match manifest.resource {
                    // kubectl makes only a few kinds without a file.
                    Resource::ConfigMap(_) => with("create"),
                    _ => self.run(words!["create", "-f", manifest.path()]),
                },
            },
            Command::Run(patch),
        ]
    }
}

/// What kubectl calls a kind. Other definitions may bring a kind of the same name, so the module's has its full one.
fn kind_of(resource: &Resource) -> String {
    match resource {
        Resource::Istio(_) => "istios.operator.kyma-project.io".to_owned(),
        other => other.kind().to_ascii_lowercase(),
    }
}

/// What finds a resource, whatever its state: the words after `kubectl`.
pub fn find(wait: &Wait) -> Words {
    let found = Wait {
        condition: Condition::Exists,
        ..wait.clone()
    };
    wait_for(&found)
}

fn wait_for(wait: &Wait) -> Words {
    let target = [wait.kind, "/", &wait.name].concat();
    let mut words = match wait.condition {
        Condition::Condition(kind) => words!["wait", ["--for=condition=", kind].concat(), target],
        Condition::State(state) => {
            let state = ["--for=jsonpath={.status.state}=", state].concat();
            words!["wait", state, target]
        }
        Condition::Exists => words!["get", target],
    };
    if let Some(namespace) = &wait.namespace {
        words.extend(words!["-n", namespace.as_str()]);
    }
    if wait.condition != Condition::Exists {
        words.push(format!("--timeout={}s", wait.timeout_seconds));
    }
    words
}

/// What prints a Secret to apply: `create` alone fails the second time, and `apply` alone would need the keys in a
/// manifest.
fn create_secret(secret: &SecretFromFiles) -> Words {
    let kind = match secret.content {
        SecretContent::Tls { .. } => "tls",
        SecretContent::Files(_) => "generic",
    };
    let (name, namespace) = (secret.name.as_str(), secret.namespace.as_str());
    let mut create = words!["create", "secret", kind, name, "-n", namespace];
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
    create
}
