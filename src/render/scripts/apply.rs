//! `apply.sh`: everything in the guide but the test.

use super::{
    COMMON, CONFIRM, CONTEXT, K3D, KUBECTL, YES, choose_contexts, context_flags, named_contexts, need, opening,
    options, switch_to,
};
use crate::plan::Plan;
use crate::plan::cluster::{Clusters, Role};
use crate::plan::resource::policy::AuthorizationPolicy;
use crate::plan::resource::{Metadata, Resource};
use crate::plan::task::{MODULE_RELEASES, SecretContent, Task};
use crate::render::gardener;
use crate::render::shell::{self, Style, quote};

const WAIT: &str = include_str!("wait.sh");
const CLUSTER_DNS: &str = include_str!("cluster_dns.sh");

/// Writes it.
pub fn apply(plan: &Plan) -> String {
    let mut script = opening(&format!("Sets up: {}. Safe to run again.", plan.title));
    script += &named_contexts(&plan.clusters);
    if tasks(plan).any(|task| matches!(task, Task::ApplyModule(_))) {
        script += "# A mirror of the Kyma modules' releases can be named here, for clusters without internet access.\n";
        script += &format!("MODULE_RELEASES=${{MODULE_RELEASES:-{MODULE_RELEASES}}}\n");
    }
    script += &format!("\n{COMMON}{CONTEXT}{CONFIRM}");
    if tasks(plan).any(|task| matches!(task, Task::WaitForCrd(_) | Task::WaitForMade(_))) {
        script += WAIT;
    }
    script += include_str!("guard.sh");
    script += &gardener_functions(plan);
    if tasks(plan).any(|task| matches!(task, Task::ApplyWithClusterDns(_))) {
        script += CLUSTER_DNS;
    }
    script += "\n";
    let flags: Vec<_> = [YES].into_iter().chain(context_flags(&plan.clusters)).collect();
    script += &options("apply.sh", &flags);
    script += &need(KUBECTL);
    script += &clusters(plan);
    let mut role = Role::Only;
    for (step, tasks) in plan.task_steps() {
        script += "\n";
        if step.cluster != role {
            script += switch_to(plan, step.cluster);
            role = step.cluster;
        }
        script += &format!("say {}\n", quote(&step.title));
        for task in tasks {
            script += &guard(task);
            for line in shell::task(task, Style::Script) {
                script += &format!("{line}\n");
            }
        }
    }
    script + "\nsay 'Done. Test it with ./verify.sh'\n"
}

fn tasks(plan: &Plan) -> impl Iterator<Item = &Task> {
    plan.task_steps().flat_map(|(_, tasks)| tasks)
}

/// What stops the script where an earlier set-up is in the way, which kubectl alone would not notice or not explain.
fn guard(task: &Task) -> String {
    match task {
        Task::Secret(secret) => {
            let kind = match secret.content {
                SecretContent::Tls { .. } => "kubernetes.io/tls",
                SecretContent::Files(_) => "Opaque",
            };
            let (name, namespace) = (&secret.name, &secret.namespace);
            format!("of_type {name} {namespace} {kind}\nunmanaged {name} {namespace}\n")
        }
        Task::Apply(manifest) => match &manifest.resource {
            Resource::AuthorizationPolicy(policy) => {
                let why = "its policy admits every client, and the host has one owner.";
                absent("apirules.gateway.kyma-project.io", &policy.metadata, why) + &in_mesh(policy)
            }
            Resource::APIRule(rule) => absent(
                "virtualservices.networking.istio.io",
                &rule.metadata,
                "it routes the host, which has one owner.",
            ),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

/// Both ways of exposing a workload have the same name here.
fn absent(kind: &str, metadata: &Metadata, why: &str) -> String {
    let (name, namespace) = (&metadata.name, metadata.namespace_name());
    format!("absent {kind} {name} {namespace} {}\n", quote(why))
}

/// An APIRule is refused where its pods have no sidecar; a policy is taken, and does nothing.
fn in_mesh(policy: &AuthorizationPolicy) -> String {
    let labels = policy.spec.selector.match_labels.iter();
    let labels: Vec<_> = labels.map(|(name, value)| [name, "=", value].concat()).collect();
    let namespace = policy.metadata.namespace_name();
    ["in_mesh ", namespace, " ", &quote(&labels.join(",")), "\n"].concat()
}

/// What the tasks for Gardener call.
fn gardener_functions(plan: &Plan) -> String {
    let mut script = String::new();
    if tasks(plan).any(|task| matches!(task, Task::WaitFor(wait) if gardener::reports(wait))) {
        script += gardener::READY;
    }
    let provider = tasks(plan).find_map(|task| match task {
        Task::ProviderSecret(secret) => Some(secret.provider),
        _ => None,
    });
    if let Some(provider) = provider {
        script += gardener::FUNCTIONS;
        script += "\n# The credentials of this provider and which of them go together.\n";
        script += &gardener::credentials_function(provider);
    }
    script
}

/// Finds the clusters, makes the k3d cluster if need be, and asks before anything changes.
fn clusters(plan: &Plan) -> String {
    let choose = choose_contexts(&plan.clusters);
    let Clusters::K3d { name } = &plan.clusters else {
        return format!("\n{choose}confirm ''\n");
    };
    let create = shell::create_k3d_cluster(name);
    format!(
        "if [ -z \"$CONTEXT\" ]; then {}; fi\n\n{}# With --context the cluster is there already; else it is the k3d cluster, made now if \
         need be.\nif [ -n \"$CONTEXT\" ]; then\n  choose_context\n  confirm ''\nelse\n  CONTEXT=$K3D_CONTEXT\n  confirm \" (the k3d cluster \
         $CLUSTER, which is created if it does not exist)\"\n  CONTEXT=''\n  say {}\n  create_cluster {create}\n  choose_context\nfi\n",
        need(K3D).trim_end(),
        include_str!("k3d_apply.sh"),
        quote(&format!("Create the k3d cluster {name}")),
    )
}
