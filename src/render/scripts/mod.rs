//! `apply.sh`, `verify.sh` and `cleanup.sh`: the plan's tasks between a few functions that are the same for everybody
//! (the `.sh` files beside this one).

mod apply;
mod cleanup;
mod verify;
mod verify_egress;

pub use apply::apply;
pub use cleanup::cleanup;
pub use verify::verify;

use super::shell::quote;
use crate::plan::Plan;
use crate::plan::cluster::{Clusters, Role};

const COMMON: &str = include_str!("common.sh");
const CONTEXT: &str = include_str!("context.sh");
const CONFIRM: &str = include_str!("confirm.sh");

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

/// An option of a script and the variable that it sets.
struct Flag {
    name: &'static str,
    variable: &'static str,
    /// Whether a value follows; without, the variable becomes `yes`.
    takes_value: bool,
}

const fn switch(name: &'static str, variable: &'static str) -> Flag {
    Flag {
        name,
        variable,
        takes_value: false,
    }
}

const fn option(name: &'static str, variable: &'static str) -> Flag {
    Flag {
        name,
        variable,
        takes_value: true,
    }
}

const YES: Flag = switch("--yes", "YES");

/// The options that name the clusters.
fn context_flags(clusters: &Clusters) -> Vec<Flag> {
    match clusters {
        Clusters::K3d { .. } | Clusters::One { .. } => vec![option("--context", "CONTEXT")],
        Clusters::Two { .. } => vec![
            option("--target-context", "TARGET_CONTEXT"),
            option("--egress-context", "EGRESS_CONTEXT"),
        ],
    }
}

/// Options are few and read by hand: getopt differs between Linux and macOS.
fn options(script: &str, flags: &[Flag]) -> String {
    let mut usage = format!("usage: ./{script}");
    let (mut values, mut cases) = (String::new(), String::new());
    for Flag {
        name,
        variable,
        takes_value,
    } in flags
    {
        let pattern = if *name == "--yes" { "-y | --yes" } else { name };
        if *takes_value {
            usage += &format!(" [{name} NAME]");
            values += &assign(variable, "");
            cases += &format!(
                "    {pattern})\n      [ $# -ge 2 ] || die '{name} needs a name'\n      {variable}=$2\n      shift\n      ;;\n"
            );
        } else {
            usage += &format!(" [{name}]");
            values += &format!("{variable}=no\n");
            cases += &format!("    {pattern}) {variable}=yes ;;\n");
        }
    }
    let usage = quote(&usage);
    format!(
        "{values}while [ $# -gt 0 ]; do\n  case \"$1\" in\n{cases}    -h | --help)\n      printf '%s\\n' {usage}\n      exit 0\n      ;;\n    \
         *) die \"unknown option: $1. \"{usage} ;;\n  esac\n  shift\ndone\n\n"
    )
}

fn need((program, page): (&str, &str)) -> String {
    format!("need {program} {page}\n")
}

/// The clusters' contexts as the user named them, where a script reads them.
fn named_contexts(clusters: &Clusters) -> String {
    match clusters {
        Clusters::K3d { name } => assign("CLUSTER", name.as_str()) + &assign("K3D_CONTEXT", &name.context()),
        Clusters::One { context } => assign("NAMED_CONTEXT", context.as_ref().map_or("", |name| name.as_str())),
        Clusters::Two { target, egress } => {
            assign("NAMED_TARGET_CONTEXT", target.as_str()) + &assign("NAMED_EGRESS_CONTEXT", egress.as_str())
        }
    }
}

/// Finds the clusters' contexts, or stops. Sets `CONTEXT`, or `TARGET_CONTEXT` and `EGRESS_CONTEXT`.
fn choose_contexts(clusters: &Clusters) -> &'static str {
    match clusters {
        Clusters::K3d { .. } => include_str!("choose_k3d.sh"),
        Clusters::One { .. } => include_str!("choose_one.sh"),
        Clusters::Two { .. } => include_str!("choose_two.sh"),
    }
}

/// Makes `kube` speak to the cluster of the next commands, where there is more than one.
fn switch_to(plan: &Plan, role: Role) -> &'static str {
    match (&plan.clusters, role) {
        (Clusters::Two { .. }, Role::Egress) => "CONTEXT=$EGRESS_CONTEXT\nsay \"On the egress cluster, $CONTEXT\"\n",
        (Clusters::Two { .. }, _) => "CONTEXT=$TARGET_CONTEXT\nsay \"On the target cluster, $CONTEXT\"\n",
        _ => "",
    }
}
