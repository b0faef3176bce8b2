//! bash: quoting, and tasks as commands for a person to copy or for a script to run.

use crate::plan::cluster::Clusters;
use crate::plan::names::ClusterName;
use crate::plan::task::{Condition, MODULE_RELEASES, SecretContent, SecretFromFiles, Task, Wait};
use crate::plan::verification::{Client, Verification};
use crate::plan::{Manifest, Plan};

/// One word of a POSIX shell command, quoted only where it must be.
pub fn quote(word: &str) -> String {
    let plain = |character: char| character.is_ascii_alphanumeric() || "_./:=@%+,-".contains(character);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Makes a k3d cluster that publishes ports 80 and 443, without traefik.
pub fn create_k3d_cluster(cluster: &ClusterName) -> String {
    command([
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
    ])
}

/// What points kubectl at the plan's cluster, to copy into a terminal.
pub fn choose_cluster(clusters: &Clusters) -> Vec<String> {
    let use_context = |context: &str| command(["kubectl", "config", "use-context", context]);
    match clusters {
        // An existing cluster makes the first command fail; the second keeps what follows off other clusters.
        Clusters::K3d { name } => vec![create_k3d_cluster(name), use_context(&name.context())],
        Clusters::One { context: Some(context) } => vec![use_context(context.as_str())],
        Clusters::One { context: None } => vec!["kubectl config current-context".to_owned()],
        Clusters::Two { target, egress } => vec![
            command(["kubectl", "config", "get-contexts", target.as_str()]),
            command(["kubectl", "config", "get-contexts", egress.as_str()]),
        ],
    }
}

/// Words as a command.
fn command<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(quote).collect::<Vec<_>>().join(" ")
}

/// How commands name things that differ between a person's terminal and a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style<'a> {
    /// To be copied: plain kubectl, real addresses.
    Guide,
    /// To be copied, where more than one cluster is there: the context on every call.
    On(&'a str),
    /// Inside `apply.sh`: the functions and variables that it defines.
    Script,
}

/// The commands of a task, one per entry.
pub fn task(task: &Task, style: Style<'_>) -> Vec<String> {
    match task {
        Task::Apply(manifest) => vec![kubectl(style, &["apply", "-f", &manifest.path()])],
        Task::AddTo(manifest) => add_to(manifest, style),
        Task::ApplyModule(file) => vec![match style {
            Style::Script => format!("kube apply -f \"$MODULE_RELEASES/{}\"", file.path()),
            _ => kubectl(style, &["apply", "-f", &format!("{MODULE_RELEASES}/{}", file.path())]),
        }],
        Task::WaitForCrd(name) => wait_for_crd(name, style),
        Task::WaitFor(wait) => vec![wait_for(wait, style)],
        Task::Secret(secret) => vec![self::secret(secret, style)],
    }
}

fn kubectl(style: Style<'_>, words: &[&str]) -> String {
    let program: &[&str] = match style {
        Style::Script => &["kube"],
        Style::Guide => &["kubectl"],
        Style::On(context) => &["kubectl", "--context", context],
    };
    command(program.iter().chain(words).copied())
}

/// A merge patch leaves alone what others put into the resource; `apply` would take away what an earlier archive applied.
fn add_to(manifest: &Manifest, style: Style<'_>) -> Vec<String> {
    let metadata = manifest.resource.metadata();
    let kind = manifest.resource.kind().to_ascii_lowercase();
    let mut words = vec![kind.as_str(), metadata.name.as_str()];
    if let Some(namespace) = &metadata.namespace {
        words.extend(["-n", namespace.as_str()]);
    }
    let with = |before: &[&str], after: &[&str]| kubectl(style, &[before, &words, after].concat());
    let path = manifest.path();
    vec![
        format!("{} >/dev/null 2>&1 || {}", with(&["get"], &[]), with(&["create"], &[])),
        with(&["patch"], &["--type=merge", "--patch-file", &path]),
    ]
}

fn wait_for_crd(name: &str, style: Style<'_>) -> Vec<String> {
    match style {
        Style::Script => vec![command(["wait_for_crd", name])],
        _ => vec![
            format!(
                "until {} >/dev/null 2>&1; do sleep 2; done",
                kubectl(style, &["get", "crd", name])
            ),
            kubectl(
                style,
                &[
                    "wait",
                    "--for=condition=Established",
                    &format!("crd/{name}"),
                    "--timeout=120s",
                ],
            ),
        ],
    }
}

fn wait_for(wait: &Wait, style: Style<'_>) -> String {
    let target = format!("{}/{}", wait.kind, wait.name);
    let condition = match wait.condition {
        Condition::Condition(kind) => format!("--for=condition={kind}"),
        Condition::State(state) => format!("--for=jsonpath={{.status.state}}={state}"),
        Condition::Exists => String::new(),
    };
    let timeout = format!("--timeout={}s", wait.timeout_seconds);
    let mut words = match wait.condition {
        Condition::Exists => vec!["get", &target],
        _ => vec!["wait", &condition, &target],
    };
    if let Some(namespace) = &wait.namespace {
        words.extend(["-n", namespace.as_str()]);
    }
    if wait.condition != Condition::Exists {
        words.push(&timeout);
    }
    let command = kubectl(style, &words);
    if style == Style::Script && wait.condition == Condition::Exists {
        let advice = format!(
            "{target} is missing. Deploy it (its pods need the Istio sidecar, so after the namespace was labelled) and run this again."
        );
        return format!("{command} || die {}", quote(&advice));
    }
    command
}

fn secret(secret: &SecretFromFiles, style: Style<'_>) -> String {
    let namespace = secret.namespace.as_str();
    let files: Vec<String> = match &secret.content {
        SecretContent::Tls { certificate, key } => vec![format!("--cert={certificate}"), format!("--key={key}")],
        SecretContent::Files(files) => files
            .iter()
            .map(|(key, path)| format!("--from-file={key}={path}"))
            .collect(),
    };
    let kind = match secret.content {
        SecretContent::Tls { .. } => "tls",
        SecretContent::Files(_) => "generic",
    };
    let mut words = vec!["create", "secret", kind, secret.name.as_str(), "-n", namespace];
    words.extend(files.iter().map(String::as_str));
    words.extend(["--dry-run=client", "-o", "yaml"]);
    format!("{} | {}", kubectl(style, &words), kubectl(style, &["apply", "-f", "-"]))
}

/// The commands that unpack the downloaded archive.
pub fn unpack(plan: &Plan) -> Vec<String> {
    let folder = plan.folder.as_str();
    vec![command(["unzip", &format!("{folder}.zip")]), command(["cd", folder])]
}

/// The call of a client, or of a stranger without a certificate, to copy into a terminal.
pub fn curl(verification: &Verification, client: Option<&Client>) -> String {
    let path = client.map(|client| format!("{}/client", client.path()));
    curl_with(verification, path.as_deref())
}

/// The call with a certificate and key of the archive, named without extension.
pub fn curl_with(verification: &Verification, credential: Option<&str>) -> String {
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
    if let Some(path) = credential {
        lines.push(format!("--cert {}", quote(&format!("{path}.crt"))));
        lines.push(format!("--key {}", quote(&format!("{path}.key"))));
    }
    lines.push(quote(&format!("https://{}{}", verification.host, verification.path)));
    lines.join(" \\\n  ")
}
