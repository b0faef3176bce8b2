//! bash: quoting, and tasks as commands for a person to copy or for a script to run.

use super::command::{Command, WithAddress, Words};
use super::gardener;
use crate::plan::Plan;
use crate::plan::cluster::Clusters;
use crate::plan::exposure::Method;
use crate::plan::names::ClusterName;
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

/// Makes a k3d cluster that publishes ports 80 and 443, without traefik.
pub fn create_k3d_cluster(cluster: &ClusterName) -> String {
    run(&super::command::create_k3d_cluster(cluster), Style::Guide)
}

/// What points kubectl at the plan's cluster, to copy into a terminal.
pub fn choose_cluster(clusters: &Clusters) -> Vec<String> {
    super::command::choose_cluster(clusters)
        .iter()
        .map(|command| line(command, Style::Guide))
        .collect()
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
    let context = match style {
        Style::On(context) => Some(context),
        Style::Guide | Style::Script => None,
    };
    let commands = super::command::task(task, context);
    let lines = commands.iter().map(|command| line(command, style));
    match (style, task) {
        (Style::Script, Task::ProviderSecret(secret)) => vec![gardener::dns_secret(&secret.namespace, &secret.name)],
        (_, Task::ProviderSecret(secret)) => gardener::guide_dns_secret(secret),
        (Style::Script, Task::DnsEntry(manifest)) => vec![gardener::dns_entry(manifest)],
        (_, Task::DnsEntry(manifest)) => gardener::guide_dns_entry(manifest),
        (Style::Script, Task::WaitFor(wait)) if gardener::reports(wait) => vec![gardener::wait_until_ready(wait)],
        (Style::Script, Task::ApplyModule(file)) => vec![format!("kube apply -f \"$MODULE_RELEASES/{}\"", file.path())],
        (Style::Script, Task::WaitForCrd(name)) => vec![command(["wait_for_crd", name])],
        (Style::Script, Task::WaitForMade(wait)) => {
            let target = [wait.kind, "/", &wait.name].concat();
            let find = super::command::find(wait);
            let arguments = find.iter().skip(1).map(String::as_str);
            let appear = command(["wait_until_present", &target].into_iter().chain(arguments));
            std::iter::once(appear).chain(lines.skip(1)).collect()
        }
        (Style::Script, Task::ApplyWithClusterDns(manifest)) => {
            vec![command(["apply_with_cluster_dns", &manifest.path()])]
        }
        (Style::Script, Task::WaitFor(wait)) if wait.condition == Condition::Exists => {
            let advice = quote(&missing(wait));
            lines.map(|find| format!("{find} || die {advice}")).collect()
        }
        _ => lines.collect(),
    }
}

fn missing(wait: &Wait) -> String {
    if wait.kind == "secret" {
        return format!(
            "the Secret {0} is missing in istio-system, where the ingress gateway reads it. Make it, for example with: kubectl create \
             secret tls {0} -n istio-system --cert=chain.pem --key=server.key; then run this again.",
            wait.name
        );
    }
    format!(
        "{}/{} is missing. Deploy it (its pods need the Istio sidecar, so after the namespace was labelled) and run this again.",
        wait.kind, wait.name
    )
}

/// Words as a command to copy.
pub fn words(words: &Words) -> String {
    run(words, Style::Guide)
}

fn run(words: &Words, style: Style<'_>) -> String {
    let name = |word| match word {
        // A function of the scripts that names the context.
        "kubectl" if style == Style::Script => "kube",
        word => word,
    };
    command(words.iter().map(String::as_str).map(name))
}

fn line(line: &Command, style: Style<'_>) -> String {
    match line {
        Command::Run(words) => run(words, style),
        Command::Unless { find, make } => {
            format!("{} >/dev/null 2>&1 || {}", run(find, style), run(make, style))
        }
        Command::Until(words) => format!("until {} >/dev/null 2>&1; do sleep 2; done", run(words, style)),
        Command::Pipe(from, into) => format!("{} | {}", run(from, style), run(into, style)),
        Command::WithAddress(WithAddress { find, patch, apply }) => {
            let [before, after] = WithAddress::PATCH;
            format!(
                "KUBE_DNS_ADDRESS=$({}) && echo \"$KUBE_DNS_ADDRESS\"\n{} \"{before}$KUBE_DNS_ADDRESS/32{after}\" | {}",
                run(find, style),
                run(patch, style),
                run(apply, style)
            )
        }
    }
}

/// The commands that unpack the downloaded archive.
pub fn unpack(plan: &Plan) -> Vec<String> {
    let folder = plan.folder.as_str();
    vec![command(["unzip", &format!("{folder}.zip")]), command(["cd", folder])]
}

/// The call of a client, or of a stranger without a certificate, to copy into a terminal.
pub fn curl(verification: &Verification, client: Option<&Client>) -> String {
    let files = client.map(|client| [client.certificate(), client.key()]);
    curl_with(verification, files)
}

/// The call with these files: a certificate, with its chain if need be, and its key.
pub fn curl_with(verification: &Verification, files: Option<[String; 2]>) -> String {
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
    if let Some([certificate, key]) = files {
        lines.push(["--cert ", &quote(&certificate)].concat());
        lines.push(["--key ", &quote(&key)].concat());
    }
    lines.extend(method(verification.method));
    lines.push(quote(&format!("https://{}{}", verification.host, verification.path)));
    lines.join(" \\\n  ")
}

/// curl's option for a method; without one it takes GET. After `--request HEAD` it would wait for a body.
pub fn method(method: Method) -> Option<String> {
    match method {
        Method::Get => None,
        Method::Head => Some("--head".to_owned()),
        other => Some(["--request ", other.as_str()].concat()),
    }
}
