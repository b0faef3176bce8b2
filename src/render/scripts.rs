//! `apply.sh`, `verify.sh` and `cleanup.sh`: the plan's tasks between a few functions that are the same for everybody
//! (the files in `scripts/`).

use super::headers::Seen;
use super::shell::{self, Style, quote};
use crate::plan::resource::Resource;
use crate::plan::task::{MODULE_RELEASES, Task};
use crate::plan::verification::{Expectation, Verification};
use crate::plan::{Cluster, Manifest, Plan};

const COMMON: &str = include_str!("scripts/common.sh");
const CONTEXT: &str = include_str!("scripts/context.sh");
const K3D_APPLY: &str = include_str!("scripts/k3d_apply.sh");
const VERIFY: &str = include_str!("scripts/verify.sh");

/// The page that says how to install each program that the scripts call.
const KUBECTL: (&str, &str) = ("kubectl", "https://kubernetes.io/docs/tasks/tools/");
const K3D: (&str, &str) = ("k3d", "https://k3d.io/stable/#installation");
const CURL: (&str, &str) = ("curl", "https://curl.se/download.html");

fn opening(what: &str) -> String {
    // Names in certificates may hold $ and backquotes, which must not expand.
    format!(
        "#!/usr/bin/env bash\n# {what}\n# shellcheck disable=SC2016\nset -euo pipefail\ncd \"$(dirname \"${{BASH_SOURCE[0]}}\")\"\n\n"
    )
}

fn assign(name: &str, value: &str) -> String {
    // Always in quotes: a bare `test` or `ls` after `=` looks like a forgotten command.
    format!("{name}='{}'\n", value.replace('\'', r"'\''"))
}

/// Options are few and read by hand: getopt differs between Linux and macOS.
fn options(usage: &str, flags: &[(&str, &str)]) -> String {
    let mut text = String::from("YES=no\nCONTEXT=''\n");
    for (_, variable) in flags {
        text += &format!("{variable}=no\n");
    }
    text += "while [ $# -gt 0 ]; do\n  case \"$1\" in\n    -y | --yes) YES=yes ;;\n";
    text +=
        "    --context)\n      [ $# -ge 2 ] || die '--context needs a name'\n      CONTEXT=$2\n      shift\n      ;;\n";
    for (flag, variable) in flags {
        text += &format!("    {flag}) {variable}=yes ;;\n");
    }
    text += &format!(
        "    -h | --help)\n      printf '%s\\n' {}\n      exit 0\n      ;;\n",
        quote(usage)
    );
    text += &format!(
        "    *) die \"unknown option: $1. \"{} ;;\n  esac\n  shift\ndone\n\n",
        quote(usage)
    );
    text
}

fn need((program, page): (&str, &str)) -> String {
    format!("need {program} {page}\n")
}

/// `apply.sh`: everything in the guide but the test.
pub fn apply(plan: &Plan) -> String {
    let Cluster::K3d { name } = &plan.cluster;
    let mut script = opening(&format!("Sets up: {}. Safe to run again.", plan.title));
    script += &assign("CLUSTER", name.as_str());
    script += &assign("K3D_CONTEXT", &name.context());
    script += "# A mirror of the Kyma modules' releases can be named here, for clusters without internet access.\n";
    script += &format!("MODULE_RELEASES=${{MODULE_RELEASES:-{MODULE_RELEASES}}}\n\n{COMMON}{CONTEXT}{K3D_APPLY}\n");
    script += &options("usage: ./apply.sh [--yes] [--context NAME]", &[]);
    script += &need(KUBECTL);
    script += &format!("if [ -z \"$CONTEXT\" ]; then {}; fi\n", need(K3D).trim_end());
    script += "\n# With --context the cluster is there already; else it is the k3d cluster, made now if need be.\n";
    script += "if [ -n \"$CONTEXT\" ]; then\n  choose_context\n  confirm ''\nelse\n";
    script +=
        "  CONTEXT=$K3D_CONTEXT\n  confirm \" (the k3d cluster $CLUSTER, which is created if it does not exist)\"\n";
    script += "  CONTEXT=''\n";
    for (title, tasks) in plan.task_steps() {
        if let [Task::CreateK3dCluster(_)] = tasks {
            script += &format!("  say {}\n", quote(title));
            for line in tasks.iter().flat_map(|task| shell::task(task, Style::Script)) {
                script += &format!("  {line}\n");
            }
        }
    }
    script += "  choose_context\nfi\n";
    for (title, tasks) in plan.task_steps() {
        if matches!(tasks, [Task::CreateK3dCluster(_)]) {
            continue;
        }
        script += &format!("\nsay {}\n", quote(title));
        for line in tasks.iter().flat_map(|task| shell::task(task, Style::Script)) {
            script += &format!("{line}\n");
        }
    }
    script + "\nsay 'Done. Test it with ./verify.sh'\n"
}

/// `verify.sh`: calls that must be refused, and calls that must be answered.
pub fn verify(plan: &Plan, seen: &[Seen]) -> String {
    let verification = &plan.verification;
    let mut script = opening(&format!(
        "Tests: {}. Ends with status 1 unless all is as it should be.",
        plan.title
    ));
    script += &assign("HOST", verification.host.as_str());
    script += &assign("REQUEST_PATH", verification.path);
    script += "PORT=${GATEWAY_PORT:-443}\n";
    script += &connection(verification);
    script += &format!("\n{COMMON}\n{}\n{VERIFY}\n", need(CURL));
    script += "printf 'Calling https://%s:%s%s\\n' \"$HOST\" \"$PORT\" \"$REQUEST_PATH\"\n\n";
    for client in &verification.clients {
        script += &format!("call_as {}\n", quote(&client.path()));
        script += &accepted(
            verification,
            client.folder.as_str(),
            seen.iter().find(|seen| seen.client == *client),
        );
    }
    script += "\nexpect_refusal 'without a certificate'\n";
    script += "expect_refusal 'with the certificate of the gateway itself' --cert certificates/server.crt --key certificates/server.key\n";
    script +=
        "\nif [ \"$failures\" -gt 0 ]; then\n  printf '\\n%s check(s) failed.\\n' \"$failures\" >&2\n  exit 1\nfi\n";
    script + "printf '\\nEverything is as it should be.\\n'\n"
}

/// curl's options for reaching and trusting the gateway. `GATEWAY_ADDRESS` and `GATEWAY_PORT` are for port forwards.
fn connection(verification: &Verification) -> String {
    let mut lines = String::new();
    let mut options: Vec<String> = Vec::new();
    if let Some(address) = verification.address {
        lines += &format!("ADDRESS=${{GATEWAY_ADDRESS:-{address}}}\n");
        options.push("--noproxy '*' --resolve \"$HOST:$PORT:$ADDRESS\"".to_owned());
    }
    if let Some(authority) = &verification.server_ca {
        options.push(format!("--cacert {}", quote(authority)));
    }
    lines + &format!("connection=({})\n", options.join(" "))
}

fn accepted(verification: &Verification, client: &str, seen: Option<&Seen>) -> String {
    let status = match verification.expectation {
        Expectation::EchoedHeaders => "[ \"$exit_code\" -eq 0 ] && [ \"$(cat \"$work/status\")\" = 200 ]",
        Expectation::Reached => "is_reached",
    };
    let mut text = format!("if {status}; then\n");
    text += &format!("  pass {}\": status $(cat \"$work/status\")\"\n", quote(client));
    let headers = match (verification.expectation, seen) {
        (Expectation::EchoedHeaders, Some(seen)) => seen.headers.as_slice(),
        _ => &[],
    };
    for (name, value) in headers {
        let words = [client, name, &any_case(name), value].map(quote).join(" ");
        text += &format!("  expect_header {words}\n");
    }
    text + &format!(
        "else\n  fail {}\": not let in: $(describe_failure)\"\nfi\n",
        quote(client)
    )
}

/// A pattern for a header name: HTTP does not care about case, the values' exact text matters.
fn any_case(name: &str) -> String {
    name.chars()
        .map(|character| match character {
            'A'..='Z' | 'a'..='z' => {
                format!("[{}{}]", character.to_ascii_uppercase(), character.to_ascii_lowercase())
            }
            other => other.to_string(),
        })
        .collect()
}

/// `cleanup.sh`: takes away the Gateway, what is behind it and its Secrets, in reverse. The modules stay, and so do the
/// namespace and the cluster unless asked for, because they may hold other things.
pub fn cleanup(plan: &Plan) -> String {
    let Cluster::K3d { name } = &plan.cluster;
    let mut script = opening(&format!("Removes: {}. Safe to run again.", plan.title));
    script += &assign("CLUSTER", name.as_str());
    script += &assign("K3D_CONTEXT", &name.context());
    script += &assign(
        "NAMESPACE",
        &plan.manifest("Gateway").map(namespace_of).unwrap_or_default(),
    );
    script += &format!("\n{COMMON}{CONTEXT}\n");
    script += &options(
        "usage: ./cleanup.sh [--yes] [--context NAME] [--delete-namespace] [--delete-cluster]",
        &[
            ("--delete-namespace", "DELETE_NAMESPACE"),
            ("--delete-cluster", "DELETE_CLUSTER"),
        ],
    );
    script += include_str!("scripts/k3d_cleanup.sh");
    script += "\nsay 'Removing the resources'\n";
    for manifest in plan.manifests.iter().rev() {
        script += &removal(manifest);
    }
    for (namespace, secret) in plan.secrets().map(|secret| (&secret.namespace, &secret.name)) {
        script += &format!("kube delete secret {secret} -n {namespace} --ignore-not-found\n");
    }
    script += &namespace_removal(plan);
    script + "\nsay 'Done.'\n"
}

fn removal(manifest: &Manifest) -> String {
    let path = manifest.path();
    match &manifest.resource {
        // Namespaces hold other people's things too; see `namespace_removal`.
        Resource::Namespace(_) => String::new(),
        // The ConfigMap belongs to the cluster; only our keys go.
        Resource::ConfigMap(map) => {
            let patch = removing(map.data.keys());
            let (name, namespace) = (&map.metadata.name, namespace_of(manifest));
            format!(
                "shared=$(kube get configmap {name} -n {namespace} --ignore-not-found -o name)\nif [ -n \"$shared\" ]; then\n  kube patch configmap {name} -n \
                 {namespace} --type=merge -p {}\nfi\n",
                quote(&patch)
            )
        }
        Resource::Gateway(_) => format!("remove {path} gateways.networking.istio.io\n"),
        Resource::APIRule(_) => format!("remove {path} apirules.gateway.kyma-project.io\n"),
        Resource::DNSProvider(_) => format!("remove {path} dnsproviders.dns.gardener.cloud\n"),
        Resource::DNSEntry(_) => format!("remove {path} dnsentries.dns.gardener.cloud\n"),
        Resource::Certificate(_) => format!("remove {path} certificates.cert.gardener.cloud\n"),
        Resource::ServiceAccount(_) | Resource::Service(_) | Resource::Deployment(_) => {
            format!("kube delete -f {path} --ignore-not-found\n")
        }
    }
}

/// A JSON merge patch (RFC 7396) that takes keys out of a ConfigMap. Keys are letters, digits, `-`, `_` and `.`
/// (Kubernetes, ConfigMap `data`), so they need no escaping.
fn removing<'a>(keys: impl Iterator<Item = &'a String>) -> String {
    let nothing: Vec<String> = keys.map(|key| format!("\"{key}\":null")).collect();
    format!("{{\"data\":{{{}}}}}", nothing.join(","))
}

fn namespace_of(manifest: &Manifest) -> String {
    manifest
        .resource
        .metadata()
        .namespace
        .as_ref()
        .map(ToString::to_string)
        .unwrap_or_default()
}

fn namespace_removal(plan: &Plan) -> String {
    let Some(gateway) = plan.manifest("Gateway") else {
        return String::new();
    };
    let namespace = namespace_of(gateway);
    if namespace == "default" {
        // Kubernetes does not let anybody delete it.
        return "if [ \"$DELETE_NAMESPACE\" = yes ]; then say 'The namespace default always stays.'; fi\n".to_owned();
    }
    format!(
        "\nif [ \"$DELETE_NAMESPACE\" = yes ]; then\n  say 'Deleting the namespace {namespace} and everything in it'\n  \
         kube delete namespace {namespace} --ignore-not-found\nelse\n  say 'The namespace {namespace} stays; \
         --delete-namespace deletes it with everything in it.'\nfi\n"
    )
}
